"""A board reads a case for one meeting: which rows there are before and after, and what opens."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody, join, vetting_of
from tests.casework.scene import Scene, make_scene
from tests.casework.test_protection_keys import opened, rows_of
from wbportal.casework import board, founding, opining
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.opinions import Opinion, Resolution
from wbportal.domain.compartments import Compartment
from wbportal.domain.opinions import Course, Step
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotAllowed

READS = {Compartment.THREAD, Compartment.INVESTIGATION}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, custodians=0, auditors=0, administrators=0)


@pytest.fixture
def member(scene: Scene) -> Somebody:
    member = join(scene.portal, scene.office.id, "member", frozenset({Role.BOARD}))
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting_of(member)])
    return member


def _convene(scene: Scene, case_id: UUID, somebody: Somebody, days: int = 2) -> None:
    day = scene.clock.now.date() + timedelta(days=days)
    scene.portal.perform(lambda work: board.convene(work, scene.lead, case_id, {somebody.id}, day))


def test_a_board_opens_a_case_for_a_meeting_and_nothing_of_it_after(
    scene: Scene, member: Somebody
) -> None:
    case_id, other = scene.owned("for the board"), scene.report("not for the board")
    scene.do(scene.lead, case_id, Action.ASSESS)
    assert rows_of(scene, case_id, member) == set()
    _convene(scene, case_id, member)
    assert rows_of(scene, case_id, member) == READS
    assert opened(scene, case_id, member) == READS
    assert rows_of(scene, other, member) == set()
    found = scene.look(member.person, case_id)
    assert (found.role, found.report is not None) == (Role.BOARD, True)
    with pytest.raises(NotAllowed):
        scene.do(member.person, case_id, Action.NOTE, text="mine")
    _resolves(scene, member, case_id)
    scene.clock.move(timedelta(days=3))
    with pytest.raises(CaseNotFound):
        scene.look(member.person, case_id)
    assert scene.portal.perform(board.forget_meetings) == 1
    assert scene.portal.perform(board.forget_meetings) == 0
    assert rows_of(scene, case_id, member) == set()
    scene.portal.perform(lambda work: board.end_meeting(work, scene.lead, case_id))
    assert opened(scene, case_id, member) == set()
    assert opened(scene, case_id, scene.office.handlers[0]) == READS
    assert scene.portal.perform(lambda work: board.look(work, scene.lead, case_id)).sittings == ()


def test_a_meeting_that_is_ended_before_its_day_leaves_no_key(
    scene: Scene, member: Somebody
) -> None:
    case_id = scene.owned()
    _convene(scene, case_id, member)
    scene.look(member.person, case_id)
    scene.portal.perform(lambda work: board.end_meeting(work, scene.lead, case_id))
    assert opened(scene, case_id, member) == set()
    with pytest.raises(CaseNotFound):
        scene.look(member.person, case_id)


def test_nobody_is_given_a_case_who_works_it_or_does_not_sit_there(
    scene: Scene, member: Somebody
) -> None:
    case_id = scene.owned()
    for somebody, days in ((scene.office.handlers[0], 2), (scene.office.leads[1], 2), (member, -1)):
        with pytest.raises(Refused):
            _convene(scene, case_id, somebody, days)
    day = scene.clock.now.date()
    with pytest.raises(NotAllowed):
        scene.portal.perform(
            lambda work: board.convene(work, scene.handler, case_id, {member.id}, day)
        )
    assert rows_of(scene, case_id, member) == set()


def _resolves(scene: Scene, member: Somebody, case_id: UUID) -> None:
    opinion = Opinion(Step.OFFICER, Course.ADDRESS, text="act", lang="en")
    held = Resolution("12/2569", scene.clock.now.date(), "3.2", ("Nok", "Ton"), ())
    decision = Opinion(Step.DECISION, Course.ADDRESS, None, held, "resolved", "en")
    scene.portal.perform(
        lambda work: opining.sign(work, scene.handler, case_id, Action.OPINE, opinion)
    )
    scene.portal.perform(
        lambda work: opining.sign(work, member.person, case_id, Action.RESOLVE, decision)
    )
    seen = scene.portal.perform(lambda work: opining.look(work, scene.lead, case_id))
    assert seen.rounds[-1][-1].author_id == member.id
