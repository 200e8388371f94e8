"""Padmé, and texts of at least 1 KiB."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import damaged
from wbportal.vault.errors import Tampered
from wbportal.vault.padding import pad, padme, unpad


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 0),
        (1, 1),
        (2, 2),
        (9, 10),
        (100, 104),
        (1000, 1024),
        (1025, 1088),
        (10**6, 1015808),
        (25 * 2**20, 25 * 2**20),
        (500 * 10**6, 503316480),
    ],
)
def test_lengths_are_padded_as_in_the_paper(length, padded):
    assert padme(length) == padded


@given(st.integers(0, 10**12))
def test_padding_adds_at_most_twelve_percent(length):
    assert length <= padme(length) <= length * 1.12 + 1
    assert padme(padme(length)) == padme(length)


@given(st.binary(max_size=3000))
def test_a_padded_text_comes_back(text):
    padded = pad(text)
    assert unpad(padded) == text
    assert len(padded) == padme(max(1024, len(text) + 4))


@given(damaged(pad(b"text")))
def test_damaged_padding_is_refused_or_another_text(changed):
    try:
        assert pad(unpad(changed)) == changed
    except Tampered:
        assert changed != pad(b"text")
