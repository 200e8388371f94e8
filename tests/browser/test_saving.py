"""A phone closes the tab: what was saved under a code comes back in a browser that has nothing."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opening
from tests.browser.people import NEW, PRESENT, SEND, Reporter, press
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

HALF = {
    "th": "ผู้รับเหมาส่งนมไม่ครบ ครูเวรถูกขอให้เซ็นรับทั้งหมด",
    "en": "The supplier brought too little milk, and the teacher had to sign for all of it.",
}
REST = {"th": " ฉันถ่ายรูปใบส่งของไว้แล้ว", "en": " I have taken a picture of the note."}
PICTURE, SECOND = "ใบส่งของ.jpg", "second.bin"


@pytest.mark.parametrize("lang", ["th", "en"])
def test_half_a_report_outlives_its_browser(
    site: Site, open_browser: Opening, tmp_path: Path, lang: str
) -> None:
    before = site.count("cases")
    first, second, third = (
        Reporter(open_browser(site.url, lang), site.office.slug) for _ in range(3)
    )
    _save(first, HALF[lang], _file(tmp_path, PICTURE))
    first.note(thai=lang == "th")
    assert first.page.locator(".digits").count() == 0
    first.browser.context.close()

    second.groups = third.groups = first.groups
    _resume(second)
    seen = second.page.inner_text("main")
    assert [one for one in (HALF[lang], PICTURE) if one not in seen] == []
    assert site.count("cases") == before
    _finish(second, HALF[lang] + REST[lang], _file(tmp_path, SECOND))
    assert second.browser.path() == NEW
    assert second.page.locator(".digits").count() == 0, "whoever noted it needs no other"

    third.come_back()
    seen = third.page.inner_text("main")
    assert [one for one in (REST[lang], PICTURE, SECOND) if one not in seen] == []
    assert site.count("cases") == before + 1


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(name.encode() * 9_999)
    return path


def _save(who: Reporter, words: str, file: Path) -> None:
    """Write, choose a file, and ask for a code first."""
    who.begin(words)
    who.page.set_input_files("#files", file)
    press(who.page.locator("button[name=do][value=save]"))
    who.read_code()


def _resume(who: Reporter) -> None:
    """Type the code in a browser that has nothing else."""
    who.browser.go(PRESENT)
    who.page.fill("#code", who.code)
    press(who.page.locator("form:has(#code) button"))
    assert who.browser.path() == f"{who.form_path}review/"


def _finish(who: Reporter, words: str, file: Path) -> None:
    """Change the text, add a file, look it over and send it."""
    press(who.page.locator("a[href$='/report/1/']").first)
    who.page.fill("#text", words)
    press(who.page.locator("button[name=do][value=review]"))
    who.browser.go(f"{who.form_path}save/")
    press(who.page.locator("p.actions a.button").first)
    who.page.set_input_files("#files", file)
    press(who.page.locator(".actions button[value=next]"))
    assert who.browser.path() == f"{who.form_path}review/"
    press(who.page.locator(SEND))
