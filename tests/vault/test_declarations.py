"""Declarations: read by whom they are for, as they were written, and by nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import HANDLER, LEAD, OFFICE, PEOPLE, PUBLIC, SECOND_LEAD, damaged, uuid
from wbportal.vault.declarations import DeclarationPlace, open_declaration, seal_declaration
from wbportal.vault.errors import Forged, VaultError, WrongKey

PLACE = DeclarationPlace(OFFICE, HANDLER)
READERS = {who: PUBLIC[who].kem for who in (HANDLER, LEAD)}
SEALED = seal_declaration(PLACE, PEOPLE[HANDLER].signing, b"none", READERS)


def read(sealed, who=LEAD, place=PLACE, author=HANDLER):
    return open_declaration(place, sealed, (who, PEOPLE[who].kem), PUBLIC[author].verify)


@given(st.binary(max_size=4000))
def test_its_author_and_its_readers_read_what_was_written(body):
    sealed = seal_declaration(PLACE, PEOPLE[HANDLER].signing, body, READERS)
    assert read(sealed) == read(sealed, HANDLER) == body


def test_nobody_else_reads_it():
    with pytest.raises(WrongKey):
        read(SEALED, SECOND_LEAD)


@given(damaged(SEALED))
def test_a_changed_one_is_refused(changed):
    with pytest.raises(VaultError):
        read(changed)


def test_it_opens_in_no_other_place():
    for place in (DeclarationPlace(uuid("other"), HANDLER), DeclarationPlace(OFFICE, LEAD)):
        with pytest.raises(WrongKey):
            read(SEALED, place=place)


def test_what_another_wrote_in_its_place_is_forged():
    false = seal_declaration(PLACE, PEOPLE[SECOND_LEAD].signing, b"none", READERS)
    with pytest.raises(Forged):
        read(false)


def test_short_ones_are_all_of_one_size():
    long = seal_declaration(PLACE, PEOPLE[HANDLER].signing, b"x" * 600, READERS)
    assert len(long) == len(SEALED)
