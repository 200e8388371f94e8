"""The whole story as people see it: reported, read, answered, asked, concluded; without scripts."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from tests.browser.conftest import Opening
from tests.browser.people import (
    CASE,
    NEW,
    Handler,
    Reporter,
    asked_on,
    groups_on,
    hash_of,
    press,
    saved,
    thai_digits,
)
from tests.browser.serving import Site
from tests.builders import Clock
from tests.casework.scene import Scene
from wbportal.domain.rules import Action

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed in one language."""

    lang: str
    title: str
    report: str
    who: str
    when: str
    reply: str
    question: str
    answer: str
    outcome: str


STORIES = (
    Words(
        "th",
        "ถนนสายบ้านหนองตอถูกเบิกเงินสองครั้ง",
        "ถนนสายบ้านหนองตอถูกเบิกเงินสองครั้ง ทั้งที่ไม่มีใครมาซ่อมเลย\nผมเห็นใบตรวจรับด้วยตาตัวเอง",
        "ผู้อำนวยการกองช่าง",
        "๑๒ มี.ค. ๖๙",
        "เราได้รับเรื่องของท่านแล้ว รูปแนบคือแผนที่ที่เราสงสัย",
        "ท่านเห็นใบตรวจรับที่ไหน และใครลงชื่อบ้าง",
        "เห็นที่ห้องพัสดุ มีลายเซ็นสามคน แนบรายการมาให้แล้ว",
        "ตรวจสอบแล้วพบว่าเป็นจริง ส่งเรื่องให้แก้ไขแล้ว ขอบคุณที่บอกเรา",
    ),
    Words(
        "en",
        "The road past Nong Tor was paid for twice",
        "The road past Nong Tor was paid for twice and mended never.\nI saw the papers: “ตรวจรับ”.",
        "The head of works",
        "about May 2026",
        "We have your report. The picture is the map that we are unsure about.",
        "Where did you see the papers, and who had signed them?",
        "In the store room; three people had signed. The list is in the file.",
        "We found that it was so, and it was put right. Thank you for telling us.",
    ),
)


@pytest.fixture(params=STORIES, ids=lambda words: words.lang)
def words(request: pytest.FixtureRequest) -> Words:
    found = request.param
    assert isinstance(found, Words)
    return found


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "แผนที่.jpg"
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path, "JPEG")
    return path


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "รายชื่อ.txt"
    path.write_text("๑. สมชาย\n๒. สมหญิง\n๓. สมศักดิ์\n", "utf-8")
    return path


def test_a_report_is_sent_answered_and_concluded(
    site: Site, open_browser: Opening, words: Words, evidence: Path, picture: Path, notes: Path
) -> None:
    reporter = _report(site, open_browser, words, evidence)
    _note_the_code(reporter, words)

    lead = Handler(open_browser(site.url, words.lang, viewport={"width": 1280, "height": 900}))
    lead.sign_in(site, site.office.leads[0])
    _read(lead, words, evidence)
    handler = Handler(open_browser(site.url, words.lang))  # on a phone, too
    _answer(site, lead, handler, words, picture)

    again = Reporter(open_browser(site.url, words.lang), site.office.slug, reporter.groups)
    again.come_back()
    _answer_back(again, words, notes)

    _conclude(site, lead, words, notes)
    again.browser.go(CASE)
    assert words.outcome in again.messages()[-1]
    assert again.page.locator(".panel.warn").count() == 0, "nothing is asked any more"


def _report(site: Site, open_browser: Opening, words: Words, evidence: Path) -> Reporter:
    reporter = Reporter(open_browser(site.url, words.lang), site.office.slug)
    page = reporter.page
    reporter.browser.go("/")
    assert page.locator("html").get_attribute("lang") == words.lang
    assert reporter.browser.context.cookies() == []
    press(page.locator("a.card.first"))
    page.fill("#text", words.report)
    press(page.locator("button[name=do][value=all]"))
    page.fill("#who", words.who)
    page.fill("#when", words.when)
    page.select_option("#area", "TH-40")
    page.select_option("#category", "procurement")
    _keep_out_a_custodian(reporter)
    page.set_input_files("#files", evidence)
    page.check("#shows-new")
    reporter.send()
    assert reporter.browser.path() == NEW
    reporter.read_code()
    assert len(reporter.groups) == 8
    assert len(reporter.words) == (8 if words.lang == "en" else 0), "a list exists in English only"
    return reporter


def _keep_out_a_custodian(reporter: Reporter) -> None:
    """Choose somebody who could not open a report anyway, on the page of the list."""
    page = reporter.page
    press(page.locator("button[name=do][value=people]"))
    page.locator("#see .choice input").last.check()
    press(page.locator("button[name=do][value=all]"))
    assert page.locator("#see .choice input:checked").count() == 1


