"""What left the demonstration's cases, and what waits for a second person to let it leave."""

from uuid import UUID

from wbportal.casework import exporting, redactions
from wbportal.casework.exporting import Files, Form, Wish
from wbportal.casework.keyholders import Person
from wbportal.casework.papers import Chapter, Paper, Passage
from wbportal.casework.redactions import Redacted
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import find
from wbportal.domain.letters import Secrecy
from wbportal.domain.pointers import terms_in_all
from wbportal.portal import Portal, Work

_THREAD = frozenset({Compartment.THREAD})
_SUMMARY = (
    "ผู้แจ้งกล่าวหาว่านายสมชายซึ่งเป็นผู้อำนวยการกองช่างเรียกรับเงินจากผู้รับเหมา"
    " และให้โอนเข้าบัญชี 123-4-56789-0 ผู้รับเหมาติดต่อได้ที่ ๐๘๑-๒๓๔-๕๖๗๘"
    "\nขอให้หน่วยงานส่งสำเนาสัญญาจ้างและใบตรวจรับงานทั้งหมดภายในสามสิบวัน"
)


def ask_for_release(portal: Portal, who: Person, case_id: UUID) -> None:
    """Redact a summary for a body outside; it waits for somebody else to let it leave."""
    wish = Wish(
        Form.REDACTED,
        _THREAD,
        Files.NONE,
        Secrecy.CONFIDENTIAL,
        "สำนักงานตรวจเงินแผ่นดิน ภาค ๘",
        1,
        "ขอเอกสารประกอบการตรวจสอบ",
        "th",
    )
    whole = Paper("สรุปเรื่อง", "th", (), (Chapter("สรุป", (Passage(text=_SUMMARY),)),))

    def ask(work: Work) -> None:
        terms = (*redactions.known_terms(work, who, case_id), *terms_in_all(whole.texts()))
        leaks = find(terms, whole.texts())
        paper, taken_out = redactions.taken_out(whole, leaks, ())
        redactions.ask(work, who, case_id, Redacted(wish, paper, (), taken_out))

    portal.perform(ask)


def export(portal: Portal, who: Person, case_id: UUID) -> None:
    """Let somebody have exported a case for those who decide on it."""
    wish = Wish(
        Form.ARCHIVE,
        _THREAD | {Compartment.INVESTIGATION},
        Files.CLEANED,
        Secrecy.SECRET,
        "The committee of inquiry, its secretary",
        2,
        "For the meeting that decides on it",
        "en",
    )
    prepared = portal.perform(lambda work: exporting.prepare(work, who, case_id, wish))
    portal.perform(lambda work: exporting.enter(work, who, prepared))
