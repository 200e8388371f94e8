"""Proposals: two leads make a roster, and one makes none."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import Somebody, found, join, vetting_of
from tests.casework.hall import NONE, Hall, make_hall, refusal, words_of
from wbportal.casework import declarations, founding, proposals
from wbportal.casework.errors import Refused
from wbportal.casework.founding import Obstacle
from wbportal.casework.proposals import OtherWords, Unsigned
from wbportal.casework.roster_changes import Aspect
from wbportal.db import audit
from wbportal.domain.roles import STAFF, Role, conflicts
from wbportal.portal import Work
from wbportal.portal.errors import Overtaken
from wbportal.vault.people import PersonKeys


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return make_hall(tmp_path)


def test_two_leads_make_somebody_a_handler(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    assert hall.roles(hall.joiner) == frozenset()
    version = hall.sign(hall.second)
    assert hall.roles(hall.joiner) == {Role.HANDLER}
    assert hall.roster().version == version == 3
    assert hall.open() is None


def test_the_trail_says_who_proposed_and_who_signed(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    hall.sign(hall.second)
    entries = hall.do(lambda work: [*audit.entries(work.db, hall.office.id)])
    said = [(one.deed, one.actor_id) for one in entries][-2:]
    assert said == [("propose-roster", hall.first.id), ("admit", hall.second.id)]
    assert str(hall.first.id) in entries[-1].detail
    assert str(hall.second.id) in entries[-1].detail


def test_one_lead_alone_makes_no_roster(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    assert refusal(lambda: hall.sign(hall.first)) == Unsigned.TWICE
    assert hall.roles(hall.joiner) == frozenset()


@pytest.mark.parametrize("who", ["handlers", "custodians", "administrators", "auditors"])
def test_nobody_but_leads_proposes_or_signs_or_withdraws(hall: Hall, who: str) -> None:
    somebody: Somebody = getattr(hall.office, who)[0]
    with pytest.raises(Refused, match=Unsigned.NOT_A_LEAD):
        hall.propose(somebody, vetting_of(hall.joiner))
    hall.propose(hall.first, vetting_of(hall.joiner))
    assert refusal(lambda: hall.sign(somebody)) == Unsigned.NOT_A_LEAD
    seen = hall.seen()
    withdraw = lambda work: proposals.withdraw(work, somebody.person, seen)  # noqa: E731 - a deed
    assert refusal(lambda: hall.do(withdraw)) == Unsigned.NOT_A_LEAD


def test_a_lead_of_another_office_finds_nobody_and_signs_nothing(hall: Hall) -> None:
    stranger = found(hall.portal, "other").leads[0]
    assert refusal(lambda: hall.propose(stranger, vetting_of(hall.joiner))) == Obstacle.NO_PERSON
    hall.propose(hall.first, vetting_of(hall.joiner))
    assert refusal(lambda: hall.sign(stranger)) == Unsigned.NONE


@pytest.mark.parametrize("words", ["", "one two three four five six"])
def test_the_first_lead_has_to_have_the_words(hall: Hall, words: str) -> None:
    vetting = replace(vetting_of(hall.joiner), words=words)
    assert refusal(lambda: hall.propose(hall.first, vetting)) == Obstacle.OTHER_WORDS
    assert hall.open() is None


def test_the_second_lead_has_to_have_them_too(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    for typed in ({}, {hall.joiner.id: words_of(hall.first)}):
        with pytest.raises(OtherWords) as caught:
            hall.sign(hall.second, typed)
        assert caught.value.whose == {hall.joiner.id}
    assert hall.roles(hall.joiner) == frozenset()


def test_keys_that_were_exchanged_in_the_database_have_other_words(hall: Hall) -> None:
    thief = PersonKeys.generate().public()
    with hall.portal.engine.begin() as connection:
        connection.execute(
            text("UPDATE accounts SET kem_public = :kem, verify_key = :key WHERE id = :id"),
            {"kem": thief.kem.raw, "key": thief.verify.raw, "id": hall.joiner.id.bytes},
        )
    reason = refusal(lambda: hall.propose(hall.first, vetting_of(hall.joiner)))
    assert reason == declarations.Unread.NOT_THEIRS


def test_who_declared_nothing_is_not_proposed(hall: Hall) -> None:
    silent = join(hall.portal, hall.office.id, "silent", frozenset({Role.HANDLER}))
    reason = refusal(lambda: hall.propose(hall.first, vetting_of(silent)))
    assert reason == declarations.Unread.MISSING


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"roles": frozenset()}, Obstacle.NO_ROLE),
        ({"roles": frozenset({Role.REPORTER})}, Obstacle.NO_ROLE),
        ({"first_reader": True}, Obstacle.NOT_A_LEAD),
        ({"valid_until": date(2026, 11, 22)}, Obstacle.LAPSED),
        ({"valid_until": date(2028, 12, 1)}, Obstacle.TOO_LONG),
        ({"position": ""}, Obstacle.NO_POSITION),
    ],
)
def test_what_a_roster_cannot_say_is_not_proposed(hall: Hall, change, reason) -> None:
    vetting = replace(vetting_of(hall.joiner), **change)
    assert refusal(lambda: hall.propose(hall.first, vetting)) == reason


def test_any_two_roles_are_proposed_in_one_person_exactly_where_the_table_says(hall: Hall) -> None:
    for one, other in combinations_with_replacement(sorted(STAFF), 2):
        vetting = replace(vetting_of(hall.joiner), roles=frozenset({one, other}))
        if conflicts({one, other}):
            assert refusal(lambda v=vetting: hall.propose(hall.first, v)) == Obstacle.ROLES_CONFLICT
            continue
        hall.propose(hall.first, vetting)
        found_one = hall.open()
        assert found_one is not None
        entry = found_one.roster.entry(hall.joiner.id)
        assert entry is not None
        assert entry.roles == {one.value, other.value}


def test_somebody_suspended_is_not_proposed(hall: Hall) -> None:
    with hall.portal.engine.begin() as connection:
        connection.execute(
            text("UPDATE accounts SET suspended_at = joined_at WHERE id = :id"),
            {"id": hall.joiner.id.bytes},
        )
    reason = refusal(lambda: hall.propose(hall.first, vetting_of(hall.joiner)))
    assert reason == Obstacle.SUSPENDED


def test_more_people_are_added_to_ones_own_proposal(hall: Hall) -> None:
    another = join(hall.portal, hall.office.id, "another", frozenset({Role.CUSTODIAN}))
    hall.do(lambda work: declarations.declare(work, another.person, NONE))
    hall.propose(hall.first, vetting_of(hall.joiner))
    hall.propose(hall.first, vetting_of(another))
    typed = {one.id: words_of(one) for one in (hall.joiner, another)}
    with pytest.raises(OtherWords) as caught:
        hall.sign(hall.second, {hall.joiner.id: words_of(hall.joiner)})
    assert caught.value.whose == {another.id}
    assert hall.sign(hall.second, typed) == 3
    assert hall.roles(another) == {Role.CUSTODIAN}


def test_only_one_proposal_is_open_in_an_office(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    reason = refusal(lambda: hall.propose(hall.second, vetting_of(hall.joiner)))
    assert reason == Unsigned.ANOTHERS
    other = found(hall.portal, "other")
    leave = lambda work: proposals.propose_leaving(  # noqa: E731 - a deed
        work, other.leads[0].person, other.handlers[0].id
    )
    hall.do(leave)


def test_two_leads_who_propose_at_once_make_one_proposal(hall: Hall) -> None:
    def overtaken(work: Work) -> None:
        proposals.propose(work, hall.second.person, vetting_of(hall.joiner))
        hall.propose(hall.first, vetting_of(hall.joiner))

    with pytest.raises(Overtaken):
        hall.do(overtaken)
    found_one = hall.open()
    assert found_one is not None
    assert found_one.proposal.signers == {hall.first.id}


def test_either_lead_withdraws_it(hall: Hall) -> None:
    for by in (hall.first, hall.second):
        hall.propose(hall.first, vetting_of(hall.joiner))
        seen = hall.seen()
        hall.do(lambda work, by=by, seen=seen: proposals.withdraw(work, by.person, seen))
        assert hall.open() is None
    with pytest.raises(Refused, match=Unsigned.NONE):
        hall.do(lambda work: proposals.withdraw(work, hall.first.person, bytes(32)))


def test_another_one_than_was_looked_at_is_not_signed(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    seen = hall.seen()
    hall.propose(hall.first, replace(vetting_of(hall.joiner), position="Another"))
    typed = {hall.joiner.id: words_of(hall.joiner)}
    sign = lambda work: proposals.sign(work, hall.second.person, seen, typed)  # noqa: E731 - a deed
    assert refusal(lambda: hall.do(sign)) == Unsigned.CHANGED


def test_it_is_void_when_another_roster_was_signed_meanwhile(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    with hall.portal.work() as work:
        founding.admit(
            work, hall.office.id, hall.office.founded.root, [vetting_of(hall.office.handlers[0])]
        )
    assert hall.open() is None
    hall.propose(hall.second, vetting_of(hall.joiner))
    assert hall.sign(hall.first) == 4


def test_a_roster_signed_between_look_and_signature_is_a_conflict(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    seen, typed = hall.seen(), {hall.joiner.id: words_of(hall.joiner)}
    root, gone = hall.office.founded.root, hall.office.handlers[1].username

    def overtaken(work: Work) -> None:
        proposals.sign(work, hall.second.person, seen, typed)
        hall.do(lambda meanwhile: founding.retire(meanwhile, hall.office.id, root, [gone]))

    with pytest.raises(Overtaken):
        hall.do(overtaken)
    assert hall.roles(hall.joiner) == frozenset()


def test_it_is_void_after_two_weeks(hall: Hall) -> None:
    hall.propose(hall.first, vetting_of(hall.joiner))
    hall.clock.move(timedelta(days=14))
    assert hall.open() is not None
    hall.clock.move(timedelta(days=1))
    assert hall.open() is None


def test_a_renewal_keeps_the_keys_and_asks_for_no_words(hall: Hall) -> None:
    handler = hall.office.handlers[0]
    before = hall.roster().entry(handler.id)
    assert before is not None
    vetting = replace(vetting_of(handler), words="", valid_until=date(2028, 1, 31))
    hall.propose(hall.first, vetting)
    found_one = hall.open()
    assert found_one is not None
    [change] = found_one.changes
    assert (change.aspects, change.brings_keys) == ({Aspect.VALID_UNTIL}, None)
    hall.sign(hall.second, {})
    after = hall.roster().entry(handler.id)
    assert after == replace(before, valid_until=date(2028, 1, 31))


def test_a_renewal_takes_no_key_from_the_account(hall: Hall) -> None:
    handler, thief = hall.office.handlers[0], PersonKeys.generate().public()
    with hall.portal.engine.begin() as connection:
        connection.execute(
            text("UPDATE accounts SET kem_public = :kem, verify_key = :key WHERE id = :id"),
            {"kem": thief.kem.raw, "key": thief.verify.raw, "id": handler.id.bytes},
        )
    vetting = replace(vetting_of(handler), valid_until=date(2028, 1, 31))
    # Other keys than those on the roster are somebody's who joined anew: their words are compared.
    assert refusal(lambda: hall.propose(hall.first, vetting)) == Obstacle.OTHER_WORDS
    assert hall.open() is None


@pytest.mark.parametrize("proposer", [0, 1])
def test_a_leads_own_renewal_takes_the_other_leads_signature(hall: Hall, proposer: int) -> None:
    """Whoever of the two proposes it: both have signed in the end, and neither alone."""
    renewed = hall.first
    by, other = hall.office.leads[proposer], hall.office.leads[1 - proposer]
    hall.propose(by, replace(vetting_of(renewed), words="", valid_until=date(2028, 1, 31)))
    assert refusal(lambda: hall.sign(by, {})) == Unsigned.TWICE
    hall.sign(other, {})
    entry = hall.roster().entry(renewed.id)
    assert entry is not None
    assert entry.valid_until == date(2028, 1, 31)


def test_two_leads_take_somebody_off(hall: Hall) -> None:
    handler = hall.office.handlers[0]
    hall.do(lambda work: proposals.propose_leaving(work, hall.first.person, handler.id))
    assert hall.roles(handler) == {Role.HANDLER}
    hall.sign(hall.second, {})
    assert hall.roles(handler) == frozenset()
    assert hall.roster().entry(handler.id) is None


def test_the_last_lead_is_not_taken_off(hall: Hall) -> None:
    def leave(somebody: Somebody) -> None:
        hall.do(lambda work: proposals.propose_leaving(work, hall.first.person, somebody.id))

    leave(hall.second)
    assert refusal(lambda: leave(hall.first)) == Obstacle.LAST_LEAD


def test_a_lead_whose_vetting_ran_out_signs_nothing(hall: Hall) -> None:
    until = hall.clock().date() + timedelta(days=3)
    with hall.portal.work() as work:
        vetting = replace(vetting_of(hall.second), valid_until=until)
        founding.admit(work, hall.office.id, hall.office.founded.root, [vetting])
    hall.clock.move(timedelta(days=4))
    hall.propose(hall.first, replace(vetting_of(hall.joiner), valid_until=date(2027, 6, 1)))
    with pytest.raises(Exception, match="two leads"):
        hall.sign(hall.second)
    assert hall.roles(hall.joiner) == frozenset()
