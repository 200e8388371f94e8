"""Dates, numbers and sizes in the words of a language."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.dates import WrittenDate
from wbportal.domain.periods import BANGKOK
from wbportal.i18n import (
    amount,
    choose_language,
    days_from,
    full_date,
    in_days,
    is_reviewed,
    languages,
    long_date,
    moment,
    number,
    percent,
    read_date,
    short_date,
    size,
    text_direction,
    translations,
    written_date,
)

DAY = date(2026, 11, 10)
LANGUAGE = st.sampled_from(sorted(languages(development=True)))


@pytest.mark.parametrize(
    ("asked", "preferred", "accepted", "office", "chosen"),
    [
        ("en", "th", "th", "th", "en"),
        (None, "en", "th", "th", "en"),
        (None, None, "en", "th", "en"),
        (None, None, None, "en", "en"),
        (None, None, None, None, "th"),
        ("xx", "en", "th", "th", "en"),
        ("../en", None, None, "en", "en"),
        ("EN\0", "", "en-GB", "en", "en"),
    ],
)
def test_the_first_language_we_speak_is_chosen(asked, preferred, accepted, office, chosen):
    assert choose_language((asked, preferred, accepted, office), languages()) == chosen


def test_nobody_is_asked_after_the_choice_is_made():
    def candidates():
        yield "en"
        raise AssertionError

    assert choose_language(candidates(), languages()) == "en"


def test_thai_comes_first_then_english_each_by_its_own_name():
    assert [*languages().items()][:2] == [("th", "ไทย"), ("en", "English")]


def test_a_language_without_a_review_is_offered_in_development_only():
    everywhere, here = languages(), languages(development=True)
    assert {code for code in here if is_reviewed(code)} == set(everywhere)
    assert [*here][: len(everywhere)] == [*everywhere]


@pytest.mark.parametrize("text", ["12 Maret 2026", "12 MAR 2026", "12 March 2026", "๑๒ มี.ค. ๒๕๖๙"])
def test_a_date_may_be_written_with_the_months_of_ones_own_language(text):
    read = read_date(text, "id")
    assert (read.exact, read.text) == (date(2026, 3, 12), text)
    assert written_date(read_date("sekitar Mei 2026", "id"), "id") == "sekitar Mei 2026"


def test_a_language_that_nobody_described_is_written_as_it_is_everywhere():
    assert full_date(DAY, "id") == "Selasa 10 November 2026"
    assert moment(datetime(2026, 11, 10, 17, 5, tzinfo=UTC), "de", UTC) == "10 Nov. 2026 17:05"
    assert number(1_347_500, "id") == "1.347.500"
    assert in_days(3, "id") == "dalam 3 hari"
    assert size(1_400_000, "id") == "1,4 MB"
    assert (text_direction("id"), text_direction("ar")) == ("ltr", "rtl")


@pytest.mark.parametrize(
    ("form", "thai", "english"),
    [
        (long_date, "10 พฤศจิกายน 2569", "10 November 2026"),
        (full_date, "วันอังคารที่ 10 พฤศจิกายน 2569", "Tuesday 10 November 2026"),
        (short_date, "10 พ.ย. 2569", "10 Nov 2026"),
    ],
)
def test_a_thai_date_is_of_the_buddhist_era(form, thai, english):
    assert form(DAY, "th") == thai
    assert form(DAY, "en") == english


def test_a_leap_day_keeps_its_day():
    assert long_date(date(2028, 2, 29), "th") == "29 กุมภาพันธ์ 2571"


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)), LANGUAGE)
def test_a_date_that_we_write_is_a_date_that_we_read(day, language):
    for form in (long_date, full_date, short_date):
        assert read_date(form(day, language), language).exact == day


def test_a_moment_is_told_by_the_clocks_of_its_place():
    instant = datetime(2026, 11, 10, 17, 5, tzinfo=UTC)
    assert moment(instant, "th", BANGKOK) == "11 พ.ย. 2569 00:05\u00a0น."
    assert moment(instant, "en", BANGKOK) == "11 Nov 2026 00:05"
    assert moment(instant, "en", UTC) == "10 Nov 2026 17:05"


@pytest.mark.parametrize(
    ("days", "thai", "english"),
    [
        (3, "ในอีก 3 วัน", "in 3 days"),
        (1, "พรุ่งนี้", "tomorrow"),
        (0, "วันนี้", "today"),
        (-1, "เมื่อวานนี้", "yesterday"),
        (-4, "4 วันที่ผ่านมา", "4 days ago"),
        (90, "ในอีก 90 วัน", "in 90 days"),
    ],
)
def test_how_far_a_day_is_stands_in_words(days, thai, english):
    assert in_days(days, "th") == thai
    assert in_days(days, "en") == english


def test_days_are_counted_from_today():
    assert days_from(DAY, date(2026, 11, 13), "en") == "in 3 days"
    assert days_from(DAY, date(2026, 11, 8), "en") == "2 days ago"


@pytest.mark.parametrize(
    ("text", "thai", "english"),
    [
        ("เมื่อประมาณเดือนมีนาคม พ.ศ. 2558", "ประมาณเดือนมีนาคม 2558", "about March 2015"),
        ("10/11/2569", "10 พฤศจิกายน 2569", "10 November 2026"),
        ("๑๐ พ.ย. ๖๙", "10 พฤศจิกายน 2569", "10 November 2026"),
        ("on 3 September", "3 กันยายน", "3 September"),
        ("29 Feb", "29 กุมภาพันธ์", "29 February"),
        ("2015", "ปี 2558", "2015"),
        ("ประมาณ 10 พ.ย. 69", "ประมาณ 10 พฤศจิกายน 2569", "about 10 November 2026"),
        ("ยังเกิดอยู่", None, None),
        ("ประมาณนั้น", None, None),
    ],
)
def test_a_date_as_written_is_shown_back_in_full(text, thai, english):
    assert written_date(read_date(text, "th"), "th") == thai
    assert written_date(read_date(text, "en"), "en") == english


@given(st.text(max_size=40), LANGUAGE)
def test_whatever_was_written_can_be_shown(text, language):
    shown = written_date(read_date(text, language), language)
    assert shown is None or shown.strip()


def test_a_year_alone_is_shown_alone():
    assert written_date(WrittenDate("x", year=2015, approximate=True), "th") == "ประมาณปี 2558"


def test_numbers_are_grouped():
    assert number(1_347_500, "th") == number(1_347_500, "en") == "1,347,500"
    assert percent(0.26, "en") == "26%"
    assert [amount(one, "th") for one in ("1250000", "19.5")] == ["1,250,000", "19.50"]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (1_440_000, "1.4 MB"),
        (25_000_000, "25 MB"),
        (500_000_000, "500 MB"),
        (999_960, "1 MB"),
        (3_000_000_000, "3 GB"),
        (10_000_000_000_000, "10,000 GB"),
    ],
)
def test_a_size_is_told_as_disks_tell_it(length, text):
    assert size(length, "en") == text


@given(st.integers(0, 10**15), LANGUAGE)
def test_every_size_has_a_unit(length, language):
    assert size(length, language).split()[1]


def test_bytes_have_a_thai_name():
    assert size(731, "th") == "731 ไบต์"


def test_what_is_said_outside_a_request_falls_back_to_english():
    assert translations("en").gettext("Nothing says this in any catalogue") == (
        "Nothing says this in any catalogue"
    )
