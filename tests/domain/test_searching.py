"""How words are folded, what a query means, and which texts have it."""

import time
import unicodedata
from contextlib import suppress
from itertools import product

import pytest

from wbportal.domain.excerpts import excerpt
from wbportal.domain.searching import (
    MAX_QUERY_CHARS,
    MOST_TERMS,
    Matcher,
    Problem,
    QueryRefused,
    folded,
    indexed,
    read_query,
    words,
)

TEXT = (
    "ผู้อำนวยการโรงเรียนเรียกเก็บเงินแป๊ะเจี๊ยะคนละ ๓๐,๐๐๐ บาท และนายสมชาย ใจดี เป็นคนรับเงินที่ตลาดนัด "
    "โทร. ๐๘๑-๒๓๔-๕๖๗๘ The contractor José Smith signed contract No. ABC-77/2568."
)

# Each row is written in ways that mean the same.
ALIKE = (
    ("Café", "cafe", "CAFÉ", "cafe\u0301"),
    ("น้ำ", "นํ้า", "น้ํา"),
    ("แม่น้ำ", "เเม่น้ำ", "แม่่น้ำ"),
    ("ที่ดิน", "ท่ีดิน", "ที่\u200bดิน"),
    ("๑,๒๕๐,๐๐๐", "1250000", "1,250,000"),
    ("081-234-5678", "0812345678", "081 234 5678", "๐๘๑-๒๓๔-๕๖๗๘"),
    ("1-2345-67890-12-3", "1234567890123"),
    ("st\u00adill", "still", "\ufeffSTILL"),
)

# What is typed, and whether it is in the text.
FOUND = {
    "สมชาย": True,
    "นายสมชาย": True,
    "นาย สมชาย": True,
    "พ.ต.อ. สมชาย": True,
    "สมชายใจดี": True,
    "ดร.สมชาย ใจดี": True,
    "Mr Smith": True,
    "SMITH jose": True,
    "เงิน ตลาด": True,
    "เงิน ตลาดหุ้น": False,
    "ตา": False,  # begins ตลาด in no way, and stands in it as no word
    "ตลา*": True,
    "contr*": True,
    "contr": False,
    "tract": False,
    '"contract no abc 77"': True,
    '"abc contract"': False,
    "“รับ เงิน”": True,
    "0812345678": True,
    "30000": True,
    "๓๐๐๐๐": True,
    "abc-77/2568": True,
    "ผู้อำนวยการ": True,
    "กำนัน": False,
    ".*": None,
    "c[a-z]*t": False,
    "%": None,
    "\u200b\u200d": None,
    "": None,
    '""': None,
}


def test_what_is_written_differently_and_meant_alike_is_folded_alike() -> None:
    for row in ALIKE:
        assert len({folded(one) for one in row}) == 1, [folded(one) for one in row]
    assert folded("ข่าว") != folded("ขาว") != folded("ข้าว"), "tones make other words"


def test_a_query_finds_what_it_means_and_not_what_it_does_not() -> None:
    packed = indexed(["Another text.", TEXT])
    for typed, is_there in FOUND.items():
        if is_there is None:
            with pytest.raises(QueryRefused) as refused:
                read_query(typed)
            assert refused.value.problem is Problem.EMPTY, typed
            continue
        query = read_query(typed)
        counts = Matcher(query).look(packed).counts
        assert all(counts) is is_there, (typed, counts)
        if is_there:
            assert excerpt(TEXT, query) is not None, typed


def test_words_in_a_row_do_not_reach_from_one_text_into_the_next() -> None:
    packed = indexed(["the bridge", "of sighs", "สะพาน", "ลอยฟ้า"])
    for typed in ('"bridge of"', "สะพานลอยฟ้า"):
        assert not all(Matcher(read_query(typed)).look(packed).counts), typed


