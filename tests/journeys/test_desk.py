"""The desk over HTTP: what each action answers, to whom, from which state."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.builders import visit
from tests.journeys.desk import Desk, World, make_world, words
from wbportal.casework.queue import MANY, Counts, Queue
from wbportal.casework.recipients import Named
from wbportal.domain.rules import RULES, Action, Role
from wbportal.domain.states import State
from wbportal.web.desk.queue import _in_state, _views

_FORMS: dict[Action, dict[str, object]] = {
    Action.REPLY: {"text": "thank you"},
    Action.NOTE: {"text": "call the school"},
    Action.ACKNOWLEDGE: {"text": "we have read it"},
    Action.ASSESS: {},
    Action.ADDRESS: {},
    Action.ASK: {"reason": "more-about-when", "text": "when was it?"},
    Action.RESUME: {},
    Action.REFER: {"body": "the Auditor", "reason": "powers-we-lack", "text": "we passed it on"},
    Action.RETURN: {},
    Action.DECLINE: {"reason": "not-ours", "text": "it is not ours"},
    Action.REOPEN: {"reason": "new-evidence", "new": "a ledger was found"},
    Action.DESTROY: {"reason": "spam", "sure": "y"},
}
# On a page of its own: tests/journeys/test_concluding.py.
_CONCLUDED: dict[str, object] = {"outcome": "put-right", "text": "it was put right"}
_WAYS: dict[State, list[Action]] = {
    State.RECEIVED: [],
    State.ASSESSING: [Action.ASSESS],
    State.ADDRESSING: [Action.ASSESS, Action.ADDRESS],
    State.AWAITING_REPORTER: [Action.ASSESS, Action.ASK],
    State.REFERRED: [Action.ASSESS, Action.REFER],
    State.DECLINED: [Action.ASSESS, Action.DECLINE],
    State.CONCLUDED: [Action.ASSESS, Action.ADDRESS, Action.CONCLUDE],
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


@pytest.fixture
def fresh(tmp_path: Path) -> World:
    return make_world(tmp_path)


def _in(world: World, state: State) -> UUID:
    case_id = world.scene.owned(f"on its way to {state}")
    for action in _WAYS[state]:
        said = dict(_FORMS.get(action, _CONCLUDED))
        code = said.pop("reason", "") or said.pop("outcome", "")
        world.scene.do(world.scene.lead, case_id, action, code=code, **said)
    world.scene.prepare(world.scene.lead, case_id, Action.REFER)
    return case_id


def _expected(action: Action, role: Role, state: State) -> int:
    """What the table of rules says, for a case in charge of somebody and without typed names."""
    rules = [rule for rule in RULES if rule.action is action and role in rule.roles]
    if not rules:
        return 403
    return 303 if any(state in rule.states for rule in rules) else 409


@pytest.mark.parametrize("state", _WAYS)
@pytest.mark.parametrize("action", _FORMS)
@pytest.mark.parametrize("role", [Role.LEAD, Role.HANDLER])
def test_every_action_from_every_state_answers_as_the_rules_say(
    world: World, state: State, action: Action, role: Role
) -> None:
    case_id = _in(world, state)
    desk = world.lead if role is Role.LEAD else world.handler
    status = _expected(action, role, state)
    answer = desk.do(case_id, action.value, status=status, **_FORMS[action])
    if status == 303:
        there = "/desk/destroyed" if action is Action.DESTROY else f"/desk/cases/{case_id}"
        assert answer.headers["Location"] == there
        return
    assert world.scene.row(case_id).state is state
    if status == 409:
        assert all(
            str(said) in answer.text for name, said in _FORMS[action].items() if name == "text"
        )


@pytest.mark.parametrize("state", _WAYS)
@pytest.mark.parametrize("role", [Role.LEAD, Role.HANDLER])
def test_the_page_offers_exactly_what_the_rules_allow(
    world: World, state: State, role: Role
) -> None:
    case_id = _in(world, state)
    desk = world.lead if role is Role.LEAD else world.handler
    page = desk.case(case_id).text
    offered = set(re.findall(rf'action="/desk/cases/{case_id}/([a-z-]+)"', page))
    allowed = {a.value for a in _FORMS if _expected(a, role, state) == 303}
    assert offered - {"assign", "revoke"} == allowed
    assert ({"assign", "revoke"} <= offered) == (role is Role.LEAD)


@pytest.mark.parametrize("action", ["assign", "revoke", "resolve-names"])
def test_people_are_a_leads_business(world: World, action: str) -> None:
    case_id = _in(world, State.ASSESSING)
    somebody = str(world.scene.office.handlers[1].id)
    world.handler.do(case_id, action, status=403, handler=somebody, nobody="y")


def test_assigning_lets_a_handler_in_and_revoking_shuts_the_door(fresh: World) -> None:
    handler = fresh.scene.office.handlers[0]
    case_id, desk = fresh.scene.report("the bridge"), fresh.handler
    desk.case(case_id, status=404)
    assert "the bridge" not in desk.queue().text
    fresh.lead.do(case_id, "assign", handler=str(handler.id))
    assert "the bridge" in desk.case(case_id).text
    assert "the bridge" in desk.queue("?show=mine").text
    fresh.lead.do(case_id, "revoke", handler=str(handler.id))
    desk.case(case_id, status=404)
    assert "There is no case for you" in words(desk.queue())


@pytest.mark.parametrize("action", [*_FORMS, Action.ASSIGN, Action.REVOKE, Action.RESOLVE_NAMES])
def test_whoever_is_not_assigned_finds_nothing_anywhere(world: World, action: Action) -> None:
    case_id = _in(world, State.ASSESSING)
    stranger = world.desk(world.scene.office.handlers[1])
    custodian = world.desk(world.scene.office.custodians[0])
    for desk in (stranger, custodian):
        desk.case(case_id, status=404)
        desk.do(case_id, action.value, status=404, **_FORMS.get(action, {}))
    assert world.scene.row(case_id).state is State.ASSESSING


def test_a_case_that_never_was_and_one_that_is_not_yours_look_the_same(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    stranger = world.desk(world.scene.office.handlers[1])
    hidden, nothing = stranger.case(case_id, status=404), stranger.case(uuid4(), status=404)
    assert hidden.data.replace(str(case_id).encode(), b"") == nothing.data
    assert stranger.browser.get("/desk/cases/nonsense", status=404)


def test_a_walled_lead_finds_nothing_anywhere(fresh: World) -> None:
    walled = fresh.scene.office.leads[0]
    hidden = fresh.scene.report("about the lead", named=Named(frozenset({walled.id})), urgent=True)
    fresh.scene.report("about the road")
    desk, other = fresh.desk(walled), fresh.desk(fresh.scene.office.leads[1])
    desk.case(hidden, status=404)
    reference = fresh.scene.row(hidden).reference
    for query in ("", "?show=urgent", "?show=unassigned", "?state=received"):
        page = desk.queue(query).text
        assert "about the lead" not in page
        assert reference not in page
    assert "All 1" in words(desk.queue())
    assert "Urgent 0" in words(desk.queue())
    assert "All 2" in words(other.queue())
    for action, form in _FORMS.items():
        desk.do(hidden, action.value, status=404, **form)
    answer = desk.browser.post("/desk/destroy", {"case": str(hidden)}, form="/desk/", status=404)
    assert reference not in answer.text


def test_a_resolved_name_shuts_the_door_for_whoever_is_meant(fresh: World) -> None:
    first, second = fresh.scene.office.leads
    case_id = fresh.scene.report("hush", named=Named(typed="the tall one upstairs"))
    lead, meant = fresh.desk(first), fresh.desk(second)
    assert "the tall one upstairs" in lead.case(case_id).text
    assert "All 1" in words(meant.queue())
    lead.do(case_id, "assign", status=409, handler=str(fresh.scene.office.handlers[0].id))
    for wrong in ({}, {"meant": str(second.id), "nobody": "y"}, {"meant": str(uuid4())}):
        lead.do(case_id, "resolve-names", status=422, **wrong)
    lead.do(case_id, "resolve-names", meant=str(second.id))
    meant.case(case_id, status=404)
    assert "All 0" in words(meant.queue())
    assert second.display_name in words(lead.case(case_id))


@pytest.mark.parametrize(
    ("action", "form", "kept"),
    [
        ("note", {"text": " "}, ""),
        ("reply", {"text": ""}, ""),
        ("ask", {"text": "when was it?"}, "when was it?"),
        ("ask", {"text": "when was it?", "reason": "not-ours"}, "when was it?"),
        (
            "refer",
            {"text": "we passed it on", "reason": "powers-we-lack", "body": ""},
            "we passed it on",
        ),
        ("decline", {"text": "no", "reason": "insufficient-detail"}, "no"),
        ("assign", {"handler": "nobody"}, ""),
        ("assign", {"handler": str(uuid4())}, ""),
        ("destroy", {"reason": "spam"}, ""),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_its_text(
    world: World, action: str, form: dict[str, object], kept: str
) -> None:
    case_id = _in(world, State.ASSESSING)
    before = world.scene.row(case_id).version
    answer = world.lead.do(case_id, action, status=422, **form)
    assert kept in answer.text
    assert "Please check this" in words(answer)
    assert 'aria-invalid="true"' in answer.text
    assert world.scene.row(case_id).version == before


def test_an_old_page_changes_nothing_and_its_text_is_still_there(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    old = str(world.scene.row(case_id).version)
    world.handler.do(case_id, "address")
    answer = world.lead.do(case_id, "refer", status=409, **{**_FORMS[Action.REFER], "version": old})
    said = words(answer)
    assert "Somebody else changed this case" in said
    assert "we passed it on" in said
    assert 'value="the Auditor"' in answer.text
    assert world.scene.row(case_id).state is State.ADDRESSING
    new = re.search(r'id="refer-version"[^>]* value="(\d+)"', answer.text)
    assert new is not None
    world.lead.do(case_id, "refer", **{**_FORMS[Action.REFER], "version": new[1]})


def test_an_action_that_does_not_exist_is_no_address(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    for name in ("read", "follow-up", "change-code", "download", "nonsense"):
        world.lead.do(case_id, name, status=404)


def test_a_link_that_somebody_wrote_is_only_text(fresh: World) -> None:
    case_id = fresh.scene.owned("see https://evil.example/x <a href='https://evil.example'>y</a>")
    fresh.lead.do(case_id, "note", text="and javascript:alert(1) https://evil.example/z")
    for response in (fresh.lead.case(case_id), fresh.lead.queue()):
        assert "evil.example" in response.text
        assert not re.search(r'(href|src|action)="[^"]*evil', response.text)
        assert "<a href=&#39;" in response.text.replace("&lt;", "<")


def test_a_person_who_is_not_signed_in_is_sent_to_the_door(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    nobody = visit(world.app)
    for path in ("/desk/", f"/desk/cases/{case_id}", "/desk/destroyed"):
        assert nobody.get(path, status=303).headers["Location"] == "/account/sign-in"
    answer = nobody.post(
        f"/desk/cases/{case_id}/reply",
        {"text": "written for an hour"},
        form="/account/sign-in",
        status=422,
    )
    assert "written for an hour" in answer.text


def test_administrators_and_auditors_have_no_desk(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    for somebody in (*world.scene.office.administrators, *world.scene.office.auditors):
        desk = world.desk(somebody)
        desk.browser.get("/desk/", status=403)
        desk.case(case_id, status=403)


def test_a_form_without_token_changes_nothing_and_keeps_its_text(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    answer = world.lead.browser.client.post(
        f"/desk/cases/{case_id}/decline",
        data={"reason": "not-ours", "text": "a long text"},
        base_url=world.lead.browser.origin,
    )
    assert answer.status_code == 422
    assert "a long text" in answer.text
    assert world.scene.row(case_id).state is State.ASSESSING


def test_what_a_handler_wrote_reaches_the_reporter_and_a_note_does_not(fresh: World) -> None:
    case_id = fresh.scene.owned()
    fresh.handler.do(case_id, "reply", text="we are on it")
    fresh.handler.do(case_id, "note", text="call the school")
    code = " ".join(fresh.scene.codes[case_id].groups())
    reporter = visit(fresh.app)
    reporter.post("/receipt/", {"code": code})
    page = reporter.get("/receipt/case").text
    assert "we are on it" in page
    assert "call the school" not in page


def test_a_queue_of_a_page_is_light(fresh: World) -> None:
    for number in range(27):
        fresh.scene.report(f"{number} " + "long words " * 30, category="other", area="TH-10")
    first = fresh.lead.queue()
    assert len(first.data) < 60_000
    assert 'href="/desk/?page=2"' in first.text
    assert len(re.findall(r'class="title"', fresh.lead.queue("?page=2").text)) == 2


@pytest.mark.parametrize(
    "query",
    [
        *("?page=0", "?page=-1", "?page=999999999999", "?page=x", "?state=destroyed", "?state=x"),
        *("?area=x", "?category=%00", "?show=x", "?show=mine&state=received&area=TH-40&page=2"),
    ],
)
def test_an_address_that_was_made_up_shows_a_queue(world: World, query: str) -> None:
    assert world.lead.queue(query).status_code == 200


def test_who_was_taken_off_while_writing_gets_the_text_back(world: World) -> None:
    case_id, handler = world.scene.owned(), world.scene.office.handlers[0]
    world.scene.do(world.scene.lead, case_id, Action.REVOKE, holder_id=handler.id)
    answer = world.handler.do(case_id, "note", text="an hour of careful words", status=404)
    assert "an hour of careful words" in answer.text


def test_who_lists_no_case_is_led_to_where_their_work_is(world: World) -> None:
    said = "Your part of the cases is on another page"
    browser = world.desk(world.scene.office.custodians[0]).browser
    custodian = browser.get("/desk/").text
    assert said in custodian
    assert "Urgent" not in custodian
    for page in (
        custodian,
        browser.get("/desk/identities/").text,
        browser.get("/desk/conflicts/").text,
    ):
        assert 'href="/desk/"' not in page
        assert '<a class="brand" href="/desk/identities/"' in page
    assert said not in world.lead.queue().text
    assert said not in world.handler.queue().text


def test_what_was_not_counted_to_the_end_is_not_given_as_a_number(world: World) -> None:
    states = {State.RECEIVED: 120, State.CONCLUDED: 7}
    counts = Counts(MANY + 30, states, 12, 40, 9, 80, is_partial=True)
    read = Queue((), counts, 0, 1, 1, kept_long_enough=None, not_passed_on=130)
    with world.app.test_request_context("/desk/"):
        shown = [number for *_, number in _views(read)]
        by_state = _in_state(counts)
    assert shown == ["500+", "12", "40+", "9", "80+", "130"]
    assert (by_state[State.RECEIVED], by_state[State.CONCLUDED]) == ("120+", "7")


def _everyone(world: World) -> list[Desk]:
    return [world.lead, world.handler]


def test_the_pages_speak_thai_with_thai_years(world: World) -> None:
    case_id = _in(world, State.ASSESSING)
    for desk in _everyone(world):
        page = desk.browser.get(f"/desk/cases/{case_id}?lang=th").text
        assert 'lang="th"' in page
        assert "2569" in page


def test_a_case_that_was_tampered_with_shows_nothing_and_says_why(fresh: World) -> None:
    case_id = fresh.scene.owned("the bridge")
    assert "the bridge" in fresh.handler.case(case_id).text
    with fresh.scene.portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE records SET sealed_body = zeroblob(length(sealed_body)) WHERE case_id = ?",
            (case_id.bytes,),
        )
    page = fresh.handler.case(case_id, status=500)
    assert "This case does not add up" in page.text
    assert "the bridge" not in page.text
    with fresh.scene.portal.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT case_id FROM audit_entries WHERE deed = 'damage-met'"
        ).all()
    assert rows == [(case_id.bytes,)]
