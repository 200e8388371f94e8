"""The pages of somebody who reports and comes back."""

from tests.browser.people import CASE, CHANGE, KEEP, NEW, PRESENT, SEND
from tests.browser.places import Guide, Leading, Place, to
from tests.browser.places_of_entered import RECORD
from tests.browser.places_of_errors import ERRORS

TEXTS = {
    "th": "เมื่อวันศุกร์ที่แล้ว ผู้รับเหมาส่งมอบนมโรงเรียน 400 กล่อง แต่ใบส่งของเขียนว่า 600 กล่อง "
    "ครูเวรถูกขอให้เซ็นรับครบจำนวน ฉันถ่ายรูปใบส่งของไว้",
    "en": "Last Friday the supplier brought 400 cartons of school milk; the note says 600. "
    "The teacher on duty was asked to sign for all of them. I took a picture of the note.",
}
ANSWERS = {
    "th": "ใบส่งของอยู่กับครูเวร ฉันเห็นเองวันศุกร์ที่ 13",
    "en": "The teacher on duty has the delivery note. I saw it myself on Friday the 13th.",
}
PROOF, OPENING = "/receipt/proof", "/receipt/proof/opening"
_NO_CASE = "0000 " * 8


# The name under which LINE's own browser goes, on Android.
_IN_LINE = (
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Line/14"
)


def _landing_in_line(guide: Guide) -> None:
    guide.browser.context.set_extra_http_headers({"User-Agent": _IN_LINE})
    guide.browser.go(guide.office)
    guide.browser.context.set_extra_http_headers({})


