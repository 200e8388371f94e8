"""The format of backups: what was added comes out, under the passphrase alone, or nothing does."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from wbportal.portal.changes import Json
from wbportal.portal.sealed_archive import Archive, ArchiveRefused, Member, drain, read, write
from wbportal.vault.passphrases import Cost

CHEAP = Cost(64, 1)
PASSPHRASE = "tidy walnut crescent"
MEMBERS = {"one": b"first", "folder/two": b"second" * 50_000, "three": b""}


def _fill(archive: Archive) -> Mapping[str, Json]:
    for number, (name, content) in enumerate(MEMBERS.items()):
        archive.add(name, BytesIO(content), time=86_400 * number)
    return {"made": "now"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    write(path, PASSPHRASE, CHEAP, _fill)
    return path


def test_what_was_added_comes_out(path: Path) -> None:
    found: dict[str, tuple[int, bytes]] = {}

    def take(member: Member) -> None:
        found[member.name] = (member.time, member.stream.read(10**9))

    assert read(path, PASSPHRASE, take) == {"made": "now"}
    assert found == {
        name: (86_400 * number, content) for number, (name, content) in enumerate(MEMBERS.items())
    }


def test_a_member_that_nobody_reads_is_checked_all_the_same(path: Path) -> None:
    with pytest.raises(ArchiveRefused):
        read(path, PASSPHRASE, lambda _: None)


def test_another_passphrase_opens_nothing(path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="passphrase"):
        read(path, PASSPHRASE + "s", drain)


def test_nothing_of_it_lies_in_clear(path: Path) -> None:
    content = path.read_bytes()
    assert b"folder" not in content
    assert b"second" not in content
    assert b"ustar" not in content


def test_it_is_for_its_owner_alone(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_byte_can_be_changed(path: Path) -> None:
    whole = path.read_bytes()
    places = [*range(0, 240, 7), *range(240, len(whole), 4001), len(whole) - 1]
    for place in places:
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
        )
        with pytest.raises(ArchiveRefused):
            read(path, PASSPHRASE, drain)


@pytest.mark.parametrize("length", [0, 1, 100, 185, 300, 20_000])
def test_a_file_cut_off_is_refused(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ArchiveRefused):
        read(path, PASSPHRASE, drain)


def test_more_at_the_end_is_refused(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ArchiveRefused):
        read(path, PASSPHRASE, drain)


def test_nothing_is_overwritten(path: Path) -> None:
    with pytest.raises(FileExistsError):
        write(path, PASSPHRASE, CHEAP, _fill)
