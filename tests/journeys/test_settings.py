"""What an administrator sets in pages, and what reporters and handlers see of it."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.builders import Browser, sign_in, visit
from tests.journeys.guided import REVIEW, Guided, page
from tests.journeys.reporter import CASE, REPORT, Town, hidden, make_town, post
from wbportal import i18n
from wbportal.casework import law, questions, settings
from wbportal.casework.records import EntryType
from wbportal.db import audit
from wbportal.domain.settings import Topic

ASKED = {
    "label_th": "เกิดที่อาคารใด",
    "label_en": "In which building?",
    "hint_en": "As people call it.",
    "kind": "choice",
    "choices_th": "อาคารเก่า\nอาคารใหม่",
    "choices_en": "The old one\nThe new one",
    "asked_if": "",
}


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


@pytest.fixture
def admin(town) -> Browser:
    return sign_in(town.app, town.office.administrators[0])


def send(browser: Browser, path: str, status: int = 303, /, **fields: object):
    """Send a form of an administrator's page with the version that the page holds."""
    shown = browser.get(path).text
    version = re.search(r'name="version"[^>]* value="(\d+)"', shown)
    assert version is not None, shown
    return browser.post(path, {"version": version[1], **fields}, status=status)


def publish(admin: Browser, **question: str) -> None:
    send(admin, "/admin/questions/add", **{**ASKED, **question})
    send(admin, "/admin/questions", do="publish")


def own_page(town: Town) -> int:
    with town.portal.work() as work:
        live = questions.of_office(work, town.office.id).live
    return next(one.page for one in live.questions if one.is_own)


def on_the_desk(town: Town, reporter) -> str:
    lead = sign_in(town.app, town.office.leads[0])
    return lead.get(f"/desk/cases/{town.case_of(reporter).id}?lang=en").text


def test_a_question_in_two_languages_is_asked_on_one_page_and_read_on_the_desk(town, admin):
    send(admin, "/admin/questions/add", **ASKED)
    assert "In which building?" not in visit(town.app).get(f"{REPORT}?lang=en").text  # a draft
    assert "In which building?" in admin.get("/admin/questions/preview?lang=en").text
    send(admin, "/admin/questions", do="publish")

    reporter = town.reporter()
    thai = reporter.browser.get(f"{REPORT}?lang=th").text
    assert "เกิดที่อาคารใด" in thai
    assert "อาคารใหม่" in thai
    reporter.has_reported(own_1="c2", who="the mayor")
    report = next(one for one in town.thread_of(reporter) if one.type is EntryType.REPORT)
    assert report.details["answers"] == {"own_1": "c2", "who": "the mayor", "version": "2.1"}

    shown = on_the_desk(town, reporter)
    assert "In which building?" in shown
    assert "The new one" in shown
    assert "The new one" in reporter.browser.get(f"{CASE}?lang=en").text


def test_the_question_is_a_page_of_its_own_where_one_is_asked_at_a_time(town, admin):
    publish(admin)
    reporter = Guided(visit(town.app))
    number = own_page(town)
    seen = reporter.walk({1: {"text": "Two lorries of gravel."}, number: {"own_1": "c1"}})
    assert seen.index(number) == seen.index(16) - 1  # who must not see it comes last
    review = reporter.open(f"{REVIEW}?lang=en")
    assert "In which building?" in review
    assert "The old one" in review
    assert reporter.send().status_code == 303
    reporter.has_noted()
    assert "The old one" in on_the_desk(town, reporter)


