"""A recovery key for an office, its first or another: shares on paper, every case wrapped for them.

In this order; whatever cuts it off, every case opens with the new shares or with the old ones
meanwhile, and the next run goes on from there:

1. the new shares are on paper; one work signs a roster with the new key, and new cases go to it;
2. case after case, each in a work of its own: a lead who can gives the case new keys, and what
   only recovery holds is wrapped anew with the old shares, if they are at hand;
3. an entry in the trail says that it ended.

The trail says which cases are done: each has its entry after the one of step 1.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from wbportal.casework import regranting, renewal, rosters, shares
from wbportal.casework.errors import Damaged, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.rosters import Signers, history
from wbportal.casework.shares import Drawn
from wbportal.db import audit, cases, grants
from wbportal.domain.roles import Role
from wbportal.domain.states import State
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.hashes import same
from wbportal.vault.keys import PrivateKey
from wbportal.vault.quorum import from_paper
from wbportal.vault.signatures import RootKey

_BEGUN, _MOVED, _ENDED = "rotate-recovery", "renew-recovery", "recovery-rotated"


class Obstacle(StrEnum):
    """Why an office gets no other recovery key."""

    NO_RECOVERY = "no-recovery"
    NOT_A_LEAD = "not-a-lead"
    NO_LEAD = "no-lead"
    OTHER_ROOT = "other-root"
    OTHER_SHARES = "other-shares"


def check(leads: Sequence[Person]) -> None:
    """Raise Refused unless there is a lead who acts, and nobody else."""
    if not leads:
        raise Refused(Obstacle.NO_LEAD)
    if any(Role.LEAD not in lead.roles for lead in leads):
        raise Refused(Obstacle.NOT_A_LEAD)


def check_rest(work: Work, office_id: UUID, *, rest: bool) -> None:
    """Raise Refused if the rest is to be wrapped for a recovery that is not there."""
    if rest and history(work, office_id).current.recovery_kem is None:
        raise Refused(Obstacle.NO_RECOVERY)


def leaving_key(work: Work, office_id: UUID, typed: Sequence[str]) -> PrivateKey:
    """Put the old shares together again. Raises ShareRefused, and Refused if it is another key."""
    key = PrivateKey(from_paper(typed))
    known = history(work, office_id)
    mine = key.public().raw
    is_known = any(same(mine, one) for one in known.recovery_keys)
    is_new = is_unfinished(work, office_id) and same(mine, known.recovery_keys[-1])
    if not is_known or is_new:
        raise Refused(Obstacle.OTHER_SHARES)
    return key


def is_unfinished(work: Work, office_id: UUID) -> bool:
    """Say whether another key is on the roster, and not every case was wrapped for it."""
    return _last(work, office_id, _BEGUN) > _last(work, office_id, _ENDED)


def begin(work: Work, office_id: UUID, drawn: Drawn, by: Signers) -> None:
    """Sign a roster with another recovery key (step 1). Raises Refused."""
    now = history(work, office_id).current
    if isinstance(by, RootKey) and not same(by.public().raw, now.root):
        raise Refused(Obstacle.OTHER_ROOT)
    following = replace(
        now,
        version=now.version + 1,
        previous_hash=now.hash(),
        recovery_kem=drawn.public,
        issued_on=work.today,
    )
    rosters.add(work, following, by)
    detail: dict[str, Json] = {"roster": following.version}
    work.audit(AuditDraft(office_id, None, _BEGUN, detail=detail))
    shares.enter(work, office_id, drawn)


def waiting(work: Work, office_id: UUID) -> tuple[UUID, ...]:
    """List the cases that the trail does not say to be done since the newest beginning."""
    begun = _last(work, office_id, _BEGUN)
    moved = {
        entry.case_id for entry in audit.of_deed(work.db, office_id, _MOVED) if entry.number > begun
    }
    every = cases.kept_of_office(work.db, office_id)
    return tuple(case_id for case_id in every if case_id not in moved)


def has_other_shares(work: Work, office_id: UUID, *, goes_on: bool) -> bool:
    """Say whether there are shares of a key before the one that cases are wrapped for now."""
    return len(history(work, office_id).recovery_keys) > (1 if goes_on else 0)


def not_wrapped(work: Work, office_id: UUID) -> int:
    """Count the cases of which recovery holds nothing: nobody opened them since it was added."""
    held = set(grants.cases_of(work.db, office_id))
    return sum(one not in held for one in cases.kept_of_office(work.db, office_id))


def move(
    work: Work,
    office_id: UUID,
    leads: Sequence[Person],
    leaving: PrivateKey | None,
    case_id: UUID,
) -> None:
    """Wrap a case for the recovery key on the roster (step 2); about 10 ms.

    Without the old key, a case that none of the leads opens stays as it is, and so does the
    identity of every case. Raises Damaged or a VaultError.
    """
    case = cases.by_id(work.db, case_id)
    if case is None or case.state is State.DESTROYED:
        raise Damaged
    acting = random.SystemRandom().sample(leads, len(leads))
    by = next((lead for lead in acting if renewal.renew(work, lead, case_id)), None)
    is_held = any(grants.of_holder(work.db, case_id, office_id))
    is_whole = regranting.move_recovery(work, case, leaving) and is_held
    if by is not None or is_whole:
        work.audit(AuditDraft(office_id, None, _MOVED, case_id))


def finish(work: Work, office_id: UUID) -> None:
    """Say in the trail that it ended (step 3)."""
    work.audit(AuditDraft(office_id, None, _ENDED))


def _last(work: Work, office_id: UUID, deed: str) -> int:
    found = audit.of_deed(work.db, office_id, deed, newest_first=True)
    return next((entry.number for entry in found), 0)
