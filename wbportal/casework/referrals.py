"""To whom a report may be passed on, how its reporter was told before, and what they answered.

The item stands in the investigation, and what the reporter was told in the thread, under the
item's id. One that a case was referred by is spent: another referral is told anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.acts import Act
from wbportal.casework.records import EntryType, Json, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.thread import Reading, Written
from wbportal.domain.actions import Action
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.registers import Register

REFERRAL = "referral"
"""The detail of an entry of the thread that says which referral it is about."""


@dataclass(frozen=True, slots=True)
class Plan:
    """To whom a report shall be passed on, and what of it: a summary, never the report."""

    body: str = field(repr=False)
    reason: Reason
    notice: Notice
    until: date | None = None  # the reporter may object, if they are told
    why_untold: str = field(default="", repr=False)
    near: bool = False  # to the unit of whoever is accused, or to their superiors
    why_near: str = field(default="", repr=False)
    text: str = field(default="", repr=False)  # what goes out, as the reporter reads it
    lang: str = ""

    def draft(self) -> Draft:
        """Return what is written into the register."""
        fields: dict[str, Json] = {
            "body": self.body,
            "reason": self.reason.value,
            "notice": self.notice.value,
            "until": None if self.until is None else self.until.isoformat(),
            "why_untold": self.why_untold,
            "near": self.near,
            "why_near": self.why_near,
        }
        return Draft(Register.REFERRAL, fields, self.text, self.lang)


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral that was announced, as it stands."""

    id: UUID
    plan: Plan = field(repr=False)
    by_id: UUID
    at: datetime | None
    seconded_by: UUID | None  # another person, where it goes near the accused
    answer: Act | None = field(repr=False)  # of the reporter, since they were told
    is_spent: bool

    def is_unhindered(self, today: date) -> bool:
        """Say whether the reporter has had the time to object, has answered, or can't be told."""
        until = self.plan.until
        return until is None or self.answer is not None or until < today

    @property
    def is_unseconded(self) -> bool:
        return self.plan.near and self.seconded_by is None


def referrals_in(
    thread: Reading, investigation: Reading, acts: Sequence[Act]
) -> tuple[Referral, ...]:
    """Return the referrals that were announced in a case, in that order. Raises Damaged."""
    told = {text_of(one.entry.details, REFERRAL): one for one in _notices(thread)}
    spent = spent_in(thread)
    return tuple(
        _referral(item, told.get(str(item.id)), spent, acts)
        for item in registers.kept(investigation, Register.REFERRAL)
    )


def standing(referrals: Sequence[Referral]) -> Referral | None:
    """Return the referral that can be carried out next, if any: the newest that is not spent."""
    return referrals[-1] if referrals and not referrals[-1].is_spent else None


def spent_in(thread: Reading) -> frozenset[str]:
    """Return the ids of the referrals by which the case went."""
    return frozenset(
        text_of(one.entry.details, REFERRAL, "")
        for one in thread.written
        if one.entry.details.get("action") == Action.REFER
    )


@dataclass(frozen=True, slots=True)
class Noticed:
    """A referral that is to come, as its reporter was told."""

    body: str = field(repr=False)
    until: date  # they may object


def noticed_in(thread: Reading, acts: Sequence[Act]) -> Noticed | None:
    """Return the referral of which a reporter was told, and to which they have not answered."""
    notices, spent = _notices(thread), spent_in(thread)
    if not notices or _answer(notices[-1], acts) is not None:
        return None
    said = notices[-1].entry.details
    if text_of(said, REFERRAL) in spent:
        return None
    return Noticed(text_of(said, "body"), date.fromisoformat(text_of(said, "until")))


def _notices(thread: Reading) -> list[Written]:
    return [
        one
        for one in thread.written
        if one.entry.type is EntryType.DECISION
        and one.entry.details.get("action") == Action.ANNOUNCE_REFERRAL
    ]


def _answer(told: Written, acts: Sequence[Act]) -> Act | None:
    """Return what a reporter said to a notice: the last word counts, taken back or not."""
    said = [
        act
        for act in acts
        if act.place > told.number and act.action in {Action.OBJECT, Action.AGREE_REFERRAL}
    ]
    return said[-1] if said and not said[-1].undone else None


def _referral(
    item: Kept, told: Written | None, spent: frozenset[str], acts: Sequence[Act]
) -> Referral:
    first, *later = item.versions
    fields, until = first.fields, first.fields.get("until")
    plan = Plan(
        body=text_of(fields, "body"),
        reason=Reason(text_of(fields, "reason")),
        notice=Notice(text_of(fields, "notice")),
        until=date.fromisoformat(until) if isinstance(until, str) else None,
        why_untold=text_of(fields, "why_untold"),
        near=fields.get("near") is True,
        why_near=text_of(fields, "why_near"),
        text=first.text,
        lang=first.lang,
    )
    # A second version is somebody else's signature below the same plan.
    others = [one.author_id for one in later if one.author_id != first.author_id]
    return Referral(
        id=item.id,
        plan=plan,
        by_id=first.author_id,
        at=first.at,
        seconded_by=others[0] if others else None,
        answer=None if told is None else _answer(told, acts),
        is_spent=str(item.id) in spent,
    )
