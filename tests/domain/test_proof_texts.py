"""The documents of statements: their lines, and what counts as the same."""

from datetime import date

import pytest

from wbportal.domain.proof_texts import STATEMENT, armoured, claims, is_same, unarmoured


def test_what_was_armoured_comes_back() -> None:
    for content in (b"", b"a", bytes(range(256)) * 3):
        assert unarmoured(STATEMENT, armoured(STATEMENT, content)) == content


def test_the_last_of_several_counts_and_what_is_around_it_does_not() -> None:
    text = armoured(STATEMENT, b"one") + "words\n" + armoured(STATEMENT, b"two") + "more"
    assert unarmoured(STATEMENT, text) == b"two"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN STATEMENT-----",
        "-----BEGIN STATEMENT-----\n!!\n-----END STATEMENT-----",
        "-----BEGIN STATEMENT-----\nAAA\n-----END STATEMENT-----",
        "-----BEGIN OPENING-----\nAAAA\n-----END OPENING-----",
    ],
)
def test_what_is_no_armour_holds_nothing(text: str) -> None:
    assert unarmoured(STATEMENT, text) is None


def test_a_day_is_said_in_the_era_of_each_language() -> None:
    thai, english = claims("สำนักงาน", "The bureau", date(2026, 2, 1))
    assert "วันที่ 1 กุมภาพันธ์ 2569" in thai
    assert "on 1 February 2026." in english


def test_a_name_that_looks_like_a_place_for_one_stays_as_it_is() -> None:
    thai, english = claims("{day_th}", "{name_th}", date(2026, 2, 1))
    assert thai.startswith("{day_th} ")
    assert english.startswith("{name_th} ")


def test_lines_may_break_elsewhere_and_nothing_else_may_differ() -> None:
    assert is_same("\ufeffone\r\ntwo  three\n\n", "one two\nthree")
    assert not is_same("one twothree", "one two three")
    assert not is_same("one\u00a0two", "one two")
