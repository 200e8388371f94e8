"""Conflicts of interest: an objection that waits, one found to be none, and a custodian's."""

from datetime import timedelta
from uuid import UUID

from wbportal.casework import conflicts, identity_requests, standing_down
from wbportal.casework.conflicts import Decided, Raised
from wbportal.casework.keyholders import Person
from wbportal.casework.standing_down import Reason
from wbportal.domain.conflicts import Ground, Origin, Towards, Verdict
from wbportal.portal import Portal, Work


def object_in_thai(portal: Portal, by: Person, to: Person, case_id: UUID) -> None:
    """Enter that the accused objects to somebody: a lead has yet to decide."""

    def deed(work: Work) -> None:
        raised = Raised(
            holder_id=to.id,
            ground=Ground.CLOSENESS,
            towards=Towards.ACCUSED,
            origin=Origin.ACCUSED,
            on=work.today - timedelta(days=1),
            known_on=work.today - timedelta(days=6),
            document="หนังสือคัดค้านของผู้ถูกกล่าวหา รับที่ศูนย์ฯ",
            text="ผู้ถูกกล่าวหาแจ้งว่าเจ้าหน้าที่เคยเป็นหุ้นส่วนร้านค้ากับน้องสาวของตน และเคยมีเรื่องเงินค้างกัน",
            lang="th",
        )
        conflicts.enter_objection(work, by, case_id, raised)

    portal.perform(deed)


def declare_in_english(portal: Portal, who: Person, decider: Person, case_id: UUID) -> None:
    """Let somebody declare a conflict of their own, and somebody else find that there is none."""

    def declare(work: Work) -> None:
        raised = Raised(
            holder_id=who.id,
            ground=Ground.EARLIER,
            towards=Towards.ACCUSED,
            origin=Origin.DECLARED,
            on=work.today,
            text="Nine years ago I sat on a panel that heard a complaint about the same district.",
            lang="en",
        )
        conflicts.declare(work, who, case_id, raised)

    def decide(work: Work) -> None:
        words = "The panel dealt with another road, and with nobody who is named here."
        decided = Decided(Verdict.NONE, "", work.today, words, "en")
        [waiting] = conflicts.look(work, decider, case_id).found
        conflicts.decide(work, decider, case_id, waiting.id, decided)

    portal.perform(declare)
    portal.perform(decide)


def stand_down_in_english(portal: Portal, keeper: Person, case_id: UUID) -> None:
    """Let a custodian declare a conflict on a request that waits; no lead has seen it yet."""
    reason = Reason(Ground.KIN, Towards.ACCUSED, "My wife’s brother works for them.", "en")

    def deed(work: Work) -> None:
        waiting = identity_requests.to_answer(work, keeper)
        request = next(one.id for one in waiting if one.case_id == case_id and one.is_waiting)
        standing_down.as_keeper(work, keeper, request, reason)

    portal.perform(deed)
