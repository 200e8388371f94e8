"""What a lead's keys are needed for, done as soon as a lead comes by: new keys after a wall.

Whoever put a wall up or passed a report on without being a lead, or declared from outside of the
inquiry, could give the case no new keys. Any lead who looks at a list does, for some hundredths of
a second each time.
"""

import time
from functools import partial
from uuid import UUID

from wbportal.casework import agenda, inbox, queue, shelf
from wbportal.casework.access import open_case
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseworkError
from wbportal.casework.keyholders import Person
from wbportal.casework.settling import settle
from wbportal.casework.shelf import Shelf
from wbportal.db import waiting as rows
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.portal import Overtaken, Portal, Work
from wbportal.vault.errors import VaultError

SECONDS = 0.01
_MOST = 50


def catch_up(portal: Portal, who: Person, seconds: float = SECONDS) -> bool:
    """Give waiting cases new keys, at least one; tell whether more are left.

    Two queries when none waits, else some 10 ms a case. Whatever does not open here stays for its
    own page, which says what is wrong with it.
    """
    if Role.LEAD not in who.roles:
        return False
    ends = time.monotonic() + seconds
    found = portal.perform(lambda work: _waiting(work, who))
    for place, case_id in enumerate(found, start=1):
        try:
            portal.perform(partial(_settle, who=who, case_id=case_id))
        except (CaseworkError, VaultError, Overtaken):
            continue
        if time.monotonic() > ends:
            return place < len(found)
    return False


def is_up_to_date(work: Work, who: Person) -> bool:
    """Tell whether nothing is new to `who` and no case waits for them, as at most looks at a list.

    Three queries. What was forgotten is new as well, so it need not be asked for.
    """
    known = shelf.load(work, who)
    if known is None or queue.has_new(work, who):
        return False
    return Role.LEAD not in who.roles or known.walled.issuperset(
        rows.handed_in(work.db, who.id, _MOST)
    )


def _waiting(work: Work, who: Person) -> list[UUID]:
    """List cases that may wait; those that a wall kept from `who` so far are the queue's to try."""
    known = shelf.load(work, who) or Shelf()
    forgotten = rows.forgotten(work.db, who.id, _MOST + 1)
    # So many at once are not walls: somebody was given keys.
    found = {*rows.handed_in(work.db, who.id, _MOST)}
    found |= set(forgotten) if len(forgotten) <= _MOST else set()
    return sorted(found - known.walled)


def _settle(work: Work, who: Person, case_id: UUID) -> None:
    opened = open_case(work, who, case_id)
    key = opened.key(Compartment.INVESTIGATION)
    if rows.is_forgotten(work.db, who.id, case_id) or inbox.read(work, opened.case, key):
        settle(work, who, open_dossier(work, who, case_id))
        agenda.watch(work, who, case_id)  # a conflict may wait for their decision
    else:
        inbox.clear(work, opened.case, key)
