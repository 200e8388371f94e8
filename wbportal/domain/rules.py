"""Who may do what to a case, in which state, and what the case becomes: one table.

States follow the four steps of ISO 37002:2021, 8.2-8.5 (receiving, assessing, addressing,
concluding). The codes an action may give as its reason are in `reasons`.

    RuleError
    ├── NotAllowed    the action is not this role's, in any state
    └── NotPossible   the role has the action, but not in this state or on these facts
"""

from dataclasses import dataclass
from enum import Enum

from wbportal.domain.actions import Action
from wbportal.domain.needs import Facts, Need, Why, unmet
from wbportal.domain.roles import Role
from wbportal.domain.states import CLOSED, LIVE, OPEN, State

__all__ = [
    "RULES",
    "Action",
    "Facts",
    "Move",
    "Need",
    "NotAllowed",
    "NotPossible",
    "Role",
    "Rule",
    "RuleError",
    "State",
    "Why",
    "decide",
    "is_possible",
    "lapse",
    "may_ever",
    "offered",
]


class Move(Enum):
    """Where an action leaves a case, if not in a state of its own."""

    STAY = "stay"
    BACK = "back"  # into the state before the reporter was asked


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `roles` may do the action from `states` if all needs are met, and the case moves."""

    action: Action
    roles: frozenset[Role]
    states: frozenset[State]
    to: State | Move = Move.STAY
    needs: frozenset[Need] = frozenset()


class RuleError(Exception):
    """The rules forbid an action."""


class NotAllowed(RuleError):
    """The action is not this role's, in any state."""

    def __init__(self, action: Action, role: Role) -> None:
        super().__init__(f"{role} may not {action}")


class NotPossible(RuleError):
    """The action is the role's, but the case's state or facts forbid it now."""

    def __init__(self, action: Action, state: State, why: Why) -> None:
        super().__init__(f"cannot {action} a case that is {state}: {why}")
        self.action = action
        self.state = state
        self.why = why


_REPORTER = frozenset({Role.REPORTER})
_HANDLERS = frozenset({Role.HANDLER, Role.LEAD})
_LEAD = frozenset({Role.LEAD})
_INTAKE = frozenset({Role.INTAKE})
_PROTECT = frozenset({Role.PROTECTION, Role.LEAD})
_BOARD = frozenset({Role.BOARD})

_RECEIVED = frozenset({State.RECEIVED})
_ASSESSING = frozenset({State.ASSESSING})
_REFERRED = frozenset({State.REFERRED})
_AWAITING = frozenset({State.AWAITING_REPORTER})
_UNTOUCHED = frozenset({State.RECEIVED, State.ASSESSING})
_IN_WORK = frozenset({State.ASSESSING, State.ADDRESSING})
_WORKED = frozenset({State.ADDRESSING, State.REFERRED})
_UNDECIDED = OPEN | _AWAITING
_BEGUN = _UNDECIDED - _RECEIVED

_OWNER = frozenset({Need.OWNER})
_FIRST = frozenset({Need.NOT_ACKNOWLEDGED})
_WISHED = _FIRST | {Need.WANTED}
_KNOWN = frozenset({Need.NAMES_RESOLVED})
_NAMED = frozenset({Need.NAMES_UNRESOLVED})
_WRITTEN = frozenset({Need.RECORDED})
_UNUSED = frozenset({Need.SLIP})
_ASSESSED = _OWNER | {Need.ASSESSED}
_SAFE = _ASSESSED | {Need.RISK_ASSESSED, Need.PLAN_MADE}
_OPINION = frozenset({Need.OPINION})
_OTHERS = _OPINION | {Need.OTHERS_OPINION}
_EXTENSION = frozenset({Need.EXTENSION_ASKED})
_REVIEW = frozenset({Need.REVIEW_ASKED, Need.OTHERS_DECISION})
_NOTICED = frozenset({Need.REFERRAL_NOTICED})
_PRIOR = frozenset({Need.IDENTITY_NOTICED})
_TO_SECOND = frozenset({Need.REFERRAL_UNSECONDED})
_PROPOSED = frozenset({Need.DESTRUCTION_PROPOSED})
_BY_ANOTHER = _PROPOSED | {Need.OTHERS_PROPOSAL, Need.SLEPT_ON}
_REFERABLE = _ASSESSED | {
    Need.RISK_ASSESSED,
    Need.REFERRAL_ANNOUNCED,
    Need.REFERRAL_UNHINDERED,
    Need.REFERRAL_SECONDED,
}

