"""Proposals: one lead signs what would be the next roster, and it counts when another signs too.

In this order:

1. a lead types the six words from somebody's paper, says what the roster is to say of them, and
   signs the exact bytes of the next roster; more people can be added until somebody else signs;
2. another lead sees what these bytes change, reads the declaration, types the words too, and
   signs the same bytes: that is the roster, and the vault checks it as any other.

Nothing in the row is believed: what no lead of the roster in force signed is no proposal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from wbportal.casework import declarations, rosters, unheld
from wbportal.casework.errors import Refused, RosterMissing
from wbportal.casework.founding import Obstacle, Vetting, entry_for
from wbportal.casework.keyholders import Person
from wbportal.casework.roster_changes import Change, changes
from wbportal.casework.rosters import History, history
from wbportal.db import accounts
from wbportal.db import declarations as declaration_rows
from wbportal.db import proposals as rows
from wbportal.db.proposals import ProposalRow
from wbportal.domain.roles import STAFF, Role, conflicts
from wbportal.domain.vetting import LONGEST, PROPOSAL_LASTS
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.errors import RosterRefused
from wbportal.vault.hashes import same, sha256
from wbportal.vault.people import fingerprint_matches
from wbportal.vault.roster import (
    Proposal,
    Roster,
    RosterEntry,
    SignedRoster,
    cosign,
    verify_proposal,
    verify_roster,
)


class Unsigned(StrEnum):
    """Why a proposal is not made, signed or withdrawn."""

    NOT_A_LEAD = "you-are-no-lead"
    ANOTHERS = "anothers"  # another lead's proposal is open
    NONE = "none"  # there is no proposal that could be signed
    CHANGED = "changed"  # it is another one than was looked at
    TWICE = "twice"  # the same lead has signed it


class OtherWords(Refused):
    """The words typed for these people are not those of the keys that the proposal names."""

    def __init__(self, whose: frozenset[UUID]) -> None:
        super().__init__(Obstacle.OTHER_WORDS)
        self.whose = whose


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal as it lies there, and what it would change."""

    proposal: Proposal
    changes: tuple[Change, ...]
    seen: bytes  # stands for the exact bytes that somebody looked at

    @property
    def roster(self) -> Roster:
        return self.proposal.roster


def find(work: Work, office_id: UUID) -> OpenProposal | None:
    """Return the proposal that can be signed, None if there is none.

    None too for one that is void (another roster was signed meanwhile, or two weeks passed), and
    for bytes that no lead signed. Raises RosterMissing, RosterRefused.
    """
    row = rows.of_office(work.db, office_id)
    known = history(work, office_id)
    pinned = work.roots.get(office_id)
    if row is None or pinned is None:
        return None
    try:
        proposal = verify_proposal(row.signed, known.current, pinned, work.today)
    except RosterRefused:
        return None
    if not _is_plain(proposal.roster, known.current) or _is_old(work, proposal.roster):
        return None
    what = changes(known.current, proposal.roster)
    return OpenProposal(proposal, what, sha256(row.signed)) if what else None


def propose(work: Work, who: Person, vetting: Vetting) -> None:
    """Sign a next roster on which somebody comes to stand, or stands anew.

    Added to one's own open proposal if there is one. Raises Refused.
    """
    known, entries = _begin(work, who)
    account = accounts.by_username(work.db, vetting.username)
    if account is None or account.office_id != who.office_id:
        raise Refused(Obstacle.NO_PERSON)
    if account.suspended_at is not None:
        raise Refused(Obstacle.SUSPENDED)
    if not vetting.position:
        raise Refused(Obstacle.NO_POSITION)
    if vetting.valid_until > work.today + LONGEST:
        raise Refused(Obstacle.TOO_LONG)
    listed = known.entry(account.id)
    if listed is None:
        declarations.read(work, who, account.id)
    # Who joined anew brings new keys: their words are compared as if they came.
    is_same = listed is not None and listed.kem == account.kem_public
    entry = entry_for(work, who.office_id, vetting, listed if is_same else None)
    _keep(work, who, known, {**entries, entry.holder_id: entry})


def propose_leaving(work: Work, who: Person, account_id: UUID) -> None:
    """Sign a next roster on which somebody does not stand any more. Raises Refused."""
    known, entries = _begin(work, who)
    if entries.pop(account_id, None) is None:
        raise Refused(Obstacle.NOT_VETTED)
    if unheld.unheld_cases_without(work, who.office_id, account_id):
        raise Refused(Obstacle.CASES_UNHELD)
    _keep(work, who, known, entries)


