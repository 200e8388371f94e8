"""What a reporter does behind the code besides writing, over HTTP: done, refused, interrupted."""

import re
from datetime import timedelta

import pytest

from tests.builders import sign_in
from tests.casework.scene import Scene
from tests.journeys.reporter import CASE, Reporter, Town, hidden, make_town, post
from wbportal.casework.access import open_case
from wbportal.casework.conversation import Message, add
from wbportal.casework.keyholders import CodeHolder
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.web.receipt.act_words import ACTS, BY_NUMBER

MORE = "/receipt/more/"
_WORDS = "ข้อความยาวที่พิมพ์มาครึ่งชั่วโมง"
_UNKNOWN = " ".join(ReceiptCode(7).groups())

# What makes each act whole; the code goes with the one that asks for it.
_FILLED = {
    Action.REPORT_DETRIMENT: {"text": _WORDS, "who": "the head", "safe": "unsure"},
    Action.CORRECT: {"who": _WORDS},
    Action.ASK_REVIEW: {"text": _WORDS},
    Action.IDENTIFY: {"name": "Malee Jaidee", "text": _WORDS, "avoid": "at work"},
    Action.OBJECT: {"text": _WORDS},
    Action.WAIVE: {},
    Action.WITHDRAW: {"text": _WORDS, "forced": "yes"},
    Action.CLEAR_VIEW: {},
    Action.CHECK_IN: {"how": "something", "text": _WORDS},
}
_WHEN_CLOSED = {Action.ASK_REVIEW, Action.CHECK_IN}
_UNTIL_DECIDED = sorted(set(_FILLED) - _WHEN_CLOSED)
_WITH_TEXT = [action for action in _UNTIL_DECIDED if _WORDS in _FILLED[action].values()]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Reporter:
    reporter = town.reporter()
    reporter.has_reported()
    return reporter


def _page(action: Action) -> str:
    return f"{MORE}{ACTS[action].number}/"


def _fields(here: Reporter, action: Action) -> dict[str, str]:
    return {**_FILLED[action], "code": here.code, "do": "send"}


def _do(here: Reporter, action: Action, **instead: str) -> str:
    """Open the page of an act, send its form, and return the page of the case."""
    page = here.browser.get(_page(action)).text
    sent = post(here.browser, _page(action), {**hidden(page), **_fields(here, action), **instead})
    assert (sent.status_code, sent.location) == (303, CASE), sent.text
    return here.browser.get(CASE).text


def _decline(town: Town, here: Reporter) -> None:
    town.assign(here)
    town.do(here, Action.ASSESS)
    town.do(here, Action.DECLINE, code=Reason.NOT_OURS.value, text="not ours")


class TestList:
    def test_it_leads_to_what_can_be_done_now_and_to_nothing_else(
        self, town: Town, here: Reporter
    ) -> None:
        page = here.browser.get(MORE).text
        for action in ACTS:
            later = _WHEN_CLOSED | {Action.AGREE_REFERRAL, Action.ANSWER_NOTICE}
            assert (_page(action) in page) == (action not in later)
        assert "/receipt/change" in page
        _decline(town, here)
        page = here.browser.get(MORE).text
        for action in (*_WHEN_CLOSED, Action.REPORT_DETRIMENT, Action.IDENTIFY):
            assert _page(action) in page
        assert _page(Action.WITHDRAW) not in page

    def test_addresses_and_titles_say_nothing(self, here: Reporter) -> None:
        for action in _UNTIL_DECIDED:
            page = here.browser.get(_page(action)).text
            assert "<title>Contact</title>" in page
            assert page.count("<h1>") == 1

    def test_numbers_are_never_given_anew(self) -> None:
        assert {number: action.value for number, action in BY_NUMBER.items()} == {
            1: "correct",
            2: "identify",
            3: "waive-acknowledgement",
            4: "ask-review",
            5: "report-detriment",
            6: "object-to-referral",
            7: "withdraw",
            8: "clear-view",
            9: "check-in",
            10: "agree-to-referral",
            11: "answer-identity-notice",
        }

    def test_without_a_visit_it_leads_to_the_code(self, town: Town) -> None:
        stranger = town.reporter()
        for path in (MORE, f"{MORE}5/", "/receipt/earlier/"):
            assert stranger.browser.get(path, status=303).location == CASE
        assert stranger.browser.get(CASE, status=303).location == "/receipt/"

    def test_there_is_no_twelfth_act(self, here: Reporter) -> None:
        assert here.browser.get(f"{MORE}12/", status=404)

    def test_what_is_not_possible_now_leads_to_the_list_and_is_refused(
        self, here: Reporter
    ) -> None:
        page = _page(Action.ASK_REVIEW)
        assert here.browser.get(page, status=303).location == MORE
        token = hidden(here.browser.get(_page(Action.OBJECT)).text)
        refused = post(here.browser, page, {**token, "text": _WORDS})
        assert refused.status_code == 409
        assert _WORDS in refused.text


