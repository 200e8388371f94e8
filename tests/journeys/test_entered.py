"""A report that a handler writes down: entered, handed over, checked by its reporter."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import func, select

from tests.builders import Browser, sign_in, visit
from tests.journeys.desk import upload, words
from tests.journeys.reporter import (
    CASE,
    CHANGE,
    PRESENT,
    Reporter,
    Town,
    groups_on,
    hidden,
    make_town,
    post,
)
from wbportal.db.audit import AuditEntry
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.db.grants import Grant

ENTER, ENTERED, QUEUE = "/desk/enter/", "/desk/entered/", "/desk/"
PEOPLE = "/desk/enter/people"
SAID = "เจ้าหน้าที่เรียกเงินสองหมื่นบาท เล่าทางโทรศัพท์"
WHOLE = {
    "text": SAID,
    "came_by": "telephone",
    "came_on": "๒๐ พ.ย. ๒๕๖๙",
    "document": "รับที่ 12/2569",
    "slip": "slip",
    "do": "send",
}


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


@pytest.fixture
def lead(town: Town) -> Browser:
    return sign_in(town.app, town.office.leads[0])


@pytest.fixture
def handler(town: Town) -> Browser:
    return sign_in(town.app, town.office.handlers[0])


def send(browser: Browser, **fields: object):
    form = hidden(browser.get(ENTER).text)
    return post(browser, ENTER, {**form, **WHOLE, **fields})


def case_of(town: Town) -> Case:
    with town.portal.work() as work:
        row = work.db.scalars(select(Case)).one()
        work.db.expunge(row)
    return row


def count(town: Town, model: type) -> int:
    with town.portal.work() as work:
        return work.db.scalar(select(func.count()).select_from(model)) or 0


def use(town: Town, paper: list[str]) -> Reporter:
    """Come with the slip in another browser, and take the code that it is exchanged for."""
    someone = Reporter(visit(town.app), paper)
    page = someone.browser.get(PRESENT).text
    post(someone.browser, PRESENT, {**hidden(page), "code": someone.code})
    assert someone.browser.get(CASE, status=303).location == CHANGE
    page = someone.browser.get(CHANGE).text
    assert "has seen this code" in page
    post(someone.browser, CHANGE, {**hidden(page), "code": someone.code})
    someone.read_code()
    assert someone.note().location == CASE
    return someone


def test_a_report_by_telephone_from_the_call_to_the_agreement(town: Town, handler: Browser) -> None:
    answer = send(handler)
    assert (answer.status_code, answer.location) == (303, ENTERED)
    shown = handler.get(ENTERED)
    paper = groups_on(shown.text)
    assert len(paper) == 8
    assert 'class="desk slip"' in shown.text
    case = case_of(town)
    assert (case.received_on.isoformat(), case.channel) == ("2026-11-20", "telephone")
    assert case.ack_due.isoformat() == "2026-11-27"
    someone = use(town, paper)
    page = someone.browser.get(CASE)
    assert "Please check what was written down for you" in page.text
    assert "Written down for you" in page.text
    record = someone.browser.get("/receipt/record")
    assert "Is this what you said?" in record.text
    assert SAID in record.text
    form = hidden(record.text)
    assert post(someone.browser, "/receipt/record", {**form, "do": "agree"}).location == CASE
    assert "Please check what was written down" not in someone.browser.get(CASE).text
    desk = sign_in(town.app, town.office.leads[0])
    said = words(desk.get(f"/desk/cases/{case.id}"))
    assert "By telephone" in said
    assert "Agreed to what was written down" in said
    assert "รับที่ 12/2569" in said
    assert "Used" in said


def test_the_slip_opens_nothing_once_it_was_used(town: Town, handler: Browser) -> None:
    send(handler)
    paper = groups_on(handler.get(ENTERED).text)
    use(town, paper)
    again = Reporter(visit(town.app), paper)
    page = again.browser.get(PRESENT).text
    post(again.browser, PRESENT, {**hidden(page), "code": again.code})
    assert SAID not in again.browser.get(CASE).text


def test_whoever_entered_it_for_somebody_finds_nothing_afterwards(
    town: Town, handler: Browser
) -> None:
    """The proxy: no row opens for them, and every address of the case is as if it were not."""
    assert 'id="shut_out" name="shut_out" type="checkbox"' in handler.get(ENTER).text
    send(handler, shut_out="y")
    case_id = case_of(town).id
    with town.portal.work() as work:
        mine = work.db.scalars(
            select(Grant).where(Grant.holder_id == town.office.handlers[0].id)
        ).all()
    assert mine == []
    assert str(case_id) not in handler.get(ENTERED).text
    assert str(case_id) not in handler.get(QUEUE).text
    for path in (f"/desk/cases/{case_id}", f"/desk/cases/{case_id}/slip"):
        assert handler.get(path, status=404)
    for name in ("note", "reply", "acknowledge", "new-slip"):
        answer = post(handler, f"/desk/cases/{case_id}/{name}", {"text": "x", **token(handler)})
        assert answer.status_code == 404
    assert SAID not in handler.get(QUEUE).text


def token(browser: Browser) -> dict[str, str]:
    return {"csrf_token": browser.token(ENTER)}


def test_a_lead_who_shuts_themselves_out_finds_nothing_either(town: Town, lead: Browser) -> None:
    send(lead, shut_out="y")
    case_id = case_of(town).id
    lead.get(f"/desk/cases/{case_id}", status=404)
    assert str(case_id) not in lead.get(QUEUE).text
    other = sign_in(town.app, town.office.leads[1])
    assert other.get(f"/desk/cases/{case_id}").status_code == 200


def test_a_lead_shows_the_slip_again_and_makes_another(town: Town, lead: Browser) -> None:
    send(lead)
    first = groups_on(lead.get(ENTERED).text)
    case_id = case_of(town).id
    assert groups_on(lead.get(f"/desk/cases/{case_id}/slip").text) == first
    page = lead.get(f"/desk/cases/{case_id}").text
    assert "Not used yet" in page
    made = post(lead, f"/desk/cases/{case_id}/new-slip", hidden_of(page, "new-slip"))
    assert made.location == f"/desk/cases/{case_id}/slip"
    second = groups_on(lead.get(made.location).text)
    assert len(second) == 8
    assert second != first
    lost = Reporter(visit(town.app), first)
    page = lost.browser.get(PRESENT).text
    post(lost.browser, PRESENT, {**hidden(page), "code": lost.code})
    assert lost.browser.get(CASE).status_code == 200  # says that there is no such code
    use(town, second)
    assert groups_on(lead.get(f"/desk/cases/{case_id}/slip").text) == []


def hidden_of(page: str, action: str) -> dict[str, str]:
    part = page.partition(f"/{action}")[2]
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="(csrf_token|version)"[^>]* value="([^"]*)"', part)[:2]
    }


def test_without_a_slip_the_page_says_that_nobody_has_a_code(town: Town, lead: Browser) -> None:
    send(lead, slip="none")
    shown = lead.get(ENTERED)
    assert groups_on(shown.text) == []
    assert "Nobody has a code for it" in shown.text
    page = lead.get(f"/desk/cases/{case_of(town).id}").text
    assert "the reporter cannot come back" in page


def test_the_reporter_corrects_what_was_written_down(town: Town, lead: Browser) -> None:
    send(lead)
    someone = use(town, groups_on(lead.get(ENTERED).text))
    form = hidden(someone.browser.get("/receipt/record").text)
    empty = post(someone.browser, "/receipt/record", {**form, "do": "correct", "text": " "})
    assert empty.status_code == 422
    fields = {**form, "do": "correct", "text": "สามหมื่นบาท ไม่ใช่สองหมื่น"}
    assert post(someone.browser, "/receipt/record", fields).location == CASE
    page = lead.get(f"/desk/cases/{case_of(town).id}").text
    assert SAID in page
    assert "สามหมื่นบาท ไม่ใช่สองหมื่น" in page
    assert "Corrected what was written down" in page


def test_a_correction_whose_visit_ended_is_kept_and_sent_with_the_code(
    town: Town, lead: Browser
) -> None:
    send(lead)
    someone = use(town, groups_on(lead.get(ENTERED).text))
    form = hidden(someone.browser.get("/receipt/record").text)
    someone.browser.client.delete_cookie("reporter", domain="127.0.0.1")
    typed = {**form, "do": "correct", "text": "written for half an hour"}
    answer = post(someone.browser, "/receipt/record", typed)
    assert answer.status_code == 422
    assert "written for half an hour" in answer.text
    again = {**typed, **hidden(answer.text), "code": someone.code}
    assert post(someone.browser, "/receipt/record", again).location == CASE
    assert "written for half an hour" in lead.get(f"/desk/cases/{case_of(town).id}").text


@pytest.mark.parametrize(
    ("fields", "words_of_it"),
    [
        ({"came_by": ""}, "Please choose how it came."),
        ({"came_by": "web"}, "Please choose how it came."),
        ({"came_on": ""}, "Please write a whole date"),
        ({"came_on": "พ.ย. 2569"}, "Please write a whole date"),
        ({"came_on": "24 พ.ย. 2569"}, "This day is still to come."),
        ({"document": "x" * 201}, "too long"),
        ({"slip": "both"}, "Please choose one of the two."),
        ({"text": ""}, "Please write what happened."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    town: Town, handler: Browser, fields: dict[str, str], words_of_it: str
) -> None:
    answer = send(handler, **{"who": "ผู้อำนวยการ", **fields})
    assert answer.status_code == 422
    assert words_of_it in answer.text
    assert "ผู้อำนวยการ" in answer.text
    assert count(town, Case) == 0
    again = handler.get(ENTER).text  # another day, another session: still there
    assert "ผู้อำนวยการ" in again
    assert "Not sent yet" in again


def test_files_are_kept_with_the_form_and_go_along(town: Town, lead: Browser) -> None:
    kept = send(lead, do="keep", files=upload(b"a scan", "จดหมาย.png"))
    assert kept.status_code == 422
    assert "จดหมาย.png" in kept.text
    form = hidden(kept.text)
    assert post(lead, ENTER, {**form, **WHOLE}).location == ENTERED
    page = lead.get(f"/desk/cases/{case_of(town).id}").text
    assert "จดหมาย.png" in page
    assert count(town, Blob) == 1


def test_what_was_begun_can_be_thrown_away(town: Town, lead: Browser) -> None:
    kept = send(lead, do="keep", files=upload(b"a scan", "scan.png"))
    form = hidden(kept.text)
    assert post(lead, ENTER, {**form, "do": "discard"}).location == ENTER
    assert "Not sent yet" not in lead.get(ENTER).text
    assert count(town, Blob) == 0


def test_pressing_twice_makes_one_case_and_shows_one_slip(town: Town, lead: Browser) -> None:
    form = hidden(lead.get(ENTER).text)
    for _ in range(2):
        assert post(lead, ENTER, {**form, **WHOLE}).location == ENTERED
    assert count(town, Case) == 1
    other = post(lead, ENTER, {**form, **WHOLE, "text": "something else"})
    assert other.status_code == 409
    assert "something else" in other.text
    assert count(town, Case) == 1


def test_the_slip_is_gone_when_it_was_handed_over(handler: Browser) -> None:
    send(handler)
    page = handler.get(ENTERED).text
    assert post(handler, ENTERED, hidden(page)).location == QUEUE
    assert handler.get(ENTERED, status=303).location == QUEUE


def test_the_slip_needs_its_token_to_be_taken_away(handler: Browser) -> None:
    send(handler)
    assert post(handler, ENTERED, {"csrf_token": "stale"}).status_code == 422
    assert len(groups_on(handler.get(ENTERED).text)) == 8


def test_a_session_that_ended_gives_the_text_back(town: Town, handler: Browser) -> None:
    form = hidden(handler.get(ENTER).text)
    handler.client.delete_cookie("session", domain="127.0.0.1")
    answer = post(handler, ENTER, {**form, **WHOLE})
    assert answer.status_code == 422
    assert SAID in answer.text
    assert count(town, Case) == 0


def test_a_custodian_writes_nothing_down(town: Town) -> None:
    custodian = sign_in(town.app, town.office.custodians[0])
    custodian.get(ENTER, status=403)
    custodian.get(ENTERED, status=403)


def test_whoever_must_not_see_it_does_not(town: Town, handler: Browser) -> None:
    first, second = (str(one.id) for one in town.office.leads)
    form = hidden(handler.get(ENTER).text)
    said = {**form, **WHOLE, "do": "people", "files": upload(b"a scan", "scan.png")}
    to_list = post(handler, ENTER, said)
    assert (to_list.status_code, to_list.location) == (303, PEOPLE)
    page = handler.get(PEOPLE).text
    assert SAID not in page
    back = handler.post(PEOPLE, {**hidden(page), "must_not_see": first}, status=303)
    assert back.location == f"{ENTER}#see"
    whole = handler.get(ENTER).text
    for typed in (SAID, "๒๐ พ.ย. ๒๕๖๙", "รับที่ 12/2569", "scan.png"):
        assert typed in whole
    assert re.findall(r'name="must_not_see"[^>]*value="([^"]+)"', whole) == [first]
    post(handler, ENTER, {**hidden(whole), **WHOLE, "must_not_see": first})
    case_id = case_of(town).id
    by_id = {str(one.id): one for one in town.office.leads}
    sign_in(town.app, by_id[first]).get(f"/desk/cases/{case_id}", status=404)
    assert sign_in(town.app, by_id[second]).get(f"/desk/cases/{case_id}").status_code == 200


def test_the_list_of_people_takes_nothing_that_it_could_not_keep(handler: Browser) -> None:
    assert handler.get(PEOPLE, status=303).location == ENTER  # nothing was begun
    form = hidden(handler.get(ENTER).text)
    for wrong in ({"csrf_token": "forged"}, {"text": "x" * 200_000}):
        answer = post(handler, ENTER, {**form, **WHOLE, "do": "people", **wrong})
        assert answer.status_code == 422
        assert "รับที่ 12/2569" in answer.text
    post(handler, ENTER, {**form, **WHOLE, "do": "people"})
    refused = handler.post(PEOPLE, {**form, "must_not_see_text": "y" * 9000}, status=422).text
    assert "y" * 9000 in refused
    send(handler)
    said = {**form, "must_not_see_text": "ลุงหนวด"}
    assert "ลุงหนวด" in handler.post(PEOPLE, said, form="/account/", status=409).text


def test_the_trail_says_who_entered_it(town: Town, handler: Browser) -> None:
    send(handler)
    with town.portal.work() as work:
        entry = work.db.scalars(select(AuditEntry).where(AuditEntry.deed == "enter-report")).one()
    assert entry.actor_id == town.office.handlers[0].id
    assert SAID not in entry.detail


def test_the_queue_says_on_which_way_it_came(handler: Browser, lead: Browser) -> None:
    send(handler, came_by="post")
    assert "By post" in words(lead.get(QUEUE))


def test_it_is_all_there_in_thai(town: Town, lead: Browser) -> None:
    lead.post("/account/language", {"language": "th"}, form="/account/")
    assert "เขียนแจ้งเรื่องแทน" in lead.get(ENTER).text
    send(lead, came_on="20/11/2569")
    assert case_of(town).received_on.isoformat() == "2026-11-20"
