"""New keys for somebody, and for every case that they can open.

In this order; whatever cuts it off, all opens meanwhile and the next run goes on from there:

1. one work gives them new keys on a roster, locks the new seed under their passphrase, and keeps
   the former seed sealed under the new keys; what lies under the former keys opens by it;
2. case after case, each in a work of its own: a lead who can gives the case new keys, and what is
   theirs in it is put under their new keys. What is written from then on no former key opens;
3. the former seed is forgotten.

Cases behind a wall are treated like all others, or the database would show which those are.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from wbportal.casework import (
    access,
    assignment,
    factors,
    former,
    passphrases,
    queue,
    reads,
    regranting,
    rosters,
    sessions,
    shelf,
    states,
)
from wbportal.casework.authors import offices_of
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Damaged, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import Signers, history
from wbportal.db import accounts, cases, grants, holder_states
from wbportal.db.grants import Grant
from wbportal.domain.compartments import HOLDERS
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same
from wbportal.vault.keys import WrappedKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.quorum import SharePlace, unwrap_share
from wbportal.vault.signatures import RootKey

_LEADS_THAT_SIGN = 2


class Obstacle(StrEnum):
    """Why somebody gets no new keys."""

    WRONG = "wrong"  # name or passphrase
    NOT_VETTED = "not-vetted"  # or no longer, or suspended
    NOT_A_LEAD = "not-a-lead"
    NO_LEAD = "no-lead"
    OTHER_ROOT = "other-root"


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds under their new keys."""

    cases: int  # that they have opened; what a wall keeps from them is in no count
    shares: int  # of identities


def enter(work: Work, office_id: UUID, username: str, passphrase: str) -> Person:
    """Unlock somebody's keys by their passphrase; one stretching. Raises Refused."""
    row = accounts.by_username(work.db, username)
    seed = passphrases.unlock(work, row, passphrase)
    if row is None or seed is None or row.office_id != office_id:
        raise Refused(Obstacle.WRONG)
    person = sessions.person_of(work, row, PersonKeys(seed))
    if person is None or not person.roles:
        raise Refused(Obstacle.NOT_VETTED)
    return person


def check_leads(work: Work, person: Person, leads: Sequence[Person]) -> None:
    """Raise Refused unless all are leads, and there is one if cases need new keys."""
    if any(Role.LEAD not in lead.roles for lead in leads):
        raise Refused(Obstacle.NOT_A_LEAD)
    shares = {grant.case_id for grant in grants.shares_of(work.db, person.id)}
    if not leads and set(grants.cases_of(work.db, person.id)) - shares:
        raise Refused(Obstacle.NO_LEAD)


def can_sign(leads: Sequence[Person]) -> bool:
    """Say whether there are enough leads for a roster without the root."""
    return len({lead.id for lead in leads}) >= _LEADS_THAT_SIGN


def try_grants(work: Work, person: Person) -> bool:
    """Try grants that were never tried, some hundreds; tell whether more are left."""
    return queue.open_new(work, person)


def begin(work: Work, person: Person, passphrase: str, by: Signers) -> Person:
    """Give somebody new keys (step 1), and return them with these; their sessions end.

    The keys are made here and signed at once, so no words have to be compared first. About 160
    ms. Needs every grant to have been tried. Raises Refused.
    """
    now = history(work, person.office_id).current
    entry, row = now.entry(person.id), accounts.by_id(work.db, person.id)
    if entry is None or row is None or person.former is not None:
        raise Refused(Obstacle.NOT_VETTED)
    if isinstance(by, RootKey) and not same(by.public().raw, now.root):
        raise Refused(Obstacle.OTHER_ROOT)
    to = replace(person, keys=PersonKeys.generate(), former=person.keys)
    public = to.keys.public()
    renewed = replace(entry, kem=public.kem.raw, verify=public.verify.raw)
    following = replace(
        now,
        version=now.version + 1,
        previous_hash=now.hash(),
        entries=tuple(renewed if one is entry else one for one in now.entries),
        issued_on=work.today,
    )
    rosters.add(work, following, by)
    row.kem_public, row.verify_key = public.kem.raw, public.verify.raw
    row.locked_seed = passphrases.lock(work, row.id, to.keys.seed, passphrase)
    factors.move(work, person, to)
    kept = shelf.load(work, person)
    if kept is not None:
        shelf.keep(work, to, kept)
    former.keep(work, row.id, to.keys, person.keys)
    sessions.end_all(work, row.id)
    detail: dict[str, Json] = {"account": str(row.id), "roster": following.version}
    work.audit(AuditDraft(row.office_id, row.id, "rotate-keys", detail=detail))
    return to