class TestActs:
    @pytest.mark.parametrize("action", _UNTIL_DECIDED)
    def test_every_act_is_done_and_comes_back_to_the_case(
        self, here: Reporter, action: Action
    ) -> None:
        page = _do(here, action)
        done = ACTS[action].done
        assert done is None or str(done) in page

    def test_changed_answers_stand_in_the_form_and_only_they_are_written(
        self, town: Town, here: Reporter
    ) -> None:
        _do(here, Action.CORRECT, who="the clerk", place="counter 3")
        page = here.browser.get(_page(Action.CORRECT)).text
        assert "the clerk" in page
        _do(here, Action.CORRECT, who="the clerk", place="counter 4")
        answers = [e.details["answers"] for e in town.thread_of(here) if "answers" in e.details]
        assert answers[-1] == {"place": "counter 4", "version": answers[-1]["version"]}

    def test_nothing_changed_is_nothing_sent(self, town: Town, here: Reporter) -> None:
        page = here.browser.get(_page(Action.CORRECT)).text
        before = len(town.thread_of(here))
        sent = post(here.browser, _page(Action.CORRECT), {**hidden(page), "do": "send"})
        assert sent.status_code == 422
        assert len(town.thread_of(here)) == before

    def test_a_name_is_never_shown_again(self, town: Town, here: Reporter) -> None:
        page = _do(here, Action.IDENTIFY)
        again = here.browser.get(_page(Action.IDENTIFY)).text
        desk = sign_in(town.app, town.office.leads[0])
        case = desk.get(f"/desk/cases/{town.case_of(here).id}").text
        for seen in (page, again, here.browser.get(MORE).text, case):
            assert "Malee" not in seen
            assert _WORDS not in seen
        assert "Your name is locked away" in page

    def test_a_name_is_replaced_and_taken_back(self, here: Reporter) -> None:
        _do(here, Action.IDENTIFY)
        assert "locked away, apart" in _do(here, Action.IDENTIFY, name="Another Name")
        page = _do(here, Action.IDENTIFY, do="undo", name="")
        assert "locked away, apart" not in page

    @pytest.mark.parametrize(
        ("code", "said"), [("", "Please type your code"), (_UNKNOWN, "not the code of the report")]
    )
    def test_nobody_names_themselves_without_the_code(
        self, here: Reporter, code: str, said: str
    ) -> None:
        page = here.browser.get(_page(Action.IDENTIFY)).text
        fields = {**hidden(page), **_FILLED[Action.IDENTIFY], "code": code, "do": "send"}
        refused = post(here.browser, _page(Action.IDENTIFY), fields)
        assert refused.status_code == 422
        assert said in refused.text
        assert "Malee Jaidee" in refused.text
        assert _WORDS in refused.text

    def test_who_forces_somebody_sees_no_answer_to_that(self, here: Reporter) -> None:
        page = _do(here, Action.WITHDRAW)
        assert "You said that you want to take your report back" in page
        assert "forc" not in page.casefold()

    @pytest.mark.parametrize("action", [Action.OBJECT, Action.WAIVE, Action.WITHDRAW])
    def test_it_can_be_taken_back(self, here: Reporter, action: Action) -> None:
        done = str(ACTS[action].done)
        assert done in _do(here, action)
        assert done not in _do(here, action, do="undo")

    def test_what_was_read_is_hidden_and_shown_again(self, here: Reporter) -> None:
        words = "The road was paid for twice."
        assert words in here.browser.get(CASE).text
        assert words not in _do(here, Action.CLEAR_VIEW)
        assert words not in here.browser.get("/receipt/earlier/").text
        assert words in _do(here, Action.CLEAR_VIEW, do="undo")

    def test_a_review_can_be_asked_for_when_it_was_declined(
        self, town: Town, here: Reporter
    ) -> None:
        _decline(town, here)
        page = _do(here, Action.ASK_REVIEW)
        assert "You asked to look again. Somebody does" in page
        town.do(here, Action.REPLY, text="we look")
        assert "You asked to look again. Somebody does" in here.browser.get(CASE).text
        town.do(here, Action.REOPEN, code=Reason.REVIEW_ASKED.value, text="it goes on")
        assert "You asked to look again. Somebody does" not in here.browser.get(CASE).text

    def test_the_same_form_sent_twice_is_one_act(self, town: Town, here: Reporter) -> None:
        for action in (Action.OBJECT, Action.CORRECT):
            page = here.browser.get(_page(action)).text
            before = len(town.thread_of(here))
            for _ in range(2):
                fields = {**hidden(page), **_fields(here, action)}
                assert post(here.browser, _page(action), fields).status_code == 303
            assert len(town.thread_of(here)) == before + 1


