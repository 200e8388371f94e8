"""Where the slip is: told from what was typed alone, honestly, and without putting it right."""

import random
import time

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from wbportal.vault.errors import NotACode
from wbportal.vault.receipts import ReceiptCode, number_of
from wbportal.vault.slips import Kind, Slip, find
from wbportal.vault.words import UNSAID

CODES = (
    st.integers(0, 7776**7 - 1)
    .map(ReceiptCode)
    .filter(lambda code: UNSAID.isdisjoint(code.indexes()))
)
POSITIONS, DIGITS = st.integers(0, 7), st.integers(0, 3)
BETWEEN = st.sampled_from([" ", "", "-"])


def refused(typed: str) -> tuple[Slip, ...]:
    """Find the slips in something that is no code; by chance, once in 7,776 times, it is one."""
    try:
        ReceiptCode.parse(typed)
    except NotACode:
        return find(typed)
    return reject()


def drawn(seed: int) -> tuple[list[str], random.Random]:
    chance = random.Random(seed)  # noqa: S311 - the same codes every time
    while True:
        code = ReceiptCode(chance.randrange(7776**7))
        if UNSAID.isdisjoint(code.indexes()):
            return code.groups(), chance


@given(CODES, POSITIONS, DIGITS, st.integers(1, 9), BETWEEN)
def test_one_changed_digit_is_among_what_to_look_at_first(code, position, at, more, between):
    groups = code.groups()
    group = groups[position]
    groups[position] = f"{group[:at]}{(int(group[at]) + more) % 10}{group[at + 1 :]}"
    found = refused(between.join(groups))
    if found[0].kind is Kind.CHECK:
        assert not found[0].groups or position in found[0].groups
    else:
        assert found == (Slip(Kind.IMPOSSIBLE, (position,)),)


@given(CODES, POSITIONS, st.integers(0, 2))
def test_two_digits_in_each_others_place_are_found(code, position, at):
    groups = code.groups()
    group = groups[position]
    groups[position] = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
    assume(
        group != groups[position] and int(groups[position]) < 7776 and groups[position] != "7747"
    )
    found = refused(" ".join(groups))[0]
    assert position in found.groups or not found.groups


@given(CODES, st.integers(0, 6))
def test_two_neighbouring_groups_in_each_others_place_are_found(code, position):
    groups = code.groups()
    assume(groups[position] != groups[position + 1])
    groups[position : position + 2] = groups[position + 1], groups[position]
    found = refused(" ".join(groups))[0]
    assert {position, position + 1} <= {*found.groups} or not found.groups


def told_alone(spoil) -> float:
    """Return how often a spoiled code is told by the spoiled group, and by it alone."""
    right = told = 0
    for seed in range(400):
        groups, chance = drawn(seed)
        position, typed = spoil(groups, chance)
        try:
            ReceiptCode.parse(typed)
        except NotACode:
            told += 1
            right += find(typed)[0].groups == (position,)
    return right / told


def changed(groups, chance):
    position, at = chance.randrange(8), chance.randrange(4)
    group = groups[position]
    groups[position] = group[:at] + chance.choice("0123456789") + group[at + 1 :]
    return position, " ".join(groups)


def dropped(groups, chance):
    at, digits = chance.randrange(32), "".join(groups)
    return at // 4, digits[:at] + digits[at + 1 :]


def added(groups, chance):
    at, digits = chance.randrange(32), "".join(groups)
    return at // 4, digits[:at] + chance.choice("0123456789") + digits[at:]


def doubled_wrongly(groups, chance):
    """1223 becomes 1123: the digits are those of before, another one is doubled."""
    position, (one, two, three) = chance.randrange(7), chance.sample("0123456", 3)
    groups[position] = one + two + two + three
    code = ReceiptCode(number_of([int(group) for group in groups]))
    groups = code.groups()
    groups[position] = one + one + two + three
    return position, " ".join(groups)