def waiting(work: Work, person: Person) -> tuple[UUID, ...]:
    """List the cases in which something may lie under the former keys; some 50 µs each."""
    remembered = {row.case_id for row in holder_states.of_holder(work.db, person.id)}
    return tuple(
        case_id
        for case_id in {*remembered, *grants.cases_of(work.db, person.id)}
        if not states.is_moved(work, person, case_id)
    )


def move(work: Work, person: Person, leads: Sequence[Person], case_id: UUID) -> None:
    """Give a case new keys, and put what is somebody's in it under theirs (step 2).

    5 ms with ten holders. Which of the leads acts is left to chance, so that the database does
    not show which of them could not. A case that none of them opens keeps its keys. Raises
    Damaged or a VaultError.
    """
    case = cases.by_id(work.db, case_id)
    if case is None:
        raise Damaged
    if _holds_keys(work, person, case_id):
        for lead in random.SystemRandom().sample(leads, len(leads)):
            if renew(work, lead, case_id):
                break
    memory = states.load(work, person, case_id)
    regranting.move_grants(work, person, case, memory)
    if memory is not None:
        states.move(work, person, case_id, memory)


def renew(work: Work, lead: Person, case_id: UUID) -> bool:
    """Give a case new keys as a lead; False if the lead can't open it."""
    try:
        dossier = open_dossier(work, lead, case_id)
    except CaseNotFound:
        return False
    case = dossier.opened.case
    for office_id in offices_of(work, case):
        known = rosters.current_or_none(work, office_id)
        if known is not None:
            work.expect_roster(office_id, known.current.version)
    access.exclude(work, dossier.opened, frozenset(), assignment.kept_out(work, dossier))
    work.audit(AuditDraft(case.office_id, lead.id, "renew-keys", case_id))
    return True


def finish(work: Work, person: Person) -> Held:
    """Forget the former keys (step 3), and count what is under the new ones.

    Raises Tampered, and forgets nothing, if some memory is not under them.
    """
    if Role.AUDITOR in person.roles:
        reads.share(work, person.office_id, reads.Opener.of(person))
    former.forget(work, person.id)
    person = replace(person, former=None)
    detail: dict[str, Json] = {"account": str(person.id)}
    work.audit(AuditDraft(person.office_id, person.id, "keys-rotated", detail=detail))
    every = states.load_all(work, person).values()
    return Held(
        cases=sum(not memory.walled for memory in every),
        shares=sum(_share_opens(person, one) for one in grants.shares_of(work.db, person.id)),
    )


def _holds_keys(work: Work, person: Person, case_id: UUID) -> bool:
    """Say whether somebody has rows for more of a case than a share of its identity."""
    rows = grants.of_holder(work.db, case_id, person.id)
    return any(not HOLDERS[row.kind].as_shares for row in rows)


def _share_opens(who: Person, grant: Grant) -> bool:
    """Say whether a share opens with the keys in force."""
    place = SharePlace(grant.compartment_id, grant.epoch, who.id)
    try:
        unwrap_share(who.keys.kem, WrappedKey(grant.wrapped_key), place)
    except WrongKey:
        return False
    return True
