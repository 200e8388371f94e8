"""Items of a case keep every version, in the compartment in which they were written."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Clock, found, make_portal
from tests.casework.scene import Scene
from wbportal.casework import registers
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.registers import Draft
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work

INVESTIGATION = Compartment.INVESTIGATION


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    return Scene(portal, clock, found(portal, handlers=1))


def test_the_newest_version_counts_and_the_others_are_kept_with_their_authors(scene: Scene) -> None:
    case_id = scene.owned()

    def begin(work: Work) -> None:
        opened = open_dossier(work, scene.handler, case_id).opened
        for name in ("ask the bank", "ask the school"):
            fields = {"what": name}
            registers.put(work, opened, INVESTIGATION, Draft(Register.TASK, fields))

    scene.portal.perform(begin)
    scene.clock.move(timedelta(hours=1))

    def correct(work: Work) -> None:
        dossier = open_dossier(work, scene.lead, case_id)
        first, _ = registers.kept(dossier.investigation, Register.TASK)
        draft = Draft(Register.TASK, {"what": "ask both banks"}, "there are two", "en")
        registers.put(
            work, dossier.opened, INVESTIGATION, draft, item_id=first.id, action=Action.NOTE
        )

    scene.portal.perform(correct)

    with scene.portal.work() as work:
        dossier = open_dossier(work, scene.lead, case_id)
        first, second = registers.kept(dossier.investigation, Register.TASK)
        found_again = registers.find(dossier.investigation, Register.TASK, second.id)
        in_thread = registers.kept(dossier.thread, Register.TASK)
    assert (first.fields, first.text, first.lang) == (
        {"what": "ask both banks"},
        "there are two",
        "en",
    )
    assert [one.fields["what"] for one in first.versions] == ["ask the bank", "ask both banks"]
    assert [one.author_id for one in first.versions] == [scene.handler.id, scene.lead.id]
    assert first.author_id == scene.handler.id
    assert found_again == second
    assert in_thread == ()


def test_a_step_stands_in_the_timeline_and_the_text_of_an_item_among_no_notes(scene: Scene) -> None:
    case_id = scene.owned()
    scene.portal.perform(lambda work: _put(work, scene.lead, case_id))
    page = scene.look(scene.handler, case_id)
    assert [step.action for step in page.steps][-1] is Action.NOTE
    assert page.notes == ()


def test_nobody_writes_an_item_where_they_hold_no_key(scene: Scene) -> None:
    case_id = scene.owned()
    with pytest.raises(CaseNotFound):
        scene.portal.perform(
            lambda work: _put(work, scene.handler, case_id, Compartment.PROTECTION)
        )


def _put(
    work: Work,
    who: Person,
    case_id: UUID,
    compartment: Compartment = INVESTIGATION,
) -> None:
    opened = open_dossier(work, who, case_id).opened
    draft = Draft(Register.TASK, {}, "look", "en")
    registers.put(work, opened, compartment, draft, action=Action.NOTE)
