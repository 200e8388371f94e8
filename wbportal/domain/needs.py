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
    ASSESSED = "assessed"  # jurisdiction, priority, kind and completeness were recorded
    RISK_ASSESSED = "risk-assessed"  # what the reporter may suffer for it
    PLAN_MADE = "plan-made"  # of what is done against that
    OPINION = "opinion"  # an officer's opinion lies there, and was not sent back
    OTHERS_OPINION = "others-opinion"  # whoever approves did not write it
    EXTENSION_ASKED = "extension-asked"  # by somebody else than whoever answers
    REVIEW_ASKED = "review-asked"
    OTHERS_DECISION = "others-decision"  # another lead decided what is looked at again
    REFERRAL_NOTICED = "referral-noticed"  # the reporter was told, and has not answered
    IDENTITY_NOTICED = "identity-noticed"  # the reporter was told of a request that still waits
    REFERRAL_ANNOUNCED = "referral-announced"
    REFERRAL_UNHINDERED = "referral-unhindered"  # the reporter had time to object, or answered
    REFERRAL_SECONDED = "referral-seconded"  # two people, where it goes near the accused
    REFERRAL_UNSECONDED = "referral-unseconded"

    DESTRUCTION_PROPOSED = "destruction-proposed"
    OTHERS_PROPOSAL = "others-proposal"  # another lead proposed it, where there is another
    SLEPT_ON = "slept-on"  # who decides alone has taken days over it


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
    NOT_ASSESSED = "not-assessed"
    NO_RISK = "no-risk"
    NO_PLAN = "no-plan"
    NO_OPINION = "no-opinion"
    OWN_OPINION = "own-opinion"
    NO_EXTENSION = "no-extension"
    NO_REVIEW = "no-review"
    OWN_DECISION = "own-decision"
    NO_NOTICE = "no-notice"
    NO_PRIOR_NOTICE = "no-prior-notice"
    NOT_ANNOUNCED = "not-announced"
    MAY_OBJECT = "may-object"
    NOT_SECONDED = "not-seconded"
    NOTHING_TO_SECOND = "nothing-to-second"
    NO_PROPOSAL = "no-proposal"
    OWN_PROPOSAL = "own-proposal"
    TOO_SOON = "too-soon"


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
    assessed: bool = False
    incomplete: bool = False  # an item-by-item check found that something is missing
    risk_assessed: bool = False
    plan_made: bool = False
    opinion: bool = False  # an officer's opinion waits for those above
    own_opinion: bool = False  # and whoever asks wrote it
    extension_asked: bool = False  # and whoever asks may answer
    review_asked: bool = False
    own_decision: bool = False  # whoever asks decided it, and another lead is there
    referral_noticed: bool = False  # the reporter was told of one, and has not answered
    identity_noticed: bool = False  # the reporter was told of a request that still waits
    referral_announced: bool = False
    referral_unhindered: bool = False
    referral_to_second: bool = False  # a second person is needed, and whoever asks may be it
    referral_unseconded: bool = False
    destruction_proposed: bool = False
    own_destruction: bool = False  # whoever asks proposed it, and another lead is there
    destruction_too_soon: bool = False  # whoever asks proposed it, alone, and only days ago
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
        Need.ASSESSED: (facts.assessed, Why.NOT_ASSESSED),
        Need.RISK_ASSESSED: (facts.risk_assessed, Why.NO_RISK),
        Need.PLAN_MADE: (facts.plan_made, Why.NO_PLAN),
        Need.OPINION: (facts.opinion, Why.NO_OPINION),
        Need.OTHERS_OPINION: (not facts.own_opinion, Why.OWN_OPINION),
        Need.EXTENSION_ASKED: (facts.extension_asked, Why.NO_EXTENSION),
        Need.REVIEW_ASKED: (facts.review_asked, Why.NO_REVIEW),
        Need.OTHERS_DECISION: (not facts.own_decision, Why.OWN_DECISION),
        Need.REFERRAL_NOTICED: (facts.referral_noticed, Why.NO_NOTICE),
        Need.IDENTITY_NOTICED: (facts.identity_noticed, Why.NO_PRIOR_NOTICE),
        Need.REFERRAL_ANNOUNCED: (facts.referral_announced, Why.NOT_ANNOUNCED),
        Need.REFERRAL_UNHINDERED: (facts.referral_unhindered, Why.MAY_OBJECT),
        Need.REFERRAL_SECONDED: (not facts.referral_unseconded, Why.NOT_SECONDED),
        Need.REFERRAL_UNSECONDED: (facts.referral_to_second, Why.NOTHING_TO_SECOND),
        Need.DESTRUCTION_PROPOSED: (facts.destruction_proposed, Why.NO_PROPOSAL),
        Need.OTHERS_PROPOSAL: (not facts.own_destruction, Why.OWN_PROPOSAL),
        Need.SLEPT_ON: (not facts.destruction_too_soon, Why.TOO_SOON),
    }[need]
    return None if is_met else why
