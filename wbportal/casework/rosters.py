"""An office's signed roster: who holds keys here, and with which role.

Nothing about a person counts unless it stands in a roster that the office's root, or two of
its leads, signed: the rows of the accounts table only carry what the roster does not say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from wbportal.casework.errors import RosterMissing
from wbportal.casework.keyholders import Person
from wbportal.db import rosters
from wbportal.db.rosters import RosterRow
from wbportal.domain.roles import Role
from wbportal.domain.vetting import stage
from wbportal.portal import Work
from wbportal.vault.errors import RosterRefused
from wbportal.vault.roster import (
    Roster,
    RosterEntry,
    SignedRoster,
    cosign,
    sign_with_root,
    verify_roster,
)
from wbportal.vault.signatures import RootKey, VerifyKey

Signers = RootKey | Sequence[Person]

_KNOWN = "wbportal.rosters"


@dataclass(frozen=True, slots=True)
class RunsOut:
    """That a vetting ends soon."""

    on: date
    within_days: int  # one of the days of domain/vetting.py


@dataclass(frozen=True, slots=True)
class History:
    """An office's rosters, each one verified against the one before it."""

    current: Roster
    signing_keys: Mapping[UUID, tuple[VerifyKey, ...]]  # everyone who ever stood on a roster
    lead_keys: Mapping[UUID, tuple[VerifyKey, ...]]  # of these, everyone who ever was a lead
    recovery_keys: tuple[bytes, ...]  # each one that recovery ever had, the last one in force
    first_on: Mapping[UUID, date]  # the day of the first roster on which everyone stood

    def entry(self, holder_id: UUID) -> RosterEntry | None:
        """Find a holder in the roster that is in force."""
        return next((e for e in self.current.entries if e.holder_id == holder_id), None)

    def roles(self, holder_id: UUID, today: date) -> frozenset[Role]:
        """Return what somebody is vetted for today; nothing once the vetting has lapsed."""
        entry = self.entry(holder_id)
        if entry is None or entry.valid_until < today:
            return frozenset()
        return frozenset(Role(role) for role in entry.roles)

    def with_role(self, role: Role, today: date) -> tuple[RosterEntry, ...]:
        """List the holders vetted for `role`, in the roster's order."""
        return tuple(e for e in self.current.entries if role in self.roles(e.holder_id, today))

    def receivers(self, today: date) -> tuple[RosterEntry, ...]:
        """List who receives reports and passes them on; a lead keeps them anyway, and is none."""
        return tuple(e for e in self.with_role(Role.INTAKE, today) if Role.LEAD not in e.roles)


def history(work: Work, office_id: UUID) -> History:
    """Return an office's rosters, verified; read once in a work, whose view of them stays the same.

    About 1 ms each the first time, then cached. Raises RosterMissing if there is none or its root
    is not pinned in the configuration, RosterRefused if one is forged, skipped, or older than the
    newest version seen.
    """
    found = current_or_none(work, office_id)
    if found is None:
        raise RosterMissing
    return found


def current_or_none(work: Work, office_id: UUID) -> History | None:
    """Return an office's rosters as `history` does, or nothing before the first one was signed."""
    known: dict[UUID, History | None] = work.db.info.setdefault(_KNOWN, {})
    if office_id not in known:
        known[office_id] = _read(work, office_id)
    return known[office_id]


def runs_out(known: History, holder_id: UUID, today: date) -> RunsOut | None:
    """Say that somebody's vetting ends within sixty, thirty or seven days; None otherwise."""
    entry = known.entry(holder_id)
    within = None if entry is None else stage(entry.valid_until, today)
    return None if entry is None or within is None else RunsOut(entry.valid_until, within)


def add(work: Work, roster: Roster, by: Signers) -> None:
    """Keep a roster signed by the root, or by two leads of the one before; about 2 ms."""
    if isinstance(by, RootKey):
        parts = [sign_with_root(roster, by)]
    else:
        parts = [cosign(roster, lead.id, lead.keys.signing) for lead in by]
    keep(work, SignedRoster(roster, tuple(parts)))


def keep(work: Work, signed: SignedRoster) -> None:
    """Keep a roster with its signatures, which every reader checks anew."""
    work.db.info.pop(_KNOWN, None)
    work.db.add(
        RosterRow(
            office_id=signed.roster.office_id,
            version=signed.roster.version,
            signed=signed.to_bytes(),
            created_at=work.now,
        )
    )


def _read(work: Work, office_id: UUID) -> History | None:
    signed = tuple(row.signed for row in rosters.versions(work.db, office_id))
    if not signed:
        return None
    pinned = work.roots.get(office_id)
    if pinned is None:
        raise RosterMissing
    found = _verified(signed, pinned)
    if found.current.office_id != office_id:
        raise RosterRefused
    if found.current.version < work.heads.roster_version(office_id):
        raise RosterRefused
    return found


@lru_cache(maxsize=128)
def _verified(signed: tuple[bytes, ...], pinned: bytes) -> History:
    before: Roster | None = None
    keys: dict[UUID, tuple[VerifyKey, ...]] = {}
    leads: dict[UUID, tuple[VerifyKey, ...]] = {}
    recovery: list[bytes] = []
    first_on: dict[UUID, date] = {}
    for one in signed:
        before = verify_roster(one, before, pinned)
        if before.recovery_kem is not None and before.recovery_kem not in recovery[-1:]:
            recovery.append(before.recovery_kem)
        for entry in before.entries:
            _remember(keys, entry)
            first_on.setdefault(entry.holder_id, before.issued_on)
            if Role.LEAD in entry.roles:
                _remember(leads, entry)
    if before is None:
        raise RosterMissing
    return History(before, keys, leads, tuple(recovery), first_on)


def _remember(keys: dict[UUID, tuple[VerifyKey, ...]], entry: RosterEntry) -> None:
    known, key = keys.get(entry.holder_id, ()), VerifyKey(entry.verify)
    if key not in known:
        keys[entry.holder_id] = (*known, key)