def test_a_report_that_was_begun_goes_on_with_the_questions_it_began_with(town, admin):
    publish(admin)
    number = own_page(town)
    reporter = Guided(visit(town.app))
    reporter.say(1, text="Two lorries of gravel.")
    reporter.say(number, own_1="c1")
    whole = reporter.form()  # another form of the same browser, on one page

    edited = {**ASKED, "label_en": "Which wing?", "choices_en": "East\nWest", "choices_th": ""}
    send(admin, f"/admin/questions/own/own_{number - 100}", **edited)
    send(admin, "/admin/questions", do=f"leave:{number}")
    send(admin, "/admin/questions", do="publish")
    assert "In which building?" not in visit(town.app).get(f"{REPORT}?lang=en").text

    assert reporter.submit(whole, text="On one page.", own_1="c2").status_code == 303
    reporter.has_noted()
    shown = on_the_desk(town, reporter)
    assert "In which building?" in shown
    assert "The new one" in shown
    case = reporter.browser.get(f"{CASE}?lang=en").text
    assert "In which building?" in case

    other = Guided(visit(town.app))
    other.say(1, text="Asked anew.")
    assert other.browser.get(page(number), status=303).location == page(1)
    assert "In which building?" not in other.open(f"{page(14)}?lang=en")


def test_a_guided_draft_is_sent_whole_after_its_questions_were_left_out(town, admin):
    publish(admin)
    number = own_page(town)
    reporter = Guided(visit(town.app))
    reporter.say(1, text="Two lorries of gravel.")
    reporter.say(number, own_1="c1")
    send(admin, "/admin/questions", do=f"leave:{number}")
    send(admin, "/admin/questions", do="publish")

    assert "The old one" in reporter.open(f"{REVIEW}?lang=en")
    assert reporter.send().status_code == 303
    reporter.has_noted()
    report = next(one for one in town.thread_of(reporter) if one.type is EntryType.REPORT)
    assert report.details["answers"] == {"own_1": "c1", "version": "2.1"}
    assert "The old one" in on_the_desk(town, reporter)


def test_answers_are_corrected_under_the_questions_that_were_answered(town, admin):
    publish(admin)
    reporter = town.reporter()
    reporter.has_reported(own_1="c2")
    send(admin, "/admin/questions", do=f"leave:{own_page(town)}")
    send(admin, "/admin/questions", do="publish")

    shown = reporter.browser.get("/receipt/more/1/?lang=en").text
    assert "In which building?" in shown
    fields = {**hidden(shown), "own_1": "c1"}
    assert post(reporter.browser, "/receipt/more/1/", fields).status_code == 303
    assert "The old one" in on_the_desk(town, reporter)


def test_questions_move_and_rules_keep_what_they_go_by(town, admin):
    send(admin, "/admin/questions", do="up:14")  # urgency, before "were you ordered"
    send(admin, "/admin/questions", 422, do="leave:14")
    send(admin, "/admin/questions", 422, do="down:2")  # "what was done to you" needs the category
    send(admin, "/admin/questions", do="leave:8")
    send(admin, "/admin/questions", do="publish")
    with town.portal.work() as work:
        keys = [one.key for one in questions.of_office(work, town.office.id).live.questions]
    assert keys.index("urgency") < keys.index("ordered_text")
    assert "how_known" not in keys
    assert "how_known" not in visit(town.app).get(REPORT).text
    send(admin, "/admin/questions", do="ask:8")
    send(admin, "/admin/questions", do="discard")
    assert "how_known" not in visit(town.app).get(REPORT).text


def test_a_question_after_a_certain_answer_comes_up_only_then(town, admin):
    publish(admin, kind="line", asked_if="category=police")
    number = own_page(town)
    page_of_all = visit(town.app).get(f"{REPORT}?lang=en").text
    assert "Only if you answered “Police, checkpoints, protection money”" in page_of_all
    asked, passed = Guided(visit(town.app)), Guided(visit(town.app))
    assert number in asked.walk({1: {"text": "x"}, 2: {"category": "police"}})
    assert number not in passed.walk({1: {"text": "x"}, 2: {"category": "bribery"}})


