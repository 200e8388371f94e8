"""Indexes open whole, in their place, and all pieces are of one size."""

import pytest

from tests.vault.samples import CASE, THREAD, secret, uuid
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.indexes import PIECE_BYTES, open_index, seal_index

KEY = EpochKey(THREAD, 2, secret("index"))


def test_an_index_opens_from_pieces_of_one_size() -> None:
    for length, number in ((0, 1), (1, 1), (PIECE_BYTES - 33, 1), (PIECE_BYTES - 32, 2), (9000, 5)):
        body = bytes(range(256)) * 36
        pieces = seal_index(KEY, CASE, body[:length])
        assert {len(piece) for piece in pieces} == {PIECE_BYTES}
        assert len(pieces) == number
        assert open_index(KEY, CASE, pieces) == body[:length]


def test_an_index_opens_nowhere_else_and_not_in_part() -> None:
    pieces = seal_index(KEY, CASE, b"words" * 1000)
    keys = [
        EpochKey(THREAD, 3, KEY.secret),
        EpochKey(uuid("other"), 2, KEY.secret),
        EpochKey(THREAD, 2, secret("another")),
    ]
    for key, case_id in [*((key, CASE) for key in keys), (KEY, uuid("other"))]:
        with pytest.raises(Tampered):
            open_index(key, case_id, pieces)
    flipped = bytes([pieces[0][50] ^ 1])
    changed = [
        pieces[:-1],
        pieces[::-1],
        (*pieces, pieces[-1]),
        (),
        (pieces[0][:50] + flipped + pieces[0][51:], *pieces[1:]),
    ]
    for wrong in changed:
        with pytest.raises(Tampered):
            open_index(KEY, CASE, wrong)
