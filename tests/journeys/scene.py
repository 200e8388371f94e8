"""An office, two cases with a conversation in each, and a hand on its database."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from tests.builders import Clock, MadeOffice, found, make_portal
from wbportal.casework import intake
from wbportal.casework.access import write
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.records import Entry, EntryType
from wbportal.db import offices
from wbportal.db.offices import Office
from wbportal.domain.compartments import Compartment
from wbportal.portal import Portal, Work
from wbportal.vault.receipts import ReceiptCode


@dataclass(slots=True)
class Scene:
    """An office, two cases with a conversation in each, and a hand on its database."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    case_id: UUID
    other_case_id: UUID
    code: ReceiptCode = field(repr=False)

    @property
    def lead(self) -> Person:
        return self.office.leads[0].person

    def open(self, who: Person | None = None, case_id: UUID | None = None) -> Dossier:
        return self.portal.perform(
            lambda work: open_dossier(work, who or self.lead, case_id or self.case_id)
        )

    def open_with_code(self) -> Dossier:
        keys = self.code.keys(self.portal.keys.receipt_salt, self.portal.keys.receipt_cost)
        holder = CodeHolder(self.case_id, keys)
        return self.portal.perform(lambda work: open_dossier(work, holder, self.case_id))

    def sql(self, statement: str, /, **values: object) -> list[tuple[object, ...]]:
        """Do what a writer of the database can; it names no row that is not there."""
        with self.portal.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            if result.returns_rows:
                return [tuple(row) for row in result]
            assert result.rowcount > 0, "the attack changed nothing"
            return []

    def compartment(self, case_id: UUID, kind: Compartment = Compartment.THREAD) -> bytes:
        [(found,)] = self.sql(
            "SELECT id FROM compartments WHERE case_id = :case AND kind = :kind",
            case=case_id.bytes,
            kind=kind.value,
        )
        assert isinstance(found, bytes)
        return found

    def swap_two_messages(self) -> None:
        """Let the second and the third message of the first case change places."""
        here = self.compartment(self.case_id)
        for number, to in ((2, 99), (3, 2), (99, 3)):
            self.sql(
                "UPDATE records SET number = :to WHERE compartment_id = :here AND number = :number",
                here=here,
                number=number,
                to=to,
            )

    def say(self, *texts: str) -> None:
        for said in texts:
            self.portal.perform(
                lambda work, said=said: write(
                    work,
                    open_dossier(work, self.lead, self.case_id).opened,
                    Compartment.THREAD,
                    Entry(EntryType.REPLY, text=said),
                )
            )


def make_scene(home: Path) -> Scene:
    """Found an office and let two reports come in; the first is answered twice."""
    clock = Clock()
    portal = make_portal(home, clock)
    office = found(portal)
    code = ReceiptCode.generate()
    case_id = _report(portal, office, code, "the first report")
    other = _report(portal, office, ReceiptCode.generate(), "the second report")
    made = Scene(portal, clock, office, case_id, other, code)
    made.say("we have read it", "we are looking into it")
    made.open()
    return made


def office_row(work: Work, made: MadeOffice) -> Office:
    """Return the row of an office that was made."""
    row = offices.by_slug(work.db, made.slug)
    assert row is not None
    return row


def _report(portal: Portal, office: MadeOffice, code: ReceiptCode, said: str) -> UUID:
    report = intake.Report(text=said, lang="en")
    return portal.perform(
        lambda work: intake.submit_report(work, office_row(work, office), report, code).case_id
    )
