"""What a reporter has done besides writing messages, as the sealed entries say it.

Every act leaves one entry in each compartment of a reporter, blank where there is nothing to say;
the three carry one number, so that what stands in one finds its place in the thread.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework.records import EntryType, Json, text_of
from wbportal.casework.thread import Reading, Written
from wbportal.domain.rules import Action

ACT = "act"
"""The detail of an entry that says which act it belongs to."""

TOLD_APART = ("how", "who", "when", "safe", "forced")
"""The details of an act that those who protect the reporter read beside its text."""

_SAID_APART = frozenset({Action.REPORT_DETRIMENT, Action.CHECK_IN})
_WRITES = frozenset({EntryType.REPLY, EntryType.QUESTION})
ANSWERS_REVIEW = frozenset({Action.ANSWER_REVIEW, Action.REOPEN, Action.RETURN})


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a reporter."""

    action: Action
    place: int  # number of the entry that it left in the thread
    day: date
    undone: bool  # an earlier one is taken back
    is_apart: bool  # said to those who protect the reporter alone
    lang: str
    text: str = field(repr=False)
    details: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What stands of a reporter's acts: the last word on each counts."""

    waived: bool = False  # no acknowledgement
    objection: Act | None = None
    withdrawal: Act | None = None
    review: Act | None = None  # asked for, and nobody decided about it since
    reviews_since: date | None = None  # the day of the first of those that wait
    detriment: Act | None = None  # told, and nothing was answered since; only to who may know


def acts_of(case_id: UUID, thread: Reading, protection: Reading | None = None) -> tuple[Act, ...]:
    """Return a reporter's acts in the order of the thread; nobody else's entries count."""
    mine = [one for one in thread.written if one.author_id == case_id]
    places = {text_of(one.entry.details, ACT, ""): one.number for one in mine}
    told = [*_told(mine, places, is_apart=False)]
    if protection is not None:
        apart = [one for one in protection.written if one.author_id == case_id]
        told += _told(apart, places, is_apart=True)
    return tuple(sorted(told, key=lambda act: act.place))


def wishes_of(
    acts: tuple[Act, ...], thread: Reading, case_id: UUID, protection: Reading | None = None
) -> Wishes:
    """Return what stands of a reporter's acts; `protection` says what was answered there."""
    # The answer to *is anyone forcing you?* belongs to a withdrawal, and is no wish of its own.
    said = [act for act in acts if act.is_apart == (act.action in _SAID_APART)]
    last = {act.action: act for act in said}
    standing = {action: act for action, act in last.items() if not act.undone}
    offices = [one for one in thread.written if one.author_id != case_id]
    decided = _decided(offices, ANSWERS_REVIEW)
    reviews = [one for one in said if one.action is Action.ASK_REVIEW and _open(one, decided)]
    return Wishes(
        waived=Action.WAIVE in standing,
        objection=standing.get(Action.OBJECT),
        withdrawal=standing.get(Action.WITHDRAW),
        review=reviews[-1] if reviews else None,
        reviews_since=reviews[0].day if reviews else None,
        detriment=None
        if protection is not None and _is_answered_apart(case_id, protection)
        else _open(
            standing.get(Action.REPORT_DETRIMENT),
            [one for one in offices if one.entry.type in _WRITES],
        ),
    )


def replies_apart(
    case_id: UUID, thread: Reading, protection: Reading
) -> Iterator[tuple[int, Written]]:
    """Yield what those who protect wrote to a reporter, each with its place in the thread.

    That is the place of the last act before it: every act leaves something in both.
    """
    mine = (one for one in thread.written if one.author_id == case_id)
    places = {text_of(one.entry.details, ACT, ""): one.number for one in mine}
    place = 1
    for one in protection.written:
        if one.author_id == case_id:
            place = places.get(text_of(one.entry.details, ACT, ""), place)
        elif one.entry.type is EntryType.REPLY:
            yield place, one


def _is_answered_apart(case_id: UUID, protection: Reading) -> bool:
    """Tell whether those who protect wrote to the reporter after the last that was told them."""
    told = EntryType.ACT
    last = max((w.number for w in protection.written if w.entry.type is told), default=0)
    replies = (w for w in protection.written if w.author_id != case_id)
    return any(w.entry.type is EntryType.REPLY and w.number > last for w in replies)


def _told(written: list[Written], places: Mapping[str, int], *, is_apart: bool) -> Iterator[Act]:
    for one in written:
        if one.entry.type is EntryType.ACT:
            details = one.entry.details
            yield Act(
                action=Action(text_of(details, "action")),
                place=places.get(text_of(details, ACT, ""), 0),
                day=one.day,
                undone=details.get("undone") is True,
                is_apart=is_apart,
                lang=one.entry.lang,
                text=one.entry.text,
                details=details,
            )


def _decided(offices: list[Written], actions: frozenset[Action]) -> list[Written]:
    return [one for one in offices if one.entry.details.get("action") in actions]


def _open(act: Act | None, answers: list[Written]) -> Act | None:
    """Return an act unless something of the office's that answers it came later."""
    return None if act and any(one.number > act.place for one in answers) else act
