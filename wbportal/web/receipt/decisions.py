"""What the office decided, in the words in which its reporter is told."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework.records import Json
from wbportal.domain.conclusions import FOUND, RECOVERED
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.web.locale import language
from wbportal.web.money import sum_in_words
from wbportal.web.receipt.blueprint import bp

_STEPS: Mapping[str, LazyString] = MappingProxyType(
    {
        Action.ACKNOWLEDGE: lazy_gettext("Somebody has read your report."),
        Action.ASSESS: lazy_gettext("The office has begun to look at your report."),
        Action.ADDRESS: lazy_gettext("The office has begun to act on your report."),
        Action.RESUME: lazy_gettext("The office goes on without waiting for your answer."),
        Action.ANNOUNCE_REFERRAL: lazy_gettext(
            "The office wants to pass your report on: not the report itself, but what stands here."
        ),
        Action.REFER: lazy_gettext("Your report was passed on."),
        Action.RETURN: lazy_gettext("Your report is back at this office."),
        Action.DECLINE: lazy_gettext("The office does not take up your report."),
        Action.CONCLUDE: lazy_gettext("The office has finished its work on your report."),
        Action.ANSWER_REVIEW: lazy_gettext(
            "The office has looked again. Its decision stays; here is why."
        ),
        Action.ANSWER_EXTENSION: lazy_gettext("The office needs more time."),
        Action.REOPEN: lazy_gettext("The office has taken up your report again."),
        Action.REQUEST_IDENTITY: lazy_gettext(
            "The office asks two keepers to open your name, if you gave one."
        ),
    }
)

_REASONS: Mapping[str, LazyString] = MappingProxyType(
    {
        Reason.OTHER_BODY_COMPETENT: lazy_gettext("That body is the one to deal with it."),
        Reason.POWERS_WE_LACK: lazy_gettext("That body may do what this office may not."),
        Reason.PART_OF_THEIR_INQUIRY: lazy_gettext("That body looks into it already."),
        Reason.PROTECT_REPORTER: lazy_gettext("It is to protect you."),
        Reason.REACH_REPORTER: lazy_gettext("It is to reach you."),
        Reason.SOMEBODY_IN_DANGER: lazy_gettext("Somebody may be in danger."),
        Reason.NOT_OURS: lazy_gettext("It is not for this office to deal with."),
        Reason.NOT_WRONGDOING: lazy_gettext("The office sees nothing in it that it can act on."),
        Reason.GENERAL_COMPLAINT: lazy_gettext("It is a complaint for another place."),
        Reason.ALREADY_DECIDED: lazy_gettext("It has been decided before."),
        Reason.HANDLED_ELSEWHERE: lazy_gettext("Others are dealing with it already."),
        Reason.INSUFFICIENT_DETAIL: lazy_gettext("There is too little to go on, even now."),
        Reason.REPORTER_ASKED_TO_STOP: lazy_gettext("You asked the office to stop."),
        Reason.GROUNDS_FOUND: lazy_gettext("It found grounds for the accusation."),
        Reason.NO_GROUNDS: lazy_gettext("It found no grounds for the accusation."),
        Reason.FAULT_FOUND: lazy_gettext("It found that wrong was done."),
        Reason.FAULT_FOUND_IN_PART: lazy_gettext("It found that wrong was done, in part."),
        Reason.NO_FAULT_FOUND: lazy_gettext("It did not find that wrong was done."),
        Reason.CONFIRMED: lazy_gettext("What you reported was confirmed."),
        Reason.CONFIRMED_IN_PART: lazy_gettext("What you reported was confirmed in part."),
        Reason.NOT_CONFIRMED: lazy_gettext("What you reported could not be confirmed."),
        Reason.MADE_PUBLIC: lazy_gettext("The matter was made public."),
        Reason.PUT_RIGHT: lazy_gettext("The matter was put right."),
        Reason.HANDED_OVER: lazy_gettext("The matter was handed over to others."),
        Reason.COULD_NOT_BE_SETTLED: lazy_gettext("The matter could not be settled."),
        Reason.NEW_EVIDENCE: lazy_gettext("There is something new."),
        Reason.REVIEW_ASKED: lazy_gettext("A review was asked for."),
        Reason.CAME_BACK: lazy_gettext("The other body sent it back."),
        Reason.DECIDED_IN_ERROR: lazy_gettext("The first decision was a mistake."),
    }
)


_UNTIL: Mapping[str, LazyString] = MappingProxyType(
    {
        Action.ANNOUNCE_REFERRAL: lazy_gettext("You can say no, or yes, on this page until:"),
        Action.ANSWER_EXTENSION: lazy_gettext("It tells you what it did by:"),
        Action.REQUEST_IDENTITY: lazy_gettext("You can say yes or no on this page until:"),
    }
)


_MONEY: Mapping[str, LazyString] = MappingProxyType(
    {
        FOUND: lazy_gettext("Money found: %(sum)s"),
        RECOVERED: lazy_gettext("Money got back: %(sum)s"),
    }
)


def told(details: Mapping[str, Json]) -> Iterator[str]:
    """Yield the sentences that say what was decided, to whom it went, and why."""
    step = _STEPS.get(_text(details, "action"))
    if step is not None:
        yield str(step)
        if _text(details, "body"):
            yield gettext("To whom: %(body)s", body=_text(details, "body"))
        if _text(details, "reason") in _REASONS:
            yield str(_REASONS[_text(details, "reason")])
        until = _UNTIL.get(_text(details, "action"))
        if until is not None and _text(details, "until"):
            day = date.fromisoformat(_text(details, "until"))
            yield f"{until} {i18n.long_date(day, language())}"
        for sort, words in _MONEY.items():
            yield from (str(words) % {"sum": sum_in_words(one)} for one in _texts(details, sort))
        if _text(details, "despite"):
            why = _text(details, "despite")
            yield gettext("You had objected. The office says why it did it: %(why)s", why=why)


def told_reason(reason: Reason) -> LazyString:
    """Say why something is done, as its reporter is told."""
    return _REASONS[reason]


bp.add_app_template_filter(told_reason)


def _texts(details: Mapping[str, Json], key: str) -> list[str]:
    found = details.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _text(details: Mapping[str, Json], key: str) -> str:
    found = details.get(key)
    return found if isinstance(found, str) else ""
