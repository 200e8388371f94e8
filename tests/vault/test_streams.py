"""Sealed files."""

import hashlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import damaged, flip, secret, uuid
from wbportal.vault.errors import Tampered, UnknownVersion
from wbportal.vault.padding import padme
from wbportal.vault.streams import FileKey, SealingWriter, open_chunks, sealed_length

KEY = FileKey(uuid("file"), secret("file"))
SIZES = st.one_of(st.integers(0, 2000), st.sampled_from([16383, 16384, 16385, 32768, 40000]))
BIG = 9 * 1024 * 1024 + 5


def seal(content: bytes, key: FileKey = KEY, step: int = 65536) -> bytes:
    out = BytesIO()
    writer = SealingWriter(key, out)
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    writer.finish()
    return out.getvalue()


def open_all(sealed: bytes, length: int, key: FileKey = KEY) -> bytes:
    return b"".join(open_chunks(key, BytesIO(sealed), length))


def content_of(length: int) -> bytes:
    return hashlib.shake_128(str(length).encode()).digest(length)


SMALL = seal(b"a small file")
TWO_CHUNKS = seal(content_of(20000))


@pytest.fixture(scope="module")
def big() -> bytes:
    return seal(content_of(BIG))


@given(SIZES, st.integers(1000, 70000))
def test_a_file_comes_back_whole(length, step):
    content = content_of(length)
    sealed = seal(content, step=step)
    assert len(sealed) == sealed_length(length)
    assert open_all(sealed, length) == content


def test_a_big_file_comes_back_in_pieces(big):
    pieces = list(open_chunks(KEY, BytesIO(big), BIG))
    assert len(pieces) > 10
    assert b"".join(pieces) == content_of(BIG)


def test_the_writer_says_what_it_wrote():
    writer = SealingWriter(KEY, BytesIO())
    assert writer.write(b"abc") == 3
    assert writer.write(bytes(1000)) == 1000
    written = writer.finish()
    assert (written.length, written.padded_length) == (1003, padme(1003))
    assert written.sha256 == hashlib.sha256(b"abc" + bytes(1000)).digest()


def test_nothing_of_the_content_is_on_the_disk():
    assert b"small" not in SMALL
    assert seal(b"a small file") != SMALL


@given(damaged(SMALL))
def test_a_damaged_file_does_not_open(changed):
    with pytest.raises(Tampered):
        open_all(changed, 12)


@given(damaged(TWO_CHUNKS))
def test_a_damaged_file_of_several_chunks_does_not_open(changed):
    with pytest.raises(Tampered):
        open_all(changed, 20000)


@pytest.mark.parametrize("length", [0, 11, 13, 16384])
def test_a_file_of_another_length_than_promised_does_not_open(length):
    with pytest.raises(Tampered):
        open_all(SMALL, length)


def test_a_file_opens_only_under_its_own_key_and_id():
    for key in (FileKey(uuid("other"), KEY.secret), FileKey(KEY.file_id, secret("other"))):
        with pytest.raises(Tampered):
            open_all(SMALL, 12, key)


def test_an_unknown_version_is_named():
    with pytest.raises(UnknownVersion):
        open_all(b"\x02" + SMALL[1:], 12)


def test_exchanged_chunks_do_not_open():
    content = content_of(16384) * 2
    sealed = seal(content + b"end")
    first, second = slice(57, 57 + 16400), slice(57 + 16400, 57 + 32800)
    swapped = sealed[:57] + sealed[second] + sealed[first] + sealed[57 + 32800 :]
    with pytest.raises(Tampered):
        open_all(swapped, len(content) + 3)


def test_nothing_of_a_small_file_is_handed_out_before_all_of_it_is_checked():
    sealed = seal(content_of(2_000_000))
    with pytest.raises(Tampered):
        open_chunks(KEY, BytesIO(flip(sealed, 8 * (len(sealed) // 2))), 2_000_000)


@pytest.mark.parametrize("position", [1, 30, -1, -16])
def test_header_and_end_of_a_big_file_are_checked_before_anything_is_handed_out(big, position):
    place = position % len(big)
    with pytest.raises(Tampered):
        open_chunks(KEY, BytesIO(flip(big, 8 * place)), BIG)


def test_a_big_file_that_was_cut_at_a_chunk_is_refused_at_once(big):
    with pytest.raises(Tampered):
        open_chunks(KEY, BytesIO(big[: 57 + 16400 * 100]), BIG)


def test_the_middle_of_a_big_file_is_checked_before_it_is_handed_out(big):
    changed = flip(big, 8 * (len(big) // 2))
    opened = open_chunks(KEY, BytesIO(changed), BIG)
    pieces: list[bytes] = []
    with pytest.raises(Tampered):
        pieces.extend(opened)
    handed_out = b"".join(pieces)
    assert content_of(BIG).startswith(handed_out)
    assert 0 < len(handed_out) <= BIG // 2
