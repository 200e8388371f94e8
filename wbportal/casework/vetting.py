"""People to vet, as leads see them: who waits, whose vetting runs out, who is to leave."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import declarations, people, proposals
from wbportal.casework.declarations import Declaration, Unread
from wbportal.casework.errors import Refused
from wbportal.casework.founding import Obstacle
from wbportal.casework.keyholders import Person
from wbportal.casework.people import Member, Standing
from wbportal.casework.proposals import OpenProposal
from wbportal.casework.roster_changes import Change
from wbportal.casework.rosters import History, history
from wbportal.casework.unheld import is_ready_to_leave
from wbportal.db import accounts
from wbportal.db import declarations as rows
from wbportal.domain.roles import Role
from wbportal.domain.vetting import USUAL, stage
from wbportal.portal import Work
from wbportal.vault.roster import RosterEntry

_LEADS_THAT_SIGN = 2
_CAN_BE_PROPOSED = frozenset({Standing.WAITING, Standing.VETTED, Standing.LAPSED})


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody of an office whom leads have to think of."""

    waiting: tuple[Member, ...]
    ending: tuple[Member, ...]  # runs out soon, or has
    leaving: tuple[Member, ...]  # suspended, and on the roster still
    others: tuple[Member, ...]
    declared: frozenset[UUID]
    leads: tuple[str, ...]  # who can sign today, by name
    proposal: OpenProposal | None
    is_mine: bool

    @property
    def can_sign(self) -> bool:
        """Whether there are two leads; with fewer only the root key signs."""
        return len(self.leads) >= _LEADS_THAT_SIGN


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be vetted, renewed or taken off."""

    member: Member
    entry: RosterEntry | None  # as the roster in force says
    declaration: Declaration | None = field(repr=False)
    unread: Unread | None  # why there is no declaration to read
    can_be_proposed: bool
    suggested_until: date
    has_handed_over: bool  # or never had anything


@dataclass(frozen=True, slots=True)
class Difference:
    """What a proposal changes of one person, and what they declared."""

    change: Change
    declaration: Declaration | None = field(repr=False)
    unread: Unread | None
    has_handed_over: bool  # or never had anything


@dataclass(frozen=True, slots=True)
class Look:
    """A proposal, as a lead looks at it before signing."""

    seen: bytes
    by: tuple[str, ...]  # who signed it, by name
    is_mine: bool
    issued_on: date
    differences: tuple[Difference, ...]

    @property
    def bringing(self) -> tuple[Change, ...]:
        """The changes for which six words have to be typed."""
        every = (one.change for one in self.differences)
        return tuple(change for change in every if change.brings_keys is not None)

    @property
    def is_readable(self) -> bool:
        """Whether the declaration of everybody who comes can be read."""
        return all(one.declaration for one in self.differences if one.change.comes)


@dataclass(frozen=True, slots=True)
class Attention:
    """What a lead's daily mail says, in fixed words and without a number."""

    somebody_waits: bool = False
    somebody_runs_out: bool = False
    proposal_waits: bool = False


def overview(work: Work, who: Person) -> Overview:
    """Return whom leads have to think of. Raises RosterMissing, RosterRefused."""
    everybody = people.members(work, who.office_id)
    known, found = history(work, who.office_id), proposals.find(work, who.office_id)
    waiting = tuple(one for one in everybody if one.standing is Standing.WAITING)
    ending = tuple(one for one in everybody if _is_ending(one, work.today))
    leaving = tuple(
        one for one in everybody if one.standing is Standing.SUSPENDED and known.entry(one.id)
    )
    others = tuple(
        one for one in everybody if one.standing is Standing.VETTED and one not in ending
    )
    return Overview(
        waiting=waiting,
        ending=ending,
        leaving=leaving,
        others=others,
        declared=rows.accounts_with(work.db, [one.id for one in everybody]),
        leads=tuple(entry.name for entry in _signers(work, known)),
        proposal=found,
        is_mine=found is not None and who.id in found.proposal.signers,
    )


def candidate(work: Work, who: Person, account_id: UUID) -> Candidate:
    """Return somebody of one's own office as leads vet them. Raises Refused."""
    everybody = people.members(work, who.office_id)
    member = next((one for one in everybody if one.id == account_id), None)
    if member is None:
        raise Refused(Obstacle.NO_PERSON)
    declaration, unread = read_declaration(work, who, account_id)
    return Candidate(
        member=member,
        entry=history(work, who.office_id).entry(account_id),
        declaration=declaration,
        unread=unread,
        can_be_proposed=member.standing in _CAN_BE_PROPOSED,
        suggested_until=work.today + USUAL,
        has_handed_over=is_ready_to_leave(work, account_id),
    )


def look(work: Work, who: Person) -> Look | None:
    """Return the open proposal of one's office, None if there is none that can be signed."""
    found = proposals.find(work, who.office_id)
    if found is None:
        return None
    known = history(work, who.office_id)
    signed_by = [known.entry(signer) for signer in found.proposal.signers]
    return Look(
        seen=found.seen,
        by=tuple(sorted(entry.name for entry in signed_by if entry is not None)),
        is_mine=who.id in found.proposal.signers,
        issued_on=found.roster.issued_on,
        differences=tuple(
            Difference(
                change,
                *read_declaration(work, who, change.holder_id),
                is_ready_to_leave(work, change.holder_id),
            )
            for change in found.changes
        ),
    )


def read_declaration(
    work: Work, who: Person, account_id: UUID
) -> tuple[Declaration | None, Unread | None]:
    """Return what somebody declared, or why it is not read."""
    try:
        return declarations.read(work, who, account_id), None
    except Refused as refused:
        return None, Unread(refused.reason)


def attention(work: Work, office_id: UUID, lead_id: UUID) -> Attention:
    """Return what leads have to be told of without being asked."""
    everybody = people.members(work, office_id)
    found = proposals.find(work, office_id)
    return Attention(
        somebody_waits=any(one.standing is Standing.WAITING for one in everybody),
        somebody_runs_out=any(_is_ending(one, work.today) for one in everybody),
        proposal_waits=found is not None and lead_id not in found.proposal.signers,
    )


def _is_ending(member: Member, today: date) -> bool:
    if member.standing is not Standing.VETTED or member.valid_until is None:
        return member.standing is Standing.LAPSED
    return stage(member.valid_until, today) is not None


def _signers(work: Work, known: History) -> tuple[RosterEntry, ...]:
    suspended = accounts.suspended_ids(work.db, known.current.office_id)
    leads = known.with_role(Role.LEAD, work.today)
    return tuple(entry for entry in leads if entry.holder_id not in suspended)
