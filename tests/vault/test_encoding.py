"""Joining and splitting."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.vault.encoding import join, split, unversioned, versioned
from wbportal.vault.errors import Tampered, UnknownVersion

PARTS = st.lists(st.binary(max_size=20), max_size=6)


@given(PARTS)
def test_what_was_joined_splits_into_the_same_parts(parts):
    assert split(join(*parts)) == parts


@given(PARTS, PARTS)
def test_different_parts_never_join_to_the_same_bytes(one, other):
    assert (join(*one) == join(*other)) == (one == other)


@given(PARTS.filter(bool), st.data())
def test_a_cut_is_noticed_unless_it_falls_between_parts(parts, data):
    joined = join(*parts)
    cut = joined[: data.draw(st.integers(0, len(joined) - 1))]
    with suppress(Tampered):
        assert len(split(cut)) < len(parts)
    with pytest.raises(Tampered):
        split(cut, len(parts))


def test_a_length_beyond_the_end_is_tampered():
    with pytest.raises(Tampered):
        split(b"\xff\xff\xff\xffrest")


@given(st.binary())
def test_a_version_byte_comes_off_as_it_was_put_on(body):
    assert unversioned(versioned(body)) == body


@pytest.mark.parametrize("first", [0, 2, 255])
def test_an_unknown_version_is_named(first):
    with pytest.raises(UnknownVersion) as caught:
        unversioned(bytes([first]) + b"body")
    assert caught.value.found == first


def test_nothing_at_all_has_no_version():
    with pytest.raises(UnknownVersion) as caught:
        unversioned(b"")
    assert caught.value.found is None
