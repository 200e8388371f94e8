"""A session counts while its cookie, its time and the roster all say so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Clock, MadeOffice, Somebody, found, join, make_portal, vet, vetting_of
from wbportal.casework import founding, people, sessions
from wbportal.casework.errors import Refused
from wbportal.casework.people import Obstacle, Standing
from wbportal.casework.sessions import Pending, Step
from wbportal.db import accounts
from wbportal.db import sessions as rows
from wbportal.domain.roles import Role
from wbportal.portal import Portal
from wbportal.vault.passphrases import lock
from wbportal.vault.people import PersonKeys
from wbportal.vault.sessions import SessionSecret


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=1, auditors=0)


def _begin(portal: Portal, somebody: Somebody, seed: bytes | None = None) -> bytes:
    with portal.work() as work:
        return sessions.begin(work, somebody.id, seed or somebody.keys.seed).raw


def _roles(portal: Portal, cookie: bytes) -> frozenset[Role] | None:
    """Return the roles that a cookie gives, None if its session is over."""
    with portal.work() as work:
        present = sessions.current_person(work, cookie)
    return None if present is None else present.person.roles


def test_a_session_gives_the_roles_of_the_roster(portal: Portal, office: MadeOffice) -> None:
    assert _roles(portal, _begin(portal, office.leads[0])) == {Role.LEAD}


@pytest.mark.parametrize("cookie", [bytes(32), b"", b"short"])
def test_a_cookie_of_nobody_opens_nothing(
    portal: Portal,
    office: MadeOffice,  # noqa: ARG001 - there is somebody else
    cookie: bytes,
) -> None:
    assert _roles(portal, cookie) is None


def test_a_session_ends_when_it_is_not_used(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    cookie = _begin(portal, office.leads[0])
    clock.move(timedelta(minutes=29))
    assert _roles(portal, cookie)
    clock.move(timedelta(minutes=29))
    assert _roles(portal, cookie)
    clock.move(timedelta(minutes=30))
    assert _roles(portal, cookie) is None


def test_a_session_ends_after_half_a_day_of_use(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    cookie = _begin(portal, office.leads[0])
    for _ in range(12 * 3 - 1):
        clock.move(timedelta(minutes=20))
        assert _roles(portal, cookie)
    clock.move(timedelta(minutes=20))
    assert _roles(portal, cookie) is None


def test_who_writes_to_the_database_cannot_make_a_session_last(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    cookie = _begin(portal, office.leads[0])
    clock.move(timedelta(hours=13))
    with portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE sessions SET expires_at = '2030-01-01 00:00:00', seen_at = ?",
            (clock.now.strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )
    assert _roles(portal, cookie) is None


def test_who_is_suspended_is_out_at_the_next_request(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    cookie = _begin(portal, lead)
    with portal.work() as work:
        accounts.by_id(work.db, lead.id).suspended_at = work.now
    assert _roles(portal, cookie) is None


def test_suspending_ends_sessions_for_good(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    cookie = _begin(portal, lead)
    with portal.work() as work:
        people.suspend(work, office.id, lead.id)
    with portal.work() as work:
        people.unsuspend(work, office.id, lead.id)
    assert _roles(portal, cookie) is None
    assert _roles(portal, _begin(portal, lead))


def test_who_left_the_roster_is_out_at_the_next_request(portal: Portal, office: MadeOffice) -> None:
    handler = office.handlers[0]
    cookie = _begin(portal, handler)
    with portal.work() as work:
        founding.retire(work, office.id, office.founded.root, [handler.username])
    assert _roles(portal, cookie) is None


def test_whose_vetting_lapsed_has_no_role(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    handler = office.handlers[0]
    with portal.work() as work:
        vetting = vetting_of(handler, until=work.today)
        founding.admit(work, office.id, office.founded.root, [vetting])
    cookie = _begin(portal, handler)
    assert _roles(portal, cookie) == {Role.HANDLER}
    clock.move(timedelta(days=1))
    assert _roles(portal, _begin(portal, handler)) == frozenset()


def test_who_joined_and_is_not_vetted_has_no_role(portal: Portal, office: MadeOffice) -> None:
    newcomer = join(portal, office.id, "newcomer", frozenset({Role.LEAD}))
    cookie = _begin(portal, newcomer)
    assert _roles(portal, cookie) == frozenset()
    vet(portal, office.founded, (newcomer,))
    assert _roles(portal, cookie) == {Role.LEAD}


def test_a_role_written_into_the_database_has_no_effect(portal: Portal, office: MadeOffice) -> None:
    newcomer = join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))
    with portal.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE invitations SET wanted_roles = '[\"lead\"]'")
    assert _roles(portal, _begin(portal, newcomer)) == frozenset()


def test_keys_of_ones_own_in_somebody_elses_row_open_nothing(
    portal: Portal, office: MadeOffice
) -> None:
    lead, mine = office.leads[0], PersonKeys.generate()
    public = mine.public()
    with portal.work() as work:
        row = accounts.by_id(work.db, lead.id)
        row.kem_public, row.verify_key = public.kem.raw, public.verify.raw
        row.locked_seed = lock(mine.seed, "mine", portal.keys.pepper, portal.keys.passphrase_cost)
    # As whoever waits to be vetted: somebody who joined anew has other keys, too.
    assert _roles(portal, _begin(portal, lead, mine.seed)) == frozenset()


def test_a_session_moved_to_another_account_opens_nothing(
    portal: Portal, office: MadeOffice
) -> None:
    cookie = _begin(portal, office.handlers[0])
    with portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE sessions SET account_id = ?", (office.leads[0].id.bytes,)
        )
    assert _roles(portal, cookie) is None


def test_neither_half_of_a_session_holds_the_keys(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    cookie = _begin(portal, lead)
    with portal.work() as work:
        row = rows.by_id(work.db, SessionSecret(cookie).session_id("handler"))
        assert lead.keys.seed not in row.sealed_payload
        assert cookie not in row.sealed_payload + row.id


def test_a_pending_session_is_no_session(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    pending = Pending(lead.id, Step.SECOND_FACTOR, lead.keys.seed)
    with portal.work() as work:
        cookie = sessions.begin_pending(work, pending).raw
    assert _roles(portal, cookie) is None
    with portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE sessions SET kind = 'handler', id = ? WHERE kind = 'pending' AND id = ?",
            (
                SessionSecret(cookie).session_id("handler"),
                SessionSecret(cookie).session_id("pending"),
            ),
        )
    assert _roles(portal, cookie) is None


def test_own_sessions_are_listed_and_ended(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    here, there = _begin(portal, lead), _begin(portal, lead)
    with portal.work() as work:
        listed = sessions.own(work, lead.person, here)
    assert sorted(one.is_this_one for one in listed) == [False, True]
    other = next(one for one in listed if not one.is_this_one)
    with portal.work() as work:
        sessions.end(work, lead.id, other.session_id)
    assert _roles(portal, here)
    assert _roles(portal, there) is None


def test_nobody_ends_somebody_elses_session(portal: Portal, office: MadeOffice) -> None:
    cookie = _begin(portal, office.leads[0])
    with portal.work() as work:
        sessions.end(work, office.handlers[0].id, sessions.session_id(cookie) or b"")
    assert _roles(portal, cookie)


def test_an_administrator_sees_how_everybody_stands(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))
    with portal.work() as work:
        people.suspend(work, office.id, office.leads[0].id, office.administrators[0].person)
        founding.retire(work, office.id, office.founded.root, [office.handlers[0].username])
    clock.move(timedelta(minutes=1))
    with portal.work() as work:
        standings = {one.username: one.standing for one in people.members(work, office.id)}
    assert standings == {
        "office-lead1": Standing.SUSPENDED,
        "office-handler1": Standing.RETIRED,
        "office-administrator1": Standing.VETTED,
        "newcomer": Standing.WAITING,
    }


def test_nobody_suspends_themselves_or_strangers(portal: Portal, office: MadeOffice) -> None:
    me = office.administrators[0]
    with pytest.raises(Refused, match=Obstacle.YOURSELF), portal.work() as work:
        people.suspend(work, office.id, me.id, me.person)
    other = found(portal, "other", leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    with pytest.raises(Refused, match=Obstacle.NO_PERSON), portal.work() as work:
        people.suspend(work, office.id, other.leads[0].id, me.person)


def test_nothing_secret_shows_in_a_repr(office: MadeOffice) -> None:
    lead = office.leads[0]
    pending = Pending(lead.id, Step.ENROL, lead.keys.seed, lead.totp_secret)
    shown = repr(pending) + repr(replace(pending, failures=1)) + repr(lead.person)
    assert repr(lead.keys.seed) not in shown
    assert repr(lead.totp_secret) not in shown
