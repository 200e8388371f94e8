"""Reports that are there already, taken in by the same deed as those that arrive."""

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from bench.serving import Installation
from tests.builders import MadeOffice
from wbportal.casework import drafts, intake, saving
from wbportal.casework.drafts import Draft, FormKey, Purpose
from wbportal.casework.intake import Report
from wbportal.db import offices
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret

_AT_ONCE = 50
TEXT = "The road was paid for twice. " * 20


@dataclass(frozen=True, slots=True)
class Sent:
    """A case, and the code that opens it."""

    case_id: UUID
    code: ReceiptCode = field(repr=False)

    @property
    def groups(self) -> str:
        return " ".join(self.code.groups())


def send_reports(here: Installation, count: int, office: MadeOffice | None = None) -> list[Sent]:
    """Take in reports for an office, fifty in a work."""
    sent: list[Sent] = []
    to = (office or here.office).id
    while len(sent) < count:
        batch = [ReceiptCode.generate() for _ in range(min(_AT_ONCE, count - len(sent)))]
        sent += here.portal.perform(partial(_send, office_id=to, codes=batch))
    return sent


def save_reports(here: Installation, count: int) -> list[str]:
    """Save reports for later, fifty in a work; return the codes that open them."""
    saved: list[str] = []
    while len(saved) < count:
        saved += here.portal.perform(
            partial(_save, office_id=here.office.id, count=min(_AT_ONCE, count - len(saved)))
        )
    return saved


def _save(work: Work, office_id: UUID, count: int) -> list[str]:
    codes: list[str] = []
    for _ in range(count):
        form = FormKey(SessionSecret.generate(), Purpose.REPORT, str(office_id), "1")
        drafts.keep(work, form, Draft(typed={"text": [TEXT]}))
        saving.save(work, form)
        found = saving.unsent(work, form.secret, office_id)
        if found is None or found.code is None:
            raise LookupError
        codes.append(" ".join(found.code.groups()))
    return codes


def _send(work: Work, office_id: UUID, codes: list[ReceiptCode]) -> list[Sent]:
    office = offices.by_id(work.db, office_id)
    if office is None:
        raise LookupError
    report = Report(text=TEXT, lang="en")
    return [Sent(intake.submit_report(work, office, report, code).case_id, code) for code in codes]
