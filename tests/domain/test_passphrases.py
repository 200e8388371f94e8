"""Which passphrases are good enough."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.passphrases import (
    PassphraseProblem,
    Strength,
    canonical_passphrase,
    passphrase_problem,
    strength,
)

CONTEXT = ["somchai.jaidee", "สมชาย ใจดี", "Clean Province Network", "เครือข่ายจังหวัดสะอาด"]


@pytest.mark.parametrize(
    "good",
    [
        "violet kettle orbit plank",
        "แมวดำนอนบนหลังคาบ้านยาย",
        "only lower case letters here",
        "7351 9024 6617 8830",
        "ยายกินมะม่วงสุกริมคลองบางหลวง",
    ],
)
def test_a_long_phrase_needs_nothing_else(good):
    assert passphrase_problem(good, CONTEXT) is None


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("", PassphraseProblem.TOO_SHORT),
        ("Tr0ub4dor&3!!!", PassphraseProblem.TOO_SHORT),
        ("x" * 1001, PassphraseProblem.TOO_LONG),
        ("violet kettle\0orbit plank", PassphraseProblem.UNREADABLE),
        ("aaaaaaaaaaaaaaaaaaaa", PassphraseProblem.REPEATED),
        ("abcabcabcabcabcabc", PassphraseProblem.REPEATED),
        ("ก็ก็ก็ก็ก็ก็ก็ก็ก็ก็", PassphraseProblem.REPEATED),
        ("P@ssw0rd Passphrase", PassphraseProblem.COMMON),
        ("correct horse battery staple", PassphraseProblem.COMMON),
        ("qwertyuiop asdfghjkl", PassphraseProblem.COMMON),
        ("01234567890123456", PassphraseProblem.COMMON),
        ("Thailand Bangkok 2569", PassphraseProblem.COMMON),
        ("รหัสผ่านกรุงเทพมหานคร", PassphraseProblem.COMMON),
        ("somchai.jaidee-2569", PassphraseProblem.ABOUT_YOU),
        ("Clean Province Network!", PassphraseProblem.ABOUT_YOU),
        ("สมชาย ใจดี จังหวัด 12", None),
        ("เครือข่ายจังหวัดสะอาด", PassphraseProblem.ABOUT_YOU),
        ("Somchai Jaidee 12345", PassphraseProblem.ABOUT_YOU),
        ("somchay-jaydii 9999", PassphraseProblem.ABOUT_YOU),
        ("1qaz2wsx3edc4rfv", PassphraseProblem.COMMON),
        ("qazwsxedcrfvtgby", PassphraseProblem.COMMON),
        ("1234567890123456", PassphraseProblem.COMMON),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓๔๕๖", PassphraseProblem.COMMON),
        ("ๆไำพะัีรนยฟหกดเ", PassphraseProblem.COMMON),  # the keys of qwertyuiopasdfg
        ("ยฟหหไนพก ยฟหหไนพก", PassphraseProblem.COMMON),
        ("ยฟหหไนพกยฟหหย้พฟหำ", PassphraseProblem.COMMON),  # passwordpassphrase on a Thai keyboard
        ("isylzjko isylzjkoq", PassphraseProblem.COMMON),  # รหัสผ่าน on a Latin one
        ("น้ำน้ำน้ำน้ำ", PassphraseProblem.TOO_SHORT),  # 12, and 16 in NFKC
    ],
)
def test_what_a_guesser_tries_first_is_refused(bad, problem):
    assert passphrase_problem(bad, CONTEXT) is problem


@pytest.mark.parametrize("length", [64, 200, 1000])
def test_long_ones_are_allowed(length):
    phrase = ("Violet kettle, orbit plank; ยายกินมะม่วงสุกริมคลอง. " * 40)[:length]
    chars = [chr(0x0E01 + index % 40) if index % 7 else phrase[index] for index in range(length)]
    chars[::11] = [chr(0x4E00 + index) for index in range(len(chars[::11]))]
    assert passphrase_problem("".join(chars), CONTEXT) is None


def test_every_mark_that_is_typed_counts_once():
    phrase = "ป้าซื้อน้ำปู๋ตลาด"
    assert len(phrase) == 17
    assert passphrase_problem(phrase, []) is None
    assert passphrase_problem(phrase[:14], []) is PassphraseProblem.TOO_SHORT


def test_reading_a_name_costs_little_whatever_was_typed():
    name = "อวหยอวหยอวหยอวหยอวหยอวหยกขค"
    begun = time.process_time()
    passphrase_problem("aeoiuaeiouoaeiuo" * 60 + "violetkettle", [name])
    assert time.process_time() - begun < 1


def test_context_is_only_ones_own():
    assert passphrase_problem("somchai.jaidee-2569", []) is None


def test_longer_is_stronger():
    assert strength("violet kettle orb") is Strength.FAIR
    assert strength("violet kettle orbit plank") is Strength.GOOD
    assert strength("violet kettle orbit plank mandarin") is Strength.STRONG
    assert strength("correct horse battery staple kettle") is Strength.FAIR


def test_a_passphrase_is_the_same_from_every_keyboard():
    assert canonical_passphrase("ﬁre") == canonical_passphrase("fire")
    assert canonical_passphrase("น้ำ") == canonical_passphrase("น้ํา")


@given(st.text(), st.lists(st.text()))
def test_every_text_gets_a_verdict(typed, context):
    verdict = passphrase_problem(typed, context)
    assert verdict is None or isinstance(verdict, PassphraseProblem)
    assert strength(typed) in Strength
