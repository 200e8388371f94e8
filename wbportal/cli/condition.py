"""Whether the installation is in order: what a start insists on, and what `check` looks at."""

import importlib.util
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import wbportal
from wbportal.blobs import StoreFull
from wbportal.casework import audit, cleaning, counts, reads, rosters, shares, unfinished
from wbportal.casework.counts import CountFinding, CountVerdict
from wbportal.casework.errors import RosterMissing
from wbportal.casework.offices import OfficeView, all_offices
from wbportal.db import jobs, schema
from wbportal.db.audit import last
from wbportal.db.errors import DatabaseRefused
from wbportal.portal import Portal, Work
from wbportal.portal.heads import HeadsDamaged, RosterHead
from wbportal.portal.roots import RootsDamaged
from wbportal.vault.errors import RosterRefused

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LATE = timedelta(hours=1)  # no job waits for so long while a worker runs
_CLOCK_DRIFT = timedelta(minutes=5)
_MEGABYTE = 1_000_000
_HEADS_DAMAGED = "The file of the heads cannot be read."
UNWITNESSED = "Without a roster that counts nobody can say who countersigned a trail."
_FILES: Mapping[type[Exception], str] = {
    HeadsDamaged: _HEADS_DAMAGED,
    RootsDamaged: "The file of the pinned roots cannot be read.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at; `problem` returns a sentence, or None if all is well."""

    name: str
    problem: Callable[[Portal], str | None]
    needed_to_start: bool = False


def problems(portal: Portal, *, to_start: bool = False) -> Iterator[tuple[str, str | None]]:
    """Look at everything, or at what a start needs; yield each name and what is wrong with it.

    Stops at a database that cannot be used: whatever comes after needs it.
    """
    for check in CHECKS:
        if to_start and not check.needed_to_start:
            continue
        problem = check.problem(portal)
        yield check.name, problem
        if problem is not None and check.problem is _schema:
            return


def _code(_: Portal) -> str | None:
    """Find out whether `config` is ours: any folder on the path may hold one of that name."""
    spec = importlib.util.find_spec("config")
    beside = Path(wbportal.__file__).resolve().parent.parent / "config.py"
    if spec is None or spec.origin is None or Path(spec.origin).resolve() != beside:
        return "The module `config` was imported from elsewhere: start from another folder."
    return None


def _secrets(portal: Portal) -> str | None:
    for path in sorted((portal.home / "secrets").glob("*")):
        if path.stat().st_mode & _OTHERS:
            return f"The secret {path.name} can be read by others: chmod 600 {path}."
    return None


def _rotations(portal: Portal) -> str | None:
    for name in portal.unfinished_rotations:
        return f"A rotation was cut off: stop the server and run `wbportal rotate {name}` again."
    return None


def _unfinished(portal: Portal) -> str | None:
    return next(cut_off(portal), None)


def cut_off(portal: Portal) -> Iterator[str]:
    """Say what was begun over an office's cases and did not end; all opens meanwhile."""
    with portal.work() as work:
        for office in all_offices(work):
            for command in unfinished.commands(work, office.id):
                yield (
                    f"{office.slug}: something was cut off: stop the server and run"
                    f" `wbportal {command}` again."
                )


def _schema(portal: Portal) -> str | None:
    try:
        schema.check(portal.engine)
    except DatabaseRefused as error:
        return str(error)
    return None


def _folders(portal: Portal) -> str | None:
    try:
        _touch(portal.home / "writable.tmp")
    except OSError:
        return f"The folder {portal.home} cannot be written to."
    try:
        writer = portal.blobs.create(portal.clock().date())
        writer.stream.write(b"\0")
        writer.abort()
    except StoreFull:
        return "The disk of the sealed files is full."
    except OSError:
        return "The folder of the sealed files cannot be written to."
    return None


def _disk(portal: Portal) -> str | None:
    free, wanted = portal.blobs.space().free_bytes, portal.limits.min_free_bytes
    if free >= wanted:
        return None
    return f"Files are refused: {free // _MEGABYTE} MB free, {wanted // _MEGABYTE} MB are needed."


def _rosters(portal: Portal) -> str | None:
    with portal.work() as work:
        for office in all_offices(work):
            problem = _roster(portal, work, office)
            if problem is not None:
                return problem
    return None


def _roster(portal: Portal, work: Work, office: OfficeView) -> str | None:
    try:
        if office.id not in portal.roots:
            return f"The root of the office {office.slug} is not pinned."
        known = rosters.history(work, office.id)
        # Said once more, which changes nothing, to see that it can be written.
        portal.heads.add([RosterHead(office.id, known.current.version)])
    except RosterMissing:
        return f"The office {office.slug} has no roster."
    except RosterRefused:
        return f"The roster of the office {office.slug} is forged, cut off or rolled back."
    except (RootsDamaged, HeadsDamaged, OSError) as error:
        return _FILES.get(type(error), "The file of the heads cannot be written to.")
    return None


def _drill(portal: Portal) -> str | None:
    with portal.work() as work:
        for office in all_offices(work):
            found = shares.standing(work, office.id)
            if found is not None and found.is_due:
                last_time = found.proved_on.isoformat() if found.proved_on else "never"
                return (
                    f"{office.slug}: the shares of recovery were proved over a year ago"
                    f" ({last_time}): run `wbportal recovery-drill` with their keepers."
                )
    return None


def without_recovery(portal: Portal) -> Iterator[str]:
    """Say of each office without recovery what that means; it may be wanted so."""
    with portal.work() as work:
        for office in all_offices(work):
            if shares.standing(work, office.id) is None:
                yield (
                    f"{office.slug} has no recovery: what nobody there can open any more stays"
                    " shut for good. `wbportal rotate recovery` adds it."
                )


def without_auditor(portal: Portal) -> Iterator[str]:
    """Say of each office without auditor who can open which cases somebody read."""
    with portal.work() as work:
        for office in all_offices(work):
            to = reads.recipients(work, office.id)
            if not to.keys() - {office.id}:
                whom = "for its recovery alone" if to else "so that nobody will ever open it"
                yield f"{office.slug} has no auditor: who reads which case is sealed {whom}."


def _trails(portal: Portal) -> str | None:
    with portal.work() as work:
        for office in all_offices(work):
            try:
                verdict = audit.verify(work, office.id)
            except HeadsDamaged:
                return _HEADS_DAMAGED
            except (RosterRefused, RosterMissing, RootsDamaged):
                return UNWITNESSED
            if verdict.finding is not audit.Finding.INTACT:
                return f"{office.slug}: {FINDINGS[verdict.finding].format(verdict.number)}"
    return None


def _counts(portal: Portal) -> str | None:
    with portal.work() as work:
        for office in all_offices(work):
            try:
                verdict = counts.verify(work, office.id)
            except HeadsDamaged:
                return "The file of the counts cannot be read."
            if verdict.finding is not CountFinding.INTACT:
                return f"{office.slug}: {count_words(verdict)}"
    return None


def _clock(portal: Portal) -> str | None:
    now = portal.clock()
    with portal.work() as work:
        for office in all_offices(work):
            entry = last(work.db, office.id)
            latest = entry.at if entry is not None else None
            if latest is not None and latest > now + _CLOCK_DRIFT:
                return "The clock is behind the newest entry of an audit trail."
    return None


def _worker(portal: Portal) -> str | None:
    with portal.work() as work:
        late = jobs.due(work.db, portal.clock() - _LATE, at_most=1)
    return f"Jobs have waited since {late[0].run_at:%Y-%m-%d}: does a worker run?" if late else None


def _sandbox(_: Portal) -> str | None:
    if not cleaning.is_available():
        return "No sandbox, so no file can be cleaned: apt-get install bubblewrap, as root."
    if not cleaning.has_mat2():
        return "Office documents and films cannot be cleaned: apt-get install mat2 ffmpeg, as root."
    return None


def _touch(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(b"")
    path.unlink()


FINDINGS = {
    audit.Finding.INTACT: "intact, {} entries.",
    audit.Finding.GAP: "entry {} is missing, or two changed places.",
    audit.Finding.CHANGED: "entry {} does not say what was signed.",
    audit.Finding.ROLLED_BACK: "it ends at entry {}, before a head that was kept: rolled back.",
    audit.Finding.REWRITTEN: "entry {} is not the one whose head was kept: rewritten.",
    audit.Finding.HEAD_FORGED: "the head kept of entry {} was not signed by this portal.",
    audit.Finding.NOT_COUNTERSIGNED: "what entry {} countersigns is not what stands there.",
}
"""What a check of an office's trail comes to, with the number of an entry."""

_COUNT_FINDINGS = {
    CountFinding.INTACT: "the reports of {days} days are counted, and are there.",
    CountFinding.CHANGED: "what follows the count of {day} is not what the office signed.",
    CountFinding.MISSING: "the count of {day}, or what follows it, is missing in the trail.",
    CountFinding.NOT_OUTSIDE: "the count of {day} is not the one kept outside the database.",
    CountFinding.OTHER_REPORTS: "of {day} more or fewer reports are there than were counted.",
}


def count_words(verdict: CountVerdict) -> str:
    """Say in a sentence what a check of an office's daily counts comes to."""
    sentence = _COUNT_FINDINGS[verdict.finding]
    return sentence.format(days=verdict.days, day=verdict.day or "the first day")


CHECKS = (
    Check("code", _code, needed_to_start=True),
    Check("secrets", _secrets, needed_to_start=True),
    Check("folders", _folders, needed_to_start=True),
    Check("schema", _schema, needed_to_start=True),
    Check("rotation", _rotations),
    Check("cases", _unfinished),
    Check("disk", _disk),
    Check("rosters", _rosters),
    Check("drill", _drill),
    Check("trails", _trails),
    Check("counts", _counts),
    Check("clock", _clock),
    Check("worker", _worker),
    Check("sandbox", _sandbox),
)
"""Everything that is looked at, in this order."""
