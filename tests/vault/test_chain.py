"""The chain of records: removed, reordered, cut off, rolled back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import FIRST, IDENTITY, SECOND, secret
from wbportal.vault.chain import GENESIS, Head, Link, check, next_link
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered

KEYS = {1: FIRST, 2: SECOND}


def chain(epochs=(1, 1, 1, 2, 2)):
    links, before = [], GENESIS
    for number, epoch in enumerate(epochs, start=1):
        sealed_hash = secret(f"record {number}")
        before = next_link(KEYS[epoch], number, before, sealed_hash)
        links.append(Link(number, epoch, sealed_hash, before))
    return links


LINKS = chain()
HEADS = [Head(), *(Head(link.number, link.link) for link in LINKS)]


def test_a_whole_chain_has_a_head():
    assert check(LINKS, KEYS) == HEADS[-1]
    assert check([], KEYS) == Head()


@given(st.sampled_from(HEADS))
def test_whatever_was_seen_before_is_still_there(seen):
    assert check(LINKS, KEYS, seen) == HEADS[-1]


@given(st.integers(0, 3))
def test_a_removed_record_shows(position):
    with pytest.raises(Tampered):
        check(LINKS[:position] + LINKS[position + 1 :], KEYS)


@given(st.permutations(LINKS).filter(lambda links: links != LINKS))
def test_reordered_records_show(links):
    with pytest.raises(Tampered):
        check(links, KEYS)


@given(st.integers(0, 4))
def test_records_cut_off_at_the_end_show_to_whoever_saw_them(kept):
    assert check(LINKS[:kept], KEYS) == HEADS[kept]
    with pytest.raises(Tampered):
        check(LINKS[:kept], KEYS, HEADS[kept + 1])


@given(
    st.integers(0, 4),
    st.sampled_from(
        [{"sealed_hash": secret("x")}, {"link": secret("x")}, {"number": 9}, {"epoch": 3}]
    ),
)
def test_a_changed_row_shows(position, change):
    links = list(LINKS)
    links[position] = replace(links[position], **change)
    with pytest.raises(Tampered):
        check(links, KEYS)


def test_a_record_moved_to_another_epoch_shows():
    for position, epoch in ((2, 2), (3, 1)):
        links = list(LINKS)
        links[position] = replace(links[position], epoch=epoch)
        with pytest.raises(Tampered):
            check(links, KEYS)


def test_an_old_epoch_does_not_come_back():
    with pytest.raises(Tampered):
        check(chain((1, 2, 1)), KEYS)


def test_a_gap_shows_even_if_a_keyholder_made_it():
    first = LINKS[0]
    after_a_gap = next_link(FIRST, 3, first.link, secret("record 3"))
    with pytest.raises(Tampered):
        check([first, Link(3, 1, secret("record 3"), after_a_gap)], KEYS)


def test_a_rewritten_chain_shows_to_whoever_saw_the_other():
    rewritten, before = [], GENESIS
    for link in LINKS:
        before = next_link(KEYS[link.epoch], link.number, before, secret("new"))
        rewritten.append(replace(link, sealed_hash=secret("new"), link=before))
    assert check(rewritten, KEYS).number == 5
    with pytest.raises(Tampered):
        check(rewritten, KEYS, HEADS[3])


def test_a_link_is_of_one_compartment_epoch_number_and_predecessor():
    sealed_hash = secret("record")
    links = {
        next_link(FIRST, 1, GENESIS, sealed_hash),
        next_link(FIRST, 2, GENESIS, sealed_hash),
        next_link(FIRST, 1, secret("before"), sealed_hash),
        next_link(FIRST, 1, sealed_hash, GENESIS),
        next_link(SECOND, 1, GENESIS, sealed_hash),
        next_link(EpochKey(IDENTITY, 1, FIRST.secret), 1, GENESIS, sealed_hash),
    }
    assert len(links) == 6
