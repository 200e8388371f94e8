"""A trail of a million entries, as its auditor looks at it."""

import secrets
import time
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert

from bench.figures import MILLI, Figure, at_most, p50
from bench.serving import Installation, installed
from wbportal.casework import audit, trail
from wbportal.casework.audit import Reached
from wbportal.casework.trail import Wanted
from wbportal.db.audit import AuditEntry
from wbportal.portal import AuditDraft

_ENTRIES, _AT_ONCE, _TIMES = 1_000_000, 20_000, 20
_PEOPLE, _CASES, _DAYS = 20, 10_000, 1_000
_STEP = 5_000
_COMMON = ("reply", "note", "sign-in", "sign-out", "follow-up", "assess", "audit-read", "read")
_RARE_EVERY = 5_000
_FIRST_DAY = date(2024, 1, 1)
_HASH_BYTES, _SIGNATURE_BYTES = 32, 65
_PRAGMAS = ("PRAGMA cache_size = -1000000", "PRAGMA synchronous = OFF")


def figures() -> Iterator[Figure]:
    """Ask for pages of a trail of 1,000,000 entries, and check a part of a real one."""
    with installed(cheap=True) as here:
        yield from _checked(here)
        people, cases = [uuid4() for _ in range(_PEOPLE)], [uuid4() for _ in range(_CASES)]
        _fill(here, people, cases)
        until = _FIRST_DAY + timedelta(days=_DAYS // 2)
        views = {
            "first page": Wanted(),
            "one person": Wanted(actor_id=people[3]),
            "what is rare": Wanted(deeds=("denied", "wrong-code", "failed-sign-in")),
            "a rare deed of one person": Wanted(actor_id=people[3], deeds=("denied",)),
            "one case": Wanted(cases=(cases[7], cases[7])),
            "one person in ten days": Wanted(
                actor_id=people[3], since=until - timedelta(days=10), until=until
            ),
        }
        bare = _time(here, Wanted(deeds=("nothing",)))
        for name, wanted in views.items():
            took = _time(here, wanted)
            beside = f"{took / bare:.1f} × a page with nothing in it ({bare * MILLI:.1f} ms)"
            yield Figure(f"trail of {_ENTRIES:,}, {name}", took * MILLI, "ms", at_most(50), beside)


def _checked(here: Installation) -> Iterator[Figure]:
    with here.portal.work() as work:
        for _ in range(_STEP):
            work.audit(AuditDraft(here.office.id, None, "digest"))
    with here.portal.work() as work:
        begun = time.process_time()
        audit.check_on(work, here.office.id, Reached(), _STEP)
        took = time.process_time() - begun
    beside = f"{took * _ENTRIES / _STEP:.0f} s for a million, in {_ENTRIES // _STEP} pages"
    yield Figure(f"check of {_STEP:,} entries, CPU", took * MILLI, "ms", at_most(2_000), beside)


def _time(here: Installation, wanted: Wanted) -> float:
    auditor, times = here.office.auditors[0].person, []
    for _ in range(_TIMES):
        with here.portal.work() as work:
            begun = time.monotonic()
            trail.page(work, auditor, None, wanted)
            times.append(time.monotonic() - begun)
            work.changes.audits.clear()
    return p50(times)


def _fill(here: Installation, people: list[UUID], cases: list[UUID]) -> None:
    """Write entries whose hashes and signatures are random: a view does not look at them."""
    with here.portal.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        for pragma in _PRAGMAS:
            connection.exec_driver_sql(pragma)
        connection.exec_driver_sql("BEGIN")
        for begun in range(_STEP * 2, _STEP * 2 + _ENTRIES, _AT_ONCE):
            rows = [_row(here, n, people, cases) for n in range(begun, begun + _AT_ONCE)]
            connection.execute(insert(AuditEntry), rows)
            connection.commit()
    here.portal.engine.dispose()


def _row(
    here: Installation, number: int, people: list[UUID], cases: list[UUID]
) -> dict[str, object]:
    rare = number % _RARE_EVERY == 0
    return {
        "office_id": here.office.id,
        "number": number,
        "at": None,
        "day": _FIRST_DAY + timedelta(days=number * _DAYS // _ENTRIES),
        "actor_id": people[number * 7 % _PEOPLE],
        "deed": "denied" if rare else _COMMON[number % len(_COMMON)],
        "case_id": cases[number * 31 % _CASES] if number % 2 else None,
        "detail": '{"state":"assessing"}',
        "previous_hash": secrets.token_bytes(_HASH_BYTES),
        "entry_hash": secrets.token_bytes(_HASH_BYTES),
        "signature": secrets.token_bytes(_SIGNATURE_BYTES),
    }
