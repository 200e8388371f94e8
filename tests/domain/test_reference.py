"""Case references."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.reference import ALPHABET, new_reference, read_reference


def test_a_reference_has_no_look_alikes():
    assert not set(ALPHABET) & set("01258BILOSUVZ")
    assert re.fullmatch(r"[34679A-Z]{4}-[34679A-Z]{4}", new_reference())


def test_references_do_not_repeat():
    assert len({new_reference() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("typed", ["k7m4-qxw9", " K7M4QXW9 ", "k7m4 qxw9", "K7M4‑QXW9"])
def test_a_reference_is_read_as_people_type_it(typed):
    assert read_reference(typed) == "K7M4-QXW9"


@pytest.mark.parametrize("typed", ["", "K7M4", "K7M4-QXW9X", "K7M4-QXW0", "ก", "\0", "ſ" * 8])
def test_anything_else_is_no_reference(typed):
    assert read_reference(typed) is None


@given(st.text())
def test_every_text_is_read_or_passed_over(typed):
    found = read_reference(typed)
    assert found is None or read_reference(found) == found
