"""Founding an office and vetting its people: what the root key, kept on paper, signs.

A person's roles count only from a roster. Before one is signed, six words that stand for the
person's keys are typed in from their own paper, so that nobody else's keys get on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from wbportal.casework import rosters, shares
from wbportal.casework.errors import Refused
from wbportal.casework.rosters import history
from wbportal.casework.shares import Drawn, Quorum
from wbportal.db import accounts, declarations, offices
from wbportal.db.accounts import Account
from wbportal.db.offices import Office
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import STAFF, Role, conflicts
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.hashes import NOTHING_BEFORE, same
from wbportal.vault.keys import PublicKey
from wbportal.vault.people import PersonPublic, fingerprint_matches
from wbportal.vault.quorum import from_paper, paper_shares
from wbportal.vault.roster import Roster, RosterEntry
from wbportal.vault.signatures import RootKey, VerifyKey

_SLUG_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class Obstacle(StrEnum):
    """Why an office is not founded, or somebody not vetted."""

    SLUG = "slug"  # not lower-case letters, digits and hyphens, or taken
    NO_PERSON = "no-person"
    NOT_JOINED = "not-joined"
    NOT_VETTED = "not-vetted"
    NO_ROLE = "no-role"
    ROLES_CONFLICT = "roles-conflict"
    NOT_A_LEAD = "not-a-lead"  # only a lead can be a first reader
    LAPSED = "lapsed"  # the vetting would end before it begins
    OTHER_WORDS = "other-words"
    OTHER_ROOT = "other-root"
    TOO_LONG = "too-long"  # leads vet for two years at most
    NO_POSITION = "no-position"
    SUSPENDED = "suspended"
    LAST_LEAD = "last-lead"  # nobody would be left to open a report
    CASES_UNHELD = "cases-unheld"  # nobody would be left to open some cases


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """What is fixed, or first said, of an office when it is founded."""

    slug: str  # stands in its addresses
    kind: OfficeKind
    name_th: str
    name_en: str
    contact_th: str
    contact_en: str
    default_locale: str = "th"
    show_names: bool = False


@dataclass(frozen=True, slots=True)
class Founded:
    """What goes on paper, and is kept nowhere else."""

    office_id: UUID
    root: RootKey = field(repr=False)
    recovery: Drawn | None  # None: recovery was declined

    @property
    def recovery_shares(self) -> tuple[str, ...]:
        return () if self.recovery is None else self.recovery.shares

    def root_words(self) -> str:
        """Return the root key as 33 words; about 10 ms."""
        return paper_shares(self.root.seed, 1, 1)[0]


@dataclass(frozen=True, slots=True)
class Vetting:
    """What a roster is to say of somebody who joined."""

    username: str
    words: str = field(repr=False)  # six, typed from the joiner's paper
    roles: frozenset[Role]
    position: str
    valid_until: date
    aliases: tuple[str, ...] = ()  # former names, nicknames, romanisations: to find who is meant
    first_reader: bool = False


def check(work: Work, plan: OfficePlan) -> None:
    """Raise Refused if no office could be founded like that."""
    if not plan.slug or not set(plan.slug) <= _SLUG_LETTERS:
        raise Refused(Obstacle.SLUG)
    if offices.by_slug(work.db, plan.slug) is not None:
        raise Refused(Obstacle.SLUG)


def draw(recovery: Quorum | None) -> Founded:
    """Draw the keys of an office that is not founded yet; about 20 ms.

    Without `recovery`, cases whose holders are all lost stay shut for good. Raises ValueError if
    SLIP-39 has no such quorum.
    """
    drawn = None if recovery is None else shares.draw(recovery)
    return Founded(uuid4(), RootKey.generate(), drawn)


def found(work: Work, plan: OfficePlan, drawn: Founded) -> None:
    """Found an office with keys that are on paper by now, and an empty roster.

    The root's fingerprint is pinned outside the database at once: should the work fail, it pins
    nothing that exists. Raises Refused.
    """
    check(work, plan)
    office, root, recovery = _office(work, plan, drawn.office_id), drawn.root, drawn.recovery
    work.db.add(office)
    work.roots.pin(office.id, root.public().fingerprint())
    first = Roster(
        office_id=office.id,
        version=1,
        previous_hash=NOTHING_BEFORE,
        entries=(),
        recovery_kem=None if recovery is None else recovery.public,
        root=root.public().raw,
        issued_on=work.today,
    )
    rosters.add(work, first, root)
    work.audit(AuditDraft(office.id, None, "found-office"))
    if recovery is not None:
        shares.enter(work, office.id, recovery)


def found_office(work: Work, plan: OfficePlan, recovery: Quorum | None) -> Founded:
    """Draw the keys and found the office at once. Raises as `draw` and `found`."""
    drawn = draw(recovery)
    found(work, plan, drawn)
    return drawn


def root_from_words(words: str) -> RootKey:
    """Read a root key back from its 33 words. Raises ShareRefused, which names a wrong word."""
    return RootKey(from_paper([words]))


def admit(work: Work, office_id: UUID, root: RootKey, vettings: Sequence[Vetting]) -> int:
    """Sign a roster on which these people stand too, or stand anew; return its version.

    Everybody's six words are compared before anything is signed. About 2 ms. Raises Refused.
    """
    now = _current(work, office_id, root)
    vetted = [entry_for(work, office_id, vetting) for vetting in vettings]
    entries = {entry.holder_id: entry for entry in (*now.entries, *vetted)}
    version = _sign_next(work, now, entries.values(), root)
    for entry in vetted:
        roles: list[Json] = [*sorted(entry.roles)]
        detail: dict[str, Json] = {
            "account": str(entry.holder_id),
            "roles": roles,
            "roster": version,
        }
        work.audit(AuditDraft(office_id, None, "admit", detail=detail))
    return version


def retire(work: Work, office_id: UUID, root: RootKey, usernames: Iterable[str]) -> int:
    """Sign a roster without these people; return its version. Raises Refused.

    They are out at their next request. What they could read before, they may have kept.
    """
    now = _current(work, office_id, root)
    leaving = {_account(work, office_id, username).id for username in usernames}
    if not leaving <= {entry.holder_id for entry in now.entries}:
        raise Refused(Obstacle.NOT_VETTED)
    remaining = [entry for entry in now.entries if entry.holder_id not in leaving]
    version = _sign_next(work, now, remaining, root)
    for holder_id in sorted(leaving):
        declarations.forget(work.db, holder_id)
        detail: dict[str, Json] = {"account": str(holder_id), "roster": version}
        work.audit(AuditDraft(office_id, None, "retire", detail=detail))
    return version


def entry_for(
    work: Work, office_id: UUID, vetting: Vetting, listed: RosterEntry | None = None
) -> RosterEntry:
    """Return what the next roster says of somebody, once the six words were compared.

    Whoever is `listed` keeps the keys that a roster has named: no words have to be compared for
    them. Raises Refused.
    """
    account = _account(work, office_id, vetting.username)
    _check_roles(vetting)
    if vetting.valid_until < work.today:
        raise Refused(Obstacle.LAPSED)
    if listed is not None:
        public = PersonPublic(PublicKey(listed.kem), VerifyKey(listed.verify))
    elif account.kem_public is None or account.verify_key is None:
        raise Refused(Obstacle.NOT_JOINED)
    else:
        public = PersonPublic(PublicKey(account.kem_public), VerifyKey(account.verify_key))
        if not fingerprint_matches(public, vetting.words):
            raise Refused(Obstacle.OTHER_WORDS)
    return RosterEntry(
        holder_id=account.id,
        name=account.display_name,
        position=vetting.position,
        aliases=vetting.aliases,
        kem=public.kem.raw,
        verify=public.verify.raw,
        roles=frozenset(role.value for role in vetting.roles),
        first_reader=vetting.first_reader,
        valid_until=vetting.valid_until,
    )


def _office(work: Work, plan: OfficePlan, office_id: UUID) -> Office:
    return Office(
        id=office_id,
        slug=plan.slug,
        kind=plan.kind,
        name_th=plan.name_th,
        name_en=plan.name_en,
        contact_th=plan.contact_th,
        contact_en=plan.contact_en,
        default_locale=plan.default_locale,
        show_names=plan.show_names,
        opened_on=work.today,
    )


def _current(work: Work, office_id: UUID, root: RootKey) -> Roster:
    now = history(work, office_id).current
    if not same(root.public().raw, now.root):
        raise Refused(Obstacle.OTHER_ROOT)
    return now


def _check_roles(vetting: Vetting) -> None:
    if not vetting.roles or not vetting.roles <= STAFF:
        raise Refused(Obstacle.NO_ROLE)
    if conflicts(vetting.roles):
        raise Refused(Obstacle.ROLES_CONFLICT)
    if vetting.first_reader and Role.LEAD not in vetting.roles:
        raise Refused(Obstacle.NOT_A_LEAD)


def _account(work: Work, office_id: UUID, username: str) -> Account:
    account = accounts.by_username(work.db, username)
    if account is None or account.office_id != office_id:
        raise Refused(Obstacle.NO_PERSON)
    return account


def _sign_next(work: Work, now: Roster, entries: Iterable[RosterEntry], root: RootKey) -> int:
    following = replace(
        now,
        version=now.version + 1,
        previous_hash=now.hash(),
        entries=tuple(entries),
        issued_on=work.today,
    )
    rosters.add(work, following, root)
    return following.version
