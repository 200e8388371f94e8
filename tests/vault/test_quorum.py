"""Shares of identity keys, and shares on paper."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from tests.vault.samples import HANDLER, IDENTITY, LEAD, PEOPLE, PUBLIC, THREAD, secret, uuid
from wbportal.vault.errors import ShareRefused, WrongKey
from wbportal.vault.quorum import (
    SharePlace,
    decoy_share,
    from_paper,
    join_shares,
    paper_shares,
    split_key,
    unwrap_share,
    wrap_share,
)

KEY = secret("identity key")
SHARES = split_key(KEY, 5)
PAPER = paper_shares(KEY, 3, 5)
HERE = SharePlace(IDENTITY, 1, LEAD)
WRAPPED = wrap_share(SHARES[0], PUBLIC[LEAD].kem, HERE)


@given(st.binary(min_size=32, max_size=32), st.integers(2, 12), st.data())
def test_any_two_shares_give_the_key(key, count, data):
    shares = split_key(key, count)
    assert len(shares) == count
    order = data.draw(st.permutations(shares))
    assert join_shares(order[:2]) == key
    assert join_shares(order) == key


def test_the_largest_quorum_works():
    shares = split_key(KEY, 255)
    assert join_shares([shares[254], shares[0]]) == KEY


def test_one_share_says_nothing():
    """Each key is as likely as any other: the same share fits a line through any key."""
    for other in (bytes(32), b"\xff" * 32):
        assert any(split_key(other, 2)[0][1] == SHARES[0][1] for _ in range(5000))


def test_fewer_than_two_are_not_enough():
    for shares in ([], SHARES[:1]):
        with pytest.raises(ShareRefused):
            join_shares(shares)


@pytest.mark.parametrize(
    ("shares", "blamed"),
    [
        ([SHARES[0], SHARES[0]], 1),
        ([SHARES[0], SHARES[1][:32]], 1),
        ([b"", SHARES[1]], 0),
        ([bytes(33), SHARES[1]], 0),
        ([SHARES[0], SHARES[1], split_key(KEY, 3)[2]], 2),
    ],
)
def test_a_share_that_does_not_fit_is_named(shares, blamed):
    with pytest.raises(ShareRefused) as caught:
        join_shares(shares)
    assert caught.value.share == blamed


@pytest.mark.parametrize(("key", "count"), [(KEY, 1), (KEY, 256), (KEY[:31], 3)])
def test_what_cannot_be_split_is_refused(key, count):
    with pytest.raises(ValueError, match="nothing to split"):
        split_key(key, count)


def test_a_wrapped_share_opens_for_its_holder_only():
    assert unwrap_share(PEOPLE[LEAD].kem, WRAPPED, HERE) == SHARES[0]
    with pytest.raises(WrongKey):
        unwrap_share(PEOPLE[HANDLER].kem, WRAPPED, HERE)


@pytest.mark.parametrize(
    "change",
    [
        {"compartment_id": THREAD},
        {"epoch": 2},
        {"holder_id": HANDLER},
        {"request_id": uuid("request")},
    ],
)
def test_a_wrapped_share_opens_in_its_place_only(change):
    with pytest.raises(WrongKey):
        unwrap_share(PEOPLE[LEAD].kem, WRAPPED, replace(HERE, **change))


def test_a_decoy_is_as_long_as_a_share_and_opens_for_nobody():
    decoy = decoy_share(IDENTITY, 1, LEAD)
    assert len(decoy) == len(WRAPPED)
    with pytest.raises(WrongKey):
        unwrap_share(PEOPLE[LEAD].kem, decoy, HERE)


@pytest.mark.parametrize("chosen", list(combinations(range(5), 3)))
def test_enough_papers_give_the_seed(chosen):
    assert from_paper([PAPER[number] for number in chosen]) == KEY


def test_papers_are_slip_39():
    assert combine_mnemonics(PAPER[:3]) == KEY
    assert {len(line.split()) for line in PAPER} == {33}


def test_papers_may_be_typed_loosely():
    typed = [" ".join(word[:4] for word in PAPER[0].upper().split()), PAPER[4], PAPER[1]]
    assert from_paper([*typed, PAPER[1], PAPER[2]]) == KEY


@given(st.integers(0, 32), st.sampled_from(["xyzzy", "ผิด", "aaaa"]))
def test_a_word_that_is_none_is_named(position, wrong):
    words = PAPER[1].split()
    words[position] = wrong
    with pytest.raises(ShareRefused) as caught:
        from_paper([PAPER[0], " ".join(words), PAPER[2]])
    assert (caught.value.share, caught.value.word) == (1, position)


@pytest.mark.parametrize("position", [0, 3, 32])
def test_a_mistaken_word_is_named(position):
    words = PAPER[2].split()
    words[position] = WORDLIST[(WORDLIST.index(words[position]) + 77) % 1024]
    with pytest.raises(ShareRefused) as caught:
        from_paper([PAPER[0], PAPER[1], " ".join(words)])
    assert (caught.value.share, caught.value.word) == (2, position)


def test_a_missing_word_is_a_mistaken_share():
    with pytest.raises(ShareRefused) as caught:
        from_paper([" ".join(PAPER[0].split()[:-1]), PAPER[1], PAPER[2]])
    assert (caught.value.share, caught.value.word) == (0, None)


def test_papers_of_another_secret_are_named():
    with pytest.raises(ShareRefused) as caught:
        from_paper([PAPER[0], PAPER[1], paper_shares(secret("other"), 3, 5)[2]])
    assert caught.value.share == 2


def test_too_few_papers_are_not_enough():
    for lines in ([], PAPER[:2], [PAPER[0], PAPER[0], PAPER[1]]):
        with pytest.raises(ShareRefused) as caught:
            from_paper(lines)
        assert caught.value.share is None


def test_no_error_repeats_a_word_of_a_share():
    words = PAPER[0].split()
    for line in (" ".join(words[1:]), " ".join([*words[:-1], "academic", "acid"]), "secretword"):
        with pytest.raises(ShareRefused) as caught:
            from_paper([line])
        shown = f"{caught.value!r} {caught.value.__cause__!r}"
        assert not [word for word in line.split() if word in shown.split()]
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
