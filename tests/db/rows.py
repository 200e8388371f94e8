"""Rows that satisfy every rule of their tables, to change one thing in."""

import secrets
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from wbportal.db.accounts import Account
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.grants import Grant
from wbportal.db.offices import Office
from wbportal.db.records import Record
from wbportal.domain.compartments import Compartment
from wbportal.domain.offices import OfficeKind

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 14)


def office(slug: str = "office") -> Office:
    return Office(
        id=uuid4(),
        slug=slug,
        kind=OfficeKind.CSO,
        name_th="สำนักงาน",
        name_en="Office",
        contact_th="",
        contact_en="",
        default_locale="th",
        opened_on=TODAY,
    )


def account(office_id: UUID, username: str) -> Account:
    return Account(id=uuid4(), office_id=office_id, username=username, display_name=username)


def case(office_id: UUID, due_in_days: int = 7) -> Case:
    case_id = uuid4()
    return Case(
        id=case_id,
        office_id=office_id,
        reference=case_id.hex,
        received_on=TODAY,
        ack_due=TODAY + timedelta(days=due_in_days),
        feedback_due=TODAY + timedelta(days=due_in_days + 90),
        receipt_lookup=secrets.token_bytes(32),
    )


def compartment(case_id: UUID, kind: Compartment = Compartment.THREAD) -> CompartmentRow:
    return CompartmentRow(id=uuid4(), case_id=case_id, kind=kind)


def grant(part: CompartmentRow, holder_id: UUID, epoch: int = 1) -> Grant:
    return Grant(
        compartment_id=part.id,
        epoch=epoch,
        holder_id=holder_id,
        case_id=part.case_id,
        kind=part.kind,
        wrapped_key=secrets.token_bytes(1200),
    )


def record(part: CompartmentRow, number: int) -> Record:
    row = Record(
        id=uuid4(),
        case_id=part.case_id,
        compartment_id=part.id,
        epoch=1,
        kind="entry",
        sealed_body=b"sealed",
        day=TODAY,
    )
    row.number, row.sealed_hash, row.link = number, bytes(32), bytes(32)
    return row


def founded(db: Session) -> Office:
    """Add an office."""
    made = office()
    db.add(made)
    db.commit()
    return made
