"""What tests do with reports that somebody writes down: enter, hand over, come in with a slip."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from tests.builders import Somebody
from tests.casework.scene import Scene
from wbportal.casework import (
    entering,
    receipt,
    visits,
)
from wbportal.casework.access import open_case
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.entering import WrittenDown
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.intake import Report
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.casework.recorded import Came
from wbportal.db import epochs
from wbportal.db.cases import Case
from wbportal.db.entered import EnteredReport
from wbportal.db.grants import Grant
from wbportal.domain.channels import Channel
from wbportal.vault.epochs import read_statement, unwrap_epoch
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, WrappedKey
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret

LETTER = Came(Channel.POST, date(2026, 11, 3), document="ที่ ปช 0012/2569")


def enter(
    scene: Scene,
    who: Person,
    text: str = "what was said",
    *,
    named: Named | None = None,
    **how: object,
) -> UUID:
    """Let somebody write a report down; return its case."""
    report = Report(text=text, lang="th", named=named or Named())
    said = {"came": LETTER, "wants_slip": True, "shut_out": False, **how}
    written = WrittenDown(report, **said)  # type: ignore[arg-type]  # a test says what it needs
    form = entering.new_form(who, "1" * 32)
    scene.portal.perform(lambda work: entering.enter(work, who, form, written))
    return newest(scene).id


def newest(scene: Scene) -> Case:
    with scene.portal.work() as work:
        found = work.db.scalars(
            select(Case).join(EnteredReport, EnteredReport.case_id == Case.id)
        ).all()
        [row] = found
        work.db.expunge(row)
    return row


def slip_of(scene: Scene, who: Person) -> ReceiptCode:
    with scene.portal.work() as work:
        code = entering.entered(work, who).code
    assert code is not None
    return code


def keys_of(scene: Scene, code: ReceiptCode):
    return code.keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)


def grants_of(scene: Scene, case_id: UUID, holder_id: UUID) -> list[Grant]:
    with scene.portal.work() as work:
        found = list(
            work.db.scalars(
                select(Grant).where(Grant.case_id == case_id, Grant.holder_id == holder_id)
            )
        )
        work.db.expunge_all()
    return found


def opens(scene: Scene, who: Person, case_id: UUID) -> bool:
    """Tell whether a real key opens the case through the one door."""
    try:
        with scene.portal.work() as work:
            open_case(work, who, case_id)
    except CaseNotFound:
        return False
    return True


def come_in(scene: Scene, code: ReceiptCode) -> SessionSecret:
    secret = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, code, secret))
    return secret


def exchange(scene: Scene, slip: ReceiptCode) -> tuple[ReceiptCode, SessionSecret]:
    """Use a slip as its reporter does; return the new code, and the visit that began with it."""
    visit, browser = come_in(scene, slip), SessionSecret.generate()
    form = FormKey(browser, Purpose.CODE, str(scene.office.id), "c" * 32)

    def begin(work) -> None:
        here = visits.find(work, visit)
        assert here is not None
        receipt.begin_change(work, here, slip, form)

    scene.portal.perform(begin)
    with scene.portal.work() as work:
        shown = receipt.shown(work, browser)
    typed = {index: shown.code.groups()[index] for index in shown.groups}
    fresh = SessionSecret.generate()
    assert not scene.portal.perform(lambda work: receipt.note(work, shown, typed, fresh))
    return shown.code, fresh


def fits(scene: Scene, grant: Grant, who: Somebody) -> bool:
    """Tell whether somebody's real key opens a real grant."""
    return unwraps(scene, grant, who.person.keys.kem)


def unwraps(scene: Scene, grant: Grant, private: PrivateKey) -> bool:
    with scene.portal.work() as work:
        row = epochs.one(work.db, grant.compartment_id, grant.epoch)
        assert row is not None
        commitment = read_statement(row.statement).statement.commitment
    try:
        unwrap_epoch(
            private,
            WrappedKey(grant.wrapped_key),
            compartment_id=grant.compartment_id,
            epoch=grant.epoch,
            holder_id=grant.holder_id,
            commitment=commitment,
        )
    except WrongKey:
        return False
    return True
