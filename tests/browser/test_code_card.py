"""The card with the code: readable on a small phone at once, and nothing else on paper."""

import pypdfium2
import pytest

from tests.browser.people import Reporter

pytestmark = pytest.mark.browser


@pytest.fixture(params=["th", "en"])
def reporter(open_browser, site, request) -> Reporter:
    watched = open_browser(site.url, request.param, viewport={"width": 360, "height": 640})
    somebody = Reporter(watched, site.office.slug)
    somebody.report("400 cartons arrived, the note says 600.")
    somebody.read_code()
    return somebody


def test_the_code_stands_on_the_first_screen(reporter):
    box = reporter.page.locator("#code").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 640


def test_paper_holds_the_code_and_no_word_of_what_it_is_for(reporter, tmp_path):
    """Printed with the lines that a browser puts above and below: they find no room."""
    path = tmp_path / "slip.pdf"
    reporter.page.pdf(path=path, display_header_footer=True, prefer_css_page_size=True)
    paper = pypdfium2.PdfDocument(path)
    assert len(paper) == 1
    assert paper[0].get_textpage().get_text_bounded().split() == reporter.groups + reporter.words