def _report_refused(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/")
    guide.press(SEND)


def _report_kept(guide: Guide) -> None:
    guide.page.fill("#text", TEXTS.get(guide.lang, TEXTS["en"]))
    guide.page.set_input_files(
        "#files", {"name": "ใบส่งของ.jpg", "mimeType": "image/jpeg", "buffer": b"picture" * 9000}
    )
    guide.press(KEEP)


def _to_people(guide: Guide) -> None:
    guide.press("button[name=do][value=people]")


def _with_people(guide: Guide) -> None:
    guide.page.locator("#see .choice input").first.check()
    guide.press("button[name=do][value=all]")


def _report_without_cookie(guide: Guide) -> None:
    _report_refused(guide)
    guide.page.fill("#text", TEXTS.get(guide.lang, TEXTS["en"]))
    guide.browser.context.clear_cookies()
    guide.press(SEND)


def _report_going_on(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/")


def _step(number: int, do: str = "") -> Leading:
    def lead(guide: Guide) -> None:
        guide.browser.go(f"{guide.office}report/{number}/")
        if do:
            guide.press(f"button[name=do][value={do}]")

    return lead


def _step_refused(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/4/")
    guide.page.fill("#who", "ก" * 2001)
    guide.press("button[name=do][value=next]")


def _step_not_known(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/4/")
    guide.page.fill("#who", "")
    guide.press("button[name=do][value=unknown]")


def _step_with_a_choice(number: int, choice: str) -> Leading:
    def lead(guide: Guide) -> None:
        guide.browser.go(f"{guide.office}report/{number}/")
        guide.page.check(f"input[value={choice}]")
        guide.press("button[name=do][value=next]")

    return lead


def _step_without_cookie(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/1/")
    guide.page.fill("#text", TEXTS[guide.lang])
    guide.browser.context.clear_cookies()
    guide.press("button[name=do][value=next]")


def _step_with_file(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/17/")
    guide.page.set_input_files(
        "#files", {"name": "ใบส่งของ.jpg", "mimeType": "image/jpeg", "buffer": b"picture" * 9000}
    )
    guide.press(KEEP)
    guide.unfold()


def _review(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/1/")
    guide.page.fill("#text", TEXTS[guide.lang])
    guide.press("button[name=do][value=review]")
    guide.unfold()


def _review_refused(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/1/")
    guide.page.fill("#text", "")
    guide.press("button[name=do][value=review]")
    guide.press(SEND)


def _code(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/")
    guide.press("button[value=show]")
    guide.press(SEND)


def _report_after_sending(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/")


def _code_missed(guide: Guide) -> None:
    guide.browser.go(NEW)
    guide.press("form:has([name^=group_]) button")


def _code_given_up(guide: Guide) -> None:
    guide.press("button[name=give_up]")


def _note(guide: Guide) -> None:
    """Type the two groups that the page with the code asks for."""
    groups = guide.page.locator(".digits li").all_inner_texts()
    for field in guide.page.locator("[name^=group_]").all():
        field.fill(groups[int((field.get_attribute("name") or "")[-1]) - 1])
    guide.press("form:has([name^=group_]) button")


def _fresh_case(guide: Guide) -> None:
    guide.browser.go(NEW)
    _note(guide)
    guide.unfold()


def _wrong_code(guide: Guide) -> None:
    guide.come_back("1234 5678")


def _unknown_code(guide: Guide) -> None:
    guide.come_back(_NO_CASE)


def _shown_case(number: int) -> Leading:
    def lead(guide: Guide) -> None:
        guide.come_back(guide.here.codes[number])
        guide.unfold()

    return lead


def _message_refused(guide: Guide) -> None:
    guide.press(SEND)


def _message_kept(guide: Guide) -> None:
    guide.page.fill("#text", ANSWERS.get(guide.lang, ANSWERS["en"]))
    guide.press(KEEP)


def _message_without_visit(guide: Guide) -> None:
    guide.browser.context.clear_cookies(name="reporter")
    guide.press(SEND)


def _change(guide: Guide) -> None:
    guide.come_back(guide.here.codes[0])
    guide.browser.go(CHANGE)


def _change_refused(guide: Guide) -> None:
    guide.page.fill("#code", guide.here.codes[1])
    guide.press("form:has(#code) button")


def _act(number: int) -> Leading:
    """Lead to the page of something else that a reporter can do."""
    return to(f"/receipt/more/{number}/")


def _act_sent_empty(guide: Guide) -> None:
    guide.press("button[name=do][value=send]:not(.hidden)")


def _acts(guide: Guide) -> None:
    guide.come_back(guide.here.codes[1])
    guide.browser.go("/receipt/more/")


def _act_refused(guide: Guide) -> None:
    guide.browser.go("/receipt/more/2/")
    guide.press("button[name=do][value=send]:not(.hidden)")


def _act_without_visit(guide: Guide) -> None:
    guide.browser.go("/receipt/more/6/")
    guide.page.fill("#text", ANSWERS.get(guide.lang, ANSWERS["en"]))
    guide.browser.context.clear_cookies(name="reporter")
    guide.press("button[name=do][value=send]:not(.hidden)")


def _review_asked(guide: Guide) -> None:
    guide.come_back(guide.here.codes[2])
    guide.browser.go("/receipt/more/4/")


def _proof(guide: Guide) -> None:
    guide.come_back(guide.here.codes[0])
    guide.browser.go(PROOF)


def _proof_refused(guide: Guide) -> None:
    guide.page.fill("#code", guide.here.codes[1])
    guide.press("form:has(#code) button")


def _statement(guide: Guide) -> None:
    guide.browser.go(PROOF)
    guide.page.fill("#code", guide.here.codes[0])
    guide.press("form:has(#code) button")


def _genuine(guide: Guide) -> None:
    _statement(guide)
    statement = guide.page.locator("[name=statement]").input_value()
    guide.browser.go(OPENING)
    guide.page.fill("#code", guide.here.codes[0])
    with guide.page.expect_download() as saved:
        guide.page.locator("form:has(#code) button").click()
    guide.browser.go("/proof/")
    guide.page.fill("#statement", statement)
    guide.page.set_input_files("#opening_file", saved.value.path())
    guide.press("form:has(#statement) button")


def _check_refused(guide: Guide) -> None:
    guide.browser.go("/proof/")
    guide.press("form:has(#statement) button")


def _statement_key(guide: Guide) -> None:
    guide.browser.go(f"/proof/{guide.here.slug}/")


def _save(guide: Guide) -> None:
    """Begin in a browser that has nothing, as whoever came by a fresh link."""
    guide.browser.context.clear_cookies()
    guide.browser.go(f"{guide.office}report/")
    guide.page.fill("#text", TEXTS[guide.lang])
    guide.press(KEEP)
    guide.browser.go(f"{guide.office}report/save/")


def _save_code(guide: Guide) -> None:
    guide.press("button[value=save]")


def _save_missed(guide: Guide) -> None:
    guide.press("form:has([name^=group_]) button")


def _saved(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/save/")
    _note(guide)


def _saved_review(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/review/")


def _saved_destroying(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/save/")
    guide.press("button[value=ask]")


def _saved_arrived(guide: Guide) -> None:
    guide.browser.go(f"{guide.office}report/review/")
    guide.press(SEND)


def _left(guide: Guide) -> None:
    guide.browser.go(CASE)
    guide.press("form.leave button")


REPORTERS = (
    Place("first", to("/")),
    Place("landing", to("{office}")),
    Place("landing-in-line", _landing_in_line),
    Place("before-device", to("{office}before/device")),
    Place("before-tor", to("{office}before/tor")),
    Place("before-files", to("{office}before/files")),
    Place("before-after", to("{office}before/after")),
    Place("before-law", to("{office}before/law")),
    Place("before-elsewhere", to("{office}before/elsewhere")),
    Place("privacy", to("{office}privacy")),
    Place("report", to("{office}report/")),
    Place("report-refused", _report_refused),
    Place("report-kept", _report_kept),
    Place("report-to-people", _to_people),
    Place("report-with-people", _with_people),
    Place("report-going-on", _report_going_on),
    Place("step-text-begun", to("{office}report/1/")),
    Place("step-choice", to("{office}report/2/")),
    Place("step-conditional", _step_with_a_choice(2, "retaliation")),
    Place("step-who", to("{office}report/4/")),
    Place("step-refused", _step_refused),
    Place("step-not-known", _step_not_known),
    Place("step-pair", to("{office}report/6/")),
    Place("step-reported-before", to("{office}report/11/")),
    Place("step-ordered", to("{office}report/12/")),
    Place("step-ordered-text", _step_with_a_choice(12, "ordered")),
    Place("step-people", to("{office}report/16/")),
    Place("step-files", _step_with_file),
    Place("review-refused", _review_refused),
    Place("review", _review),
    Place("step-all", _step(1, "all")),
    Place("code", _code),
    Place("report-after-sending", _report_after_sending),
    Place("step-after-sending", to("{office}report/1/")),
    Place("review-after-sending", to("{office}report/review/")),
    Place("code-missed", _code_missed),
    Place("code-given-up", _code_given_up),
    Place("case-fresh", _fresh_case),
    Place("code-gone", to(NEW)),
    Place("present", to(PRESENT)),
    Place("present-refused", _wrong_code),
    Place("present-unknown", _unknown_code),
    Place("case-with-question", _shown_case(0)),
    Place("message-refused", _message_refused),
    Place("message-kept", _message_kept),
    Place("message-without-visit", _message_without_visit),
    Place("case-in-work", _shown_case(1)),
    Place("act-name", _act(11)),
    Place("act-name-refused", _act_sent_empty),
    Place("case-finished", _shown_case(2)),
    Place("why", to("/receipt/why")),
    Place("acts-when-finished", to("/receipt/more/")),
    Place("act-review", _review_asked),
    Place("acts", _acts),
    Place("act-answers", _act(1)),
    Place("act-identity", _act(2)),
    Place("act-no-note", _act(3)),
    Place("act-retaliation", _act(5)),
    Place("act-objection", _act(6)),
    Place("act-withdrawal", _act(7)),
    Place("act-hiding", _act(8)),
    Place("act-refused", _act_refused),
    Place("earlier", to("/receipt/earlier/")),
    Place("act-without-visit", _act_without_visit),
    Place("change", _change),
    Place("change-refused", _change_refused),
    Place("proof", _proof),
    Place("proof-refused", _proof_refused),
    Place("statement", _statement),
    Place("opening", to(OPENING)),
    Place("genuine", _genuine),
    Place("check", to("/proof/")),
    Place("check-refused", _check_refused),
    Place("statement-key", _statement_key),
    Place("save", _save),
    Place("save-code", _save_code),
    Place("save-missed", _save_missed),
    Place("saved", _saved),
    Place("saved-review", _saved_review),
    Place("saved-destroying", _saved_destroying),
    Place("saved-arrived", _saved_arrived),
    Place("nothing-saved", to("{office}report/save/")),
    Place("left", _left),
    Place("report-without-cookie", _report_without_cookie),
    Place("step", to("{office}report/1/")),
    Place("step-without-cookie", _step_without_cookie),
    Place("error-404", to("/o/nowhere/")),
    *RECORD,
    *ERRORS,
)
