"""What has to be so before something can be done to a case, and why it can't be done if not."""

from dataclasses import dataclass
from enum import StrEnum

from wbportal.domain.states import State


class Need(StrEnum):
    """A fact without which an action is not possible."""

    OWNER = "owner"  # a handler or lead is in charge of the case
    NAMES_RESOLVED = "names-resolved"  # nobody named in free text is still unmatched
    NAMES_UNRESOLVED = "names-unresolved"
    NOT_ACKNOWLEDGED = "not-acknowledged"
    RECORDED = "recorded"  # somebody of the office wrote the report down
    SLIP = "slip"  # whoever acts can make another, because nobody has used it
    WANTED = "wanted"  # the reporter has not said that no acknowledgement is wished


class Why(StrEnum):
    """Why an action is not possible: a key that a page turns into a sentence."""

    STATE = "state"
    NO_OWNER = "no-owner"
    NAMES_UNRESOLVED = "names-unresolved"
    NOTHING_TO_RESOLVE = "nothing-to-resolve"
    ALREADY_ACKNOWLEDGED = "already-acknowledged"
    NOT_WANTED = "not-wanted"
    NOT_RECORDED = "not-recorded"
    NO_SLIP = "no-slip"
    NO_STATE_BEFORE = "no-state-before"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules have to know of a case besides its state."""

    has_owner: bool = False
    acknowledged: bool = False
    waived: bool = False  # the reporter asked for no acknowledgement
    asked: bool = False  # the reporter was asked something, at any time
    names_unresolved: bool = False  # only the first readers hold a grant
    recorded: bool = False  # somebody of the office wrote the report down
    slip: bool = False  # whoever asks wrote it down, and nobody has used the slip
    state_before: State | None = None  # set while the reporter is awaited, and only then


def unmet(need: Need, facts: Facts) -> Why | None:
    """Return why `need` is not met, or None if it is."""
    is_met, why = {
        Need.OWNER: (facts.has_owner, Why.NO_OWNER),
        Need.NAMES_RESOLVED: (not facts.names_unresolved, Why.NAMES_UNRESOLVED),
        Need.NAMES_UNRESOLVED: (facts.names_unresolved, Why.NOTHING_TO_RESOLVE),
        Need.NOT_ACKNOWLEDGED: (not facts.acknowledged, Why.ALREADY_ACKNOWLEDGED),
        Need.WANTED: (not facts.waived, Why.NOT_WANTED),
        Need.RECORDED: (facts.recorded, Why.NOT_RECORDED),
        Need.SLIP: (facts.slip, Why.NO_SLIP),
    }[need]
    return None if is_met else why