def test_what_was_typed_stays_when_somebody_else_was_faster(admin):
    shown = admin.get("/admin/questions/add").text
    version = re.search(r'name="version"[^>]* value="(\d+)"', shown)[1]
    send(admin, "/admin/questions", do="up:14")
    answer = admin.post("/admin/questions/add", {"version": version, **ASKED}, status=409)
    assert "In which building?" in answer.text
    for path, field in (("/admin/texts", "handles_en"), ("/admin/office", "name_en")):
        good = {"name_th": "สำนักงาน", "language": "th"} if path.endswith("office") else {}
        old = {"version": "9", field: "Typed in vain", **good, **dict.fromkeys(["name_en"], "x")}
        old[field] = "Typed in vain"
        answer = admin.post(path, old, status=409)
        assert "Typed in vain" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"label_th": "", "label_en": ""},
        {"label_en": "x" * 151},
        {"choices_th": "", "choices_en": ""},
        {"choices_en": "only one"},
        {"choices_en": "\n".join(map(str, range(13))), "choices_th": ""},
        {"kind": "people"},
        {"asked_if": "who=x"},
        {"hint_th": "\x00"},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_what_was_typed(admin, wrong):
    answer = send(admin, "/admin/questions/add", 422, **{**ASKED, **wrong})
    assert "As people call it." in answer.text
    assert "own_1" not in admin.get("/admin/questions").text


def test_the_office_says_its_own_words_at_once_and_as_text(town, admin):
    words = {"handles_en": "Schools <b>only</b>\nhttp://evil.example/", "handles_th": "โรงเรียน"}
    shown = send(admin, "/admin/texts", 422, do="preview", **words).text
    assert "Schools &lt;b&gt;only&lt;/b&gt;" in shown
    assert "Schools" not in visit(town.app).get("/o/office/?lang=en").text
    send(admin, "/admin/texts", do="save", privacy_en="We keep letters.", **words)
    landing = visit(town.app).get("/o/office/?lang=en").text
    assert "Schools &lt;b&gt;only&lt;/b&gt;" in landing
    assert 'href="http://evil' not in landing
    assert "โรงเรียน" in visit(town.app).get("/o/office/?lang=th").text
    assert "We keep letters." in visit(town.app).get("/o/office/privacy?lang=en").text
    send(admin, "/admin/texts", 422, handles_en="x" * 401)


def test_the_office_is_renamed_and_the_trail_says_who_did_not_what(town, admin):
    fields = {"name_th": "ชื่อใหม่", "name_en": "New name", "contact_en": "1205", "language": "en"}
    send(admin, "/admin/office", **fields)
    assert "New name" in visit(town.app).get("/o/office/").text
    send(admin, "/admin/office", 422, **{**fields, "name_en": " "})
    with town.portal.work() as work:
        entry = audit.last(work.db, town.office.id)
    assert entry.deed == "change-office"
    assert entry.actor_id == town.office.administrators[0].id
    assert json.loads(entry.detail)["changed"] == ["contact_en", "name_en", "name_th"]


def test_fewer_areas_are_offered_and_somewhere_else_with_them(town, admin):
    send(admin, "/admin/areas", codes=["TH-40", "TH-50"], first="TH-50", order="region")
    shown = visit(town.app).get(f"{REPORT}?lang=en").text
    assert shown.index("TH-50") < shown.index("TH-40")
    assert "TH-10" not in shown
    assert "<optgroup" in shown
    reporter = town.reporter()
    reporter.has_reported(area="other")
    assert town.case_of(reporter).area == "other"
    assert "Somewhere else" in on_the_desk(town, reporter)
    send(admin, "/admin/areas", 422, codes=["TH-40"], first="TH-50", order="region")
    send(admin, "/admin/areas", 422, first="", order="region")


def test_leads_find_what_was_kept_long_enough_and_nobody_else_is_asked(town, admin):
    reporter = town.reporter()
    reporter.has_reported()
    town.assign(reporter)
    lead = sign_in(town.app, town.office.leads[0])
    assert "show=kept" not in lead.get("/desk/").text
    send(admin, "/admin/retention", months="๒๔")
    assert "show=kept" in lead.get("/desk/").text
    send(admin, "/admin/retention", 422, months="11")
    send(admin, "/admin/retention", 422, months="long")
    send(admin, "/admin/retention", 422, check_ins="1, soon")
    send(admin, "/admin/retention", 422, check_ins="0, 3")
    send(admin, "/admin/retention", months="๒๔", check_ins="๒ 6,1")
    handler = sign_in(town.app, town.office.handlers[0])
    assert "show=kept" not in handler.get("/desk/").text
    with town.portal.work() as work:
        version = settings.read(work, town.office.id, Topic.RETENTION)
        assert settings.check_in_months(work, town.office.id) == (1, 2, 6)
    assert settings.case_months(version) == 24


