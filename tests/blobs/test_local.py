"""The folder of blobs: whole or not there, for its owner alone, and silent about the hour."""

import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wbportal.blobs import BlobMissing, BlobWriter, StoreFull
from wbportal.blobs.local import LocalBlobs

DAY = date(2026, 3, 14)
MIDNIGHT = datetime(2026, 3, 14, tzinfo=UTC).timestamp()


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")


def _kept(store: LocalBlobs, content: bytes = b"sealed") -> str:
    writer = store.create(DAY)
    writer.stream.write(content)
    writer.keep()
    return writer.name


def _files(store: LocalBlobs) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_was_kept_is_read_back(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    for chunk in (b"one", b"", b"two" * 100_000):
        assert writer.stream.write(chunk) == len(chunk)
    writer.keep()
    with store.read(writer.name) as source:
        assert source.read() == b"one" + b"two" * 100_000


def test_a_name_is_128_random_bits_and_names_its_folder(store: LocalBlobs) -> None:
    names = {_kept(store) for _ in range(20)}
    assert len(names) == 20
    for name in names:
        assert len(bytes.fromhex(name)) == 16
        assert (store.root / name[:2] / name).is_file()


def test_a_blob_is_not_there_before_it_is_kept(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    writer.stream.write(b"half")
    with pytest.raises(BlobMissing):
        store.read(writer.name)
    writer.abort()


def test_an_aborted_blob_leaves_nothing(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    writer.stream.write(b"half")
    writer.abort()
    writer.abort()
    assert _files(store) == []


def test_aborting_does_nothing_to_a_blob_that_was_kept(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    writer.keep()
    writer.abort()
    store.read(writer.name).close()


def test_only_the_owner_can_read_anything(store: LocalBlobs) -> None:
    before = os.umask(0)
    try:
        name = _kept(store)
    finally:
        os.umask(before)
    for path in (store.root, store.root / name[:2]):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.root / name[:2] / name).stat().st_mode) == 0o600


def _times(store: LocalBlobs) -> set[float]:
    return {path.stat().st_mtime for path in [store.root, *store.root.rglob("*")]}


def test_neither_files_nor_folders_tell_the_hour(store: LocalBlobs) -> None:
    names = [_kept(store) for _ in range(3)]
    assert _times(store) == {MIDNIGHT}
    store.delete(names[0])
    store.create(DAY).abort()
    assert _times(store) == {MIDNIGHT}


def test_a_blob_left_half_written_does_not_tell_the_hour_either(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    writer.stream.write(b"half")
    (path,) = _files(store)
    assert path.stat().st_mtime == MIDNIGHT
    writer.abort()


def test_the_store_lists_what_it_has_with_its_day(store: LocalBlobs) -> None:
    name = _kept(store)
    half = store.create(DAY)
    half.stream.write(b"half")
    (store.root / name[:2] / "notes.txt").write_text("somebody else's")
    found = {(blob.key.removesuffix(".part"), blob.day) for blob in store.stored()}
    assert found == {(name, DAY), (half.name, DAY)}
    half.abort()


def test_leftovers_are_deleted_by_the_key_they_are_listed_under(store: LocalBlobs) -> None:
    writer = store.create(DAY)
    writer.stream.write(b"half")
    writer.stream.close()
    for blob in store.stored():
        store.delete(blob.key)
    assert _files(store) == []


def test_deleting_twice_is_deleting_once(store: LocalBlobs) -> None:
    name = _kept(store)
    store.delete(name)
    store.delete(name)
    with pytest.raises(BlobMissing):
        store.read(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 31, "0" * 33, "G" * 32, "/" * 32])
def test_a_name_that_is_none_reaches_no_file(store: LocalBlobs, name: str) -> None:
    with pytest.raises(BlobMissing):
        store.read(name)
    with pytest.raises(BlobMissing):
        store.delete(name)


def test_the_room_that_is_left_is_that_of_the_disk(store: LocalBlobs) -> None:
    space = store.space()
    assert 0 < space.free_bytes <= space.total_bytes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_named(store: LocalBlobs) -> None:
    writer: BlobWriter = store.create(DAY)
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        os.dup2(full, writer.stream.fileno())
        with pytest.raises(StoreFull):
            writer.stream.write(b"no room")
    finally:
        os.close(full)
        writer.abort()
