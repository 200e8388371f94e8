"""Texts as typed or pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("   \r\n ", ""),
        (" one\r\ntwo\rthree\x0bfour\u2028five ", "one\ntwo\nthree\nfour\nfive"),
        ("tab\tstays", "tab\tstays"),
        ("คำ\u200bไทย", "คำ\u200bไทย"),
        ("👩‍👩‍👧 =1+1 <b>", "👩‍👩‍👧 =1+1 <b>"),
    ],
)
def test_a_text_is_kept_with_plain_line_ends(typed, kept):
    assert clean_text(typed, 100) == kept


@pytest.mark.parametrize(
    "typed", ["\0", "a\x00b", "\x1b", "\ud83d", "\x9f", 5, b"bytes", [], object()]
)
def test_what_is_no_text_is_refused(typed):
    with pytest.raises(TextRefused) as refused:
        clean_text(typed, 100)

    assert refused.value.problem is Problem.UNREADABLE


def test_a_refusal_does_not_repeat_the_text():
    with pytest.raises(TextRefused) as refused:
        clean_text("secret" * 10, 5)

    assert "secret" not in str(refused.value)
    assert refused.value.problem is Problem.TOO_LONG


def test_a_line_has_no_line_ends():
    assert clean_line(" one\r\n  two\u2029three ", 100) == "one two three"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    try:
        once = clean_text(typed, 1000)
    except TextRefused:
        return
    assert clean_text(once, 1000) == once
    assert clean_line(clean_line(once, 1000), 1000) == clean_line(once, 1000)
