"""Alarms: found in the trail by the clock, shown until somebody says what was done.

Which cases were opened is not known here. Each opening leaves a mark that the reader's own key
makes of the case: two marks of one person are the same or not, and nobody else can tell more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from wbportal.casework import rosters
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import mapping_from
from wbportal.casework.staff import Names
from wbportal.db import accounts, alarms, offices
from wbportal.db.alarms import AlarmLimit, AlarmRow, CaseOpening
from wbportal.db.audit import AuditEntry
from wbportal.domain.alarms import (
    EVENTS,
    FOUND_PER_OPENING,
    LONGEST_WINDOW,
    THRESHOLDS,
    Alarm,
    Counted,
    fits,
    too_many,
)
from wbportal.domain.roles import CONTENT, Role
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.encoding import join

LISTED = 100
ANSWER_CHARS = 500
_MARK_LABEL = b"wbportal case opening v1"
_MARK_BYTES = 16
_FOUND = b"\1"  # after the mark of a case that was not opened, but shown by a search
_FAILED = ("failed-sign-in", "wrong-code")
_DENIED = ("denied",)

_Key = tuple[Alarm, UUID | None]


@dataclass(frozen=True, slots=True)
class AlarmView:
    """One alarm, as administrators and auditors see it."""

    id: UUID
    kind: Alarm
    who: str  # a display name; empty if it is about nobody in particular
    times: int
    raised_at: datetime
    answered_at: datetime | None
    answered_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody to tell of alarms."""

    address: str = field(repr=False)
    language: str


def note_opening(work: Work, who: Person, case_id: UUID) -> None:
    """Remember for a day that somebody opened a case, without saying which."""
    mark = _mark(who, case_id)
    work.db.add(CaseOpening(id=uuid4(), account_id=who.id, at=work.now, mark=mark))


def note_found(work: Work, who: Person, case_ids: Iterable[UUID]) -> None:
    """Remember for a day that a search showed somebody cases, without saying which."""
    for case_id in case_ids:
        mark = _mark(who, case_id) + _FOUND
        work.db.add(CaseOpening(id=uuid4(), account_id=who.id, at=work.now, mark=mark))


def _mark(who: Person, case_id: UUID) -> bytes:
    return who.keys.state.derive(join(_MARK_LABEL, case_id.bytes)).secret[:_MARK_BYTES]


def look(work: Work) -> list[UUID]:
    """Raise what is to be raised; return the offices that have an alarm more."""
    return [office.id for office in offices.all_offices(work.db) if _look(work, office.id)]


def forget(work: Work) -> None:
    """Forget the openings that no alarm counts any more."""
    for row in alarms.openings_until(work.db, work.now - LONGEST_WINDOW):
        work.db.delete(row)


def listed(work: Work, who: Person) -> list[AlarmView]:
    """List the alarms of somebody's office: the open ones, then the newest."""
    names = Names(work, (who.office_id,))
    rows = alarms.of_office(work.db, who.office_id, LISTED)
    return [_view(row, names) for row in rows]


def count_open(work: Work, office_id: UUID) -> int:
    return alarms.count_open(work.db, office_id)


def answer(work: Work, who: Person, alarm_id: UUID, said: str) -> None:
    """Say that somebody looked, and what was done. Raises Refused if it is not open there."""
    row = work.db.get(AlarmRow, alarm_id)
    if row is None or row.office_id != who.office_id or row.answered_at is not None:
        raise Refused("no-alarm")
    row.answered_at, row.answered_by, row.answer = work.now, who.id, said
    _audit(work, row, "answer-alarm", who.id)


def limits(work: Work, office_id: UUID) -> dict[Alarm, int]:
    """Return above which numbers an office is alarmed."""
    own = alarms.limits(work.db, office_id)
    return {kind: own.get(kind, usual.default) for kind, usual in THRESHOLDS.items()}


def set_limits(work: Work, who: Person, wanted: Mapping[Alarm, int]) -> None:
    """Alarm an office above other numbers from now on. Raises Refused."""
    for kind, number in wanted.items():
        if not fits(kind, number):
            raise Refused(kind.value)
        row = alarms.limit(work.db, who.office_id, kind)
        if row is None:
            work.db.add(AlarmLimit(office_id=who.office_id, kind=kind, most=number))
        else:
            row.most = number
    work.audit(AuditDraft(who.office_id, who.id, "set-alarms"))


def watchers(work: Work, office_id: UUID) -> list[UUID]:
    """List the administrators who can sign in and have an address."""
    known = rosters.current_or_none(work, office_id)
    return [
        account.id
        for account in accounts.of_office(work.db, office_id)
        if account.email
        and account.suspended_at is None
        and known is not None
        and Role.ADMINISTRATOR in known.roles(account.id, work.today)
    ]


def watcher(work: Work, account_id: UUID) -> Watcher | None:
    """Return where to write to now, None if the person has left meanwhile."""
    account = accounts.by_id(work.db, account_id)
    office = offices.by_id(work.db, account.office_id) if account is not None else None
    if account is None or office is None or account.id not in watchers(work, office.id):
        return None
    return Watcher(account.email or "", account.language or office.default_locale)