def test_an_office_says_how_many_days_it_gives(town, admin):
    given = {"objection": "๒๑", "identity": "5", "review": "20"}
    for wrong in ({"objection": "2"}, {"identity": "15"}, {"review": "soon"}):
        page = send(admin, "/admin/days", 422, **{**given, **wrong})
        assert "Please write a whole number" in page.text
    send(admin, "/admin/days", **given)
    assert 'value="21"' in admin.get("/admin/days").text
    lead = sign_in(town.app, town.office.leads[0])
    reporter = town.reporter()
    reporter.has_reported()
    case_id = town.case_of(reporter).id
    assert 'value="5"' in lead.get(f"/desk/cases/{case_id}/identity/ask").text


def test_a_law_pack_is_quoted_only_while_its_approval_stands(town, admin):
    def shown() -> set[str]:
        with town.portal.work() as work:
            return {rule.key for rule in law.shown(work, town.office.id)}

    assert shown() == set()
    fields = {"do": "approve", "pack_version": "1", "name": "Somying", "position": "Counsel"}
    send(admin, "/admin/law/th-nacc", 422, **{**fields, "name": ""})
    send(admin, "/admin/law/th-nacc", 422, **{**fields, "pack_version": "2"})
    send(admin, "/admin/law/th-pacc", 422, **fields)
    assert shown() == set()
    send(admin, "/admin/law/th-nacc", **fields)
    assert "th.nacc.prelim" in shown()
    assert "th.protection" not in shown()  # read about the law, not in it
    assert "Somying" in admin.get("/admin/law").text
    send(admin, "/admin/law/th-nacc", do="withdraw")
    assert shown() == set()
    with town.portal.work() as work:
        assert audit.last(work.db, town.office.id).deed == "withdraw-law"


def test_no_page_for_reporters_quotes_a_law_pack(town):
    for path in ("/o/office/", "/o/office/privacy", REPORT, "/o/office/before/law"):
        shown = visit(town.app).get(f"{path}?lang=en").text
        assert "Organic Act" not in shown
        assert "2019/1937" not in shown


def test_a_handler_begins_with_the_offices_text_and_nothing_typed_is_lost(town, admin):
    send(admin, "/admin/templates", acknowledge_th="ขอบคุณ <b>", acknowledge_en="Thank you.")
    reporter = town.reporter()
    reporter.has_reported()
    there = f"/desk/cases/{town.case_of(reporter).id}"
    lead = sign_in(town.app, town.office.leads[0])
    typed = {"text": "Dear you,", "fill": "th"}
    shown = lead.post(f"{there}/acknowledge", typed, form=there, status=422).text
    assert "ขอบคุณ &lt;b&gt;\n\nDear you," in shown.replace("\r", "")
    assert town.case_of(reporter).acknowledged_on is None
    lead.post(f"{there}/acknowledge", {"text": "Thank you."}, form=there)
    assert "Thank you." in reporter.browser.get(f"{CASE}?lang=en").text


def test_a_text_for_feedback_says_of_which_case_it_is_and_by_when(town, admin):
    text = "{reference}, {received}, {feedback}, {nothing}"
    send(admin, "/admin/templates", feedback_en=text)
    reporter = town.reporter()
    reporter.has_reported()
    case = town.case_of(reporter)
    there = f"/desk/cases/{case.id}"
    lead = sign_in(town.app, town.office.leads[0])
    shown = lead.post(f"{there}/reply", {"text": "", "fill": "en"}, form=there, status=422).text
    received, due = (i18n.long_date(day, "en") for day in (case.received_on, case.feedback_due))
    assert f"{case.reference}, {received}, {due}, {{nothing}}" in shown


def test_a_lead_sets_nothing(town):
    lead = sign_in(town.app, town.office.leads[0])
    for path in ("office", "texts", "templates", "areas", "questions", "retention", "law"):
        lead.get(f"/admin/{path}", status=403)
