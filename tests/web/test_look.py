"""What a page weighs, and that it needs nobody else."""

import gzip
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

SHEET = ROOT / "wbportal" / "static" / "portal.css"
DESK = SHEET.with_name("desk.css")
SHEETS = [SHEET, DESK]
MOST_BYTES = 30 * 1024
# Every text and the grounds it stands on (AA: 4.5), every edge that says something (3).
TEXT, EDGE = 4.5, 3
GROUNDS = ("paper", "sheet", "soft")
PAIRS = [
    *((front, back, TEXT) for front in ("ink", "quiet", "accent", "bad") for back in GROUNDS),
    *((front, "paper", TEXT) for front in ("accent-deep", "warn", "good")),
    *((mark, f"{mark}-soft", TEXT) for mark in ("accent", "warn", "bad", "good")),
    *(("ink", f"{mark}-soft", TEXT) for mark in ("accent", "warn", "bad", "good")),
    ("quiet", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    *(("edge", back, EDGE) for back in GROUNDS),
    *(("focus", back, EDGE) for back in GROUNDS),
    ("accent", "line", EDGE),  # how far a progress line or a meter reaches
]
FILES = ("/static/portal.css", "/static/mark.svg")


def test_the_style_sheet_is_small():
    assert SHEET.stat().st_size <= 12 * 1024


def test_both_style_sheets_together_are_small():
    assert sum(sheet.stat().st_size for sheet in SHEETS) <= 15.5 * 1024


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_style_sheet_fetches_nothing(sheet):
    assert not re.search(r"@import|url\(|https?:|//", sheet.read_text("utf-8"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_nothing_moves_so_nothing_has_to_hold_still(sheet):
    assert not re.search(r"\b(?:animation|transition|scroll-behavior)\b", sheet.read_text("utf-8"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_style_sheet_turns_with_the_script(sheet):
    # Logical properties only, so that a language written from the right needs no second sheet.
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|\bfloat\b", sheet.read_text("utf-8")
    )
    assert physical == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_written_can_be_read(scheme, front, back, least):
    tokens = _tokens()[scheme]
    assert _contrast(tokens[front], tokens[back]) >= least


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def _tokens() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET.read_text("utf-8"), re.DOTALL)[:2]
    read = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", one)) for one in (light, dark)]
    assert read[0].keys() == read[1].keys()
    return {"light": read[0], "dark": read[1]}


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, definition of *contrast ratio*)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_one_static_file_is_a_script_and_it_is_for_staff():
    found = {path.name for path in Path(ROOT / "wbportal" / "static").iterdir()}
    assert {name for name in found if not name.endswith((".css", ".svg"))} == {"passkey.js"}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/", "/o/ombud/", "/o/ombud/privacy", "/receipt/"])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_page_with_all_it_fetches_is_light(client, path, lang):
    page = client.get(f"{path}?lang={lang}")
    fetched = set(re.findall(r'(?:href|src)="(/static/[^"?]+)', page.text))
    assert fetched == set(FILES)
    weight = len(page.data) + sum(len(client.get(name).data) for name in fetched)
    assert weight <= MOST_BYTES


def test_the_style_sheet_travels_compressed_to_whoever_takes_that(client):
    packed = client.get(FILES[0], headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == SHEET.read_bytes()
    plain = client.get(FILES[0])
    assert "Content-Encoding" not in plain.headers
    assert plain.data == SHEET.read_bytes()


@pytest.mark.usefixtures("office")
def test_a_page_is_never_compressed(client):
    page = client.get("/receipt/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers
