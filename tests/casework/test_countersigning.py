"""Whoever takes the whole server, its signing keys included, cannot write another past."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.builders import MadeOffice, Somebody, found, make_portal
from wbportal.casework import account, audit
from wbportal.casework.account import Accepted
from wbportal.casework.audit import Finding, Verdict
from wbportal.casework.records import mapping_from
from wbportal.db.audit import AuditEntry
from wbportal.portal import AuditDraft, Portal
from wbportal.portal.heads import sign_head
from wbportal.portal.trail import _signed, entry_hash


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=0)


def _sign_in(portal: Portal, somebody: Somebody) -> None:
    with portal.work() as work:
        accepted = Accepted(somebody.id, somebody.username, somebody.keys.seed)
        account.begin_session(work, accepted)


def _entries(portal: Portal) -> list[AuditEntry]:
    with portal.work() as work:
        return list(work.db.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def _verdict(portal: Portal, office: MadeOffice) -> Verdict:
    with portal.work() as work:
        return audit.verify(work, office.id)


def _rewrite(portal: Portal, office: MadeOffice, number: int, deed: str) -> None:
    """Write another past as only the server itself can: hashes, signatures and heads agree."""
    entries = _entries(portal)
    before = entries[number - 2].entry_hash
    with portal.work() as work:
        for entry in entries[number - 1 :]:
            if entry.number == number:
                entry.deed = deed
            entry.previous_hash = before
            entry.entry_hash = before = entry_hash(entry)
            signature = portal.keys.audit_entry.sign(_signed(before))
            here = update(AuditEntry).where(AuditEntry.number == entry.number)
            work.later(
                here.values(
                    deed=entry.deed,
                    previous_hash=entry.previous_hash,
                    entry_hash=before,
                    signature=signature,
                )
            )
    (portal.home / "heads.jsonl").unlink()
    portal.heads.add([sign_head(portal.keys.audit, office.id, entries[-1].number, before)])


def test_a_lead_and_an_auditor_countersign_and_nobody_else(
    portal: Portal, office: MadeOffice
) -> None:
    for somebody, is_witness in (
        (office.leads[0], True),
        (office.auditors[0], True),
        (office.handlers[0], False),
    ):
        _sign_in(portal, somebody)
        detail = mapping_from(_entries(portal)[-1].detail.encode())
        assert ("countersigned" in detail) is is_witness
    assert _verdict(portal, office).finding is Finding.INTACT


def test_a_past_that_somebody_signed_for_cannot_be_rewritten(
    portal: Portal, office: MadeOffice
) -> None:
    with portal.work() as work:
        work.audit(AuditDraft(office.id, None, "what-happened"))
    _sign_in(portal, office.leads[0])
    number = len(_entries(portal))
    _rewrite(portal, office, number - 1, "something-else")
    assert _verdict(portal, office) == Verdict(Finding.NOT_COUNTERSIGNED, number)


def test_what_nobody_has_signed_for_yet_the_server_can_rewrite(
    portal: Portal, office: MadeOffice
) -> None:
    _sign_in(portal, office.leads[0])
    for deed in ("what-happened", "and-then"):
        with portal.work() as work:
            work.audit(AuditDraft(office.id, None, deed))
    _rewrite(portal, office, len(_entries(portal)) - 1, "something-else")
    assert _verdict(portal, office).finding is Finding.INTACT  # which is why people sign


@pytest.mark.parametrize("changed", ["somebody", "number", "nonsense"])
def test_a_countersignature_of_somebody_else_counts_for_nothing(
    portal: Portal, office: MadeOffice, changed: str
) -> None:
    _sign_in(portal, office.leads[0])
    genuine = mapping_from(_entries(portal)[-1].detail.encode())["countersigned"]
    assert isinstance(genuine, list)
    number, signature = genuine
    forged = {
        "somebody": (office.handlers[0].id, [number, signature]),
        "number": (office.leads[0].id, [1, signature]),
        "nonsense": (office.leads[0].id, "yes"),
    }
    actor_id, said = forged[changed]
    draft = AuditDraft(office.id, actor_id, "sign-in")
    with portal.work() as work:
        work.audit(replace(draft, detail={"countersigned": said}))
    assert _verdict(portal, office).finding is Finding.NOT_COUNTERSIGNED
