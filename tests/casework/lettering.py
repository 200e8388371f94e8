"""What tests do with letters: write one, and enter what happens to it."""

from datetime import date
from uuid import UUID

from tests.casework.scene import Scene
from wbportal.casework import letters
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Content, Event, Kind, Letter
from wbportal.domain.letters import Addressee, Near, Way

ELSEWHERE = Addressee("กรมบัญชีกลาง", "กองตรวจสอบ", "ผู้อำนวยการ")


def content(**said: object) -> Content:
    given = {
        "way": Way.OUT,
        "to": Addressee(),
        "subject": "ขอเอกสาร",
        "text": "words",
        "lang": "th",
    }
    return Content(**{**given, **said})  # type: ignore[arg-type]  # a test says what it needs


def letter(scene: Scene, case_id: UUID, who: Person | None = None, **said: object) -> UUID:
    """Write one letter; return its id."""
    by, written = who or scene.lead, content(**said)
    [letter_id] = scene.portal.perform(
        lambda work: letters.write(work, by, case_id, written, [ELSEWHERE])
    )
    return letter_id


def near_letter(scene: Scene, case_id: UUID, who: Person) -> UUID:
    """Write a letter to the unit of somebody accused."""
    return letter(scene, case_id, who, near=Near.YES, reason="only they have the file")


def happens(
    scene: Scene, case_id: UUID, letter_id: UUID, kind: Kind, who: Person, **said: object
) -> None:
    event = Event(kind, scene.clock.now.date(), **said)  # type: ignore[arg-type]  # as above
    scene.portal.perform(lambda work: letters.enter(work, who, case_id, letter_id, event))


def read_letter(scene: Scene, who: Person, case_id: UUID, letter_id: UUID) -> Letter:
    ledger = scene.portal.perform(lambda work: letters.read_ledger(work, who, case_id))
    return ledger.letter(letter_id)


def sent_letter(scene: Scene, case_id: UUID, reply_due: date) -> UUID:
    """Write a letter that goes out today and asks for a reply."""
    letter_id = letter(scene, case_id, reply_due=reply_due)
    happens(scene, case_id, letter_id, Kind.SENT, scene.lead, number="ปช 0001/2569")
    return letter_id