def _note_the_code(reporter: Reporter, words: Words) -> None:
    """Type it wrong, look again, and type it right: in Thai digits once, in words once."""
    page = reporter.page
    for field in asked_on(page):
        field.fill("7775")
    reporter.press_noted()
    assert page.locator("[role=alert] li").count() == 2, "each wrong group is named"
    assert groups_on(page) == [], "what is asked is not on the page"
    press(page.locator(f".actions a[href='{NEW}']"))
    assert groups_on(page) == reporter.groups, "the same code, as often as wanted"
    reporter.note(thai=words.lang == "th", words=words.lang == "en")
    assert reporter.browser.path() == CASE
    _sees_the_next_date_first(reporter)
    assert words.report in reporter.messages()[0]


def _sees_the_next_date_first(reporter: Reporter) -> None:
    first = reporter.page.locator("h1 + *")
    assert first.locator("h2").count() == 1
    assert "panel" in (first.get_attribute("class") or "")
    year = "2569" if reporter.page.locator("html").get_attribute("lang") == "th" else "2026"
    assert year in first.inner_text()


def _read(lead: Handler, words: Words, evidence: Path) -> None:
    row = lead.find(words.title)
    assert "unread" in (row.get_attribute("class") or "")
    press(row.locator("a.title"))
    assert words.report in lead.page.inner_text(".sheet .text")
    assert words.who in lead.page.inner_text(".sheet .facts")
    press(lead.page.locator(f".files a:has-text('{evidence.stem}')"))
    assert lead.page.locator(".panel.warn").count() >= 1, "the file shows who the reporter is"
    download = saved(lead.page, lead.page.locator("button[value=original]"))
    assert download.suggested_filename == evidence.name
    assert hash_of(download.path()) == hash_of(evidence)
    assert "unread" not in (lead.find(words.title).get_attribute("class") or "")


def _answer(site: Site, lead: Handler, handler: Handler, words: Words, picture: Path) -> None:
    lead.open_case(words.title)
    lead.do("acknowledge")
    lead.do("assign", choice=str(site.office.handlers[0].id))
    handler.sign_in(site, site.office.handlers[0])
    handler.open_case(words.title)
    handler.do("reply", words.reply, file=picture)
    handler.do("assess")
    handler.do("ask", words.question, choice="more-about-who")


def _answer_back(reporter: Reporter, words: Words, notes: Path) -> None:
    page = reporter.page
    _sees_the_next_date_first(reporter)
    assert words.question in page.inner_text(".panel.warn"), "the open question stands above all"
    assert any(words.reply in message for message in reporter.messages())
    form = page.locator("form[action='/receipt/file']")
    download = saved(page, form.locator("button"))
    assert download.suggested_filename.startswith("แผนที่")
    page.locator(".message:has(form[action='/receipt/file']) summary").click()
    shown = page.locator(".message:has(form[action='/receipt/file']) code").inner_text()
    assert hash_of(download.path()) == shown
    with Image.open(download.path()) as image:
        assert image.size == (640, 480)
    page.fill("#text", words.answer)
    page.set_input_files("#files", notes)
    reporter.send()
    assert reporter.browser.path() == CASE
    assert words.answer in reporter.messages()[-1]
    assert notes.name in reporter.messages()[-1]


def _conclude(site: Site, lead: Handler, words: Words, notes: Path) -> None:
    assert "unread" in (lead.find(words.title).get_attribute("class") or "")
    lead.open_case(words.title)
    answer = lead.page.locator(".thread .message").last
    assert words.answer in answer.inner_text()
    press(answer.locator(".files a"))
    download = saved(lead.page, lead.page.locator("button[value=cleaned]"))
    # A cleaned text is the same text, if there was nothing in it to clean away.
    assert sha256(download.path().read_bytes()).hexdigest() == hash_of(notes)
    lead.open_case(words.title)
    case_id = UUID(lead.page.url.rpartition("/")[2])
    scene = Scene(site.portal, Clock(), site.office)
    scene.prepare(site.office.leads[0].person, case_id, Action.ADDRESS)
    lead.open_case(words.title)
    lead.do("address")
    lead.browser.go(f"/desk/cases/{case_id}/conclusion")
    for name, value in (("outcome", "confirmed"), ("measures", "none"), ("money", "none")):
        lead.page.check(f"[name={name}][value={value}]")
    lead.page.fill("#text", words.outcome)
    press(lead.page.locator("main form.order > button"))
    assert words.outcome in lead.page.inner_text("main")


def test_digits_may_be_typed_in_any_way(site: Site, open_browser: Opening) -> None:
    reporter = Reporter(open_browser(site.url, "th"), site.office.slug)
    reporter.report_and_note("ขอแจ้งเรื่องเล็ก ๆ เรื่องหนึ่ง")
    for typed in (
        thai_digits("".join(reporter.groups)),
        "-".join(reporter.groups),
        "  ".join(reporter.groups),
    ):
        again = Reporter(open_browser(site.url, "th"), site.office.slug)
        again.come_back(typed)
        assert "ขอแจ้งเรื่องเล็ก ๆ" in again.messages()[0]


def test_a_printed_code_says_nothing_else(site: Site, open_browser: Opening) -> None:
    reporter = Reporter(open_browser(site.url), site.office.slug)
    reporter.report("To be printed on a slip.")
    reporter.read_code()
    reporter.page.emulate_media(media="print")
    printed = reporter.page.inner_text("body").split()
    assert printed == [*reporter.groups, *reporter.words]
