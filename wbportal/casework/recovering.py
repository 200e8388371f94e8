"""Cases given back by recovery: to somebody who lost every way in, or to whoever leads after all.

In this order; whatever cuts it off, all opens meanwhile that did, and the next run goes on:

1. an entry in the trail says for whom it begins;
2. case after case, each in a work of its own: recovery's key opens it, its walls are read, and it
   gets new epochs, signed by a lead who is there and wrapped for whoever may read it now;
3. an entry in the trail says that it ended.

The trail says which cases are done: each has its entry after the one of step 1. What is opened on
the way is shown to nobody, and rows for those behind a wall look like all others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from wbportal.casework import access, rosters, walls
from wbportal.casework.access import OpenCase
from wbportal.casework.authors import entry_of, offices_of
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named, Recipients, recipients, walled_by
from wbportal.casework.records import ids_to_json, mapping_from
from wbportal.casework.rosters import history
from wbportal.casework.thread import read
from wbportal.casework.walls import Walls
from wbportal.db import accounts, audit, cases, compartments, grants, holder_states, offices
from wbportal.db.audit import AuditEntry
from wbportal.db.cases import Case
from wbportal.domain.compartments import HOLDERS, Compartment, given_at_intake
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.hashes import same
from wbportal.vault.keys import PrivateKey
from wbportal.vault.roster import RosterEntry

_BEGUN, _MOVED, _ENDED = "recover", "recover-case", "recovered"
_TOLD_FOR = timedelta(days=30)


class Obstacle(StrEnum):
    """Why nothing is given back."""

    NOT_ON_THE_LIST = "not-on-the-list"  # with the keys that they have now
    NOT_A_LEAD = "not-a-lead"
    OTHER_RUN = "other-run"  # one for somebody else has not ended


@dataclass(frozen=True, slots=True)
class Run:
    """Cases that are being given back."""

    number: int  # of its entry in the trail
    account_id: UUID | None  # None: to all leads of the office


@dataclass(frozen=True, slots=True)
class Recovered:
    """That recovery was used, as everybody of the office is told."""

    day: date
    name: str | None  # whose cases they were; None: all of the office


def unfinished(work: Work, office_id: UUID) -> Run | None:
    """Find the run that was begun and has not ended."""
    begun = next(audit.of_deed(work.db, office_id, _BEGUN, newest_first=True), None)
    ended = next(audit.of_deed(work.db, office_id, _ENDED, newest_first=True), None)
    if begun is None or (ended is not None and ended.number > begun.number):
        return None
    return Run(begun.number, _account_of(begun))


def lately(work: Work, office_id: UUID) -> tuple[Recovered, ...]:
    """List what recovery was used for in the last thirty days, the newest first.

    Everybody of an office is told of it: whoever comes by enough shares must be seen using them.
    """
    found = []
    for entry in audit.of_deed(work.db, office_id, _BEGUN, newest_first=True):
        if entry.day < work.today - _TOLD_FOR:
            break
        account_id = _account_of(entry)
        row = None if account_id is None else accounts.by_id(work.db, account_id)
        found.append(Recovered(entry.day, None if row is None else row.display_name))
    return tuple(found)


def check(work: Work, lead: Person, account_id: UUID | None) -> bool:
    """Raise Refused if nothing can be given back; say whether this goes on with a run."""
    if Role.LEAD not in lead.roles:
        raise Refused(Obstacle.NOT_A_LEAD)
    if account_id is not None:
        _entry(work, lead.office_id, account_id)
    run = unfinished(work, lead.office_id)
    if run is not None and run.account_id != account_id:
        raise Refused(Obstacle.OTHER_RUN)
    return run is not None


def begin(work: Work, lead: Person, account_id: UUID | None, shares: Sequence[int]) -> None:
    """Enter that cases are to be given back (step 1), and with which shares."""
    numbers: list[Json] = [*shares]
    detail: dict[str, Json] = {"shares": numbers}
    if account_id is not None:
        detail["account"] = str(account_id)
    work.audit(AuditDraft(lead.office_id, lead.id, _BEGUN, detail=detail))


def of_run(work: Work, office_id: UUID, run: Run) -> tuple[UUID, ...]:
    """List every case that a run is about."""
    held = grants.cases_of(work.db, office_id if run.account_id is None else run.account_id)
    found = (cases.by_id(work.db, case_id) for case_id in held)
    return tuple(case.id for case in found if case is not None and case.office_id == office_id)


def waiting(work: Work, office_id: UUID, run: Run) -> tuple[UUID, ...]:
    """List the cases that the trail does not say to be done."""
    moved = {
        entry.case_id
        for entry in audit.of_deed(work.db, office_id, _MOVED)
        if entry.number > run.number
    }
    return tuple(case_id for case_id in of_run(work, office_id, run) if case_id not in moved)


def give_back(work: Work, lead: Person, key: PrivateKey, run: Run, case_id: UUID) -> None:
    """Wrap a case for whom a run is for (step 2); about 10 ms.

    Raises CaseNotFound if the key does not open it, Damaged or a VaultError.
    """
    opened, standing = _opened(work, lead, key, case_id)
    for office_id in offices_of(work, opened.case):
        known = rosters.current_or_none(work, office_id)
        if known is not None:
            work.expect_roster(office_id, known.current.version)
    if run.account_id is None:
        _to_leads(work, opened, standing)
    else:
        _to_person(work, opened, standing, _entry(work, lead.office_id, run.account_id))
    work.audit(AuditDraft(lead.office_id, None, _MOVED, case_id))


def is_given(work: Work, lead: Person, key: PrivateKey, run: Run, case_id: UUID) -> bool:
    """Say whether somebody whom a run is for may open a case, and has a row for it; some 3 ms.

    Raises as `give_back`.
    """
    opened, standing = _opened(work, lead, key, case_id)
    if run.account_id is None:
        wanted = {entry.holder_id for entry in _whom(work, opened.case, standing).leads}
    else:
        wanted = {run.account_id} - walls.kept_out(work, opened.case, standing)
    newest = {row.kind: row.epoch for row in compartments.of_case(work.db, case_id)}
    return any(
        row.epoch == newest[row.kind]
        for holder_id in wanted
        for row in grants.of_holder(work.db, case_id, holder_id)
    )


def finish(work: Work, lead: Person, run: Run) -> None:
    """Say in the trail that it ended (step 3)."""
    detail: dict[str, Json] = {}
    if run.account_id is not None:
        detail["account"] = str(run.account_id)
    work.audit(AuditDraft(lead.office_id, lead.id, _ENDED, detail=detail))


def _opened(work: Work, lead: Person, key: PrivateKey, case_id: UUID) -> tuple[OpenCase, Walls]:
    opened = access.open_with_recovery(work, lead, key, case_id)
    thread = read(work, opened, Compartment.THREAD)
    investigation = read(work, opened, Compartment.INVESTIGATION)
    return opened, walls.in_force(work, opened, thread, investigation)


def _to_person(work: Work, opened: OpenCase, standing: Walls, to: RosterEntry) -> None:
    """Give a case new keys, wrapped for somebody's newest keys too, and forget their old rows."""
    case = opened.case
    before = grants.of_holder(work.db, case.id, to.holder_id)
    kept_out = walls.kept_out(work, case, standing)
    parts = {row.kind for row in before if not HOLDERS[row.kind].as_shares}
    if not parts <= set(opened.keys):
        raise CaseNotFound
    access.exclude(work, _only(opened, parts), frozenset(), kept_out)
    for row in before:
        if row.kind in parts:
            work.db.delete(row)  # under keys that are gone
    if any(row.kind is Compartment.IDENTITY for row in before):
        _share_among_keepers(work, opened, kept_out)
    holder_states.forget(work.db, case.id, to.holder_id)


