"""Handing cases over: what kinds there are, and what is to be done on a day."""

from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is handed over."""

    KEYS = "keys"  # a lead is given the keys of every case that the giver can open
    SUCCESSION = "succession"  # somebody's cases go to somebody else, from a day on
    ACTING = "acting"  # somebody acts for somebody else, from a day until another (รักษาการ)
    LEAVING = "leaving"  # as a succession, and nothing is left with whoever leaves


class Step(StrEnum):
    """What is done to each case."""

    GIVE = "give"  # keys alone; no role comes with them
    SWITCH = "switch"  # the receiver is put in charge, and the giver taken off where they leave
    TAKE_BACK = "take-back"  # the receiver is taken off, and the case gets new keys


def step_on(kind: Kind, starts_on: date, ends_on: date | None, today: date) -> Step:
    """Return what is to be done to each case on a day; `ends_on` still counts."""
    if kind is Kind.KEYS or today < starts_on:
        return Step.GIVE
    return Step.TAKE_BACK if ends_on is not None and today > ends_on else Step.SWITCH


def is_last(kind: Kind, step: Step) -> bool:
    """Tell whether nothing follows once this step is done for every case."""
    match kind:
        case Kind.KEYS:
            return step is Step.GIVE
        case Kind.SUCCESSION | Kind.LEAVING:
            return step is not Step.GIVE
        case Kind.ACTING:
            return step is Step.TAKE_BACK
