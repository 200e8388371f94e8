"""Receipt codes: what people type, and what the code stands for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import CHEAP
from wbportal.vault.errors import NotACode
from wbportal.vault.passphrases import Cost
from wbportal.vault.receipts import RECEIPT_COST, ReceiptCode, group_matches
from wbportal.vault.words import UNSAID

CODES = (
    st.integers(0, 7776**7 - 1)
    .map(ReceiptCode)
    .filter(lambda code: UNSAID.isdisjoint(code.indexes()))
)
SEPARATORS = st.sampled_from([" ", "", "-", "  ", "\n", " - ", "\t", ".", ", ", "\N{EN DASH}"])
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def slip_of_the_pen(typed: str) -> NotACode | None:
    try:
        ReceiptCode.parse(typed)
    except NotACode as error:
        return error
    return None


@st.composite
def typed_groups(draw, code):
    """Each group as somebody might type it: digits, Thai digits, a word, in any case."""
    typed = []
    for digits, word in zip(code.groups(), code.words(), strict=True):
        way = draw(st.sampled_from(["digits", "thai", "word", "upper", "joined"]))
        typed.append(
            {
                "digits": digits,
                "thai": digits.translate(THAI),
                "word": word,
                "upper": word.upper(),
                "joined": word.replace("-", ""),
            }[way]
        )
    return typed


@given(CODES, st.data())
def test_a_code_is_understood_however_it_is_typed(code, data):
    pieces = data.draw(typed_groups(code))
    typed = "".join(piece + data.draw(SEPARATORS) for piece in pieces)
    assert ReceiptCode.parse(data.draw(SEPARATORS) + typed) == code


@given(CODES)
def test_a_code_may_be_written_without_any_space(code):
    assert ReceiptCode.parse("".join(code.groups())) == code
    assert ReceiptCode.parse("".join(code.words())) == code


def test_one_wrong_group_is_almost_always_told_by_the_check():
    """Once in 7,776 times the check fits another code: that is what a check of one group can do."""
    untold = 0
    for number in range(2000):
        groups = ReceiptCode(number**6 * 7919).groups()
        groups[number % 7] = f"{(int(groups[number % 7]) + 1 + number) % 7776:04}"
        untold += slip_of_the_pen(" ".join(groups)) is None
    assert untold <= 2


@given(CODES, st.integers(1, 7775))
def test_a_wrong_check_group_is_told(code, shift):
    groups = code.groups()
    groups[7] = f"{(int(groups[7]) + shift) % 7776:04}"
    with pytest.raises(NotACode) as caught:
        ReceiptCode.parse(" ".join(groups))
    assert caught.value.check_failed or groups[7] == "7747"


@given(CODES, st.integers(0, 7), st.sampled_from(["7776", "9999", "xylophone", "7747", "12a4"]))
def test_a_group_that_cannot_be_is_named(code, position, wrong):
    groups = code.groups()
    groups[position] = wrong
    with pytest.raises(NotACode) as caught:
        ReceiptCode.parse(" ".join(groups))
    assert caught.value.group == position
    assert not caught.value.check_failed


@given(CODES, st.integers(1, 7))
def test_too_few_groups_are_no_code(code, kept):
    with pytest.raises(NotACode) as caught:
        ReceiptCode.parse(" ".join(code.groups()[:kept]))
    assert caught.value.group is None


@given(CODES)
def test_too_many_groups_are_no_code(code):
    with pytest.raises(NotACode):
        ReceiptCode.parse(" ".join([*code.groups(), "0000"]))


@pytest.mark.parametrize("typed", ["0000" * 250_000, "abacus" * 150_000, "ก" * 1_000_000])
def test_an_endless_code_is_refused_at_once(typed):
    started = time.perf_counter()
    assert slip_of_the_pen(typed)
    assert time.perf_counter() - started < 2


@given(st.text())
def test_an_error_does_not_repeat_what_was_typed(typed):
    error = slip_of_the_pen(typed)
    assert error is not None
    assert str(error) == "not a receipt code"
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


def test_drawn_codes_can_all_be_said():
    for _ in range(2000):
        code = ReceiptCode.generate()
        assert ReceiptCode.parse("".join(code.words())) == code


def test_a_number_outside_the_range_is_no_code():
    for number in (-1, 7776**7):
        with pytest.raises(ValueError, match="out of range"):
            ReceiptCode(number)


def test_each_code_and_each_deployment_has_keys_of_its_own():
    codes = (ReceiptCode(1), ReceiptCode(2))
    keys = [code.keys(salt * 16, CHEAP) for code in codes for salt in (b"a", b"b")]
    assert len({key.lookup for key in keys}) == 4
    assert len({key.draft.id for key in keys}) == 4
    for one in keys:
        secrets = (one.kem.seed, one.signing.seed, one.proof_blind, one.draft.key.secret)
        assert len({one.lookup, *secrets}) == 5


def test_what_sending_takes_opens_nothing():
    keys = ReceiptCode(7).keys(b"salt" * 4, CHEAP)
    sending = keys.sending()
    assert sending.kem == keys.kem.public()
    held = {
        value for name in sending.__slots__ if isinstance(value := getattr(sending, name), bytes)
    }
    assert held == {keys.lookup}
    assert keys.kem.seed not in (sending.kem.raw, sending.signing.seed)


def test_the_same_code_gives_the_same_keys():
    assert ReceiptCode(7).keys(b"salt" * 4, CHEAP) == ReceiptCode(7).keys(b"salt" * 4, CHEAP)


def test_the_cost_never_changes():
    assert Cost(19 * 1024, 2) == RECEIPT_COST


@given(CODES, st.integers(0, 7), st.data())
def test_a_group_is_confirmed_in_digits_or_as_a_word(code, index, data):
    assert group_matches(code, index, data.draw(typed_groups(code))[index])
    assert group_matches(code, index, f" {code.groups()[index]} ")


@given(CODES, st.integers(0, 7), st.integers(0, 7775), st.sampled_from(["", "x", "00000", "abacu"]))
def test_another_group_is_not_confirmed(code, index, other, nonsense):
    assert group_matches(code, index, f"{other:04}") == (code.indexes()[index] == other)
    assert not group_matches(code, index, nonsense)
