"""Short words for what those do who protect a reporter."""

from uuid import UUID

from tests.builders import Somebody
from tests.casework.scene import Scene
from wbportal.casework import access, protecting, protection, reporter_acts
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.protection import ProtectedView
from wbportal.casework.reporter_acts import Said
from wbportal.domain.register_fields import Values
from wbportal.domain.registers import Register

RISK = {
    "likelihood": "likely",
    "severity": "grave",
    "reasons": "The head found out last time, and moved a colleague.",
    "who_knows": "A sister.",
    "circle": "few",
    "guessed": "The bookkeeper: only two people saw the bill.",
    "cover": "Ask for the bills of the whole year, of all offices.",
}
MEASURE = {"what": "Call on Monday", "who": "Person officer1", "by": "2026-12-01", "state": "open"}


def protector(scene: Scene) -> Somebody:
    return (scene.office.officers or scene.office.leads)[0]


def keep(scene: Scene, case_id: UUID, register: Register, values: Values) -> None:
    who = protector(scene).person
    scene.portal.perform(lambda work: protecting.keep_item(work, who, case_id, register, values))


def protected(scene: Scene, case_id: UUID, who: Somebody | None = None) -> ProtectedView:
    person = (who or protector(scene)).person
    return scene.portal.perform(lambda work: protection.look(work, person, case_id))


def measure(scene: Scene, case_id: UUID) -> UUID:
    """Write a measure into a case's plan; return its id."""
    keep(scene, case_id, Register.SAFETY, MEASURE)
    return protected(scene, case_id).measures[-1].id


def tell(scene: Scene, case_id: UUID, said: Said) -> None:
    """Let the reporter do one act."""
    keys = scene.portal.keys
    code = scene.codes[case_id].keys(keys.receipt_salt, keys.receipt_cost)

    scene.portal.perform(
        lambda work: reporter_acts.act(
            work, access.open_case(work, CodeHolder(case_id, code), case_id), said
        )
    )
