"""Whose signatures count in a case: its reporter's, and those of everyone ever on the roster."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework.errors import Damaged
from wbportal.casework.rosters import current_or_none, history
from wbportal.db import cases, compartments, epochs, offices
from wbportal.db.cases import Case
from wbportal.domain.compartments import HOLDERS, Compartment
from wbportal.portal import Work
from wbportal.vault.epochs import read_statement, read_succession
from wbportal.vault.keys import PublicKey
from wbportal.vault.roster import RosterEntry
from wbportal.vault.signatures import VerifyKey

_KNOWN = "wbportal.reporter_keys"


@dataclass(frozen=True, slots=True)
class ReporterKeys:
    """A reporter's public halves: the first ones, or those of a changed code."""

    kem: PublicKey
    verify: VerifyKey


def reporter_keys(work: Work, case: Case) -> tuple[ReporterKeys, ...]:
    """Return the reporter's public keys, oldest first; the last ones are in force.

    The first come from the thread's epoch-1 statement, later ones from successions that the
    key before signed. Read once in a work, whose view of the rows stays the same. Raises Damaged
    or Forged.
    """
    known: dict[UUID, tuple[ReporterKeys, ...]] = work.db.info.setdefault(_KNOWN, {})
    if case.id not in known:
        known[case.id] = _read_reporter_keys(work, case)
    return known[case.id]


def verify_keys(work: Work, case: Case, author_id: UUID) -> tuple[VerifyKey, ...]:
    """Return the keys that may have signed what `author_id` wrote in this case."""
    if author_id == case.id:
        return tuple(keys.verify for keys in reporter_keys(work, case))
    return tuple(
        key
        for office_id in offices_of(work, case)
        if (known := current_or_none(work, office_id)) is not None
        for key in known.signing_keys.get(author_id, ())
    )


def lead_keys(work: Work, case: Case, author_id: UUID) -> tuple[VerifyKey, ...]:
    """Return the keys with which a lead may have given this case a new epoch."""
    return tuple(
        key
        for office_id in offices_of(work, case)
        if (known := current_or_none(work, office_id)) is not None
        for key in known.lead_keys.get(author_id, ())
    )


def entry_of(work: Work, case: Case, holder_id: UUID) -> RosterEntry | None:
    """Find a holder on the roster of the case's office, or of its alternate."""
    for office_id in offices_of(work, case):
        known = current_or_none(work, office_id)
        entry = None if known is None else known.entry(holder_id)
        if entry is not None and entry.valid_until >= work.today:
            return entry
    return None


def standing_aside(
    work: Work, case: Case, part: Compartment, holders: Collection[UUID], walled: frozenset[UUID]
) -> frozenset[UUID]:
    """Return whose rows for a part open nothing although no wall keeps them out.

    Where somebody whom the part is for is among its holders, those who would hold it instead.
    """
    rule = HOLDERS[part]
    if not rule.instead:
        return frozenset()
    people = {one: entry_of(work, case, one) for one in holders}
    roles = {one: entry.roles for one, entry in people.items() if entry is not None}
    meant = {one for one, has in roles.items() if rule.at_intake & has} - walled
    return frozenset(roles) - meant if meant else frozenset()


def public_key(work: Work, case: Case, holder_id: UUID) -> PublicKey | None:
    """Find the key to wrap for; None for somebody who is no longer on the roster."""
    if holder_id == case.id:
        return reporter_keys(work, case)[-1].kem
    if holder_id == case.office_id:
        recovery = history(work, case.office_id).current.recovery_kem
        return None if recovery is None else PublicKey(recovery)
    entry = entry_of(work, case, holder_id)
    return None if entry is None else PublicKey(entry.kem)


def offices_of(work: Work, case: Case) -> tuple[UUID, ...]:
    """Return the office of a case, and the one that stands in for it if there is any."""
    office = offices.by_id(work.db, case.office_id)
    if office is None:
        raise Damaged
    alternate = office.alternate_office_id
    return (office.id,) if alternate is None else (office.id, alternate)


def _read_reporter_keys(work: Work, case: Case) -> tuple[ReporterKeys, ...]:
    thread = compartments.one(work.db, case.id, Compartment.THREAD)
    epoch = None if thread is None else epochs.one(work.db, thread.id, 1)
    if epoch is None:
        raise Damaged
    first = read_statement(epoch.statement).statement
    found = [ReporterKeys(PublicKey(first.reporter_kem), VerifyKey(first.reporter_verify))]
    for generation, row in enumerate(cases.successions(work.db, case.id), start=2):
        succession = read_succession(row.statement)
        if (succession.case_id, succession.generation) != (case.id, generation):
            raise Damaged
        succession.check(found[-1].verify)
        found.append(ReporterKeys(PublicKey(succession.kem), VerifyKey(succession.verify)))
    return tuple(found)
