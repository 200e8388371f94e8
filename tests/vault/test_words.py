"""The word list, which never changes."""

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.vault import words
from wbportal.vault.words import (
    ENGLISH,
    INDEX,
    LIST_WORDS,
    UNSAID,
    leading_word,
    nearest_words,
    spelling,
)

SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"


def test_the_list_is_the_pinned_one():
    content = Path(words.__file__).with_name("words.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256


def test_the_list_has_7776_words_in_the_order_of_the_dice():
    assert len(set(ENGLISH)) == LIST_WORDS == 7776
    assert (ENGLISH[0], ENGLISH[7775]) == ("abacus", "zoom")


def test_no_spelling_starts_another_one():
    spellings = sorted(INDEX)
    assert [one for one, following in pairwise(spellings) if following.startswith(one)] == []


def test_the_only_word_that_reads_like_another_is_never_said():
    assert {ENGLISH[index] for index in UNSAID} == {"yo-yo"}
    assert ENGLISH[INDEX["yoyo"]] == "yoyo"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("T-Shirt", "tshirt"), ("๐๑๒๙", "0129"), (" a b\n", "ab"), ("ＡＢ３", "ab3"), ("٣", "3")],
)
def test_spelling_keeps_letters_and_digits(typed, read):
    assert spelling(typed) == read


def test_the_leading_word_is_found_or_none():
    assert leading_word("abacuszoom") == "abacus"
    assert leading_word("zzz") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abacsu", "abacus"),
        ("ABACUSS", "abacus"),
        ("abcus", "abacus"),
        ("tshrt", "t-shirt"),
        ("acrobatic", "acrobat"),
        ("zomb", "zombie"),
    ],
)
def test_the_word_that_was_meant_is_among_the_nearest(typed, meant):
    assert meant in nearest_words(typed)
    assert len(nearest_words(typed)) <= 3


@pytest.mark.parametrize("typed", ["", "q", "ภาษาไทย", "qqqqqqqq", "x" * 10_000])
def test_nothing_is_near_to_what_is_no_word(typed):
    assert nearest_words(typed) == ()


@given(st.sampled_from(ENGLISH), st.data())
def test_one_wrong_letter_leaves_the_word_among_the_nearest_or_three_others(word, data):
    letters = list(spelling(word))
    at = data.draw(st.integers(0, len(letters) - 1))
    letters[at] = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    found = nearest_words("".join(letters))
    assert len(found) == 3 or ENGLISH[INDEX[spelling(word)]] in found