class TestRefused:
    @pytest.mark.parametrize(
        ("action", "field"),
        [
            (Action.REPORT_DETRIMENT, "text"),
            (Action.ASK_REVIEW, "text"),
            (Action.IDENTIFY, "name"),
        ],
    )
    def test_what_must_be_there_is_asked_for(
        self, town: Town, here: Reporter, action: Action, field: str
    ) -> None:
        if action is Action.ASK_REVIEW:
            _decline(town, here)
        page = here.browser.get(_page(action)).text
        fields = {**hidden(page), **_fields(here, action), field: " "}
        refused = post(here.browser, _page(action), fields)
        assert refused.status_code == 422
        assert "please fill this in" in refused.text

    def test_too_long_a_text_stays_on_the_page(self, here: Reporter) -> None:
        page = here.browser.get(_page(Action.OBJECT)).text
        long = "ก" * 4001
        refused = post(here.browser, _page(Action.OBJECT), {**hidden(page), "text": long})
        assert refused.status_code == 422
        assert long in refused.text

    @pytest.mark.parametrize("action", _WITH_TEXT)
    def test_a_bad_token_loses_nothing(self, town: Town, here: Reporter, action: Action) -> None:
        before = len(town.thread_of(here))
        fields = {**hidden(here.browser.get(_page(action)).text), **_fields(here, action)}
        refused = post(here.browser, _page(action), {**fields, "csrf_token": "another"})
        assert refused.status_code == 422
        assert _WORDS in refused.text
        assert len(town.thread_of(here)) == before
        again = {**fields, **hidden(refused.text)}
        assert post(here.browser, _page(action), again).status_code == 303


