"""The one table of rules: every action, by every role, in every state, on all facts."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.roles import STAFF, Role
from wbportal.domain.rules import (
    RULES,
    Action,
    Facts,
    NotAllowed,
    NotPossible,
    RuleError,
    Why,
    decide,
    lapse,
    offered,
)
from wbportal.domain.states import CLOSED, LIVE, OPEN, State

OWNED = Facts(
    has_owner=True,
    assessed=True,
    risk_assessed=True,
    plan_made=True,
    referral_announced=True,
    referral_unhindered=True,
)
ALL_FACTS = st.builds(
    Facts,
    has_owner=st.booleans(),
    acknowledged=st.booleans(),
    waived=st.booleans(),
    asked=st.booleans(),
    names_unresolved=st.booleans(),
    recorded=st.booleans(),
    slip=st.booleans(),
    assessed=st.booleans(),
    risk_assessed=st.booleans(),
    plan_made=st.booleans(),
    incomplete=st.booleans(),
    opinion=st.booleans(),
    own_opinion=st.booleans(),
    extension_asked=st.booleans(),
    review_asked=st.booleans(),
    own_decision=st.booleans(),
    referral_noticed=st.booleans(),
    identity_noticed=st.booleans(),
    referral_announced=st.booleans(),
    referral_unhindered=st.booleans(),
    referral_to_second=st.booleans(),
    referral_unseconded=st.booleans(),
    destruction_proposed=st.booleans(),
    own_destruction=st.booleans(),
    destruction_too_soon=st.booleans(),
    state_before=st.none() | st.sampled_from(State),
)


@given(st.sampled_from(Action), st.sampled_from(Role), st.sampled_from(State), ALL_FACTS)
def test_every_action_is_decided_and_offered_exactly_when_it_is_possible(
    action, role, state, facts
):
    try:
        after = decide(action, role, state, facts)
    except RuleError:
        after = None

    assert (after is not None) == (action in offered(role, state, facts))
    assert after is None or isinstance(after, State)


@given(st.sampled_from(Action), st.sampled_from(State), ALL_FACTS)
def test_what_is_not_a_roles_stays_so_in_every_state(action, state, facts):
    roles = {role for rule in RULES if rule.action is action for role in rule.roles}
    for role in set(Role) - roles:
        with pytest.raises(NotAllowed):
            decide(action, role, state, facts)


def test_every_action_is_somebodys():
    assert {rule.action for rule in RULES} == set(Action)


def test_no_two_rows_speak_of_the_same_case():
    for action, role, state in product(Action, Role, State):
        rows = [
            rule
            for rule in RULES
            if rule.action is action and role in rule.roles and state in rule.states
        ]
        assert len(rows) <= 1


def test_who_receives_a_report_reads_and_passes_it_on_and_nothing_in_any_other_state():
    theirs = {
        *(Action.READ, Action.DOWNLOAD, Action.NOTE, Action.ACKNOWLEDGE),
        *(Action.DECLARE_CONFLICT, Action.PASS_ON),
    }
    for state in State:
        wanted = theirs if state is State.RECEIVED else set()
        assert set(offered(Role.INTAKE, state, Facts(state_before=State.RECEIVED))) == wanted
    assert {role for role in Role if Action.PASS_ON in offered(role, State.RECEIVED, Facts())} == {
        Role.INTAKE
    }


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CUSTODIAN, Role.AUDITOR])
@pytest.mark.parametrize("state", State)
def test_who_holds_no_thread_key_can_do_nothing_to_a_case(role, state):
    assert offered(role, state, OWNED) == ()


def test_every_state_can_be_reached_from_received():
    reached = {State.RECEIVED}
    for _ in State:
        reached |= {
            decide(action, role, state, facts)
            for state in reached
            for role in Role
            for facts in (OWNED, replace(OWNED, state_before=State.RECEIVED))
            for action in offered(role, state, facts)
        }

    assert reached == set(State)


def test_every_live_state_can_come_to_a_decision():
    for start in LIVE - CLOSED:
        reached = {start}
        facts = replace(OWNED, state_before=State.ASSESSING)
        for _ in State:
            reached |= {
                decide(action, Role.LEAD, state, facts)
                for state in reached
                for action in offered(Role.LEAD, state, facts)
            }
        assert reached >= CLOSED


@given(st.sampled_from(sorted(STAFF)), ALL_FACTS)
def test_nothing_works_a_received_case_without_an_owner(role, facts):
    for action in offered(role, State.RECEIVED, facts):
        after = decide(action, role, State.RECEIVED, facts)
        assert after in {State.RECEIVED, State.DESTROYED} or facts.has_owner


def test_a_received_case_without_an_owner_says_what_is_missing():
    with pytest.raises(NotPossible) as refused:
        decide(Action.ASSESS, Role.LEAD, State.RECEIVED, Facts())

    assert refused.value.why is Why.NO_OWNER


@pytest.mark.parametrize("before", sorted(OPEN))
@pytest.mark.parametrize(
    ("action", "role"), [(Action.FOLLOW_UP, Role.REPORTER), (Action.RESUME, Role.HANDLER)]
)
def test_an_awaited_case_returns_to_the_state_before(action, role, before):
    assert decide(Action.ASK, Role.HANDLER, before, OWNED) is State.AWAITING_REPORTER

    facts = replace(OWNED, asked=True, state_before=before)
    assert decide(action, role, State.AWAITING_REPORTER, facts) is before
    assert lapse(State.AWAITING_REPORTER, facts) is before


@given(st.sampled_from(sorted(STAFF)), ALL_FACTS)
def test_silence_closes_no_case(role, facts):
    for action in offered(role, State.AWAITING_REPORTER, facts):
        after = decide(action, role, State.AWAITING_REPORTER, facts)
        assert after in {State.AWAITING_REPORTER, facts.state_before}
        assert after in OPEN | {State.AWAITING_REPORTER}


@pytest.mark.parametrize("state", sorted(set(State) - {State.AWAITING_REPORTER}))
def test_only_an_awaited_case_lapses(state):
    with pytest.raises(NotPossible):
        lapse(state, Facts(state_before=State.RECEIVED))


def test_an_awaited_case_that_forgot_its_state_goes_nowhere():
    with pytest.raises(NotPossible) as refused:
        lapse(State.AWAITING_REPORTER, Facts())

    assert refused.value.why is Why.NO_STATE_BEFORE


_ALWAYS = {
    *(Action.READ, Action.DOWNLOAD, Action.FOLLOW_UP, Action.CHANGE_CODE, Action.CORRECT),
    *(Action.IDENTIFY, Action.REPORT_DETRIMENT, Action.CLEAR_VIEW),
}
_UNTIL_DECIDED = {Action.WAIVE, Action.OBJECT, Action.WITHDRAW}
_REPORTERS = {
    **dict.fromkeys(LIVE - CLOSED, _ALWAYS | _UNTIL_DECIDED),
    **dict.fromkeys(CLOSED, _ALWAYS | {Action.ASK_REVIEW, Action.CHECK_IN}),
    State.REFERRED: _ALWAYS | _UNTIL_DECIDED | {Action.ASK_REVIEW},
    State.DESTROYED: set(),
}


@pytest.mark.parametrize("state", sorted(State))
def test_a_reporter_can_do_in_every_state_what_makes_sense_there(state):
    facts = Facts(state_before=State.RECEIVED)
    assert set(offered(Role.REPORTER, state, facts)) == _REPORTERS[state]
    acknowledged = Facts(state_before=State.RECEIVED, acknowledged=True)
    assert set(offered(Role.REPORTER, state, acknowledged)) == _REPORTERS[state] - {Action.WAIVE}


@pytest.mark.parametrize("state", sorted(LIVE))
@pytest.mark.parametrize("action", [Action.AGREE, Action.RECTIFY])
def test_a_reporter_checks_what_was_written_down_for_them_and_nothing_else(state, action):
    facts = Facts(state_before=State.RECEIVED, recorded=True)
    assert decide(action, Role.REPORTER, state, facts) is state
    with pytest.raises(NotPossible) as refused:
        decide(action, Role.REPORTER, state, Facts())

    assert refused.value.why is Why.NOT_RECORDED


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD])
def test_a_new_slip_needs_one_that_nobody_has_used(role):
    assert decide(Action.NEW_SLIP, role, State.RECEIVED, Facts(slip=True)) is State.RECEIVED
    with pytest.raises(NotPossible) as refused:
        decide(Action.NEW_SLIP, role, State.RECEIVED, Facts())

    assert refused.value.why is Why.NO_SLIP


@given(st.sampled_from(sorted(LIVE)), ALL_FACTS)
def test_of_a_reporter_s_acts_only_a_message_moves_a_case(state, facts):
    for action in set(offered(Role.REPORTER, state, facts)) - {Action.FOLLOW_UP}:
        assert decide(action, Role.REPORTER, state, facts) is state


@given(st.sampled_from(sorted(STAFF)), st.sampled_from(sorted(State)), ALL_FACTS)
def test_what_only_a_reporter_may_say_nobody_else_says(role, state, facts):
    own = _ALWAYS | _UNTIL_DECIDED | {Action.ASK_REVIEW, Action.AGREE, Action.RECTIFY}
    assert not set(offered(role, state, facts)) & (own - {Action.READ, Action.DOWNLOAD})


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD])
def test_nobody_acknowledges_to_a_reporter_who_asked_for_none(role):
    with pytest.raises(NotPossible) as refused:
        decide(Action.ACKNOWLEDGE, role, State.RECEIVED, Facts(waived=True))

    assert refused.value.why is Why.NOT_WANTED


@pytest.mark.parametrize("role", Role)
def test_a_destroyed_case_allows_nothing(role):
    assert offered(role, State.DESTROYED, OWNED) == ()


def test_a_report_is_acknowledged_once():
    with pytest.raises(NotPossible) as refused:
        decide(Action.ACKNOWLEDGE, Role.HANDLER, State.RECEIVED, Facts(acknowledged=True))

    assert refused.value.why is Why.ALREADY_ACKNOWLEDGED


@pytest.mark.parametrize(
    ("action", "fact", "why"),
    [
        (Action.ADDRESS, {"assessed": False}, Why.NOT_ASSESSED),
        (Action.ADDRESS, {"risk_assessed": False}, Why.NO_RISK),
        (Action.ADDRESS, {"plan_made": False}, Why.NO_PLAN),
        (Action.DECLINE, {"assessed": False}, Why.NOT_ASSESSED),
        (Action.REFER, {"risk_assessed": False}, Why.NO_RISK),
        (Action.REFER, {"referral_announced": False}, Why.NOT_ANNOUNCED),
        (Action.REFER, {"referral_unhindered": False}, Why.MAY_OBJECT),
        (Action.REFER, {"referral_unseconded": True}, Why.NOT_SECONDED),
    ],
)
def test_a_case_goes_on_only_when_what_protects_people_was_done(action, fact, why):
    with pytest.raises(NotPossible) as refused:
        decide(action, Role.LEAD, State.ASSESSING, replace(OWNED, **fact))

    assert refused.value.why is why


def test_nobody_is_assigned_while_a_named_person_is_unmatched():
    unmatched = Facts(has_owner=True, names_unresolved=True)
    with pytest.raises(NotPossible) as refused:
        decide(Action.ASSIGN, Role.LEAD, State.RECEIVED, unmatched)

    assert refused.value.why is Why.NAMES_UNRESOLVED
    assert Action.RESOLVE_NAMES in offered(Role.LEAD, State.RECEIVED, unmatched)
    assert Action.RESOLVE_NAMES not in offered(Role.LEAD, State.RECEIVED, OWNED)


@pytest.mark.parametrize(
    "action",
    [Action.REFER, Action.DECLINE, Action.CONCLUDE, Action.REOPEN, Action.ASSIGN, Action.DESTROY],
)
def test_what_decides_a_case_is_the_leads(action):
    with pytest.raises(NotAllowed):
        decide(action, Role.HANDLER, State.ASSESSING, OWNED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.RECEIVED, State.ASSESSING}))
def test_a_case_in_work_cannot_be_destroyed_as_spam(state):
    with pytest.raises(NotPossible):
        decide(Action.DESTROY, Role.LEAD, state, OWNED)


@pytest.mark.parametrize(
    ("action", "role", "state", "after"),
    [
        (Action.ASSESS, Role.HANDLER, State.RECEIVED, State.ASSESSING),
        (Action.ADDRESS, Role.HANDLER, State.ASSESSING, State.ADDRESSING),
        (Action.DECLINE, Role.LEAD, State.ASSESSING, State.DECLINED),
        (Action.REFER, Role.LEAD, State.ASSESSING, State.REFERRED),
        (Action.REFER, Role.LEAD, State.ADDRESSING, State.REFERRED),
        (Action.RETURN, Role.HANDLER, State.REFERRED, State.ASSESSING),
        (Action.CONCLUDE, Role.LEAD, State.REFERRED, State.CONCLUDED),
        (Action.CONCLUDE, Role.LEAD, State.ADDRESSING, State.CONCLUDED),
        (Action.REOPEN, Role.LEAD, State.CONCLUDED, State.ASSESSING),
        (Action.REOPEN, Role.LEAD, State.DECLINED, State.ASSESSING),
        (Action.DESTROY, Role.LEAD, State.RECEIVED, State.DESTROYED),
        (Action.NOTE, Role.HANDLER, State.CONCLUDED, State.CONCLUDED),
        (Action.REPLY, Role.LEAD, State.DECLINED, State.DECLINED),
    ],
)
def test_a_case_moves_as_iso_37002_says(action, role, state, after):
    assert decide(action, role, state, OWNED) is after
