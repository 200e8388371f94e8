"""An office gets another recovery key: the new shares open every case, the old ones nothing new."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from tests.casework.scene import Scene, make_scene
from tests.killing import Moments
from wbportal.casework import access, audit, recovery, rosters, shares
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.casework.recovery import Obstacle
from wbportal.casework.shares import Drawn, Quorum
from wbportal.db import epochs, grants
from wbportal.db.grants import Grant
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.epochs import read_statement, unwrap_epoch
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, WrappedKey
from wbportal.vault.quorum import from_paper

ALL = set(Compartment)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=2, handlers=1, custodians=2)


def _rotate(
    scene: Scene, leads: Sequence[Person], leaving: PrivateKey | None, drawn: Drawn | None = None
) -> PrivateKey:
    """Do what the command does; return the new key, put together from its paper."""
    drawn = drawn or shares.draw(Quorum(2, 3))
    office_id = scene.office.id
    with scene.portal.work() as work:
        recovery.check(leads)
        recovery.begin(work, office_id, drawn, scene.office.founded.root)
    _move_all(scene, leads, leaving)
    return PrivateKey(from_paper(drawn.shares[:2]))


def _move_all(scene: Scene, leads: Sequence[Person], leaving: PrivateKey | None) -> None:
    with scene.portal.work() as work:
        waiting = recovery.waiting(work, scene.office.id)
    for case_id in waiting:
        with scene.portal.work() as work:
            recovery.move(work, scene.office.id, leads, leaving, case_id)
    with scene.portal.work() as work:
        recovery.finish(work, scene.office.id)


def _old(scene: Scene) -> PrivateKey:
    return PrivateKey(from_paper(scene.office.founded.recovery_shares[:2]))


def _opened(scene: Scene, case_id: UUID, key: PrivateKey) -> set[Compartment]:
    """Return of which compartments a recovery key opens a row, whatever its epoch."""
    with scene.portal.work() as work:
        rows = grants.of_holder(work.db, case_id, scene.office.id)
        return {row.kind for row in rows if _opens(work, key, row)}


def _opens(work: Work, key: PrivateKey, grant: Grant) -> bool:
    row = epochs.one(work.db, grant.compartment_id, grant.epoch)
    assert row is not None
    place = (grant.compartment_id, grant.epoch, grant.holder_id)
    commitment = read_statement(row.statement).statement.commitment
    try:
        unwrap_epoch(key, WrappedKey(grant.wrapped_key), *place, commitment)
    except WrongKey:
        return False
    return True


def test_new_shares_open_every_case_and_old_ones_none(scene: Scene) -> None:
    case_ids = [scene.report("one"), scene.owned("two")]
    new = _rotate(scene, [scene.lead], _old(scene))
    for case_id in case_ids:
        assert _opened(scene, case_id, new) == ALL
        assert _opened(scene, case_id, _old(scene)) == set()
        with scene.portal.work() as work:
            assert len(grants.of_holder(work.db, case_id, scene.office.id)) == len(ALL)
        assert scene.look(scene.lead, case_id)


def test_what_is_written_afterwards_the_old_key_does_not_open(scene: Scene) -> None:
    case_id = scene.owned("before")
    with scene.portal.work() as work:
        before = access.open_case(work, scene.lead, case_id).key(Compartment.THREAD)
    _rotate(scene, [scene.lead], _old(scene))
    with scene.portal.work() as work:
        after = access.open_case(work, scene.lead, case_id).key(Compartment.THREAD)
    assert after.epoch == before.epoch + 1
    assert after.secret != before.secret
    assert _opened(scene, case_id, _old(scene)) == set()
    newest = scene.report("after")
    assert _opened(scene, newest, _old(scene)) == set()


def test_without_old_shares_identities_stay_under_them(scene: Scene) -> None:
    case_id = scene.report()
    new = _rotate(scene, [scene.lead], None)
    assert _opened(scene, case_id, new) == ALL - {Compartment.IDENTITY}
    assert _opened(scene, case_id, _old(scene)) == {Compartment.IDENTITY}


def test_a_case_that_no_lead_opens_is_moved_by_the_old_shares_alone(scene: Scene) -> None:
    everybody = frozenset(one.id for one in scene.office.people)
    case_id = scene.report(named=Named(everybody))
    leads = [lead.person for lead in scene.office.leads]
    new = _rotate(scene, leads, None)
    assert _opened(scene, case_id, _old(scene)) == ALL
    newest = _rotate(scene, leads, _old(scene))
    assert _opened(scene, case_id, newest) == ALL
    assert _opened(scene, case_id, new) == set()


def test_an_office_without_recovery_gets_it_for_what_its_leads_open(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=2, handlers=0, custodians=2, recovery=None)
    first, second = (one.person for one in scene.office.leads)
    plain = scene.report("plain")
    walled = scene.report("about a lead", named=Named(frozenset({first.id})))
    new = _rotate(scene, [first], None)
    assert _opened(scene, plain, new) == ALL - {Compartment.IDENTITY}
    assert _opened(scene, walled, new) == set()
    assert _opened(scene, scene.report("later"), new) == ALL
    with scene.portal.work() as work:
        assert recovery.not_wrapped(work, scene.office.id) == 1
        assert walled in recovery.waiting(work, scene.office.id)
        assert plain not in recovery.waiting(work, scene.office.id)
    _move_all(scene, [second], None)  # the rest, with the shares that count already
    assert _opened(scene, walled, new) == ALL - {Compartment.IDENTITY}
    with scene.portal.work() as work:
        assert recovery.not_wrapped(work, scene.office.id) == 0


def test_recovery_that_was_added_comes_in_with_whatever_key_is_next(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=1, handlers=1, custodians=0, recovery=None)
    case_id, drawn = scene.owned("before"), shares.draw(Quorum(2, 3))
    with scene.portal.work() as work:
        recovery.begin(work, scene.office.id, drawn, scene.office.founded.root)
    new = PrivateKey(from_paper(drawn.shares[:2]))
    assert _opened(scene, case_id, new) == set()
    handler = scene.office.handlers[0]
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=handler.id)
    assert _opened(scene, case_id, new) == ALL - {Compartment.IDENTITY}


def test_shares_of_another_key_are_not_the_old_ones(scene: Scene) -> None:
    drawn = shares.draw(Quorum(2, 3))
    with pytest.raises(Refused) as refused, scene.portal.work() as work:
        recovery.leaving_key(work, scene.office.id, drawn.shares[:2])
    assert refused.value.reason == Obstacle.OTHER_SHARES


@dataclass
class Paper:
    """Every set of shares that was printed; those that came to count, in their order."""

    printed: Path
    counting: list[PrivateKey]

    def write(self, shares: Sequence[str]) -> None:
        with self.printed.open("a") as file:
            file.write(";".join(shares) + "\n")

    def look(self, scene: Scene) -> None:
        """Find out whether the shares printed last are on the roster by now."""
        with scene.portal.work() as work:
            on_roster = rosters.history(work, scene.office.id).current.recovery_kem
        lines = self.printed.read_text().splitlines() if self.printed.exists() else []
        for line in lines[-1:]:
            key = PrivateKey(from_paper(line.split(";")[:2]))
            if key.public().raw == on_roster and key != self.counting[-1]:
                self.counting.append(key)


def _act(scene: Scene, paper: Paper) -> None:
    """Begin a rotation, or go on with one, as the command does."""
    office_id, leads, leaving = scene.office.id, [scene.lead], paper.counting[-1]
    with scene.portal.work() as work:
        goes_on = recovery.is_unfinished(work, office_id)
    if goes_on:
        leaving = paper.counting[-2]
    else:
        drawn = shares.draw(Quorum(2, 3))
        paper.write(drawn.shares)
        with scene.portal.work() as work:
            recovery.begin(work, office_id, drawn, scene.office.founded.root)
    _move_all(scene, leads, leaving)


@pytest.mark.slow
def test_a_rotation_killed_at_any_moment_leaves_all_open_and_goes_on(
    scene: Scene, rounds: Callable[[int], int], tmp_path: Path
) -> None:
    case_ids = [scene.owned(f"report {number}") for number in range(6)]
    paper = Paper(tmp_path / "printed", [_old(scene)])
    begun = time.monotonic()
    _act(scene, paper)
    moments = Moments(37, time.monotonic() - begun)
    paper.look(scene)
    for _ in moments.rounds(rounds(10)):
        scene.portal.engine.dispose()
        moments.kill(lambda: _act(scene, paper))
        paper.look(scene)
        _check(scene, case_ids, paper)
        if moments.is_one_in(3):
            _act(scene, paper)
            paper.look(scene)
            for case_id in case_ids:
                assert _opened(scene, case_id, paper.counting[-1]) == ALL
                assert not any(_opened(scene, case_id, key) for key in paper.counting[:-1])
    assert moments.killed > rounds(10) / 3, "hardly any of the moments lay in the rotation"


def _check(scene: Scene, case_ids: Sequence[UUID], paper: Paper) -> None:
    """Open every case with the new or the old shares, and as its people."""
    with scene.portal.work() as work:
        assert audit.verify(work, scene.office.id).finding is audit.Finding.INTACT
    for case_id in case_ids:
        opened = [_opened(scene, case_id, key) for key in paper.counting[-2:]]
        assert set().union(*opened) == ALL
        assert scene.look(scene.lead, case_id)
        assert scene.look(scene.handler, case_id)
