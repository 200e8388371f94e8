"""Who a case is about, with every name they go by."""

from pathlib import Path

from tests.casework.scene import make_scene
from wbportal.casework import registers
from wbportal.casework.dossier import open_dossier
from wbportal.casework.registers import Draft
from wbportal.casework.subjects import names_once_used, subjects_of
from wbportal.domain.compartments import Compartment
from wbportal.domain.registers import Register
from wbportal.portal import Work


def test_a_subject_goes_by_all_its_names_also_by_those_that_were_corrected(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, handlers=1)
    case_id = scene.owned()
    fields = {
        "name": "สมชาย ใจดี",
        "sort": "person",
        "role": "accused",
        "nickname": "ชาย",
        "romanised": "Somchai Jaidee",
        "aliases": ["เสี่ยชาย", "ชาย"],
    }

    def enter(work: Work) -> None:
        opened = open_dossier(work, scene.handler, case_id).opened
        wrong = Draft(Register.SUBJECT, {**fields, "name": "สมชัย ใจดี"})
        item = registers.put(work, opened, Compartment.INVESTIGATION, wrong)
        right = Draft(Register.SUBJECT, fields)
        registers.put(work, opened, Compartment.INVESTIGATION, right, item_id=item)

    scene.portal.perform(enter)
    with scene.portal.work() as work:
        investigation = open_dossier(work, scene.lead, case_id).investigation
        [subject] = subjects_of(investigation)
        ever = names_once_used(investigation)
    assert subject.all_names() == ("สมชาย ใจดี", "ชาย", "Somchai Jaidee", "เสี่ยชาย")
    assert (subject.role, subject.position, subject.identification) == ("accused", "", "")
    assert ever == {*subject.all_names(), "สมชัย ใจดี"}
