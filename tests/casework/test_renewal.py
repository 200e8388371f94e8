"""Somebody gets new keys: they keep what is theirs, and the former keys open nothing new."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import Somebody, make_app, sign_in, visit
from tests.casework.scene import Scene, make_scene
from tests.killing import Moments
from wbportal.casework import access, audit, renewal, rosters, sessions, states
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.casework.renewal import Held, Obstacle
from wbportal.casework.rosters import Signers
from wbportal.db import compartments, epochs, grants, records, rotations
from wbportal.db.grants import Grant
from wbportal.db.records import Record
from wbportal.db.rosters import RosterRow
from wbportal.domain.compartments import HOLDERS, Compartment
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement, unwrap_epoch
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import PrivateKey, WrappedKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share
from wbportal.vault.roster import SignedRoster

WHOLE = [part for part in Compartment if not HOLDERS[part].as_shares]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=2, handlers=2, custodians=2)


def _renew(
    scene: Scene, somebody: Somebody, leads: Sequence[Person] = (), by: Signers | None = None
) -> tuple[Person, Held]:
    """Do what the command does."""
    perform = scene.portal.perform
    old = perform(
        lambda work: renewal.enter(work, scene.office.id, somebody.username, somebody.passphrase)
    )
    perform(lambda work: renewal.check_leads(work, old, leads))
    while perform(lambda work: renewal.try_grants(work, old)):
        pass
    root = by or scene.office.founded.root
    new = perform(lambda work: renewal.begin(work, old, somebody.passphrase, root))
    acting = [new if lead.id == new.id else lead for lead in leads]
    _move_all(scene, new, acting)
    held = perform(lambda work: renewal.finish(work, new))
    return replace(new, former=None), held


def _move_all(scene: Scene, new: Person, leads: Sequence[Person]) -> None:
    with scene.portal.work() as work:
        waiting = renewal.waiting(work, new)
    for case_id in waiting:
        with scene.portal.work() as work:
            renewal.move(work, new, leads, case_id)


def _granted(work: Work, case_id: UUID, holder_id: UUID) -> list[tuple[Compartment, int, bytes]]:
    rows = grants.of_holder(work.db, case_id, holder_id)
    return sorted((row.kind, row.epoch, row.wrapped_key) for row in rows)


def _opens(work: Work, keys: PersonKeys, holder_id: UUID, grant: Grant) -> bool:
    row = epochs.one(work.db, grant.compartment_id, grant.epoch)
    assert row is not None
    commitment = read_statement(row.statement).statement.commitment
    wrapped, place = WrappedKey(grant.wrapped_key), (grant.compartment_id, grant.epoch, holder_id)
    try:
        if HOLDERS[grant.kind].as_shares:
            unwrap_share(keys.kem, wrapped, SharePlace(*place))
        else:
            unwrap_epoch(keys.kem, wrapped, *place, commitment)
    except WrongKey:
        return False
    return True


def _everything_of(work: Work, holder_id: UUID) -> list[Grant]:
    return list(work.db.scalars(select(Grant).where(Grant.holder_id == holder_id)))


def _epochs(scene: Scene, case_id: UUID) -> dict[Compartment, int]:
    with scene.portal.work() as work:
        return {row.kind: row.epoch for row in compartments.of_case(work.db, case_id)}


def _stolen_keys(scene: Scene, case_id: UUID, who: Somebody) -> dict[UUID, EpochKey]:
    """Open what somebody was granted with nothing but their seed, as with a copy of the rows."""
    private = PrivateKey(who.keys.kem.seed)
    found: dict[UUID, EpochKey] = {}
    with scene.portal.work() as work:
        for grant in grants.of_holder(work.db, case_id, who.id):
            if grant.kind in WHOLE:
                row = epochs.one(work.db, grant.compartment_id, grant.epoch)
                assert row is not None
                found[grant.compartment_id] = unwrap_epoch(
                    private,
                    WrappedKey(grant.wrapped_key),
                    grant.compartment_id,
                    grant.epoch,
                    who.id,
                    read_statement(row.statement).statement.commitment,
                )
    return found


def _readable(scene: Scene, keys: dict[UUID, EpochKey]) -> int:
    """Count the records that stolen keys open, each tried for its own epoch and for theirs."""
    with scene.portal.work() as work:
        return sum(
            any(_is_read(key, row, epoch) for epoch in (key.epoch, row.epoch))
            for compartment_id, key in keys.items()
            for row in records.in_order(work.db, compartment_id)
        )


def _is_read(key: EpochKey, row: Record, epoch: int) -> bool:
    place = RecordPlace(row.case_id, row.compartment_id, epoch, row.kind, row.id)
    try:
        open_record(replace(key, epoch=epoch), place, row.sealed_body)
    except Tampered:
        return False
    return True


def test_what_is_written_afterwards_no_former_key_opens(scene: Scene) -> None:
    lead = scene.office.leads[0]
    case_id = scene.owned("before")
    stolen = _stolen_keys(scene, case_id, lead)
    assert len(stolen) == len(WHOLE)
    before = _readable(scene, stolen)
    assert before > 0
    new, held = _renew(scene, lead, [lead.person])
    assert held == Held(cases=1, shares=0)
    scene.do(new, case_id, Action.NOTE, text="after")
    assert _readable(scene, stolen) == before
    with scene.portal.work() as work:
        rows = _everything_of(work, lead.id)
        assert [row for row in rows if _opens(work, lead.keys, lead.id, row)] == []
        assert all(_opens(work, new.keys, lead.id, row) for row in rows)
        assert len(rows) == len(WHOLE)


def test_somebody_with_new_keys_reads_all_that_was_theirs(scene: Scene) -> None:
    lead = scene.office.leads[0]
    case_id = scene.owned("seen by me")
    scene.do(lead.person, case_id, Action.NOTE, text="signed with the former keys")
    scene.queue(lead.person)
    new, _ = _renew(scene, lead, [lead.person])
    found = scene.look(new, case_id)
    assert any(item.text == "signed with the former keys" for item in found.notes)
    assert scene.queue(new).rows[0].title == "seen by me"
    for other in (scene.office.leads[1], scene.office.handlers[0]):
        assert scene.look(other.person, case_id)


def test_former_keys_open_no_case_and_no_session(scene: Scene) -> None:
    lead = scene.office.leads[0]
    case_id = scene.owned()
    app = make_app(scene.portal)
    browser = sign_in(app, lead)
    browser.get(f"/desk/cases/{case_id}")
    _renew(scene, lead, [lead.person])
    assert browser.get("/desk/", status=None).status_code in {303, 302}
    with scene.portal.work() as work:
        assert sessions.count_open(work, lead.id) == 0
        with pytest.raises((CaseNotFound, Tampered)):
            access.open_case(work, lead.person, case_id)
    scene.clock.move(timedelta(minutes=1))
    sign_in(app, lead, visit(app)).get(f"/desk/cases/{case_id}")


def test_the_new_keys_stand_on_a_roster_that_the_root_signed(scene: Scene) -> None:
    lead = scene.office.leads[0]
    new, _ = _renew(scene, lead, [lead.person])
    with scene.portal.work() as work:
        entry = rosters.history(work, scene.office.id).entry(lead.id)
        assert entry is not None
        assert (entry.kem, entry.verify) == (
            new.keys.public().kem.raw,
            new.keys.public().verify.raw,
        )
        assert entry.kem != lead.keys.public().kem.raw


def test_two_leads_sign_it_without_the_root(scene: Scene) -> None:
    leads = [lead.person for lead in scene.office.leads]
    scene.owned()
    _renew(scene, scene.office.leads[0], leads, by=leads)
    with scene.portal.work() as work:
        newest = max(work.db.scalars(select(RosterRow)), key=lambda row: row.version)
        assert rosters.history(work, scene.office.id).current.version == newest.version
        assert len(SignedRoster.from_bytes(newest.signed).signatures) == len(leads)


def test_a_handler_gets_new_keys_and_a_lead_gives_the_cases_theirs(scene: Scene) -> None:
    handler = scene.office.handlers[0]
    case_id = scene.owned()
    stolen = _stolen_keys(scene, case_id, handler)
    new, held = _renew(scene, handler, [scene.lead])
    assert held.cases == 1
    before = _readable(scene, stolen)
    scene.do(new, case_id, Action.NOTE, text="after")
    assert _readable(scene, stolen) == before
    assert scene.look(scene.lead, case_id)


def test_without_a_lead_nobody_with_cases_gets_new_keys(scene: Scene) -> None:
    scene.owned()
    with pytest.raises(Refused) as refused:
        _renew(scene, scene.office.handlers[0])
    assert refused.value.reason == Obstacle.NO_LEAD
    with pytest.raises(Refused) as refused:
        _renew(scene, scene.office.handlers[0], [scene.office.handlers[1].person])
    assert refused.value.reason == Obstacle.NOT_A_LEAD


def test_a_custodian_keeps_their_shares_under_new_keys(scene: Scene) -> None:
    custodian, other = scene.office.custodians
    case_id = scene.report()
    new, held = _renew(scene, custodian)
    assert held == Held(cases=0, shares=1)
    with scene.portal.work() as work:
        (mine,) = grants.of_holder(work.db, case_id, new.id)
        assert not _opens(work, custodian.keys, new.id, mine)
        (theirs,) = grants.of_holder(work.db, case_id, other.id)
        pairs = ((new.keys, mine), (other.keys, theirs))
        shares = [
            unwrap_share(
                keys.kem,
                WrappedKey(row.wrapped_key),
                SharePlace(row.compartment_id, row.epoch, row.holder_id),
            )
            for keys, row in pairs
        ]
        kept = epochs.one(work.db, mine.compartment_id, 1)
        assert kept is not None
        commitment = read_statement(kept.statement).statement.commitment
        assert EpochKey(mine.compartment_id, 1, join_shares(shares)).commitment() == commitment


def test_a_case_behind_a_wall_looks_like_every_other_one(scene: Scene) -> None:
    walled, other = scene.office.leads
    seen = scene.report("seen")
    hidden = scene.report("hidden", named=Named(frozenset({walled.id})))
    new, held = _renew(scene, walled, [walled.person, other.person])
    assert held.cases == 1
    assert _epochs(scene, seen) == _epochs(scene, hidden)
    with scene.portal.work() as work:
        shapes = [
            [(kind, epoch, len(key)) for kind, epoch, key in _granted(work, case_id, walled.id)]
            for case_id in (seen, hidden)
        ]
        assert shapes[0] == shapes[1]
        assert states.is_moved(work, new, hidden)
        for row in grants.of_holder(work.db, hidden, walled.id):
            assert not _opens(work, new.keys, walled.id, row)
            assert not _opens(work, walled.keys, walled.id, row)
    assert [row.case_id for row in scene.queue(new).rows] == [seen]
    assert scene.look(other.person, hidden)


def test_a_wrong_passphrase_or_root_changes_nothing(scene: Scene) -> None:
    lead = scene.office.leads[0]
    with pytest.raises(Refused) as refused, scene.portal.work() as work:
        renewal.enter(work, scene.office.id, lead.username, "not this one at all")
    assert refused.value.reason == Obstacle.WRONG
    other = make_scene(scene.portal.home / "elsewhere", leads=1, handlers=0, custodians=0)
    with pytest.raises(Refused) as refused:
        _renew(scene, lead, [lead.person], by=other.office.founded.root)
    assert refused.value.reason == Obstacle.OTHER_ROOT


@pytest.mark.slow
def test_a_rotation_killed_at_any_moment_leaves_all_open_and_goes_on(
    scene: Scene, rounds: Callable[[int], int]
) -> None:
    lead, other = scene.office.leads
    case_ids = [scene.owned(f"report {number}") for number in range(6)]
    hidden = scene.report("hidden", named=Named(frozenset({lead.id})))
    app = make_app(scene.portal)
    begun = time.monotonic()
    _command(app, lead, other)
    moments = Moments(31, time.monotonic() - begun)
    for _ in moments.rounds(rounds(10)):
        scene.portal.engine.dispose()
        moments.kill(lambda: _command(app, lead, other))
        _check(scene, lead, other, case_ids, hidden)
        if moments.is_one_in(4):
            said = _command(app, lead, other)
            assert f"{len(case_ids)} cases and 0 shares of identities are under them." in said
            _check(scene, lead, other, case_ids, hidden)
            with scene.portal.work() as work:
                assert rotations.of(work.db, lead.id) is None
    assert moments.killed > rounds(10) / 3, "hardly any of the moments lay in the rotation"


def _command(app: Flask, lead: Somebody, other: Somebody) -> str:
    arguments = ["rotate", "keys", lead.username, "--lead", other.username]
    typed = f"{lead.passphrase}\n{other.passphrase}\n"
    done = app.test_cli_runner().invoke(args=arguments, input=typed)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def _check(
    scene: Scene, lead: Somebody, other: Somebody, case_ids: Sequence[UUID], hidden: UUID
) -> None:
    """Open every case as whoever may; nobody else can, and the trail is whole."""
    with scene.portal.work() as work:
        person = renewal.enter(work, scene.office.id, lead.username, lead.passphrase)
        entry = rosters.history(work, scene.office.id).entry(lead.id)
        assert entry is not None
        assert entry.kem == person.keys.public().kem.raw
        for case_id in case_ids:
            for who in (person, other.person, scene.handler):
                assert access.open_case(work, who, case_id)
        assert access.open_case(work, other.person, hidden)
        with pytest.raises(CaseNotFound):
            access.open_case(work, person, hidden)
        assert audit.verify(work, scene.office.id).finding is audit.Finding.INTACT
