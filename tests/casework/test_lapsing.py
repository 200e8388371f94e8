"""What ends by itself: waiting for a reporter, drafts with their files, sessions, invitations."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.builders import Clock, MadeOffice, found, make_portal
from wbportal.casework import drafts, invitations, lapsing, sessions
from wbportal.casework.drafts import Draft, FormKey, Purpose
from wbportal.casework.intake import Report, submit_report
from wbportal.casework.invitations import Invitee
from wbportal.casework.records import FileSlip
from wbportal.db import audit, cases, offices
from wbportal.db.blobs import Blob
from wbportal.db.drafts import DraftRow
from wbportal.db.invitations import Invitation
from wbportal.db.sessions import SessionRow
from wbportal.domain.roles import Role
from wbportal.domain.states import State
from wbportal.portal import Portal, Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.streams import FileKey, SealingWriter


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, handlers=1, auditors=0)


def _count(portal: Portal, table: type) -> int:
    with portal.work() as work:
        return work.db.scalar(select(func.count()).select_from(table)) or 0


def _forget(portal: Portal) -> None:
    with portal.work() as work:
        lapsing.forget_expired(work)


def _lapse(portal: Portal) -> int:
    with portal.work() as work:
        return lapsing.lapse_awaiting(work)


def _sealed(work: Work) -> FileSlip:
    key, writer = FileKey.generate(uuid4()), work.begin_blob()
    sealing = SealingWriter(key, writer.stream)
    sealing.write(BytesIO(b"a photo").read())
    done = sealing.finish()
    writer.keep()
    return FileSlip(
        file_id=key.file_id,
        blob=writer.name,
        key=key.secret,
        name="photo.jpg",
        media_type="image/jpeg",
        length=done.length,
        padded=done.padded_length,
        sha256=done.sha256,
    )


def test_a_case_that_waited_in_vain_goes_on_where_it_stood(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    with portal.work() as work:
        row = offices.by_id(work.db, office.id)
        assert row is not None
        taken = submit_report(work, row, Report("words", "en"), ReceiptCode.generate())
    with portal.work() as work:
        case = cases.by_id(work.db, taken.case_id)
        assert case is not None
        case.state, case.state_before = State.AWAITING_REPORTER, State.ADDRESSING
        case.awaiting_until = work.today + timedelta(days=30)
    clock.move(timedelta(days=30))
    assert _lapse(portal) == 0  # its last day is not over
    clock.move(timedelta(days=1))
    assert _lapse(portal) == 1
    assert _lapse(portal) == 0
    with portal.work() as work:
        case = cases.by_id(work.db, taken.case_id)
        assert case is not None
        assert (case.state, case.state_before) == (State.ADDRESSING, None)
        entry = audit.last(work.db, office.id)
        assert entry is not None
        assert (entry.deed, entry.actor_id, entry.case_id) == ("lapse", None, taken.case_id)


def test_a_draft_goes_after_its_week_and_takes_its_files_along(
    portal: Portal, clock: Clock
) -> None:
    form = FormKey(SessionSecret.generate(), Purpose.REPORT, str(uuid4()), "1")
    with portal.work() as work:
        drafts.keep(work, form, Draft(typed={"text": "half a thought"}, files=(_sealed(work),)))
    clock.move(timedelta(days=7))
    _forget(portal)
    assert _count(portal, DraftRow) == 2  # the draft and the browser's list of drafts
    assert len(list(portal.blobs.stored())) == 1
    clock.move(timedelta(days=1))
    _forget(portal)
    assert _count(portal, DraftRow) == _count(portal, Blob) == 0
    assert list(portal.blobs.stored()) == []


def test_sessions_go_after_their_last_day(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    before = _count(portal, SessionRow)
    with portal.work() as work:
        sessions.begin(work, office.leads[0].id, office.leads[0].keys.seed)
    assert _count(portal, SessionRow) == before + 1
    clock.move(timedelta(days=2))
    _forget(portal)
    assert _count(portal, SessionRow) == 0


def test_an_invitation_goes_after_its_week(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    _forget(portal)
    with portal.work() as work:
        invitee = Invitee("somebody", "Somebody", frozenset({Role.HANDLER}))
        invitations.invite(work, office.id, invitee)
    before = _count(portal, Invitation)
    _forget(portal)
    assert _count(portal, Invitation) == before
    clock.move(timedelta(days=8))
    _forget(portal)
    assert _count(portal, Invitation) < before
