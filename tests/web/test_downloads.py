"""A file is handed out under its own name, whatever that is, and nothing else is said by it."""

from urllib.parse import unquote

import pytest
from werkzeug.http import parse_options_header

from tests.hostile import HOSTILE
from wbportal.web.downloads import attachment


def _header(name: str) -> str:
    return attachment(iter([b"x"]), name, 1).headers["Content-Disposition"]


def test_any_name_is_one_header_that_says_attachment() -> None:
    for name in HOSTILE:
        header = _header(name[:200])
        assert header.isascii()
        assert header.isprintable()
        kind, options = parse_options_header(header)
        assert kind == "attachment"
        assert set(options) == {"filename"}
        assert not set('/\\"\r\n') & set(options["filename"])
        assert header.count('"') == 2


def test_no_name_is_empty_hidden_or_a_folder() -> None:
    for name in ("", " ", ".", "..", "...", ".bashrc", "/", "\\", "\x00", "\u202e", "../../x"):
        plain = _header(name).split('"')[1]
        assert plain.strip(" .")
        assert not plain.startswith(".")


@pytest.mark.parametrize("name", ["สลิป.jpg", "a b.pdf", "50%.txt", "x;y=z.txt", "naïve.doc"])
def test_a_name_comes_back_whole(name: str) -> None:
    assert unquote(_header(name).rpartition("''")[2]) == name
