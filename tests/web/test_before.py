"""The pages before a report: plain, true, without a cookie, and without a word of law."""

import re
from itertools import pairwise

import pytest
from flask import Flask

from tests.web.conftest import ONION, add_office, client_of
from tests.web.reading import blocks, school_year, sentences, syllables_of
from wbportal.db.offices import Office
from wbportal.domain.offices import OfficeKind
from wbportal.web import audience
from wbportal.web.audience import Audience
from wbportal.web.intake.before import PAGES

KEYS = [page.key for page in PAGES]
BEFORE = ["/o/ombud/", "/o/ombud/privacy", *(f"/o/ombud/before/{key}" for key in KEYS)]
# Sections, acts and years of law, in either language: none is shown before a pack was approved.
LAW = re.compile(
    r"\bsection\b|\bs\. ?\d|\bAct\b|\bDirective\b|มาตรา|พ\.ร\.บ\.|พระราชบัญญัติ|B\.E\.|พ\.ศ\."
)
# No reporter should need more than seven years of school, and few words in one breath.
MOST_YEARS = 7
MOST_WORDS = 25
MOST_THAI_LETTERS = 220  # of a paragraph: about forty words, four lines on a phone

pytestmark = pytest.mark.usefixtures("office")


@pytest.mark.parametrize("path", BEFORE)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_page_before_a_report_leaves_nothing_and_says_nothing(client, path, lang):
    page = client.get(f"{path}?lang={lang}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert re.search(r"<title>(Contact|ติดต่อ)</title>", page.text)
    assert 'action="/leave' in page.text


@pytest.mark.parametrize("path", BEFORE)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_without_an_approval_no_law_is_quoted(client, path, lang):
    assert LAW.findall(client.get(f"{path}?lang={lang}").text) == []


def test_what_is_taken_for_law_is_seen():
    for words in ("under section 60", "the NACC Act", "ตามมาตรา 60", "พ.ร.บ. นี้"):
        assert LAW.search(words)


@pytest.mark.parametrize("path", BEFORE)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_page_claims_that_no_trace_is_left(client, path, lang):
    page = client.get(f"{path}?lang={lang}").text.lower()
    for claim in (
        "no trace",
        "untraceable",
        "100%",
        "ไร้ร่องรอย",
        "ไม่ทิ้งร่องรอย",
        "ตามไม่ได้",
        "บัตรสนเท่ห์",
    ):
        assert claim not in page


@pytest.mark.parametrize("path", BEFORE)
def test_somebody_of_twelve_can_read_it(client, path):
    page = client.get(f"{path}?lang=en").text
    assert school_year(page) <= MOST_YEARS
    assert [one for one in sentences(page) if len(one.split()) > MOST_WORDS] == []


@pytest.mark.parametrize("path", BEFORE)
def test_no_paragraph_in_thai_is_long(client, path):
    page = client.get(f"{path}?lang=th").text
    assert [one for one in blocks(page) if len(one) > MOST_THAI_LETTERS] == []


def test_reading_is_measured():
    hard = "<main><p>Notwithstanding jurisdictional considerations, it is inviolable.</p></main>"
    easy = "<main><p>The cat sat on the mat. It was glad.</p></main>"
    assert school_year(easy) < 2 < MOST_YEARS < school_year(hard)
    assert [syllables_of(word) for word in ("cat", "table", "report", "place", "asked")] == [
        1,
        2,
        2,
        1,
        1,
    ]


def test_an_unknown_page_is_not_found(client):
    assert client.get("/o/ombud/before/nothing").status_code == 404
    assert client.get("/o/nobody/before/tor").status_code == 404


def test_each_page_leads_to_the_next_and_to_the_form(client):
    assert [
        key for key in KEYS if f"/o/ombud/before/{key}" not in client.get("/o/ombud/").text
    ] == []
    for here, following in pairwise(KEYS):
        page = client.get(f"/o/ombud/before/{here}?lang=en").text
        assert f"/o/ombud/before/{following}?lang=en" in page
        assert "/o/ombud/report/?lang=en" in page


def test_whom_else_to_tell_is_not_the_office_itself(client, portal):
    add_office(portal, "nacc")
    with portal.work() as work:
        work.db.query(Office).filter_by(slug="nacc").one().kind = OfficeKind.NACC
    assert "1205" in client.get("/o/ombud/before/elsewhere").text
    assert "1205" not in client.get("/o/nacc/before/elsewhere").text
    assert "not the same as reporting to the NACC" in client.get("/o/ombud/before/law?lang=en").text
    assert "NACC" not in client.get("/o/nacc/before/law?lang=en").text


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari Line/14.19.1", "LINE"),
        ("Mozilla/5.0 (Linux; Android 14; wv) Chrome/130.0 [FB_IAB/FB4A;FBAV/488.0;]", "Facebook"),
        (
            "Mozilla/5.0 (Linux; Android 14; wv) Chrome/130.0 [FB_IAB/Orca-Android;FBAV/4;]",
            "Messenger",
        ),
        ("Mozilla/5.0 (iPhone) Mobile/22B83 Instagram 355.0", "Instagram"),
        ("Mozilla/5.0 (Linux; Android 14; wv) Version/4.0 Chrome/130.0", "another app"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", ""),
        ("Mozilla/5.0 (Android 10; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", ""),
        ("", ""),
    ],
)
def test_inside_an_app_the_first_page_asks_to_be_opened_elsewhere(client, name, around):
    page = client.get("/o/ombud/?lang=en", headers={"User-Agent": name}).text
    assert ("Please open this page in your own browser" in page) is bool(around)
    assert f"inside {around}" in page or not around


@pytest.mark.parametrize("lang", ["th", "en"])
def test_over_the_onion_no_page_leads_out_of_tor(app, lang):
    browser = client_of(app, ONION)
    for path in _pages_of_reporters(app):
        page = browser.get(f"{path}?lang={lang}")
        links = re.findall(r"""(?:href|src|action)=["']([^"']*)""", page.text)
        assert [(path, link) for link in links if not re.match(r"[/?#](?!/)", link)] == []
        said = page.text.replace(ONION, "")
        assert re.findall(r"https?:|portal\.example|\b\w+\.(?:org|com|net|th)\b", said) == [], path


def _pages_of_reporters(app: Flask) -> list[str]:
    """Fill in the addresses of every page that somebody without an account may open."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if audience.of(app, rule.endpoint) is Audience.REPORTER and "GET" in (rule.methods or ())
    ]
    assert len(rules) > len(BEFORE)
    return [
        re.sub(r"<int:\w+>", "1", rule.rule).replace("<slug>", "ombud").replace("<key>", key)
        for rule in rules
        for key in (KEYS if "key" in rule.arguments else KEYS[:1])
    ]
