"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wbportal.domain.dates import BUDDHIST_ERA, WrittenDate, read_date
from wbportal.domain.numbers import thai_digits

THAI = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
]  # fmt: skip
THAI_SHORT = [
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
]  # fmt: skip
ENGLISH = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))
NOTHING = (None, None, None)


def forms(day):
    """Return the ways in which people write `day` in full."""
    era, month, number = day.year + BUDDHIST_ERA, day.month - 1, day.day
    in_thai = [
        f"{number} {THAI[month]} {era}",
        f"วันที่ {number} เดือน{THAI[month]} พ.ศ. {era}",
        f"{number} {THAI_SHORT[month]} {era}",
        f"{number}{THAI_SHORT[month].replace('.', '')}{era}",
        f"{number}/{day.month}/{era}",
        f"{number:02}-{day.month:02}-{era}",
    ]
    return [
        *in_thai,
        *(thai_digits(form) for form in in_thai),
        f"{number} {THAI[month]} ค.ศ. {day.year}",
        f"{number} {ENGLISH[month]} {day.year}",
        f"{number} {ENGLISH[month][:3]}. {day.year}",
        f"{ENGLISH[month]} {number}, {day.year}",
        f"{number} {ENGLISH[month].upper()} {era} B.E.",
        day.isoformat(),
    ]


@given(DAYS)
@example(date(2028, 2, 29))
def test_a_day_written_in_full_is_read_in_every_form(day):
    for form in forms(day):
        written = read_date(form)
        assert written.exact == day, form
        assert written.text == form


@given(DAYS, st.sampled_from(["ประมาณ", "ราว ๆ ", "about ", "around ", "น่าจะ"]))
def test_about_is_kept_beside_the_day(day, about):
    for form in forms(day):
        written = read_date(about + form)
        assert written.approximate
        assert written.exact is None
        assert written.span == (day, day)


@pytest.mark.parametrize(
    ("text", "read", "approximate"),
    [
        ("เมื่อประมาณเดือนมีนาคม พ.ศ. 2558", (2015, 3, None), True),
        ("เมื่อวันที่ ๑๐ พฤศจิกายน ๒๕๖๙ ผู้อำนวยการกองสั่งด้วยวาจา", (2026, 11, 10), False),
        ("we paid half in cash on 3 September 2026", (2026, 9, 3), False),
        ("the 3rd of September, 2026", (2026, 9, 3), False),
        ("on 3 September", (None, 9, 3), False),
        ("since about April 2026", (2026, 4, None), True),
        ("Between February and May 2026", (2026, None, None), True),
        ("เดือนกรกฎาคม 2569", (2026, 7, None), False),
        ("กรกฏา 2569", (2026, 7, None), False),
        ("ปี 2558", (2015, None, None), False),
        ("ปลายปี 2567", (2024, None, None), True),
        ("2558", (2015, None, None), False),
        ("2015", (2015, None, None), False),
        ("10 พ.ย. 69", (2026, 11, 10), False),
        ("5 ก.พ.68", (2025, 2, 5), False),
        ("มีนาคม 58", (2015, 3, None), False),
        ("3 Sep 26", (2026, 9, 3), False),
        ("11/25/2026", (2026, 11, 25), False),
        ("29 กุมภาพันธ์", (None, 2, 29), False),
        ("2-5 พ.ย. 2569", (2026, 11, None), True),
        ("September 3-5, 2026", (2026, 9, None), True),
        ("2 พ.ย. 2569 และ 16 พ.ย. 2569", (2026, 11, None), True),
        ("1 ม.ค. 2560 ถึง 30 มิ.ย. 2563", NOTHING, True),
        ("May", (None, 5, None), False),
        ("30 กุมภาพันธ์ 2569", (2026, 2, None), False),
        ("1 มกราคม 9999", (None, 1, 1), False),
    ],
)
def test_what_people_write_is_read_as_far_as_it_goes(text, read, approximate):
    written = read_date(text)
    assert (written.year, written.month, written.day) == read
    assert written.approximate is approximate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ยังเกิดอยู่",
        "เมื่อวาน",
        "ทุกวันที่ 1 กับวันที่ 16",
        "it may happen again",
        "they march on",
        "31/2/2569",
        "0/0/2569",
        "10/11/69",
        "งบ 2500 บาท",
        "45 เครื่อง",
        "1.2 กิโลเมตร",
        "13/13/2026",
        "we decided 2026 things",
    ],
)
def test_what_names_no_day_of_the_calendar_stays_as_written(text):
    written = read_date(text)
    assert written == WrittenDate(text)
    assert written.span is None
    assert written.exact is None


def test_a_short_year_that_could_be_of_either_era_is_not_guessed():
    assert read_date("10 พ.ย. 26") == WrittenDate("10 พ.ย. 26", None, 11, 10)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2558", date(2015, 1, 1), date(2015, 12, 31)),
        ("กุมภาพันธ์ 2571", date(2028, 2, 1), date(2028, 2, 29)),
        ("10 พ.ย. 2569", date(2026, 11, 10), date(2026, 11, 10)),
    ],
)
def test_a_vague_date_spans_the_days_it_may_mean(text, first, last):
    assert read_date(text).span == (first, last)


@given(st.text(alphabet="0123456789๐๑๒/-. พ.ศยคมabceinouryMaมีนาthกันเดือนวันที่"))
@example("9" * 5000)
def test_whatever_is_written_is_never_refused(text):
    written = read_date(text)
    assert written.text == text
    if written.span is not None:
        assert written.span[0] <= written.span[1]