@pytest.mark.parametrize("spoil", [changed, dropped, added, doubled_wrongly])
def test_a_common_slip_is_told_by_its_group_alone_nine_times_in_ten(spoil):
    assert told_alone(spoil) > 0.9


def test_what_no_common_slip_explains_names_no_group_nineteen_times_in_twenty():
    named = 0
    for seed in range(400):
        groups, chance = drawn(seed)
        other = [f"{chance.randrange(7700):04}" for _ in range(3)]
        found = find(" ".join([*other, *groups[3:]]))[0]
        named += bool(found.groups)
    assert named < 400 * 0.1


@given(CODES, POSITIONS, DIGITS, st.sampled_from([" ", "-", " - ", "/"]))
def test_a_missing_digit_is_told_by_its_group_if_groups_were_typed_apart(
    code, position, digit, between
):
    groups = code.groups()
    groups[position] = groups[position][:digit] + groups[position][digit + 1 :]
    assert refused(between.join(groups)) == (Slip(Kind.LENGTH, (position,), 3),)


@given(CODES, POSITIONS, st.text("0123456789", min_size=1, max_size=3))
def test_a_group_that_is_too_long_is_told(code, position, more):
    groups = code.groups()
    groups[position] += more
    assert refused(" ".join(groups)) == (Slip(Kind.LENGTH, (position,), 4 + len(more)),)


@given(CODES, POSITIONS, POSITIONS)
def test_every_broken_group_is_told(code, one, other):
    groups = code.groups()
    groups[one], groups[other] = "12", "9999"
    found = {slip.groups[0] for slip in refused(" ".join(groups))}
    assert found == {one, other}


@given(CODES, st.integers(0, 27))
def test_digits_are_counted(code, kept):
    typed = "".join(code.groups())[:kept]
    assert refused(typed)[0] == (Slip(Kind.DIGITS, count=kept) if kept else Slip(Kind.NOT_WHOLE))


@given(CODES, st.sampled_from([2, 3, 5, 6, 7]))
def test_groups_are_counted_if_they_were_typed_apart(code, kept):
    assert refused(" ".join(code.groups()[:kept])) == (Slip(Kind.GROUPS, count=kept),)
    assert refused(" ".join(code.words()[:kept])) == (Slip(Kind.GROUPS, count=kept),)
    assert refused(" ".join([*code.words(), "zoom"])) == (Slip(Kind.GROUPS, count=9),)


def test_a_word_with_a_hyphen_of_its_own_counts_as_one():
    typed = "t-shirt " + "zoom " * 6
    assert refused(typed) == (Slip(Kind.GROUPS, count=7),)


@given(CODES, POSITIONS)
def test_an_unknown_word_is_told_with_those_that_are_near(code, position):
    words = code.words()
    words[position] = "abacsu"
    found = refused(" ".join(words))
    assert found == (Slip(Kind.UNKNOWN_WORD, (position,), words=("abacus",)),)


def test_the_nearest_words_are_not_in_what_is_logged():
    assert "abacus" not in repr(find("abacsu " * 8))


def test_one_word_for_another_that_is_near_is_found():
    groups, _ = drawn(1)
    code = ReceiptCode.parse(" ".join(groups))
    for number in range(7776):
        words = ReceiptCode(code.number - code.indexes()[6] + number).words()
        if words[6] == "caring":
            words[6] = "curing"
            break
    assert 6 in find(" ".join(words))[0].groups


@given(st.text())
def test_any_text_has_a_slip(typed):
    assert refused(typed)


@pytest.mark.parametrize(
    "typed", ["0000" * 125, "abacus" * 83, "abacsu " * 71, "9 " * 250, "ก" * 500, "x:" * 250]
)
def test_looking_for_a_slip_takes_no_time(typed):
    started = time.perf_counter()
    assert find(typed)
    assert time.perf_counter() - started < 0.25
