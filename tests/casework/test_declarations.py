"""Declarations of interests: who reads them, and what a hand on the database gets."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import MadeOffice, Somebody, found, join, make_portal, vet
from wbportal.casework import declarations, founding
from wbportal.casework.declarations import Declaration, Unread
from wbportal.casework.errors import Refused
from wbportal.domain.roles import Role
from wbportal.domain.vetting import Training
from wbportal.portal import Portal

SAID = Declaration(
    interests="My sister is deputy mayor of Ban Rai.",
    training={Training.PORTAL: date(2026, 11, 2)},
    made_on=date(2026, 11, 23),
)


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, custodians=1)


@pytest.fixture
def joiner(portal: Portal, office: MadeOffice) -> Somebody:
    return join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))


def _declare(portal: Portal, somebody: Somebody, said: Declaration = SAID) -> int:
    with portal.work() as work:
        return declarations.declare(work, somebody.person, said)


def _read(portal: Portal, reader: Somebody, of: Somebody) -> Declaration:
    with portal.work() as work:
        return declarations.read(work, reader.person, of.id)


def _refusal(portal: Portal, reader: Somebody, of: Somebody) -> str:
    with pytest.raises(Refused) as caught:
        _read(portal, reader, of)
    return caught.value.reason


def test_every_lead_and_the_author_read_it(portal, office, joiner) -> None:
    assert _declare(portal, joiner) == 2
    for reader in (*office.leads, joiner):
        assert _read(portal, reader, joiner) == SAID


def test_nobody_else_of_the_office_reads_it(portal, office, joiner) -> None:
    _declare(portal, joiner)
    for reader in (*office.administrators, *office.handlers, *office.custodians, *office.auditors):
        assert _refusal(portal, reader, joiner) == Unread.NOT_FOR_YOU


def test_no_lead_of_another_office_reads_it(portal, joiner) -> None:
    other = found(portal, "other")
    _declare(portal, joiner)
    assert _refusal(portal, other.leads[0], joiner) == Unread.NOT_FOR_YOU


def test_nothing_of_it_stands_in_the_database(portal, joiner) -> None:
    _declare(portal, joiner)
    with portal.engine.connect() as connection:
        [(sealed,)] = connection.execute(text("SELECT sealed_declaration FROM declarations")).all()
    for word in (b"sister", b"Ban Rai", b"portal", b"2026"):
        assert word not in sealed.removeprefix(b"\x01")


def test_the_last_one_is_the_one_that_counts(portal, office, joiner) -> None:
    _declare(portal, joiner)
    later = Declaration("", {}, date(2026, 11, 24))
    _declare(portal, joiner, later)
    assert _read(portal, office.leads[0], joiner) == later


def test_a_lead_who_came_later_reads_it_once_it_is_kept_again(portal, office, joiner) -> None:
    _declare(portal, joiner)
    third = join(portal, office.id, "third", frozenset({Role.LEAD}))
    vet(portal, office.founded, (third,))
    assert _refusal(portal, third, joiner) == Unread.NOT_FOR_YOU
    _declare(portal, joiner)
    assert _read(portal, third, joiner) == SAID


def test_before_there_is_a_lead_only_its_author_reads_it(portal) -> None:
    empty = found(portal, "empty", leads=0, handlers=0, custodians=0, auditors=0)
    first = join(portal, empty.id, "first", frozenset({Role.LEAD}))
    assert _declare(portal, first) == 0
    assert _read(portal, first, first) == SAID


def test_what_somebody_else_put_in_its_place_is_not_theirs(portal, office, joiner) -> None:
    stranger = join(portal, office.id, "stranger", frozenset({Role.HANDLER}))
    _declare(portal, joiner)
    _declare(portal, stranger, Declaration("", {}, SAID.made_on))
    with portal.engine.begin() as connection:
        changed = connection.execute(
            text(
                "UPDATE declarations SET sealed_declaration = (SELECT sealed_declaration FROM"
                " declarations WHERE account_id = :from) WHERE account_id = :to"
            ),
            {"from": stranger.id.bytes, "to": joiner.id.bytes},
        )
        assert changed.rowcount == 1
    assert _refusal(portal, office.leads[0], joiner) == Unread.NOT_FOR_YOU


def test_it_goes_when_its_author_leaves_the_roster(portal, office, joiner) -> None:
    _declare(portal, joiner)
    vet(portal, office.founded, (joiner,))
    with portal.work() as work:
        founding.retire(work, office.id, office.founded.root, [joiner.username])
    assert _refusal(portal, office.leads[0], joiner) == Unread.MISSING