def sign(work: Work, who: Person, seen: bytes, words: Mapping[UUID, str]) -> int:
    """Sign another lead's proposal, exactly as it was seen; return the roster's version.

    From the commit on it counts. Raises Refused, OtherWords.
    """
    found = _looked_at(work, who, seen)
    if who.id in found.proposal.signers:
        raise Refused(Unsigned.TWICE)
    wrong = {one.holder_id for one in found.changes if not _words_fit(one, words)}
    if wrong:
        raise OtherWords(frozenset(wrong))
    for change in found.changes:
        if change.comes:
            declarations.read(work, who, change.holder_id)
        if change.goes and unheld.unheld_cases_without(work, who.office_id, change.holder_id):
            raise Refused(Obstacle.CASES_UNHELD)
    signed = found.proposal.and_by(who.id, who.keys.signing)
    _check(work, signed)
    work.expect_roster(who.office_id, signed.roster.version - 1)
    rosters.keep(work, signed)
    _forget(work, who.office_id)
    for change in found.changes:
        _enter(work, who, change, found)
        if change.goes:
            declaration_rows.forget(work.db, change.holder_id)
    return signed.roster.version


def withdraw(work: Work, who: Person, seen: bytes) -> None:
    """Take a proposal back, one's own or another lead's. Raises Refused."""
    found = _looked_at(work, who, seen)
    _forget(work, who.office_id)
    detail: dict[str, Json] = {"roster": found.roster.version}
    work.audit(AuditDraft(who.office_id, who.id, "withdraw-roster", detail=detail))


def _begin(work: Work, who: Person) -> tuple[History, dict[UUID, RosterEntry]]:
    """Return the roster in force, and what one's own next one says until now."""
    _check_is_lead(who)
    known, found = history(work, who.office_id), find(work, who.office_id)
    if found is not None and who.id not in found.proposal.signers:
        raise Refused(Unsigned.ANOTHERS)
    now = known.current if found is None else found.roster
    return known, {entry.holder_id: entry for entry in now.entries}


def _keep(work: Work, who: Person, known: History, entries: Mapping[UUID, RosterEntry]) -> None:
    following = replace(
        known.current,
        version=known.current.version + 1,
        previous_hash=known.current.hash(),
        entries=tuple(entries.values()),
        issued_on=work.today,
    )
    if not following.leads(work.today):
        raise Refused(Obstacle.LAST_LEAD)
    part = cosign(following, who.id, who.keys.signing)
    signed = SignedRoster(following, (part,)).to_bytes()
    work.expect_roster(who.office_id, known.current.version)
    row = rows.of_office(work.db, who.office_id)
    if row is None:
        row = ProposalRow(office_id=who.office_id, signed=signed, proposed_at=work.now)
        work.db.add(row)
    row.signed, row.proposed_at = signed, work.now
    detail: dict[str, Json] = {"roster": following.version}
    work.audit(AuditDraft(who.office_id, who.id, "propose-roster", detail=detail))


def _looked_at(work: Work, who: Person, seen: bytes) -> OpenProposal:
    _check_is_lead(who)
    found = find(work, who.office_id)
    if found is None:
        raise Refused(Unsigned.NONE)
    if not same(found.seen, seen):
        raise Refused(Unsigned.CHANGED)
    return found


def _check_is_lead(who: Person) -> None:
    if Role.LEAD not in who.roles:
        raise Refused(Unsigned.NOT_A_LEAD)


def _check(work: Work, signed: SignedRoster) -> None:
    """Let the vault say that this is the next roster before it is kept."""
    office_id = signed.roster.office_id
    pinned = work.roots.get(office_id)
    if pinned is None:
        raise RosterMissing
    verify_roster(signed.to_bytes(), history(work, office_id).current, pinned, work.today)


def _words_fit(change: Change, words: Mapping[UUID, str]) -> bool:
    public = change.brings_keys
    return public is None or fingerprint_matches(public, words.get(change.holder_id, ""))


def _is_plain(roster: Roster, before: Roster) -> bool:
    """Say whether a proposal changes people alone, and gives only what the tables allow."""
    return roster.recovery_kem == before.recovery_kem and all(map(_is_allowed, roster.entries))


def _is_allowed(entry: RosterEntry) -> bool:
    known = {role for role in STAFF if role.value in entry.roles}
    return bool(known) and len(known) == len(entry.roles) and not conflicts(known)


def _is_old(work: Work, roster: Roster) -> bool:
    return work.today > roster.issued_on + PROPOSAL_LASTS


def _forget(work: Work, office_id: UUID) -> None:
    row = rows.of_office(work.db, office_id)
    if row is not None:
        work.db.delete(row)


def _enter(work: Work, who: Person, change: Change, found: OpenProposal) -> None:
    signers: Iterable[UUID] = (*found.proposal.signers, who.id)
    leads: list[Json] = [*sorted(map(str, signers))]
    roles: list[Json] = [*sorted(change.after.roles)] if change.after is not None else []
    detail: dict[str, Json] = {
        "account": str(change.holder_id),
        "leads": leads,
        "roster": found.roster.version,
    }
    deed = "retire" if change.goes else "admit"
    if not change.goes:
        detail["roles"] = roles
    work.audit(AuditDraft(who.office_id, who.id, deed, detail=detail))
