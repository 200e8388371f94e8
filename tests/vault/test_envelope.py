"""Sealed records."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import (
    CASE,
    FIRST,
    HANDLER,
    IDENTITY,
    LEAD,
    PEOPLE,
    PLACE,
    PUBLIC,
    SECOND,
    THREAD,
    damaged,
    uuid,
)
from wbportal.vault.encoding import versioned
from wbportal.vault.envelope import open_record, seal_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Forged, Tampered

SIGNING = PEOPLE[HANDLER].signing
SEALED = seal_record(FIRST, PLACE, HANDLER, SIGNING, "ข้อความ".encode())

OTHER_PLACES = [
    replace(PLACE, case_id=uuid("other")),
    replace(PLACE, kind="file"),
    replace(PLACE, kind=""),
    replace(PLACE, record_id=uuid("other record")),
    replace(PLACE, compartment_id=IDENTITY),
    replace(PLACE, epoch=2),
    replace(PLACE, case_id=THREAD, compartment_id=CASE),
]


@given(st.binary(max_size=5000))
def test_a_record_opens_in_its_place_and_names_its_author(body):
    opened = open_record(FIRST, PLACE, seal_record(FIRST, PLACE, HANDLER, SIGNING, body))
    assert (opened.author_id, opened.body) == (HANDLER, body)
    opened.verify(PUBLIC[HANDLER].verify)


def test_the_same_text_is_never_sealed_to_the_same_bytes():
    assert seal_record(FIRST, PLACE, HANDLER, SIGNING, "ข้อความ".encode()) != SEALED


@given(st.integers(0, 900), st.integers(0, 900))
def test_short_texts_have_the_same_length(one, other):
    sizes = {
        len(seal_record(FIRST, PLACE, HANDLER, SIGNING, bytes(length))) for length in (one, other)
    }
    assert sizes == {1024 + 29}


@given(damaged(SEALED))
def test_a_damaged_record_does_not_open(changed):
    with pytest.raises(Tampered):
        open_record(FIRST, PLACE, changed)


@pytest.mark.parametrize("place", OTHER_PLACES)
def test_a_record_does_not_open_in_another_place(place):
    key = EpochKey(place.compartment_id, place.epoch, FIRST.secret)
    with pytest.raises(Tampered):
        open_record(key, place, SEALED)


@pytest.mark.parametrize(
    "key", [SECOND, EpochKey(THREAD, 1, SECOND.secret), EpochKey(IDENTITY, 1, FIRST.secret)]
)
def test_a_record_does_not_open_with_another_key(key):
    with pytest.raises(Tampered):
        open_record(key, PLACE, SEALED)


def test_a_record_is_not_sealed_with_the_key_of_another_epoch():
    with pytest.raises(Tampered):
        seal_record(SECOND, PLACE, HANDLER, SIGNING, b"")


def test_nobody_can_write_in_somebody_elses_name():
    forged = seal_record(FIRST, PLACE, HANDLER, PEOPLE[LEAD].signing, b"text")
    opened = open_record(FIRST, PLACE, forged)
    with pytest.raises(Forged):
        opened.verify(PUBLIC[HANDLER].verify)
    assert not opened.is_by(PUBLIC[HANDLER].verify)
    assert opened.is_by(PUBLIC[LEAD].verify)


@pytest.mark.parametrize("place", OTHER_PLACES)
def test_a_holder_of_the_key_cannot_move_a_signature_to_another_place(place):
    opened = open_record(FIRST, PLACE, SEALED)
    with pytest.raises(Forged):
        replace(opened, place=place).verify(PUBLIC[HANDLER].verify)


def test_a_signature_is_of_one_author_and_one_body():
    opened = open_record(FIRST, PLACE, SEALED)
    for moved in (replace(opened, author_id=LEAD), replace(opened, body=b"other")):
        with pytest.raises(Forged):
            moved.verify(PUBLIC[HANDLER].verify)


def test_a_place_is_written_in_one_way_only():
    places = {place.to_bytes() for place in [PLACE, *OTHER_PLACES]}
    assert len(places) == len(OTHER_PLACES) + 1


def test_a_version_to_come_is_not_guessed():
    with pytest.raises(Tampered, match="unknown version 2"):
        open_record(FIRST, PLACE, b"\x02" + SEALED[1:])
    assert versioned(SEALED[1:]) == SEALED