def _look(work: Work, office_id: UUID) -> int:
    recent = alarms.since(work.db, office_id, work.now - LONGEST_WINDOW)
    new = [*_new_events(work, office_id, recent), *_new_counts(work, office_id, recent)]
    for row in new:
        work.db.add(row)
        _audit(work, row, "raise-alarm", None)
    return len(new)


def _new_events(work: Work, office_id: UUID, recent: Sequence[AlarmRow]) -> Iterator[AlarmRow]:
    told = {row.entry_number for row in recent}
    begin = work.now - LONGEST_WINDOW
    for entry in alarms.entries_since(work.db, office_id, tuple(EVENTS), begin):
        kind, about = EVENTS[entry.deed], _about(entry) or entry.actor_id
        if entry.number in told or (kind is Alarm.NEW_DEVICE and not _has_keys(work, about)):
            continue
        yield _row(work, office_id, kind, about, 1, entry.number)


def _new_counts(work: Work, office_id: UUID, recent: Sequence[AlarmRow]) -> Iterator[AlarmRow]:
    own = limits(work, office_id)
    for (kind, about), happened in _happened(work, office_id).items():
        alike = [row for row in recent if (row.kind, row.account_id) == (kind, about)]
        answered = max((row.answered_at for row in alike if row.answered_at), default=None)
        times = too_many(kind, happened, work.now, answered, own[kind])
        still = next((row for row in alike if row.answered_at is None), None)
        if still is None and times:
            yield _row(work, office_id, kind, about, times)
        elif still is not None and times > still.times:
            still.times = times


def _happened(work: Work, office_id: UUID) -> dict[_Key, list[Counted]]:
    """Return what is counted, by what it is and whom it is about."""
    found: dict[_Key, list[Counted]] = defaultdict(list)
    begin = work.now - LONGEST_WINDOW
    for entry in alarms.entries_since(work.db, office_id, _FAILED, begin):
        if entry.at is not None:
            about, skipped = _about(entry), mapping_from(entry.detail.encode()).get("skipped")
            # Failures that were only counted were of anybody: of all together, and of nobody.
            more = skipped if isinstance(skipped, int) else 0
            found[Alarm.ALL_FAILURES, None].append(Counted(entry.at, 1 + more))
            if about is not None:
                found[Alarm.FAILURES, about].append(Counted(entry.at))
    for entry in alarms.entries_since(work.db, office_id, _DENIED, begin):
        if entry.at is not None:
            found[Alarm.DENIED, entry.actor_id].append(Counted(entry.at))
    for about, times in _openings(work, office_id).items():
        found[Alarm.READING_HOUR, about] = found[Alarm.READING_DAY, about] = times
    return found


def _openings(work: Work, office_id: UUID) -> dict[UUID, list[Counted]]:
    """Return when each person of an office last opened each case that they opened.

    Of the others that a search showed, so many count as one: an excerpt is a sentence.
    """
    here = {account.id for account in accounts.of_office(work.db, office_id)}
    last: dict[UUID, dict[bytes, datetime]] = defaultdict(dict)
    for row in alarms.openings_since(work.db, work.now - LONGEST_WINDOW):
        if row.account_id in here:
            last[row.account_id].setdefault(row.mark, row.at)  # the newest comes first
    return {about: _counted(marks) for about, marks in last.items()}


def _counted(marks: Mapping[bytes, datetime]) -> list[Counted]:
    opened = {mark: at for mark, at in marks.items() if len(mark) == _MARK_BYTES}
    found = sorted(
        (at for mark, at in marks.items() if mark not in opened and mark[:-1] not in opened),
        reverse=True,
    )
    every = found[FOUND_PER_OPENING - 1 :: FOUND_PER_OPENING]
    return [Counted(at) for at in (*opened.values(), *every)]


def _row(
    work: Work,
    office_id: UUID,
    kind: Alarm,
    about: UUID | None,
    times: int,
    entry_number: int | None = None,
) -> AlarmRow:
    return AlarmRow(
        id=uuid4(),
        office_id=office_id,
        kind=kind,
        account_id=about,
        entry_number=entry_number,
        times=times,
        raised_at=work.now,
    )


def _about(entry: AuditEntry) -> UUID | None:
    said = mapping_from(entry.detail.encode()).get("account")
    return UUID(said) if isinstance(said, str) else None


def _has_keys(work: Work, account_id: UUID | None) -> bool:
    account = accounts.by_id(work.db, account_id) if account_id is not None else None
    if account is None:
        return False
    known = rosters.current_or_none(work, account.office_id)
    return known is not None and bool(known.roles(account.id, work.today) & CONTENT)


def _view(row: AlarmRow, names: Names) -> AlarmView:
    return AlarmView(
        id=row.id,
        kind=row.kind,
        who=names[row.account_id] if row.account_id is not None else "",
        times=row.times,
        raised_at=row.raised_at,
        answered_at=row.answered_at,
        answered_by=names[row.answered_by] if row.answered_by is not None else "",
        answer=row.answer or "",
    )


def _audit(work: Work, row: AlarmRow, deed: str, by: UUID | None) -> None:
    detail: dict[str, Json] = {"alarm": row.kind.value}
    if row.account_id is not None:
        detail["account"] = str(row.account_id)
    work.audit(AuditDraft(row.office_id, by, deed, detail=detail))
