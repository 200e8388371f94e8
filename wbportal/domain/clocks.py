"""The house clocks of a case: when each is due, whom it warns, and the reporter's next date."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain import aftercare
from wbportal.domain.lawpacks import ClockRule, LawPack, load_pack
from wbportal.domain.periods import days_after, months_after
from wbportal.domain.states import CLOSED, State

HOUSE = load_pack("house")

ACKNOWLEDGE = "house.ack"
FEEDBACK = "house.feedback"
ANSWER = "house.answer"
REVIEW = "house.review-answer"

# A date that was missed is followed by another one, so that there is always one to come back to.
_LOOK_AGAIN_EVERY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs: from a legal date to the last day on which it is still met."""

    key: str
    base: date
    due: date
    warn_days_before: tuple[int, ...] = ()


class Standing(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    SOON = "soon"  # a reminder has gone out
    TODAY = "today"
    OVERDUE = "overdue"


class ComeBack(StrEnum):
    """Why the reporter comes back on a date: a key that a page turns into a sentence."""

    ACKNOWLEDGEMENT = "acknowledgement"  # by then the office confirms that it has read the report
    ACKNOWLEDGEMENT_LATE = "acknowledgement-late"
    ANSWER_US = "answer-us"  # there is a question to answer before then
    FEEDBACK = "feedback"  # by then the office says what it does or did
    FEEDBACK_LATE = "feedback-late"
    REVIEW = "review"  # by then the office answers who asked it to look again
    REVIEW_LATE = "review-late"
    CHECK_IN = "check-in"  # the case is closed; how have things been since?
    NAME = "name"  # until then their name waits for a yes or a no


@dataclass(frozen=True, slots=True)
class NextDate:
    """The date that stands first on the reporter's page."""

    day: date
    why: ComeBack


@dataclass(frozen=True, slots=True)
class CaseDays:
    """The legal days of a case, as its row keeps them."""

    received_on: date
    ack_due: date
    feedback_due: date
    acknowledged_on: date | None = None
    awaiting_until: date | None = None
    closed_on: date | None = None
    review_due: date | None = None  # asked for, and nobody decided since
    check_in_months: tuple[int, ...] = aftercare.MONTHS
    name_until: date | None = None  # to say whether their name may be opened; not said yet

    @property
    def waived(self) -> bool:
        """Whether the reporter asked for no acknowledgement (`without_acknowledgement`)."""
        return self.acknowledged_on is None and self.ack_due >= self.feedback_due


def without_acknowledgement(feedback_due: date) -> date:
    """Return the day that stands for *no acknowledgement wished*: nothing is due before feedback.

    Directive (EU) 2019/1937 art. 9(1)(b): unless the reporting person explicitly requested
    otherwise. No office's own period can end so late: feedback counts from its end.
    """
    return feedback_due


def wished_again(received_on: date, feedback_due: date, today: date) -> date:
    """Return when an acknowledgement is due that is wished after all: its period begins today."""
    anew = acknowledgement(today).due
    return anew if anew < feedback_due else acknowledgement(received_on).due


def with_periods(ack_days: int, feedback_months: int) -> LawPack:
    """Return the house pack with an office's own periods.

    Raises ValueError for a period shorter than one day or month.
    """
    if ack_days < 1 or feedback_months < 1:
        raise ValueError("a period must last at least one day or month")
    clocks = dict(HOUSE.clocks)
    clocks[ACKNOWLEDGE] = replace(clocks[ACKNOWLEDGE], days=ack_days)
    clocks[FEEDBACK] = replace(clocks[FEEDBACK], months=feedback_months)
    return replace(HOUSE, clocks=MappingProxyType(clocks))


def acknowledgement(received_on: date, pack: LawPack = HOUSE) -> Clock:
    """Return the clock of the acknowledgement: 7 days from the day of receipt."""
    return _clock(pack.clocks[ACKNOWLEDGE], received_on)


def feedback(received_on: date, acknowledged_on: date | None, pack: LawPack = HOUSE) -> Clock:
    """Return the clock of the feedback: 3 months from the earlier of acknowledged and day 7.

    Source of the measure: Directive (EU) 2019/1937 art. 9(1)(f).
    """
    latest = acknowledgement(received_on, pack).due
    base = latest if acknowledged_on is None else min(acknowledged_on, latest)
    return _clock(pack.clocks[FEEDBACK], base)


def answer(asked_on: date, pack: LawPack = HOUSE) -> Clock:
    """Return the clock of an answer: a case waits for its reporter for at most 30 days."""
    return _clock(pack.clocks[ANSWER], asked_on)


def as_given(rule: ClockRule, base: date, due: date) -> ClockRule:
    """Return a rule of the house with the days that the office gave, where it sets them itself."""
    return replace(rule, days=(due - base).days) if rule.key == REVIEW else rule


def running(state: State, days: CaseDays) -> tuple[Clock, ...]:
    """Return the clocks that the office still has to meet, the nearest first.

    They never pause: not while the case waits for its reporter, nor while it is referred.
    """
    if state in CLOSED or state is State.DESTROYED:
        return ()
    said_by = min(days.acknowledged_on or days.ack_due, days.ack_due)
    clocks = [_running(FEEDBACK, said_by, days.feedback_due)]
    if days.acknowledged_on is None and not days.waived:
        clocks.append(_running(ACKNOWLEDGE, days.received_on, days.ack_due))
    return tuple(sorted(clocks, key=lambda clock: clock.due))


def own_days(state: State, days: CaseDays) -> Iterator[tuple[str, date]]:
    """Yield the days that lists show of a case: what the office has to meet, and the answer."""
    for clock in running(state, days):
        yield clock.key, clock.due
    if state is State.AWAITING_REPORTER and days.awaiting_until is not None:
        yield ANSWER, days.awaiting_until
    if days.review_due is not None:
        yield REVIEW, days.review_due


def standing(clock: Clock, today: date) -> Standing:
    """Return how `clock` stands on `today`."""
    left = days_left(clock, today)
    if left < 0:
        return Standing.OVERDUE
    if left == 0:
        return Standing.TODAY
    return Standing.SOON if left <= max(clock.warn_days_before, default=0) else Standing.RUNNING


def days_left(clock: Clock, today: date) -> int:
    """Return the days until `clock` is due: 0 on the last day, negative when it is overdue."""
    return (clock.due - today).days


def reminds(clock: Clock, today: date) -> bool:
    """Return whether a reminder is due on `today`: on the warning days, and daily when overdue."""
    left = days_left(clock, today)
    return left < 0 or left in clock.warn_days_before


def next_date(state: State, days: CaseDays, today: date) -> NextDate | None:
    """Return the date on which the reporter finds something to come back to, and why.

    It is never in the past, and of two the earlier one. None for a destroyed case: it has no
    reporter any more.
    """
    if state is State.DESTROYED:
        return None
    found, until = _of_case(state, days, today), days.name_until
    if until is None or not today <= until <= found.day:
        return found
    return NextDate(until, ComeBack.NAME)


def _of_case(state: State, days: CaseDays, today: date) -> NextDate:
    if days.review_due is not None:
        return _promised(days.review_due, today, ComeBack.REVIEW, ComeBack.REVIEW_LATE)
    if state in CLOSED and days.closed_on is not None:
        return NextDate(
            aftercare.next_day(days.closed_on, today, days.check_in_months), ComeBack.CHECK_IN
        )
    if state is State.AWAITING_REPORTER and _is_ahead(days.awaiting_until, today):
        return NextDate(days.awaiting_until or today, ComeBack.ANSWER_US)
    if days.acknowledged_on is None and not days.waived:
        return _promised(
            days.ack_due, today, ComeBack.ACKNOWLEDGEMENT, ComeBack.ACKNOWLEDGEMENT_LATE
        )
    return _promised(days.feedback_due, today, ComeBack.FEEDBACK, ComeBack.FEEDBACK_LATE)


def _clock(rule: ClockRule, base: date) -> Clock:
    due = days_after(base, rule.days) if rule.days is not None else base
    if rule.months is not None:
        due = months_after(base, rule.months)
    return Clock(rule.key, base, due, rule.warn_days_before)


def _running(key: str, base: date, due: date) -> Clock:
    return Clock(key, base, due, HOUSE.clocks[key].warn_days_before)


def _promised(due: date, today: date, in_time: ComeBack, late: ComeBack) -> NextDate:
    if due >= today:
        return NextDate(due, in_time)
    weeks_late = (today - due).days // _LOOK_AGAIN_EVERY_DAYS + 1
    return NextDate(due + timedelta(days=_LOOK_AGAIN_EVERY_DAYS * weeks_late), late)


def _is_ahead(day: date | None, today: date) -> bool:
    return day is not None and day >= today
