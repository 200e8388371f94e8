"""Who gets a key when a report comes in: decided before the first grant is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from wbportal.casework.rosters import History, current_or_none, history
from wbportal.db import accounts, offices
from wbportal.db.offices import Office
from wbportal.domain.compartments import leads_keep_shares
from wbportal.domain.names import Person, mentions
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.keys import PublicKey
from wbportal.vault.roster import RosterEntry


class Asked(StrEnum):
    """Who will be able to open a report; said to the reporter in words."""

    LEADS = "leads"
    FIRST_READERS = "first-readers"
    ALTERNATE = "alternate"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Named:
    """Who must not see a report, as the reporter said it."""

    listed: frozenset[UUID] = frozenset()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """The holders of a new case; withheld ones get a grant that opens nothing."""

    leads: tuple[RosterEntry, ...]
    withheld: tuple[RosterEntry, ...]
    receivers: tuple[RosterEntry, ...]  # who read first and pass on
    withheld_receivers: tuple[RosterEntry, ...]
    officers: tuple[RosterEntry, ...]  # who protect; with none of them the leads do
    withheld_officers: tuple[RosterEntry, ...]
    keepers: tuple[RosterEntry, ...]
    withheld_keepers: tuple[RosterEntry, ...]
    recovery: PublicKey | None
    asked: Asked
    walled: frozenset[UUID]  # whoever of the office's people was meant, or may have been
    unresolved: bool  # a typed name that somebody has yet to match


def recipients(work: Work, office: Office, named: Named) -> Recipients:
    """Choose who can open a new report to `office`, leaving out whoever was named.

    While a typed name is unresolved only the first readers get a key. With no lead left the
    alternate office's leads do, and after them only recovery. Raises RosterMissing.
    """
    here = history(work, office.id)
    work.expect_roster(office.id, here.current.version)
    active = _active(work, here)
    walled, unsure = walled_by(named, active)
    leads = [e for e in active if Role.LEAD in here.roles(e.holder_id, work.today)]
    # An office that named no first readers has all its leads read first.
    first = [e for e in leads if e.first_reader] or leads
    wanted = first if unsure else leads
    chosen = tuple(e for e in wanted if e.holder_id not in walled)
    asked = Asked.FIRST_READERS if unsure else Asked.LEADS
    if not chosen:
        chosen, asked = alternates(work, office, named), Asked.ALTERNATE
    if not chosen:
        asked = Asked.RECOVERY
    kept = {e.holder_id for e in chosen}
    receivers = {e.holder_id for e in here.receivers(work.today)}
    receiving = [e for e in active if e.holder_id in receivers]
    # What the leads may not open is not for those who pass on to them.
    reading = [e for e in receiving if asked is Asked.LEADS and e.holder_id not in walled]
    officers = [e for e in active if Role.PROTECTION in here.roles(e.holder_id, work.today)]
    # A name that nobody has matched may mean one of them: first readers stand in until they know.
    free = () if unsure else tuple(e for e in officers if e.holder_id not in walled)
    keeping, withheld_keepers = keepers(work, here, walled)
    return Recipients(
        leads=chosen,
        withheld=tuple(e for e in leads if e.holder_id not in kept),
        receivers=tuple(reading),
        withheld_receivers=tuple(e for e in receiving if e not in reading),
        officers=free,
        withheld_officers=tuple(e for e in officers if e not in free),
        keepers=keeping,
        withheld_keepers=withheld_keepers,
        recovery=_recovery(here),
        asked=asked,
        walled=walled,
        unresolved=unsure,
    )


def keepers(
    work: Work, here: History, walled: frozenset[UUID]
) -> tuple[tuple[RosterEntry, ...], tuple[RosterEntry, ...]]:
    """Return who keeps the shares of an identity, and those from whom they are withheld.

    They are the office's custodians, and all its leads if fewer than two custodians are free.
    """
    active = _active(work, here)
    leads = [e for e in active if Role.LEAD in here.roles(e.holder_id, work.today)]
    custodians = [e for e in active if Role.CUSTODIAN in here.roles(e.holder_id, work.today)]
    free = [e for e in custodians if e.holder_id not in walled]
    more = [e for e in leads if e not in custodians] if leads_keep_shares(len(free)) else []
    keeping = tuple(e for e in (*custodians, *more) if e.holder_id not in walled)
    return keeping, tuple(e for e in (*custodians, *more) if e.holder_id in walled)


def alternates(work: Work, office: Office, named: Named) -> tuple[RosterEntry, ...]:
    """Return the leads of the office that stands in for one, but for whoever was named."""
    other = office.alternate_office_id and offices.by_id(work.db, office.alternate_office_id)
    there = current_or_none(work, other.id) if other else None
    if there is None:
        return ()
    active = _active(work, there)
    walled, _ = walled_by(named, active)
    return tuple(
        e
        for e in active
        if e.holder_id not in walled and Role.LEAD in there.roles(e.holder_id, work.today)
    )


def walled_by(named: Named, people: Sequence[RosterEntry]) -> tuple[frozenset[UUID], bool]:
    """Return who is meant by `named`, and whether somebody has yet to say who else is."""
    if not named.typed:
        return named.listed, False
    found = mentions(named.typed, [_person(entry) for entry in people])
    meant = frozenset(UUID(key) for mention in found for key in mention.may_mean)
    return named.listed | meant, any(not mention.is_resolved for mention in found)


def _person(entry: RosterEntry) -> Person:
    return Person(str(entry.holder_id), entry.name, entry.position, entry.aliases)


def _active(work: Work, here: History) -> tuple[RosterEntry, ...]:
    suspended = accounts.suspended_ids(work.db, here.current.office_id)
    return tuple(
        e
        for e in here.current.entries
        if e.valid_until >= work.today and e.holder_id not in suspended
    )


def _recovery(here: History) -> PublicKey | None:
    raw = here.current.recovery_kem
    return None if raw is None else PublicKey(raw)
