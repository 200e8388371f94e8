"""Replies to letters that are awaited, over all cases of one reader.

That a letter was written stands in no row: when the first reply of a case is due is in what its
reader remembers, sealed for them alone. Cases whose investigation has grown since are opened
again.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import glances
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseworkError
from wbportal.casework.glances import Glance
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import letters_in
from wbportal.db import cases, compartments
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Addressee, Standing
from wbportal.domain.rules import Action, RuleError
from wbportal.portal import Work
from wbportal.vault.errors import VaultError

_OPENED_AT_ONCE = 100  # cases; about 3 ms each
_MOST = 50  # cases on one page


@dataclass(frozen=True, slots=True)
class AwaitedReply:
    """A letter that went out and asked for a reply, which has not come."""

    case_id: UUID
    reference: str
    letter_id: UUID
    subject: str = field(repr=False)
    to: Addressee = field(repr=False)
    due: date
    is_late: bool
    reminders: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """One page of them, the first due on top."""

    replies: tuple[AwaitedReply, ...] = field(repr=False)
    are_more: bool  # some cases have yet to be opened again, or there is no room for them


def replies_due(work: Work, who: Person) -> Awaited:
    """Return the replies that somebody awaits, over all cases that they may open.

    About 20 µs for each of their cases, and 3 ms for each that is opened.
    """
    memories = glances.load_all(work, who)
    lengths = compartments.lengths(work.db, who.id, Compartment.INVESTIGATION)
    mine = {one: memory for one, memory in memories.items() if not memory.walled}
    grown = [one for one, memory in mine.items() if _seen(memory) < lengths.get(one, 0)]
    due = [(day, one) for one, memory in mine.items() if (day := memory.reply_due) is not None]
    known = [one for _, one in sorted(due)]
    wanted = list(dict.fromkeys([*grown[:_OPENED_AT_ONCE], *known[:_MOST]]))
    cases.by_ids(work.db, wanted)  # read at once, so that none has to be asked for alone
    found = [reply for case_id in wanted for reply in _of_case(work, who, case_id)]
    found.sort(key=lambda reply: (reply.due, reply.reference))
    return Awaited(tuple(found), len(grown) > _OPENED_AT_ONCE or len(known) > _MOST)


def _seen(memory: Glance) -> int:
    # Every compartment begins with a blank entry, which nobody has to see.
    seen = memory.seen(Compartment.INVESTIGATION)
    return 1 if seen is None else seen


def _of_case(work: Work, who: Person, case_id: UUID) -> list[AwaitedReply]:
    try:
        dossier = open_dossier(work, who, case_id)
        dossier.allow(Action.WRITE_LETTER)
    except (CaseworkError, RuleError, VaultError):
        return []  # no longer theirs; or damaged, and the queue says so
    return [
        AwaitedReply(
            case_id=case_id,
            reference=dossier.opened.case.reference,
            letter_id=one.id,
            subject=one.content.subject,
            to=one.content.to,
            due=one.reply_due,
            is_late=one.standing(work.today) is Standing.OVERDUE,
            reminders=len(one.reminders),
        )
        for one in letters_in(dossier.investigation)
        if one.awaits_reply and one.reply_due is not None
    ]
