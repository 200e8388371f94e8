"""Recovery gives cases back: new keys open everything, the old ones nothing that comes later."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody
from tests.casework.returning import listed, recover, rejoined, sees, start_over
from tests.casework.rows import difference, rows
from tests.casework.scene import Scene, make_scene
from tests.killing import Moments, killed_after
from wbportal.casework import audit, people, recovering, shares
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.people import Standing
from wbportal.casework.recipients import Named
from wbportal.casework.recovering import Obstacle
from wbportal.db import audit as trail
from wbportal.db import compartments, epochs, grants, records
from wbportal.db.grants import Grant
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement, unwrap_epoch
from wbportal.vault.errors import ShareRefused, Tampered, WrongKey
from wbportal.vault.keys import PrivateKey, WrappedKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share

WHOLE = {Compartment.THREAD, Compartment.INVESTIGATION, Compartment.PROTECTION}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=2, handlers=1, custodians=2)


def _opened(scene: Scene, case_id: UUID, keys: PersonKeys, holder_id: UUID) -> dict[str, EpochKey]:
    """Return every epoch key that rows of a holder give to some private key."""
    with scene.portal.work() as work:
        found = grants.of_holder(work.db, case_id, holder_id)
        pairs = [(f"{row.kind}/{row.epoch}", _opens(work, keys.kem, row)) for row in found]
        return {name: key for name, key in pairs if key is not None}


def _opens(work: Work, private: PrivateKey, grant: Grant) -> EpochKey | None:
    row = epochs.one(work.db, grant.compartment_id, grant.epoch)
    assert row is not None
    commitment = read_statement(row.statement).statement.commitment
    place = (grant.compartment_id, grant.epoch, grant.holder_id)
    try:
        return unwrap_epoch(private, WrappedKey(grant.wrapped_key), *place, commitment)
    except WrongKey:
        return None


def _newest(scene: Scene, case_id: UUID) -> dict[Compartment, int]:
    with scene.portal.work() as work:
        return {row.kind: row.epoch for row in compartments.of_case(work.db, case_id)}


def _back(scene: Scene, somebody: Somebody, lead: Person) -> tuple[Somebody, int]:
    new = listed(scene, rejoined(scene.portal, somebody))
    return new, recover(scene, lead, new.id)


def test_after_recovery_new_keys_open_all_and_the_old_ones_nothing_later(scene: Scene) -> None:
    lost, other = scene.office.leads
    case_ids = [scene.owned("one"), scene.report("two"), scene.report("three")]
    with scene.portal.work() as work:
        before = [grant for one in case_ids for grant in grants.of_holder(work.db, one, lost.id)]
        old_keys = {row.compartment_id: _opens(work, lost.keys.kem, row) for row in before}
    new, given = _back(scene, lost, other.person)
    assert given == len(case_ids)
    scene.do(other.person, case_ids[0], Action.REPLY, text="written afterwards")
    for case_id in case_ids:
        newest = {f"{kind}/{epoch}" for kind, epoch in _newest(scene, case_id).items()}
        assert set(_opened(scene, case_id, new.keys, lost.id)) == newest - {"identity/1"}
        assert _opened(scene, case_id, lost.keys, lost.id) == {}
        for who in (new.person, other.person):
            assert sees(scene, who, case_id)
    assert sees(scene, scene.handler, case_ids[0])
    assert {row.case_id for row in scene.queue(new.person).rows} == set(case_ids)
    _check_old_keys_read_nothing_new(scene, case_ids[0], old_keys)


def _check_old_keys_read_nothing_new(
    scene: Scene, case_id: UUID, old_keys: dict[UUID, EpochKey | None]
) -> None:
    """Try the epoch keys that the old private key gave on every real record since."""
    with scene.portal.work() as work:
        (thread,) = [
            row for row in compartments.of_case(work.db, case_id) if row.kind is Compartment.THREAD
        ]
        old = old_keys[thread.id]
        assert old is not None
        later = [one for one in records.in_order(work.db, thread.id) if one.epoch > old.epoch]
        assert len(later) > 1, "a blank that ends the old epoch, and the answer"
        for one in later:
            place = RecordPlace(case_id, thread.id, one.epoch, one.kind, one.id)
            with pytest.raises(Tampered):
                open_record(EpochKey(thread.id, one.epoch, old.secret), place, one.sealed_body)
        earlier = next(one for one in records.in_order(work.db, thread.id) if not one.erased)
        place = RecordPlace(case_id, thread.id, earlier.epoch, earlier.kind, earlier.id)
        assert open_record(old, place, earlier.sealed_body)


def test_a_handler_gets_back_what_was_assigned_and_no_more(scene: Scene) -> None:
    mine, other = scene.owned("mine"), scene.report("somebody else's")
    handler = scene.office.handlers[0]
    new, given = _back(scene, handler, scene.lead)
    assert given == 1
    assert sees(scene, new.person, mine)
    assert not sees(scene, new.person, other)
    assert {name.split("/")[0] for name in _opened(scene, mine, new.keys, new.id)} == {
        "thread",
        "investigation",
    }


def test_walls_stay_walls_and_no_row_shows_them(scene: Scene) -> None:
    lost, other = scene.office.leads
    plain = scene.report("plain")
    walled = scene.report("about a lead", named=Named(frozenset({lost.id})))
    before = [rows(scene, case_id) for case_id in (plain, walled)]
    new, given = _back(scene, lost, other.person)
    assert given == 1
    assert [row.case_id for row in scene.queue(new.person).rows] == [plain]
    assert not sees(scene, new.person, walled)
    assert sees(scene, other.person, walled)
    assert _opened(scene, walled, new.keys, new.id) == {}
    ids = {"id", "case_id", "compartment_id", "holder_id"}
    shown = [
        difference(was, rows(scene, case_id), ids)
        for was, case_id in zip(before, (plain, walled), strict=True)
    ]
    assert shown[0] == shown[1]


def test_a_custodian_gets_a_share_of_a_new_split(scene: Scene) -> None:
    lost, other = scene.office.custodians
    case_id = scene.report()
    old = _share(scene, case_id, lost.keys, lost.id)
    stays = _share(scene, case_id, other.keys, other.id)
    new, given = _back(scene, lost, scene.lead)
    assert given == 1
    mine, theirs = (
        _share(scene, case_id, new.keys, new.id),
        _share(scene, case_id, other.keys, other.id),
    )
    assert _fits(scene, case_id, [mine, theirs])
    assert _fits(scene, case_id, [old, stays]), "what was split before cannot be taken back"
    assert not _fits(scene, case_id, [old, theirs])
    assert not _fits(scene, case_id, [mine, stays])
    with pytest.raises(WrongKey):
        _share(scene, case_id, lost.keys, lost.id)


def _share(scene: Scene, case_id: UUID, keys: PersonKeys, holder_id: UUID) -> bytes:
    with scene.portal.work() as work:
        (row,) = [
            one
            for one in grants.of_holder(work.db, case_id, holder_id)
            if one.kind is Compartment.IDENTITY
        ]
        place = SharePlace(row.compartment_id, row.epoch, holder_id)
        return unwrap_share(keys.kem, WrappedKey(row.wrapped_key), place)


def _fits(scene: Scene, case_id: UUID, parts: list[bytes]) -> bool:
    with scene.portal.work() as work:
        row = compartments.one(work.db, case_id, Compartment.IDENTITY)
        assert row is not None
        stated = epochs.one(work.db, row.id, row.epoch)
        assert stated is not None
        commitment = read_statement(stated.statement).statement.commitment
        try:
            key = EpochKey(row.id, row.epoch, join_shares(parts))
        except ShareRefused:
            return False
        return key.commitment() == commitment


def test_who_joined_anew_waits_and_opens_nothing_before_the_list_names_the_new_keys(
    scene: Scene,
) -> None:
    lost, other = scene.office.leads
    scene.report()
    new = rejoined(scene.portal, lost)
    with scene.portal.work() as work:
        (member,) = [one for one in people.members(work, lost.office_id) if one.id == lost.id]
        assert member.standing is Standing.WAITING
        with pytest.raises(Refused) as refused:
            recovering.check(work, other.person, new.id)
        assert refused.value.reason == Obstacle.NOT_ON_THE_LIST
    listed(scene, new)
    assert scene.queue(new.person).rows == ()
    assert recover(scene, other.person, new.id) == 1
    assert len(scene.queue(new.person).rows) == 1


def test_too_few_shares_give_no_key_and_only_a_lead_goes_on(scene: Scene) -> None:
    one = list(scene.office.founded.recovery_shares[:1])
    with scene.portal.work() as work:
        with pytest.raises(ShareRefused):
            shares.key_of(work, scene.office.id, one)
        with pytest.raises(Refused) as refused:
            recovering.check(work, scene.handler, None)
        assert refused.value.reason == Obstacle.NOT_A_LEAD


def test_an_office_that_lost_everybody_opens_every_case_again(scene: Scene) -> None:
    old = scene.office.leads
    plain, worked = scene.report("plain"), scene.owned("worked on")
    named = scene.report("about one of them", named=Named(frozenset({old[0].id})))
    every = scene.report("about all", named=Named(frozenset(one.id for one in old)))
    new = start_over(scene, "malee", "somsak")
    assert recover(scene, new[0].person, None) == 4
    for case_id in (plain, worked, named, every):
        for who in new:
            assert sees(scene, who.person, case_id)
        with scene.portal.work() as work:
            held = {row.holder_id for row in grants.of_case(work.db, case_id)}
            assert held == {case_id, scene.office.id, *(one.id for one in new)}
        for gone in (*old, scene.office.handlers[0]):
            assert _opened(scene, case_id, gone.keys, gone.id) == {}
    assert len(scene.queue(new[1].person).rows) == 4
    scene.do(new[0].person, worked, Action.ASSIGN, holder_id=new[1].id)
    parts = [_share(scene, plain, one.keys, one.id) for one in new]
    assert _fits(scene, plain, parts), "two leads stand in for custodians"


def test_a_name_that_may_mean_a_new_lead_keeps_them_out_until_it_is_matched(scene: Scene) -> None:
    plain = scene.report("plain")
    case_id = scene.report("about somebody", named=Named(typed="Somsak Jaidee"))
    first, meant = start_over(scene, "malee", "other", alias="Somsak Jaidee")
    assert recover(scene, first.person, None) == 2
    assert sees(scene, first.person, case_id)
    assert not sees(scene, meant.person, case_id)
    assert sees(scene, meant.person, plain)
    recover(scene, first.person, None)
    assert not sees(scene, meant.person, case_id), "nor after it was given back again"
    shapes = [
        sorted(
            (row.kind, row.epoch, len(row.wrapped_key))
            for row in _of(scene, one, meant.id)
            if row.kind in WHOLE
        )
        for one in (plain, case_id)
    ]
    assert shapes[0] == shapes[1]


def _of(scene: Scene, case_id: UUID, holder_id: UUID) -> list[Grant]:
    with scene.portal.work() as work:
        found = list(grants.of_holder(work.db, case_id, holder_id))
        work.db.expunge_all()
    return found


def test_the_trail_says_who_was_helped_by_which_shares_and_is_whole(scene: Scene) -> None:
    lost, other = scene.office.leads
    scene.report()
    _back(scene, lost, other.person)
    with scene.portal.work() as work:
        (begun,) = trail.of_deed(work.db, scene.office.id, "recover")
        assert begun.detail == f'{{"account":"{lost.id}","shares":[1,2]}}'
        assert audit.verify(work, scene.office.id).finding is audit.Finding.INTACT
        assert recovering.unfinished(work, scene.office.id) is None
        told = recovering.lately(work, scene.office.id)
        assert told == (recovering.Recovered(work.today, lost.display_name),)
    scene.clock.move(timedelta(days=31))
    with scene.portal.work() as work:
        assert recovering.lately(work, scene.office.id) == ()


def test_one_run_at_a_time(scene: Scene) -> None:
    lost, other = scene.office.leads
    new = listed(scene, rejoined(scene.portal, lost))
    with scene.portal.work() as work:
        recovering.begin(work, other.person, new.id, (1, 2))
    with scene.portal.work() as work:
        assert recovering.check(work, other.person, new.id)
        with pytest.raises(Refused) as refused:
            recovering.check(work, other.person, None)
        assert refused.value.reason == Obstacle.OTHER_RUN


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["person", "office"])
def test_killed_at_any_moment_it_goes_on_and_ends_exact(
    scene: Scene, whose: str, rounds: Callable[[int], int]
) -> None:
    case_ids = [scene.owned(f"report {number}") for number in range(8)]
    hidden = scene.report("hidden", named=Named(frozenset({scene.office.leads[0].id})))
    target, lead, account_id = _scenes(scene, whose)
    expected = len(case_ids) + (whose == "office")
    scene.portal.engine.dispose()
    killed_after(0.15, lambda: recover(scene, lead, account_id))  # the very first run
    assert all(sees(scene, lead, case_id) for case_id in case_ids if whose == "person")
    begun = time.monotonic()
    assert recover(scene, lead, account_id) == expected
    moments = Moments(41, time.monotonic() - begun)
    for _ in moments.rounds(rounds(10)):
        scene.portal.engine.dispose()
        moments.kill(lambda: recover(scene, lead, account_id))
        _check(scene, case_ids, target, lead)
        assert sees(scene, target.person, hidden) is (whose == "office")
        if moments.is_one_in(3):
            assert recover(scene, lead, account_id) == expected
            _check(scene, case_ids, target, lead)
    assert moments.killed > rounds(10) / 3, "hardly any of the moments lay in the run"


def _scenes(scene: Scene, whose: str) -> tuple[Somebody, Person, UUID | None]:
    """Return whom the run is for, and the lead who signs."""
    lost, other = scene.office.leads
    if whose == "person":
        new = listed(scene, rejoined(scene.portal, lost))
        return new, other.person, new.id
    first, _ = start_over(scene, "malee", "somsak")
    return first, first.person, None


def _check(scene: Scene, case_ids: list[UUID], target: Somebody, lead: Person) -> None:
    for case_id in case_ids:
        assert sees(scene, target.person, case_id)
        assert sees(scene, lead, case_id)
    with scene.portal.work() as work:
        assert audit.verify(work, scene.office.id).finding is audit.Finding.INTACT
        assert all(_one_row_for_each_part(work, one, target.id) for one in case_ids)


def _one_row_for_each_part(work: Work, case_id: UUID, holder_id: UUID) -> bool:
    newest = {row.kind: row.epoch for row in compartments.of_case(work.db, case_id)}
    held = {
        row.kind
        for row in grants.of_holder(work.db, case_id, holder_id)
        if row.epoch == newest[row.kind]
    }
    return held >= WHOLE