def _to_leads(work: Work, opened: OpenCase, standing: Walls) -> None:
    """Give a case new keys, for whoever leads now and for those of its people who remain."""
    case, to = opened.case, _whom(work, opened.case, standing)
    if not set(Compartment) <= set(opened.keys):
        raise CaseNotFound
    held = {row.holder_id for row in grants.of_case(work.db, case.id)}
    gone = {one for one in held - {case.id, case.office_id} if entry_of(work, case, one) is None}
    readers = (*to.leads, *to.withheld)
    parts = given_at_intake(Role.LEAD)
    officers = (*to.officers, *to.withheld_officers)
    receivers = (*to.receivers, *to.withheld_receivers)  # with rows where it was not passed on
    withheld = (*to.withheld, *to.withheld_officers, *to.withheld_receivers)
    kept_out = frozenset(to.walled | {entry.holder_id for entry in withheld})
    come = {entry.holder_id: given_at_intake(Role.PROTECTION) for entry in officers}
    come |= {entry.holder_id: parts for entry in readers}
    after = access.exclude(work, _only(opened, set(parts)), frozenset(gone), kept_out, come)
    in_conflict = standing.walled - standing.named  # which is written down already
    meant = ids_to_json(to.walled - in_conflict)
    matched: dict[str, Json] = {"walled": meant, "unresolved": to.unresolved}
    walls.write_matched(work, after, matched)
    access.share_identity(work, opened, to.keepers, to.withheld_keepers)
    for row in cases.assignments(work.db, case.id):
        if row.holder_id in gone:
            work.db.delete(row)
    for reader in (*readers, *officers, *receivers):
        holder_states.forget(work.db, case.id, reader.holder_id)


