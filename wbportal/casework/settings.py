"""Reading and changing what an office's administrators set: in force at once, kept as versions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.db import accounts, settings
from wbportal.domain import aftercare
from wbportal.domain.periods import months_after
from wbportal.domain.retention import CASE_MONTHS, closed_long_enough
from wbportal.domain.settings import Topic, read_texts
from wbportal.domain.terms import TERMS, Term
from wbportal.domain.wording import Words
from wbportal.portal import AuditDraft, StaleRow, Work


@dataclass(frozen=True, slots=True)
class Version:
    """What was set last of a topic; number 0 if nothing ever was."""

    number: int = 0
    body: Mapping[str, Json] = field(default_factory=dict)
    by: str = ""  # the name of whoever set it
    at: datetime | None = None


def read(work: Work, office_id: UUID, topic: Topic) -> Version:
    """Return what is in force of a topic."""
    row = settings.newest(work.db, office_id, topic)
    return Version() if row is None else _version(work, row)


def versions(work: Work, office_id: UUID, topic: Topic) -> tuple[Version, ...]:
    """Return everything that was ever in force of a topic, the oldest first."""
    return tuple(_version(work, row) for row in settings.versions(work.db, office_id, topic))


def write(
    work: Work, who: Person, topic: Topic, body: Mapping[str, Json], based_on: int, deed: str = ""
) -> None:
    """Put a new version of a topic in force; the trail gets its number, and not what it says.

    A draft is in force nowhere: it enters no trail, and only the newest is kept. Raises StaleRow
    if version `based_on` is not the newest any more.
    """
    before = settings.newest(work.db, who.office_id, topic)
    number = 0 if before is None else before.number
    if number != based_on:
        raise StaleRow
    row = settings.Setting(
        office_id=who.office_id,
        topic=topic,
        number=number + 1,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        changed_by=who.id,
        changed_at=work.now,
    )
    work.db.add(row)
    if topic is Topic.QUESTIONS_DRAFT:
        work.later(settings.older(who.office_id, topic, number + 1))
        return
    detail: dict[str, Json] = {"version": number + 1}
    work.audit(AuditDraft(who.office_id, who.id, deed or f"set-{topic.value}", detail=detail))


def texts(work: Work, office_id: UUID, topic: Topic) -> dict[str, Words]:
    """Return the texts of a topic, each of them, empty where nothing was written."""
    return read_texts(topic, read(work, office_id, topic).body)


def case_months(version: Version) -> int | None:
    """Return for how many months closed cases are kept; None if the office has not said."""
    months = version.body.get("case_months")
    return months if isinstance(months, int) and months in CASE_MONTHS else None


def check_in_months(work: Work, office_id: UUID) -> tuple[int, ...]:
    """Return how many months after the end of a case its reporter is asked how things are."""
    return own_check_ins(read(work, office_id, Topic.RETENTION)) or aftercare.MONTHS


def own_check_ins(version: Version) -> tuple[int, ...]:
    """Return the office's own months, nothing if it has said none."""
    months = version.body.get("check_in_months")
    found = [one for one in months if isinstance(one, int)] if isinstance(months, list) else []
    return tuple(sorted(set(found)))


def kept_long_enough(work: Work, office_id: UUID) -> date | None:
    """Return the last day on which a case was closed that need not be kept any more."""
    months = case_months(read(work, office_id, Topic.RETENTION))
    return None if months is None else closed_long_enough(work.today, months)


def kept_until(work: Work, office_id: UUID, closed_on: date) -> date | None:
    """Return the last day on which a case is kept; None if the office has not said how long."""
    months = case_months(read(work, office_id, Topic.RETENTION))
    return None if months is None else months_after(closed_on, months)


def days_of(version: Version, term: Term) -> int:
    """Return how many days an office gives: its own number, or that of every office."""
    days = version.body.get(term.value)
    bounds = TERMS[term]
    return days if isinstance(days, int) and bounds.fit(days) else bounds.usual


def days_given(work: Work, office_id: UUID, term: Term) -> int:
    """Return how many days an office gives from now on."""
    return days_of(read(work, office_id, Topic.TERMS), term)


def _version(work: Work, row: settings.Setting) -> Version:
    by = None if row.changed_by is None else accounts.by_id(work.db, row.changed_by)
    name = "" if by is None else by.display_name
    return Version(row.number, json.loads(row.body), name, row.changed_at)
