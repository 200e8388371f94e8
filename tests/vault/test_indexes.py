"""Indexes open whole, in their place, and all pieces are of one size."""

import pytest

from tests.vault.samples import CASE, THREAD, secret, uuid
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.indexes import PIECE_BYTES, SKETCH_BYTES, open_index, seal_index

KEY = EpochKey(THREAD, 2, secret("index"))
SKETCH = bytes(range(256)) * (SKETCH_BYTES // 256)
INSIDE = PIECE_BYTES - 29


def test_an_index_opens_from_pieces_of_one_size() -> None:
    for length, number in ((0, 0), (1, 1), (INSIDE, 1), (INSIDE + 1, 2), (9000, 5)):
        body = bytes(range(256)) * 36
        head, *pieces = seal_index(KEY, CASE, SKETCH, body[:length])
        assert {len(piece) for piece in pieces} <= {PIECE_BYTES}
        assert len(pieces) == number
        index = open_index(KEY, CASE, head)
        assert (index.sketch, index.pieces) == (SKETCH, number)
        assert index.body(pieces) == body[:length]
        assert not pieces or index.first(pieces[0]) == body[: min(length, INSIDE)]


def test_how_long_a_sketch_is_says_nothing() -> None:
    assert len({len(seal_index(KEY, CASE, SKETCH, b"x" * n)[0]) for n in (1, 5000)}) == 1
    with pytest.raises(ValueError, match="one length"):
        seal_index(KEY, CASE, SKETCH[:-1], b"words")


def test_an_index_opens_nowhere_else_and_not_in_part() -> None:
    head, *pieces = seal_index(KEY, CASE, SKETCH, b"words" * 1000)
    keys = [
        EpochKey(THREAD, 3, KEY.secret),
        EpochKey(uuid("other"), 2, KEY.secret),
        EpochKey(THREAD, 2, secret("another")),
    ]
    for key, case_id in [*((key, CASE) for key in keys), (KEY, uuid("other"))]:
        with pytest.raises(Tampered):
            open_index(key, case_id, head)
    flipped = pieces[0][:50] + bytes([pieces[0][50] ^ 1]) + pieces[0][51:]
    index = open_index(KEY, CASE, head)
    for wrong in (
        pieces[:-1],
        pieces[::-1],
        [*pieces, pieces[-1]],
        [],
        [flipped, *pieces[1:]],
        [head, *pieces[1:]],
    ):
        with pytest.raises(Tampered):
            index.body(wrong)
    for not_the_first in (pieces[1], flipped, head):
        with pytest.raises(Tampered):
            index.first(not_the_first)


def test_pieces_of_two_indexes_of_one_case_are_never_taken_for_one() -> None:
    head, *_ = seal_index(KEY, CASE, SKETCH, b"words" * 1000)
    _, *others = seal_index(KEY, CASE, SKETCH, b"words" * 1000)
    index = open_index(KEY, CASE, head)
    with pytest.raises(Tampered):
        index.body(others)
    with pytest.raises(Tampered):
        index.first(others[0])
