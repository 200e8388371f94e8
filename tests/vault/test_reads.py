"""Sealed readings: one size, one reader, one office, one key."""

from uuid import UUID, uuid4

import pytest

from wbportal.vault.errors import Tampered, UnknownVersion, VaultError, WrongKey
from wbportal.vault.keys import PrivateKey
from wbportal.vault.reads import (
    Reading,
    What,
    open_found,
    open_reading,
    reads_key_id,
    seal_found,
    seal_reading,
    unwrap_reads_key,
    wrap_reads_key,
)

OFFICE, READER, HOLDER = uuid4(), uuid4(), uuid4()


def test_a_reading_comes_back_and_no_size_tells_what_it_was() -> None:
    key = PrivateKey.generate()
    every = [Reading(uuid4(), What.PAGE), Reading(uuid4(), What.ORIGINAL_FILE, uuid4())]
    sealed = [seal_reading(key.public(), OFFICE, READER, one) for one in every]
    assert [open_reading(key, OFFICE, READER, one) for one in sealed] == every
    assert {len(one) for one in sealed} == {1_170}


def test_a_page_of_a_search_comes_back_and_no_size_tells_how_many_it_showed() -> None:
    key, cases = PrivateKey.generate(), [uuid4() for _ in range(25)]
    for shown in (cases, cases[:1]):
        sealed = seal_found(key.public(), OFFICE, READER, shown)
        assert len(sealed) == 1_537
        found = open_found(key, OFFICE, READER, sealed)
        assert found == tuple(Reading(one, What.FOUND) for one in shown)
        with pytest.raises(WrongKey):
            open_reading(key, OFFICE, READER, sealed)


@pytest.mark.parametrize("moved", ["key", "office", "reader"])
def test_a_reading_opens_nowhere_else(moved: str) -> None:
    key = PrivateKey.generate()
    sealed = seal_reading(key.public(), OFFICE, READER, Reading(uuid4(), What.PAGE))
    with pytest.raises(WrongKey):
        open_reading(
            PrivateKey.generate() if moved == "key" else key,
            uuid4() if moved == "office" else OFFICE,
            uuid4() if moved == "reader" else READER,
            sealed,
        )


def test_no_flipped_byte_opens() -> None:
    key = PrivateKey.generate()
    sealed = seal_reading(key.public(), OFFICE, READER, Reading(uuid4(), What.PAGE))
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises((WrongKey, UnknownVersion)):
            open_reading(key, OFFICE, READER, bytes(changed))


@pytest.mark.parametrize("written", [b"", bytes(33), b"\x0a" + bytes(32), b"\x01" + bytes(31)])
def test_what_is_no_reading_is_refused(written: bytes) -> None:
    with pytest.raises(Tampered):
        Reading.from_bytes(written)


def test_a_key_is_wrapped_for_one_holder_of_one_office() -> None:
    key, keys = PrivateKey.generate(), PrivateKey.generate()
    key_id = reads_key_id(key.public())
    wrapped = wrap_reads_key(key, keys.public(), OFFICE, HOLDER)
    assert unwrap_reads_key(wrapped, key_id, keys, OFFICE, HOLDER).seed == key.seed
    other: list[tuple[bytes, PrivateKey, UUID, UUID]] = [
        (bytes(16), keys, OFFICE, HOLDER),
        (key_id, PrivateKey.generate(), OFFICE, HOLDER),
        (key_id, keys, uuid4(), HOLDER),
        (key_id, keys, OFFICE, uuid4()),
    ]
    for name, tried, office_id, holder_id in other:
        with pytest.raises(VaultError):
            unwrap_reads_key(wrapped, name, tried, office_id, holder_id)
