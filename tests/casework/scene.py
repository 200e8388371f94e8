"""An office with reports in it, and short words for what its people do."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text as sql

from tests.builders import Clock, MadeOffice, Somebody, found, make_portal
from wbportal.casework import casefile, concluding, intake, opining, queue, referring
from wbportal.casework.assessments import Assessment
from wbportal.casework.assignment import PEOPLE
from wbportal.casework.casefile import CaseFile
from wbportal.casework.desk import WORDS_AND_MOVES, Order
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.queue import Filter, Queue
from wbportal.casework.recipients import Named
from wbportal.casework.records import FileSlip
from wbportal.casework.referrals import Plan
from wbportal.db import cases, offices
from wbportal.db.cases import Case
from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority
from wbportal.domain.completeness import Piece
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.rules import Action, is_possible
from wbportal.portal import Portal, Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.streams import FileKey, SealingWriter

NOBODY = Named()


@dataclass(slots=True)
class Scene:
    """An office at work."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    codes: dict[UUID, ReceiptCode] = field(default_factory=dict, repr=False)

    @property
    def lead(self) -> Person:
        return self.office.leads[0].person

    @property
    def handler(self) -> Person:
        return self.office.handlers[0].person

    def report(
        self,
        text: str = "a report",
        *,
        named: Named = NOBODY,
        files: Iterable[bytes] = (),
        **more: str | bool,
    ) -> UUID:
        """Let a report come in; return its case."""
        code = ReceiptCode.generate()

        def send(work: Work) -> UUID:
            office = offices.by_id(work.db, self.office.id)
            assert office is not None
            slips = tuple(sealed(work, content) for content in files)
            report = intake.Report(text=text, lang="en", named=named, files=slips, **more)
            return intake.submit_report(work, office, report, code).case_id

        case_id = self.portal.perform(send)
        self.codes[case_id] = code
        return case_id

    def do(self, who: Person, case_id: UUID, action: Action, **said: object) -> None:
        """Carry out an action of the rules; what it needs besides is written first."""
        if action in LEADS_ON:
            self.prepare(who, case_id, action, str(said.get("body", "the Auditor")))
        self.clock.move(timedelta(seconds=1))
        deed = {**WORDS_AND_MOVES, **PEOPLE, Action.CONCLUDE: conclude}[action]
        order = Order(lang="en", **said)  # type: ignore[arg-type]  # a test says what it needs
        self.portal.perform(lambda work: deed(work, who, case_id, order))

    def prepare(
        self, who: Person, case_id: UUID, action: Action, body: str = "the Auditor"
    ) -> None:
        """Write the assessment, and announce the referral, without which a case does not move.

        That risk was assessed and a plan made is only marked, as if somebody else had done it.
        """
        with self.portal.engine.begin() as connection:
            marked = "UPDATE cases SET risk_assessed_on = :day, plan_made_on = :day WHERE id = :id"
            connection.execute(sql(marked), {"day": "2026-11-01", "id": case_id.bytes})
        if self._lacks(who, case_id, Action.RECORD_ASSESSMENT, "assessed"):
            self.portal.perform(
                lambda work: opining.record_assessment(work, who, case_id, ASSESSED)
            )
        lacks_notice = self._lacks(who, case_id, Action.ANNOUNCE_REFERRAL, "referral_announced")
        if action is Action.REFER and lacks_notice:
            plan = Plan(body, Reason.OTHER_BODY_COMPETENT, Notice.DANGER, why_untold="in danger")
            self.portal.perform(lambda work: referring.announce(work, who, case_id, plan))

    def _lacks(self, who: Person, case_id: UUID, step: Action, fact: str) -> bool:
        try:
            dossier = self.portal.perform(lambda work: open_dossier(work, who, case_id))
        except CaseNotFound:
            return False
        role, state, facts = dossier.opened.role, dossier.opened.case.state, dossier.facts
        return not getattr(facts, fact) and is_possible(step, role, state, facts)

    def assign(self, case_id: UUID, somebody: Somebody) -> None:
        self.do(self.lead, case_id, Action.ASSIGN, holder_id=somebody.id)

    def owned(self, text: str = "a report") -> UUID:
        """Let a report come in and give it to the first handler."""
        case_id = self.report(text)
        self.assign(case_id, self.office.handlers[0])
        return case_id

    def look(self, who: Person, case_id: UUID) -> CaseFile:
        return self.portal.perform(lambda work: casefile.look(work, who, case_id))

    def queue(self, who: Person, wanted: Filter | None = None, number: int = 1) -> Queue:
        self.portal.perform(lambda work: queue.open_new(work, who))
        return self.portal.perform(
            lambda work: queue.read_queue(work, who, wanted or Filter(), number)
        )

    def row(self, case_id: UUID) -> Case:
        with self.portal.work() as work:
            row = cases.by_id(work.db, case_id)
            assert row is not None
            work.db.expunge(row)
        return row


def conclude(work: Work, who: Person, case_id: UUID, order: Order) -> None:
    """Conclude a case in which no measure and no money was entered."""
    concluding.conclude(work, who, case_id, order, concluding.NOTHING)


LEADS_ON = frozenset({Action.ADDRESS, Action.DECLINE, Action.REFER})
"""The actions of the rules that need something to be written down first."""


ASSESSED = Assessment(
    jurisdiction=Jurisdiction.OURS,
    priority=Priority.ORDINARY,
    matter=Matter.CORRUPTION,
    pieces={**dict.fromkeys(Piece, Found.THERE), Piece.EVIDENCE: Found.MISSING},
)


def make_scene(home: Path, **people: int) -> Scene:
    clock = Clock()
    portal = make_portal(home, clock)
    return Scene(portal, clock, found(portal, **people))  # type: ignore[arg-type]  # numbers only


def sealed(work: Work, content: bytes, name: str = "photo.jpg") -> FileSlip:
    """Seal a file as an upload does."""
    key = FileKey.generate(uuid4())
    writer = work.begin_blob()
    sealing = SealingWriter(key, writer.stream)
    for chunk in iter(io.BytesIO(content).read1, b""):
        sealing.write(chunk)
    done = sealing.finish()
    writer.keep()
    return FileSlip(
        file_id=key.file_id,
        blob=writer.name,
        key=key.secret,
        name=name,
        media_type="image/jpeg",
        length=done.length,
        padded=done.padded_length,
        sha256=done.sha256,
    )