def test_any_name_of_somebody_finds_what_names_them_otherwise() -> None:
    group = ("นายสมชาย ใจดี", "Mr. Somchai Jaidee", "เสี่ยช้าง")
    known = indexed(["the accused"], [group, ("only one name",)])
    other = indexed(["Somchai  JAIDEE paid"])
    for typed, more in (("เสี่ยช้าง", ""), ("สมชาย ใจดี", "paid"), ('"somchai jaidee"', "")):
        query = read_query(f"{typed} {more}")
        seen = Matcher(query).look(known)
        (found,) = seen.groups
        wider = query.with_names([found])
        assert all(Matcher(wider).look(other).counts), typed
        assert excerpt("Somchai JAIDEE paid", wider) is not None
        assert not all(Matcher(wider).look(indexed(["Somchai Other"])).counts)
    for typed in ("สมชาย", "jaidee", "only one name", "\t", "the accused"):
        with suppress(QueryRefused):
            query = read_query(typed)
            seen = Matcher(query).look(known)
            assert seen.groups == []
            assert query.with_names(seen.groups) is query


def test_letters_of_any_script_are_found() -> None:
    packed = indexed(["ငွေ လာဘ် and 贿赂", "สินบน"])
    for typed in ("ငွေ", "贿赂", "สินบน"):
        assert all(Matcher(read_query(typed)).look(packed).counts), typed
    assert not all(Matcher(read_query("贿赂")).look(indexed(["สินบน"])).counts)


def test_titles_alone_are_words_and_before_something_else_they_are_left_out() -> None:
    packed = indexed(["กำนันรับเงิน", "Dr Jones"])
    assert all(Matcher(read_query("กำนัน")).look(packed).counts)
    assert all(Matcher(read_query("dr")).look(packed).counts)
    assert all(Matcher(read_query("คุณหญิง jones")).look(packed).counts)
    titles = ("นาย", "น.ส.", "ดร.", "พ.ต.อ.", "ผอ.", "กำนัน", "Mr", "Dr", "ว่าที่ ร.ต.")
    for title, gap in product(titles, (" ", "")):
        typed = f"{title}{gap}สมชาย"
        if title.isascii() and not gap:
            continue  # nobody writes MrSomchai
        (term,) = read_query(typed).terms
        assert "".join(term[0].words) == "สมชาย", typed


def test_whatever_is_typed_is_read_or_refused_at_once() -> None:
    hostile = ["ก" * 10_000, "a " * 5_000, '"' * 199, "*" * 200, "(" * 200, "ตากลม" * 40]
    hostile += ["\u0e48" * 200, "ๆ" * 200, "\U0010ffff" * 200, "\ud800", "a" * 200, "' OR 1=1 --"]
    begun = time.monotonic()
    packed = indexed([TEXT] * 20)
    for typed in hostile:
        if len(typed) > MAX_QUERY_CHARS:
            with pytest.raises(QueryRefused):
                read_query(typed)
            continue
        with suppress(QueryRefused):
            query = read_query(typed)
            Matcher(query).look(packed)
            excerpt(TEXT, query)
    assert time.monotonic() - begun < 2
    with pytest.raises(QueryRefused) as many:
        read_query(" ".join(f"x{number}" for number in range(MOST_TERMS + 1)))
    assert many.value.problem is Problem.TOO_MANY


def test_long_text_without_blanks_is_taken_apart_in_time() -> None:
    begun = time.monotonic()
    for text in ("กา" * 50_000, "ตากลม" * 20_000, "\u0e48" * 100_000, "x" * 200_000):
        assert "".join(words(text)) == unicodedata.normalize("NFC", folded(text)).replace(" ", "")
    assert time.monotonic() - begun < 5


def test_an_excerpt_shows_the_letters_as_they_were_written() -> None:
    found = excerpt(TEXT, read_query("นายสมชาย"))
    assert found is not None
    assert (found.match, found.before[-6:], found.after[:5]) == ("สมชาย", "และนาย", " ใจดี")
    found = excerpt("He met JOSÉ  SMITH twice.", read_query('"jose smith"'))
    assert found is not None
    assert found.match == "JOSÉ  SMITH"
    found = excerpt("น้ำ" * 200 + "สินบน" + "ค่า" * 200, read_query("สินบน"))
    assert found is not None
    assert found.match == "สินบน"
    assert len(found.before) + len(found.after) < 250
    assert found.before.startswith("…น")  # never with a vowel or a tone, whose letter is cut off
    assert found.after.endswith("…")