class TestInterrupted:
    @pytest.mark.parametrize("action", _UNTIL_DECIDED)
    def test_after_the_visit_ended_all_stays_and_the_code_sends_it(
        self, town: Town, here: Reporter, action: Action
    ) -> None:
        form = hidden(here.browser.get(_page(action)).text)
        town.clock.move(timedelta(minutes=31))
        fields = {**form, **_FILLED[action], "do": "send"}
        answer = post(here.browser, _page(action), fields)
        assert answer.status_code == 422
        assert 'name="code"' in answer.text
        for typed in _FILLED[action].values():
            assert typed in answer.text
        sent = post(
            here.browser,
            _page(action),
            {**fields, **hidden(answer.text), "code": here.code},
        )
        assert (sent.status_code, sent.location) == (303, CASE)
        assert here.browser.get(CASE).status_code == 200

    @pytest.mark.parametrize(
        ("typed", "said"),
        [("1234", "A code has 32"), (_UNKNOWN, "Nothing was sent under this code")],
    )
    def test_a_wrong_code_keeps_what_was_typed(
        self, town: Town, here: Reporter, typed: str, said: str
    ) -> None:
        form = hidden(here.browser.get(_page(Action.OBJECT)).text)
        town.clock.move(timedelta(minutes=31))
        fields = {**form, "text": _WORDS, "do": "send", "code": typed}
        answer = post(here.browser, _page(Action.OBJECT), fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert _WORDS in answer.text


class TestDesk:
    def test_a_lead_sees_it_and_a_handler_sees_nothing_of_it(
        self, town: Town, here: Reporter
    ) -> None:
        town.assign(here)
        _do(here, Action.REPORT_DETRIMENT)
        _do(here, Action.WITHDRAW, text="please stop")
        path = f"/desk/cases/{town.case_of(here).id}"
        lead = sign_in(town.app, town.office.leads[0]).get(path).text
        handler = sign_in(town.app, town.office.handlers[0]).get(path).text
        for seen in (
            _WORDS,
            "Told of retaliation",
            "Is anyone forcing them",
            "Is forced",
            "tells of retaliation",
        ):
            assert seen in lead
            assert seen not in handler
        for seen in ("please stop", "Wishes to withdraw"):
            assert seen in lead
            assert seen in handler

    def test_the_form_of_a_referral_warns_of_an_objection(self, town: Town, here: Reporter) -> None:
        town.assign(here)
        town.do(here, Action.ASSESS)
        case_id, lead = town.case_of(here).id, town.office.leads[0]
        scene = Scene(town.portal, town.clock, town.office)
        scene.prepare(lead.person, case_id, Action.REFER, "a ministry")
        path, desk = f"/desk/cases/{case_id}", sign_in(town.app, lead)
        assert "although the reporter objects" not in desk.get(path).text
        _do(here, Action.OBJECT)
        assert "although the reporter objects" in desk.get(path).text
        said = {"reason": "powers-we-lack", "body": "a ministry", "text": "they can", "despite": ""}
        refused = desk.post(f"{path}/refer", said, form=path, status=422)
        assert "say to them why it is done all the same" in refused.text
        desk.post(f"{path}/refer", {**said, "despite": "nobody else may"}, form=path)
        page = here.browser.get(CASE).text
        assert "You had objected. The office says why it did it: nobody else may" in page


def test_one_date_stands_on_the_page_of_the_code_and_above_the_thread(town: Town) -> None:
    here = town.reporter()
    here.report()
    on_the_code = re.search(r"come back with it on ([^<.]+)\.", here.read_code().text)
    here.note()
    above = re.search(r"Come back on ([^<]+)<", here.browser.get(CASE).text)
    assert on_the_code is not None
    assert above is not None
    assert on_the_code[1] == above[1]


def test_two_hundred_messages_make_a_light_page_and_are_all_there(
    town: Town, here: Reporter
) -> None:
    def write(work: Work) -> None:
        keys = ReceiptCode.parse(here.code).keys(work.keys.receipt_salt, work.keys.receipt_cost)
        case_id = town.case_of(here).id
        opened = open_case(work, CodeHolder(case_id, keys), case_id)
        for number in range(200):
            add(work, opened, Message(f"message {number:03} {'ก' * 120}", "th"))

    town.portal.perform(write)
    assert len(here.browser.get(f"{CASE}?lang=th").data) == 16 * 1024
    page = here.browser.get(CASE)
    assert len(page.data) == 16 * 1024
    assert "message 199" in page.text
    assert "message 100" not in page.text
    assert "Show all 201 messages" in page.text
    every = here.browser.get("/receipt/earlier/").text
    assert all(f"message {number:03}" in every for number in range(200))
