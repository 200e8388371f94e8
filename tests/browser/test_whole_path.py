"""The whole way on a small phone without scripts: from the first page to an answer, and away."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opening
from tests.browser.hands import Hand, Keys, Pointer
from tests.browser.people import CASE, NEW, PRESENT, Handler, Reporter
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

NEXT = "button.button[name=do][value=next]"
SENDING = "button.button[name=do][value=send]"  # another one, unseen, is for Enter
RETALIATION = "/receipt/more/5/"
PAPER = {"name": "ใบเสร็จ.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 9000}


@dataclass(frozen=True, slots=True)
class Words:
    """What is typed, in one language and with one hand."""

    lang: str
    hand: Callable[[Page], Hand]
    text: str
    who: str
    question: str
    answer: str
    threat: str


WAYS = (
    Words(
        "th",
        Pointer,
        "เงินค่านมโรงเรียนหายไปเดือนละสามหมื่น",
        "ผู้อำนวยการ",
        "ใครเซ็นรับนม",
        "ครูเวรเซ็นรับทุกวัน",
        "วันนี้ถูกย้ายไปนั่งคนเดียวที่ห้องเก็บของ",
    ),
    Words(
        "en",
        Pointer,
        "The money for the school milk shrinks by thirty thousand a month.",
        "The head",
        "Who signed for the milk?",
        "The teacher on duty, every day.",
        "Today they moved me alone into the store room.",
    ),
    Words(
        "th",
        Keys,
        "ค่าน้ำมันรถโรงเรียนเบิกสองรอบ",
        "คนขับรถ",
        "เบิกวันไหนบ้าง",
        "ทุกวันที่ห้าและยี่สิบ",
        "หัวหน้าขู่ว่าจะไม่ต่อสัญญา",
    ),
)


@pytest.mark.parametrize("words", WAYS, ids=lambda way: f"{way.lang}-{way.hand.__name__}")
def test_the_whole_way(site: Site, open_browser: Opening, words: Words) -> None:
    first = Reporter(open_browser(site.url, words.lang), site.office.slug)
    _report(first, words.hand(first.page), words)
    lead = Handler(open_browser(site.url, words.lang))
    _ask(site, lead, words)
    again = Reporter(open_browser(site.url, words.lang), site.office.slug, first.groups)
    _answer(again, words.hand(again.page), words)
    _leave(again, words.hand(again.page))
    lead.open_case(words.text)
    shown = lead.page.inner_text("main")
    assert [one for one in (words.answer, words.threat) if one not in shown] == []


def _report(reporter: Reporter, hand: Hand, words: Words) -> None:
    reporter.browser.go("/")
    hand.press("a.card.first")
    hand.write("#text", words.text)
    hand.press(NEXT)
    hand.choose("input[name=category][value=procurement]")
    hand.press(NEXT)
    hand.write("#who", words.who)
    while not reporter.page.locator("#files").count():
        hand.press(NEXT)
    reporter.page.set_input_files("#files", [PAPER])
    hand.press(NEXT)
    shown = reporter.page.inner_text("main")
    assert [one for one in (words.text, words.who, "ใบเสร็จ.jpg") if one not in shown] == []
    hand.press(SENDING)
    assert reporter.browser.path() == NEW
    reporter.read_code()
    _note(reporter, hand)
    assert reporter.browser.path() == CASE
    assert words.text in reporter.messages()[0]
    reporter.browser.context.close()


def _note(reporter: Reporter, hand: Hand) -> None:
    for asked in reporter.page.locator("input[name^=group_]").all():
        name = asked.get_attribute("name") or ""
        hand.write(f"[name={name}]", reporter.groups[int(name[-1]) - 1])
    hand.press("form:has([name^=group_]) button")


def _ask(site: Site, lead: Handler, words: Words) -> None:
    lead.sign_in(site, site.office.leads[0])
    lead.open_case(words.text)
    lead.do("acknowledge")
    lead.do("assign", choice=str(site.office.handlers[0].id))
    lead.do("assess")
    lead.do("ask", words.question, choice="more-about-who")


def _answer(reporter: Reporter, hand: Hand, words: Words) -> None:
    reporter.browser.go("/")
    hand.press(f"a.card[href^='{PRESENT}']")
    hand.write("#code", reporter.code)
    hand.press("form:has(#code) button")
    assert words.question in reporter.page.inner_text(".panel.warn")
    hand.write("#text", words.answer)
    hand.press(SENDING)
    assert words.answer in reporter.messages()[-1]
    hand.press(f"a[href='{RETALIATION}']")
    hand.write("#text", words.threat)
    hand.press(SENDING)
    assert reporter.browser.path() == CASE
    assert words.threat in reporter.messages()[-1]


def _leave(reporter: Reporter, hand: Hand) -> None:
    hand.press("form.leave button")
    assert reporter.page.locator("form, a, nav").count() == 0
    assert reporter.browser.context.cookies() == []
