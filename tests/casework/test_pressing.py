"""What is due that no row in the clear says: conflicts to decide, replies to letters."""

from datetime import date, timedelta
from pathlib import Path

from tests.builders import Somebody
from tests.casework.conflicting import decide, declare, look
from tests.casework.lettering import sent_letter
from tests.casework.scene import Scene, make_scene
from wbportal.casework import agenda, queue
from wbportal.casework.catching_up import catch_up
from wbportal.domain.conflicts import Verdict


def _pressing(scene: Scene, who: Somebody) -> agenda.Pressing:
    catch_up(scene.portal, who.person, seconds=60)
    scene.portal.perform(lambda work: queue.open_new(work, who.person))
    scene.portal.perform(lambda work: agenda.refresh(work, who.person))
    return scene.portal.perform(lambda work: agenda.pressing(work, who.person))


def test_a_decision_is_due_to_leads_who_may_take_it_and_to_nobody_walled(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=3)
    lead, walled, other = scene.office.leads
    handler, case_id = scene.office.handlers[0], scene.owned()
    for one in (lead, walled, other, handler):
        scene.queue(one.person)
        scene.look(one.person, case_id)
    declare(scene, lead.person, case_id, walled.id)
    assert _pressing(scene, walled).conflicts == ()
    assert _pressing(scene, lead).conflicts == ()  # who brought it up does not decide
    assert _pressing(scene, handler).conflicts == ()
    (due,) = _pressing(scene, other).conflicts
    found = look(scene, other.person, case_id).found[0]
    assert (due.case_id, due.due) == (case_id, found.decide_by)
    # Of one who knew of it before, too: a wall takes it out of what they remember.
    declare(scene, other.person, case_id)
    assert _pressing(scene, other).conflicts == ()


def test_a_decision_is_due_no_more_once_it_was_taken(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    (lead, other), case_id = scene.office.leads, scene.owned()
    declare(scene, scene.handler, case_id)
    assert len(_pressing(scene, other).conflicts) == 1
    decide(scene, lead.person, case_id, Verdict.CONFLICT)
    assert _pressing(scene, other).conflicts == ()


def test_a_reply_is_due_to_whoever_works_its_case_and_is_not_behind_a_wall(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    case_id, handler = scene.owned(), scene.office.handlers[0]
    sent_letter(scene, case_id, date(2026, 12, 1))
    found = _pressing(scene, handler)
    assert (found.replies, found.late) == (1, 0)
    scene.clock.move(timedelta(days=60))
    assert _pressing(scene, handler).late == 1
    declare(scene, handler.person, case_id)
    assert _pressing(scene, handler).replies == 0
