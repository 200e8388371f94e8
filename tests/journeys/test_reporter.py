"""The whole story of a reporter, over HTTP, with a token on every form."""

import hashlib
import random
import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from tests.journeys.reporter import (
    CASE,
    CHANGE,
    NEW,
    PRESENT,
    Reporter,
    Town,
    hidden,
    make_town,
    post,
)
from wbportal.casework import desk
from wbportal.casework.desk import Order
from wbportal.casework.records import EntryType, FileSlip
from wbportal.domain.offices import OfficeKind
from wbportal.domain.reasons import Reason, reasons
from wbportal.domain.rules import Action, Facts
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.streams import FileKey, SealingWriter
from wbportal.web.receipt.decisions import told

THAI = "สวัสดีค่ะ ผู้อำนวยการเรียกเงิน ๕,๐๐๐ บาท จากผู้ปกครองทุกคน"


# Questions speak for themselves, and a report that was destroyed has nobody to be told.
_NEVER_TOLD = {
    reason
    for action in (Action.ASK, Action.DESTROY, Action.DOWNLOAD, Action.PROPOSE_DESTRUCTION)
    for reason in reasons(action, OfficeKind.CSO, Facts())
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


def test_a_report_in_thai_is_noted_answered_and_read_again_elsewhere(town: Town) -> None:
    here = town.reporter()
    here.has_reported(THAI, area="TH-40", when="ประมาณเดือนมีนาคม 2558", who="ผู้อำนวยการ")
    town.do(here, Action.REPLY, text="ขอบคุณที่บอกเรา")
    page = town.same_person_elsewhere(here).come_back().text
    for words in (THAI, "Khon Kaen", "about March 2015", "ขอบคุณที่บอกเรา", "ผู้อำนวยการ"):
        assert words in page


def test_a_file_of_25_mb_arrives_whole_and_with_its_name(town: Town) -> None:
    content = random.Random(1).randbytes(25_000_000)  # noqa: S311 - any bytes do
    here = town.reporter()
    here.has_reported(files=[(BytesIO(content), "หลักฐาน.bin", "application/octet-stream")])
    [slip] = [entry.file for entry in town.thread_of(here) if entry.file is not None]
    assert (slip.name, slip.length) == ("หลักฐาน.bin", len(content))
    assert slip.sha256 == hashlib.sha256(content).digest()
    assert slip.sha256.hex() in here.browser.get(CASE).text


def test_the_code_page_says_first_that_the_report_has_arrived(town: Town) -> None:
    here = town.reporter()
    here.report()
    page = here.read_code().text
    assert page.index("Your report has arrived") < page.index(here.paper[0])
    assert "lead this work" in page


def test_the_words_of_the_code_open_the_case_too(town: Town) -> None:
    here = town.reporter()
    here.has_reported("said in words")
    words = ReceiptCode.parse(here.code).words()
    assert "said in words" in town.reporter().come_back(" ".join(words)).text


def test_thai_pages_show_digits_only(town: Town) -> None:
    here = town.reporter()
    here.report()
    assert 'class="words"' in here.browser.get(f"{NEW}?lang=en").text
    assert 'class="words"' not in here.browser.get(f"{NEW}?lang=th").text


def test_the_first_date_is_the_one_to_come_back_on(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    page = here.browser.get(CASE).text
    assert "Come back on Monday 30 November 2026" in page
    assert page.index("Come back on") < page.index("What was said")


def test_a_question_stands_open_until_it_is_answered(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    town.assign(here)
    town.do(here, Action.ASK, text="When was it?", code=Reason.MORE_ABOUT_WHEN)
    assert "A question for you" in here.browser.get(CASE).text
    assert town.case_of(here).state is State.AWAITING_REPORTER
    assert here.write(text="Last Friday").status_code == 303
    assert town.case_of(here).state is State.RECEIVED
    page = here.browser.get(CASE).text
    assert "A question for you" not in page
    assert "Last Friday" in page


@pytest.mark.parametrize("end", [Action.DECLINE, Action.CONCLUDE])
def test_a_closed_case_still_takes_messages(town: Town, end: Action) -> None:
    here = town.reporter()
    here.has_reported()
    town.assign(here)
    town.do(here, Action.ASSESS)
    reason = Reason.NOT_OURS
    if end is Action.CONCLUDE:
        town.do(here, Action.ADDRESS)
        reason = Reason.PUT_RIGHT
    town.do(here, end, text="That is all.", code=reason)
    assert here.write(text="There is more").status_code == 303
    assert "There is more" in here.browser.get(CASE).text


def test_each_decision_is_told_with_its_reason(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    town.assign(here)
    town.do(here, Action.ACKNOWLEDGE)
    town.do(here, Action.ASSESS)
    assert "Somebody has read your report." in here.browser.get(CASE).text
    reason = Reason.OTHER_BODY_COMPETENT
    town.do(here, Action.REFER, text="We told them.", body="the Auditor", code=reason)
    page = here.browser.get(CASE).text
    for words in ("To whom: the Auditor", "That body is the one to deal with it.", "We told them."):
        assert words in page


@pytest.mark.parametrize("reason", [r for r in Reason if r not in _NEVER_TOLD])
def test_every_reason_that_a_reporter_is_told_has_words(town: Town, reason: Reason) -> None:
    with town.app.test_request_context("/receipt/case"):
        assert len(list(told({"action": Action.REFER, "reason": reason}))) == 2


def test_a_file_from_the_office_is_handed_out_as_it_was_sent(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    town.portal.perform(lambda work: _send_file(work, town, town.case_of(here).id, b"an answer"))
    page = here.browser.get(CASE).text
    record = re.search(r'name="file" value="([^"]+)"', page)
    assert record is not None
    answer = post(here.browser, "/receipt/file", {**hidden(page), "file": record[1]})
    assert answer.data == b"an answer"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def _send_file(work: Work, town: Town, case_id: object, content: bytes) -> None:
    lead = town.office.leads[0].person
    key, writer = FileKey.generate(uuid4()), work.begin_blob()
    sealing = SealingWriter(key, writer.stream)
    sealing.write(content)
    sealed = sealing.finish()
    writer.keep()
    slip = FileSlip(
        key.file_id, writer.name, key.secret, "answer.pdf", "application/pdf",
        sealed.length, sealed.padded_length, sealed.sha256,
    )  # fmt: skip
    desk.reply(work, lead, case_id, Order(files=(slip,)))


def test_no_file_is_handed_out_for_an_id_that_is_not_of_this_case(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    page = here.browser.get(CASE).text
    for wrong in (str(uuid4()), "x", ""):
        answer = post(here.browser, "/receipt/file", {**hidden(page), "file": wrong})
        assert answer.status_code == 404


def test_an_unknown_code_leads_on_and_then_opens_nothing(town: Town) -> None:
    here, stranger = town.reporter(), town.reporter()
    here.has_reported()
    known = here.come_back()
    unknown = stranger.come_back(" ".join(ReceiptCode.generate().groups()))
    assert "No report belongs to this code" in unknown.text
    assert (unknown.status_code, len(unknown.data)) == (known.status_code, len(known.data))


@pytest.mark.parametrize("path", [CASE, CHANGE])
def test_without_a_code_a_case_page_asks_for_one(town: Town, path: str) -> None:
    answer = town.reporter().browser.get(path, status=303)
    assert answer.location == PRESENT


def test_a_slip_of_the_pen_is_named_by_its_group(town: Town) -> None:
    here = town.reporter()
    page = here.browser.get(PRESENT).text
    groups = ReceiptCode.generate().groups()
    groups[2] = "9999"
    answer = post(here.browser, PRESENT, {**hidden(page), "code": " ".join(groups)})
    assert answer.status_code == 422
    assert "Group 3 cannot be right" in answer.text
    assert "9999" in answer.text


def test_a_visit_ends_by_itself_after_half_an_hour(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    town.clock.move(timedelta(minutes=20))
    here.browser.get(CASE)
    town.clock.move(timedelta(minutes=25))
    here.browser.get(CASE)  # looking moved its end on
    town.clock.move(timedelta(minutes=31))
    assert here.browser.get(CASE, status=303).location == PRESENT


def test_leaving_ends_the_visit_and_what_was_not_sent(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    here.submit(here.form(), text="never sent", do="keep")
    drafts, sessions = town.count("drafts"), town.count("sessions")
    assert "This page is closed" in post(here.browser, "/leave", {}).text
    assert here.browser.get(CASE, status=303).location == PRESENT
    assert town.count("drafts") < drafts
    assert town.count("sessions") == sessions - 1


def test_a_changed_code_opens_the_case_and_the_old_one_nothing(town: Town) -> None:
    here = town.reporter()
    here.has_reported("the case of a changed code")
    elsewhere = town.same_person_elsewhere(here)
    elsewhere.come_back()
    old = here.code
    page = here.browser.get(CHANGE).text
    answer = post(here.browser, CHANGE, {**hidden(page), "code": old})
    assert (answer.status_code, answer.location) == (303, NEW)
    here.read_code()
    assert "the case of a changed code" in town.reporter().come_back(old).text  # not yet
    assert here.note().location == CASE
    assert "the case of a changed code" in here.browser.get(CASE).text
    assert "No report belongs" in town.reporter().come_back(old).text
    assert "the case of a changed code" in town.reporter().come_back(here.code).text
    assert elsewhere.browser.get(CASE, status=303).location == PRESENT


def test_another_case_s_code_changes_nothing(town: Town) -> None:
    here, other = town.reporter(), town.reporter()
    here.has_reported()
    other.has_reported()
    page = here.browser.get(CHANGE).text
    answer = post(here.browser, CHANGE, {**hidden(page), "code": other.code})
    assert answer.status_code == 422
    assert "not the code of the report that is open" in answer.text
    assert 'id="code-error"' in answer.text


def seen_by_somebody(town: Town) -> Reporter:
    """A report was sent, and its code is known to whoever wrote it down."""
    here = town.reporter()
    here.has_reported()
    case_id = town.case_of(here).id
    with town.portal.work() as work:
        row = work.db.get(type(town.case_of(here)), case_id)
        assert row is not None
        row.code_single_use = True
    fresh = town.same_person_elsewhere(here)
    page = fresh.browser.get(PRESENT).text
    post(fresh.browser, PRESENT, {**hidden(page), "code": fresh.code})
    return fresh


def test_a_code_that_somebody_else_has_seen_must_be_changed_first(town: Town) -> None:
    fresh = seen_by_somebody(town)
    assert fresh.browser.get(CASE, status=303).location == CHANGE
    page = fresh.browser.get(CHANGE).text
    post(fresh.browser, CHANGE, {**hidden(page), "code": fresh.code})
    fresh.read_code()
    assert fresh.note().location == CASE
    assert fresh.browser.get(CASE).status_code == 200


@pytest.mark.parametrize(
    "path", ["/receipt/earlier/", "/receipt/more/", "/receipt/more/1/", "/receipt/proof"]
)
def test_it_shows_nothing_before_on_any_page(town: Town, path: str) -> None:
    fresh = seen_by_somebody(town)
    assert fresh.browser.get(path, status=303).location in {CASE, CHANGE}


def test_it_adds_nothing_before(town: Town) -> None:
    fresh = seen_by_somebody(town)
    before = len(town.thread_of(fresh))
    page = fresh.browser.get(CHANGE).text
    for path in (CASE, "/receipt/more/3/", "/receipt/file"):
        fields = {**hidden(page), "text": "written in somebody's name", "do": "send"}
        assert post(fresh.browser, path, fields).status_code in {303, 404, 422}
    assert len(town.thread_of(fresh)) == before


def test_nothing_but_the_day_is_kept_of_what_a_reporter_does(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    here.write(text="more")
    mine = [e for e in town.thread_of(here) if e.type in {EntryType.REPORT, EntryType.MESSAGE}]
    assert [entry.at for entry in mine] == [None, None]
