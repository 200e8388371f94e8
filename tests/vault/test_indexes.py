"""Indexes open whole, in their place, and all pieces are of one size."""

from dataclasses import replace

import pytest

from tests.vault.samples import CASE, THREAD, secret, uuid
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.indexes import PIECE_BYTES, IndexPlace, open_index, seal_index

KEY = EpochKey(THREAD, 2, secret("index"))
PLACE = IndexPlace(CASE, THREAD, 2, 7)


def test_an_index_opens_from_pieces_of_one_size() -> None:
    for length, number in ((0, 1), (1, 1), (PIECE_BYTES - 33, 1), (PIECE_BYTES - 32, 2), (9000, 5)):
        body = bytes(range(256)) * 36
        pieces = seal_index(KEY, PLACE, body[:length])
        assert {len(piece) for piece in pieces} == {PIECE_BYTES}
        assert len(pieces) == number
        assert open_index(KEY, PLACE, pieces) == body[:length]


def test_an_index_opens_nowhere_else_and_not_in_part() -> None:
    pieces = seal_index(KEY, PLACE, b"words" * 1000)
    places = [
        replace(PLACE, case_id=uuid("other")),
        replace(PLACE, number=8),
        replace(PLACE, epoch=3),
        replace(PLACE, compartment_id=uuid("other")),
    ]
    for place in places:
        key = EpochKey(place.compartment_id, place.epoch, KEY.secret)
        with pytest.raises(Tampered):
            open_index(key, place, pieces)
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
            open_index(KEY, PLACE, wrong)
    with pytest.raises(Tampered):
        open_index(EpochKey(THREAD, 2, secret("another")), PLACE, pieces)
