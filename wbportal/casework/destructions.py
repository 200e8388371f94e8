"""The proposal to destroy a case that was worked on: who made it, why, and whether it still counts.

It lapses when the case is reopened, and when its reporter does anything: nobody destroys a case
on the word of somebody who had not read its end.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.thread import Reading
from wbportal.db.cases import Case
from wbportal.domain.reasons import Reason
from wbportal.domain.registers import Register

_WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wish:
    """Why a case shall be destroyed, and what was asked before."""

    reason: Reason
    text: str = field(repr=False)
    lang: str = ""
    officer_asked: bool = False  # those who protect the reporter said that nothing is open


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wish as it was written down."""

    id: UUID
    wish: Wish = field(repr=False)
    by_id: UUID
    day: date
    at: datetime | None
    closed_on: str  # when the case was, so that reopening it ends the proposal
    read_to: int  # number of the newest entry of the conversation
    withdrawn_by: UUID | None

    def draft(self) -> Draft:
        """Return the version that says that it was withdrawn."""
        fields = {**_fields(self.wish, self.closed_on, self.read_to), _WITHDRAWN: True}
        return Draft(Register.DESTRUCTION, fields)


def proposed(wish: Wish, case: Case, thread: Reading) -> Draft:
    """Return the first version of an item: somebody proposes."""
    fields = _fields(wish, _iso(case), thread.head.number)
    return Draft(Register.DESTRUCTION, fields, wish.text, wish.lang)


def proposals_in(investigation: Reading) -> tuple[Proposal, ...]:
    """Return what was ever proposed in a case, in that order."""
    return tuple(_proposal(one) for one in registers.kept(investigation, Register.DESTRUCTION))


def standing_in(case: Case, thread: Reading, investigation: Reading) -> Proposal | None:
    """Return the proposal that can be confirmed, if any: the newest, if it still counts."""
    every = proposals_in(investigation)
    if not every or every[-1].withdrawn_by is not None or every[-1].closed_on != _iso(case):
        return None
    # Blank entries count as well: each act of a reporter leaves one, also what only those read who
    # protect them.
    has_acted = any(
        one.author_id == case.id for one in thread.written if one.number > every[-1].read_to
    )
    return None if has_acted else every[-1]


def _fields(wish: Wish, closed_on: str, read_to: int) -> dict[str, Json]:
    return {
        "reason": wish.reason.value,
        "officer_asked": wish.officer_asked,
        "closed_on": closed_on,
        "read_to": read_to,
    }


def _iso(case: Case) -> str:
    return "" if case.concluded_on is None else case.concluded_on.isoformat()


def _proposal(item: Kept) -> Proposal:
    first, *later = item.versions
    wish = Wish(
        reason=Reason(text_of(first.fields, "reason")),
        text=first.text,
        lang=first.lang,
        officer_asked=first.fields.get("officer_asked") is True,
    )
    return Proposal(
        id=item.id,
        wish=wish,
        by_id=first.author_id,
        day=first.day,
        at=first.at,
        closed_on=text_of(first.fields, "closed_on"),
        read_to=number_of(first.fields, "read_to"),
        withdrawn_by=later[0].author_id if later else None,
    )
