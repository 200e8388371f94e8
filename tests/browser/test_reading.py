"""Each question that is asked of every page sees what it is there to see."""

import pytest

from tests.browser import reading, travelling
from tests.browser.access import Check
from tests.browser.conftest import Opening
from tests.browser.places import Guide
from tests.browser.serving import Demonstration

pytestmark = pytest.mark.browser

_HEAD = '<!doctype html><html lang="en"><title>Contact</title><body><h1>One</h1><main>'
_UPSIDE_DOWN = (
    "<style>main { display: flex; flex-direction: column-reverse }</style>"
    "<p><a href='#x'>One</a></p><p><a href='#y'>Two</a></p>"
)
_GOOD = (
    '<label for="a">Name</label><p class="error" id="e">Wrong</p>'
    '<input id="a" aria-describedby="e" aria-invalid="true" autocomplete="off"'
    ' autocapitalize="none" spellcheck="false">'
    '<form class="leave"><button>Leave</button></form>'
)


@pytest.fixture
def guide(demonstration: Demonstration, open_browser: Opening) -> Guide:
    # What is wrong on purpose would be refused by the portal's own rules.
    watched = open_browser(demonstration.url, java_script_enabled=True, bypass_csp=True)
    watched.go("/proof/")
    return Guide(demonstration, watched, "en")


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (reading.structure, "<h1>Two</h1>"),
        (reading.structure, "<p onclick='x()'>Text</p>"),
        (reading.structure, "<input name=nobody>"),
        (reading.structure, "<label for=b>A</label><input id=b aria-describedby=nothing>"),
        (reading.structure, "<p class=error id=x>Wrong</p>"),
        (reading.structure, "<div role=alert><a href='#nowhere'>Wrong</a></div>"),
        (reading.structure, "<div class=wrong><label>A<input></label></div>"),
        (reading.languages, "<p>ภาษาไทย</p>"),
        (reading.private, "<label>A<textarea></textarea></label>"),
        (reading.private, "<label>A<input autocomplete=off autocapitalize=none></label>"),
        (reading.keyboard, "<a href='#x' tabindex=3>First</a>"),
        (reading.keyboard, "<style>a { outline: none }</style><a href='#x'>No ring</a>"),
        (reading.keyboard, _UPSIDE_DOWN),
        (reading.thumbs, "<p><button style='width: 43px; height: 60px'>A</button></p>"),
        (reading.pointers, "<p><button style='width: 60px; height: 23px'>A</button></p>"),
        (reading.narrow, "<p style='width: 400px'>Wide</p>"),
        (reading.large_type, "<p style='width: 12rem'>Wide</p>"),
        (travelling.light_and_discreet, "<a href='https://example.org/'>Away</a>"),
        (travelling.light_and_discreet, "<a href='/receipt/?code=1'>Code</a>"),
    ],
)
def test_a_question_sees_what_is_wrong(guide: Guide, check: Check, bad: str) -> None:
    guide.browser.requests.clear()
    guide.page.set_content(_HEAD + bad)
    assert check(guide) != []


def test_a_title_that_tells_is_seen(guide: Guide) -> None:
    guide.page.set_content(_HEAD.replace("Contact", "Report corruption"))
    assert reading.structure(guide) == ["a title that tells: Report corruption"]


def test_a_question_lets_what_is_good_pass(guide: Guide) -> None:
    guide.browser.requests.clear()
    guide.page.set_content(_HEAD + _GOOD)
    assert reading.structure(guide) + reading.private(guide) + reading.languages(guide) == []