def _whom(work: Work, case: Case, standing: Walls) -> Recipients:
    """Choose who reads a case from now on, as when it came in.

    A name that nobody matched yet is matched anew; so is one that was matched, if it may mean
    somebody who came later.
    """
    office = offices.by_id(work.db, case.office_id)
    if office is None:
        raise CaseNotFound
    if standing.unresolved:
        return recipients(work, office, Named(standing.walled, standing.typed))
    held = {row.holder_id for row in grants.of_case(work.db, case.id)}
    people = history(work, office.id).current.entries
    new = [entry for entry in people if entry.holder_id not in held]
    meant, _ = walled_by(Named(typed=standing.typed), new)
    return recipients(work, office, Named(standing.walled, standing.typed if meant else ""))


def _share_among_keepers(work: Work, opened: OpenCase, kept_out: frozenset[UUID]) -> None:
    """Split an identity's key anew between those who kept it; an old share fits no new one."""
    key = opened.key(Compartment.IDENTITY)
    held = grants.holders(work.db, key.compartment_id, key.epoch)
    found = [entry_of(work, opened.case, holder_id) for holder_id in held]
    keepers = [entry for entry in found if entry is not None]
    access.share_identity(
        work,
        opened,
        [entry for entry in keepers if entry.holder_id not in kept_out],
        [entry for entry in keepers if entry.holder_id in kept_out],
    )


def _only(opened: OpenCase, parts: set[Compartment]) -> OpenCase:
    return replace(opened, keys={kind: opened.keys[kind] for kind in opened.keys if kind in parts})


def _entry(work: Work, office_id: UUID, account_id: UUID) -> RosterEntry:
    entry = history(work, office_id).entry(account_id)
    row = accounts.by_id(work.db, account_id)
    if entry is None or row is None or not same(entry.kem, row.kem_public or b""):
        raise Refused(Obstacle.NOT_ON_THE_LIST)
    return entry


def _account_of(entry: AuditEntry) -> UUID | None:
    account = mapping_from(entry.detail.encode()).get("account")
    return UUID(account) if isinstance(account, str) else None
