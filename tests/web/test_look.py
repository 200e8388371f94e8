"""What a page weighs, and that it needs nobody else."""

import gzip
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

SHEET = ROOT / "wbportal" / "static" / "portal.css"
MOST_BYTES = 30 * 1024
FILES = ("/static/portal.css", "/static/mark.svg")


def test_the_style_sheet_is_small():
    assert SHEET.stat().st_size <= 12 * 1024


def test_the_style_sheet_fetches_nothing():
    assert not re.search(r"@import|url\(|https?:|//", SHEET.read_text("utf-8"))


def test_the_style_sheet_turns_with_the_script():
    # Logical properties only, so that a language written from the right needs no second sheet.
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|\bfloat\b", SHEET.read_text("utf-8")
    )
    assert physical == []


def test_no_static_file_is_a_script():
    assert {path.suffix for path in Path(ROOT / "wbportal" / "static").iterdir()} <= {
        ".css",
        ".svg",
    }


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