# While the reporter is awaited only an answer, the day or RESUME leads on, always into the state
# before: a case can be neither declined nor concluded for silence. A destroyed case allows nothing.
# Whoever receives reports is nothing to a case that was passed on or that somebody is in charge of.
# fmt: off
RULES = (
    #    action                who may                from         becomes                   needs
    Rule(Action.READ,          _REPORTER | _HANDLERS | _BOARD, LIVE),
    Rule(Action.DOWNLOAD,      _REPORTER | _HANDLERS | _BOARD, LIVE),
    Rule(Action.READ_INQUIRY,  _HANDLERS | _BOARD,    LIVE),
    Rule(Action.FOLLOW_UP,     _REPORTER,             LIVE - _AWAITING),
    Rule(Action.FOLLOW_UP,     _REPORTER,             _AWAITING,   Move.BACK),
    Rule(Action.CHANGE_CODE,   _REPORTER,             LIVE),
    # None of these moves a case: whoever sees its state change learns nothing of what was said.
    Rule(Action.CORRECT,       _REPORTER,             LIVE),
    Rule(Action.IDENTIFY,      _REPORTER,             LIVE),
    Rule(Action.WAIVE,         _REPORTER,             _UNDECIDED,  Move.STAY,               _FIRST),
    Rule(Action.ASK_REVIEW,    _REPORTER,             CLOSED | _REFERRED),
    Rule(Action.REPORT_DETRIMENT, _REPORTER,          LIVE),
    Rule(Action.OBJECT,        _REPORTER,             _UNDECIDED),
    Rule(Action.AGREE_REFERRAL, _REPORTER,            _UNDECIDED,  Move.STAY,            _NOTICED),
    Rule(Action.ANSWER_NOTICE, _REPORTER,             LIVE,        Move.STAY,           _PRIOR),
    Rule(Action.WITHDRAW,      _REPORTER,             _UNDECIDED),
    Rule(Action.CLEAR_VIEW,    _REPORTER,             LIVE),
    Rule(Action.CHECK_IN,      _REPORTER,             CLOSED),
    Rule(Action.AGREE,         _REPORTER,             LIVE,        Move.STAY,            _WRITTEN),
    Rule(Action.RECTIFY,       _REPORTER,             LIVE,        Move.STAY,            _WRITTEN),
    Rule(Action.REPLY,         _HANDLERS,             LIVE),
    Rule(Action.NOTE,          _HANDLERS,             LIVE),
    Rule(Action.INQUIRE,       _HANDLERS,             LIVE),
    Rule(Action.ACKNOWLEDGE,   _HANDLERS,             _UNDECIDED,  Move.STAY,              _WISHED),
    Rule(Action.ASSESS,        _HANDLERS,             _RECEIVED,   State.ASSESSING,         _OWNER),
    Rule(Action.RECORD_ASSESSMENT, _HANDLERS,         _UNDECIDED),
    Rule(Action.READ,          _INTAKE,               _RECEIVED),
    Rule(Action.DOWNLOAD,      _INTAKE,               _RECEIVED),
    Rule(Action.NOTE,          _INTAKE,               _RECEIVED),
    Rule(Action.ACKNOWLEDGE,   _INTAKE,               _RECEIVED,   Move.STAY,              _WISHED),
    Rule(Action.NEW_SLIP,      _INTAKE,               _RECEIVED,   Move.STAY,              _UNUSED),
    Rule(Action.DECLARE_CONFLICT, _INTAKE,            _RECEIVED),
    Rule(Action.PASS_ON,       _INTAKE,               _RECEIVED),
    # Officer, head, committee, decision: each one signs, and none of them moves the case.
    Rule(Action.OPINE,         _HANDLERS,             _BEGUN),
    Rule(Action.ENDORSE,       _LEAD,                 _BEGUN,      Move.STAY,             _OTHERS),
    Rule(Action.SEND_BACK,     _LEAD,                 _BEGUN,      Move.STAY,             _OTHERS),
    Rule(Action.ADVISE,        _HANDLERS | _BOARD,    _BEGUN,      Move.STAY,             _OPINION),
    Rule(Action.RESOLVE,       _LEAD | _BOARD,        _BEGUN,      Move.STAY,             _OTHERS),
    Rule(Action.CONVENE,       _LEAD,                 LIVE,        Move.STAY,               _KNOWN),
    Rule(Action.END_MEETING,   _LEAD,                 LIVE),
    Rule(Action.ASK_EXTENSION, _HANDLERS,             _UNDECIDED),
    Rule(Action.ANSWER_EXTENSION, _LEAD,              _UNDECIDED,  Move.STAY,          _EXTENSION),
    Rule(Action.ADDRESS,       _HANDLERS,             _ASSESSING,  State.ADDRESSING,         _SAFE),
    Rule(Action.ASK,           _HANDLERS,             OPEN,        State.AWAITING_REPORTER, _OWNER),
    Rule(Action.RESUME,        _HANDLERS,             _AWAITING,   Move.BACK),
    Rule(Action.ANNOUNCE_REFERRAL, _LEAD,             _BEGUN - _REFERRED, Move.STAY,     _ASSESSED),
    Rule(Action.SECOND_REFERRAL, _HANDLERS,           _BEGUN - _REFERRED, Move.STAY,    _TO_SECOND),
    Rule(Action.REFER,         _LEAD,                 _IN_WORK,    State.REFERRED,      _REFERABLE),
    Rule(Action.RETURN,        _HANDLERS,             _REFERRED,   State.ASSESSING,         _OWNER),
    Rule(Action.DECLINE,       _LEAD,                 _ASSESSING,  State.DECLINED,       _ASSESSED),
    Rule(Action.CONCLUDE,      _LEAD,                 _WORKED,     State.CONCLUDED,         _OWNER),
    Rule(Action.ANSWER_REVIEW, _LEAD,                 CLOSED | _REFERRED, Move.STAY,      _REVIEW),
    Rule(Action.REOPEN,        _LEAD,                 CLOSED,      State.ASSESSING),
    Rule(Action.ASSIGN,        _LEAD,                 LIVE,        Move.STAY,               _KNOWN),
    Rule(Action.REVOKE,        _LEAD,                 LIVE),
    Rule(Action.RESOLVE_NAMES, _LEAD,                 LIVE,        Move.STAY,               _NAMED),
    Rule(Action.NEW_SLIP,      _HANDLERS,             LIVE,        Move.STAY,              _UNUSED),
    # Of both cases, by somebody who may open both.
    Rule(Action.JOIN,          _HANDLERS,             LIVE),
    Rule(Action.UNJOIN,        _HANDLERS,             LIVE),
    Rule(Action.INTERVIEW,     _HANDLERS,             LIVE),
    Rule(Action.SEND_TRANSCRIPT, _HANDLERS,           LIVE),
    # Also in closed cases: replies come late. That two people are needed is the letter's business.
    Rule(Action.WRITE_LETTER,  _HANDLERS,             LIVE),
    Rule(Action.APPROVE_LETTER, _HANDLERS,            LIVE),
    Rule(Action.SEND_LETTER,   _HANDLERS,             LIVE),
    # Two keepers decide whether it opens; to ask, and to read what they opened, is the rules'.
    Rule(Action.REQUEST_IDENTITY, _HANDLERS,          LIVE),
    Rule(Action.OPEN_IDENTITY, _HANDLERS,             LIVE),
    Rule(Action.EXPORT,        _HANDLERS,             LIVE),
    Rule(Action.DECLARE_CONFLICT, _HANDLERS | _PROTECT, LIVE),
    Rule(Action.ENTER_OBJECTION, _HANDLERS,           LIVE),
    Rule(Action.DECIDE_CONFLICT, _LEAD,               LIVE),
    # Whoever releases is not who redacted: that is asked where both are known.
    Rule(Action.REDACT,        _HANDLERS,             LIVE),
    Rule(Action.RELEASE,       _HANDLERS,             LIVE),
    # Whoever holds the key of a case's protection, and nobody else, whatever they are besides.
    Rule(Action.PROTECT,       _PROTECT,              LIVE),
    # Clocks of the law run whatever state the case is in: what is due does not wait for us.
    Rule(Action.START_CLOCK,   _HANDLERS,             LIVE),
    Rule(Action.END_CLOCK,     _HANDLERS,             LIVE),
    Rule(Action.CHANGE_BASE,   _LEAD,                 LIVE),
    Rule(Action.PRESCRIBE,     _HANDLERS,             LIVE),
    # Spam and tests need no owner first: nobody is going to work them.
    Rule(Action.DESTROY,       _LEAD,                 _UNTOUCHED,  State.DESTROYED),
    # What was worked on goes by two leads; whether its time is over is asked where days are known.
    Rule(Action.PROPOSE_DESTRUCTION, _LEAD,           CLOSED),
    Rule(Action.CONFIRM_DESTRUCTION, _LEAD,           CLOSED,      State.DESTROYED,    _BY_ANOTHER),
    Rule(Action.WITHDRAW_DESTRUCTION, _LEAD,          CLOSED,      Move.STAY,            _PROPOSED),
)
# fmt: on


def decide(action: Action, role: Role, state: State, facts: Facts) -> State:
    """Return the state the case is in after `action`.

    Raises NotAllowed if the action is never this role's, NotPossible if it is not possible in this
    state or on these facts.
    """
    rules = [rule for rule in RULES if rule.action is action and role in rule.roles]
    if not rules:
        raise NotAllowed(action, role)
    for rule in rules:
        if state in rule.states:
            return _apply(rule, state, facts)
    raise NotPossible(action, state, Why.STATE)


def offered(role: Role, state: State, facts: Facts) -> tuple[Action, ...]:
    """Return what `role` can do to the case now, in the order of `Action`."""
    return tuple(action for action in Action if is_possible(action, role, state, facts))


def may_ever(action: Action, role: Role) -> bool:
    """Say whether an action is this role's in any state."""
    return any(rule.action is action and role in rule.roles for rule in RULES)


def lapse(state: State, facts: Facts) -> State:
    """Return the state into which a case lapses when its reporter has not answered in time.

    By the clock, so of no role. Raises NotPossible if the reporter is not awaited.
    """
    if state is not State.AWAITING_REPORTER:
        raise NotPossible(Action.RESUME, state, Why.STATE)
    return _state_before(Action.RESUME, state, facts)


def _apply(rule: Rule, state: State, facts: Facts) -> State:
    for need in sorted(rule.needs):
        why = unmet(need, facts)
        if why is not None:
            raise NotPossible(rule.action, state, why)
    match rule.to:
        case Move.STAY:
            return state
        case Move.BACK:
            return _state_before(rule.action, state, facts)
        case State() as to:
            return to


def _state_before(action: Action, state: State, facts: Facts) -> State:
    if facts.state_before not in OPEN:
        raise NotPossible(action, state, Why.NO_STATE_BEFORE)
    return facts.state_before


def is_possible(action: Action, role: Role, state: State, facts: Facts) -> bool:
    """Say whether `role` can do the action to the case now."""
    try:
        decide(action, role, state, facts)
    except RuleError:
        return False
    return True
