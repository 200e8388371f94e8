"""What somebody could read before a case was taken from them: they may have kept it.

As far as the trail tells, and only of cases that whoever asks can open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wbportal.casework import handovers
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.records import mapping_from, text_of
from wbportal.casework.staff import Names
from wbportal.db import accounts, audit, cases
from wbportal.db.audit import AuditEntry
from wbportal.domain.rules import Action
from wbportal.portal import Work

MOST = 200
_GIVEN = frozenset({Action.ASSIGN.value, "give-keys"})


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who had a case and was taken off it."""

    case_id: UUID
    reference: str
    name: str = field(repr=False)
    since: datetime | None  # None: from the day on which the report came
    until: datetime
    last_act: datetime | None  # the last time that they did something in it
    last_download: datetime | None


@dataclass(frozen=True, slots=True)
class FormerHolder:
    """Somebody of the office, and the cases that they were taken off."""

    name: str = field(repr=False)
    cases: tuple[Former, ...] = field(repr=False)
    are_more: bool


def of_case(work: Work, dossier: Dossier, names: Names) -> tuple[Former, ...]:
    """List who was taken off a case and has not come back, the last one first."""
    case = dossier.opened.case
    entries = audit.of_case(work.db, case.id)
    there = {row.holder_id for row in cases.assignments(work.db, case.id)}
    gone = {_holder(entry) for entry in entries if entry.deed == Action.REVOKE} - there
    found = [_former(entries, case.reference, one, names) for one in gone if one is not None]
    return tuple(sorted(found, key=lambda one: one.until, reverse=True))


def of_person(work: Work, who: Person, account_id: UUID) -> FormerHolder:
    """List the cases that somebody of the reader's office was taken off, the last MOST ones.

    About 1 ms a case. Raises CaseNotFound if there is no such person.
    """
    account = accounts.by_id(work.db, account_id)
    if account is None or account.office_id != who.office_id:
        raise CaseNotFound
    names, mine = Names(work, (who.office_id,)), set(handovers.visible(work, who))
    gone: dict[UUID, None] = {}
    entries = audit.of_deed(work.db, who.office_id, Action.REVOKE.value, newest_first=True)
    for entry in entries:
        is_theirs = entry.case_id in mine and _holder(entry) == account_id
        if is_theirs and entry.case_id is not None:
            gone.setdefault(entry.case_id)
        if len(gone) > MOST:
            break
    shown = [_of_one(work, case_id, account_id, names) for case_id in [*gone][:MOST]]
    return FormerHolder(names[account_id], tuple(shown), are_more=len(gone) > MOST)


def _of_one(work: Work, case_id: UUID, holder_id: UUID, names: Names) -> Former:
    case = cases.by_id(work.db, case_id)
    reference = "" if case is None else case.reference
    return _former(audit.of_case(work.db, case_id), reference, holder_id, names)


def _former(entries: Sequence[AuditEntry], reference: str, holder_id: UUID, names: Names) -> Former:
    about = [entry for entry in entries if _holder(entry) == holder_id]
    theirs = [entry for entry in entries if entry.actor_id == holder_id]
    until = _last(entry for entry in about if entry.deed == Action.REVOKE)
    case_id = about[0].case_id
    if until is None or case_id is None:
        raise CaseNotFound
    return Former(
        case_id=case_id,
        reference=reference,
        name=names[holder_id],
        since=next((entry.at for entry in about if entry.deed in _GIVEN), None),
        until=until,
        last_act=_last(theirs),
        last_download=_last(entry for entry in theirs if entry.deed == Action.DOWNLOAD),
    )


def _holder(entry: AuditEntry) -> UUID | None:
    said = text_of(mapping_from(entry.detail.encode()), "holder", "")
    return UUID(said) if said else None


def _last(entries: Iterable[AuditEntry]) -> datetime | None:
    return max((entry.at for entry in entries if entry.at is not None), default=None)
