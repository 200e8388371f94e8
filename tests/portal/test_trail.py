"""The audit trail is one signed chain per office, and its heads are kept outside the database."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.portal.scene import Scene, make_office
from wbportal.db import audit
from wbportal.db.audit import AuditEntry
from wbportal.db.rosters import RosterRow
from wbportal.portal import AuditDraft, Work
from wbportal.portal.heads import AuditHead, HeadFile, HeadsDamaged, RosterHead, sign_head
from wbportal.portal.trail import entry_hash, verify_entry
from wbportal.vault.errors import Forged
from wbportal.vault.hashes import NOTHING_BEFORE
from wbportal.vault.signatures import HybridKey, SigningKey


def _note(scene: Scene, deed: str = "note", **more: object) -> None:
    with scene.portal.work() as work:
        work.audit(AuditDraft(scene.office_id, uuid4(), deed, scene.case_id, **more))


def _trail(scene: Scene, office_id: UUID | None = None) -> list[AuditEntry]:
    with scene.portal.work() as work:
        return list(audit.entries(work.db, office_id or scene.office_id))


def test_each_entry_names_the_hash_of_the_one_before(scene: Scene) -> None:
    for _ in range(3):
        _note(scene)
    trail = _trail(scene)
    assert [entry.number for entry in trail] == [1, 2, 3]
    assert [entry.previous_hash for entry in trail] == [
        NOTHING_BEFORE,
        trail[0].entry_hash,
        trail[1].entry_hash,
    ]
    assert [entry.entry_hash for entry in trail] == [entry_hash(entry) for entry in trail]


def test_entries_of_one_work_follow_each_other(scene: Scene) -> None:
    with scene.portal.work() as work:
        for deed in ("one", "two"):
            work.audit(AuditDraft(scene.office_id, None, deed))
    assert [entry.deed for entry in _trail(scene)] == ["one", "two"]
    (head,) = scene.portal.heads.audit(scene.office_id)
    assert head.number == 2


def test_offices_have_trails_of_their_own(scene: Scene) -> None:
    other = uuid4()
    with scene.portal.work() as work:
        work.db.add(make_office(other, "other"))
        work.audit(AuditDraft(other, None, "founded"))
        work.audit(AuditDraft(scene.office_id, None, "greeted"))
    assert [entry.number for entry in _trail(scene, other)] == [1]
    assert [entry.number for entry in _trail(scene)] == [1]


def test_an_entry_is_signed_by_the_deployment(scene: Scene) -> None:
    _note(scene)
    (entry,) = _trail(scene)
    verify_entry(entry, scene.portal.keys.audit_entry.verify_key())
    with pytest.raises(Forged):
        verify_entry(entry, SigningKey.generate().verify_key())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 7),
        ("at", None),
        ("day", date(2026, 1, 1)),
        ("actor_id", uuid4()),
        ("actor_id", None),
        ("deed", "nothing"),
        ("case_id", None),
        ("detail", "{}"),
        ("previous_hash", bytes(31) + b"x"),
        ("office_id", uuid4()),
    ],
)
def test_an_entry_that_was_edited_no_longer_has_its_hash(
    scene: Scene, column: str, value: object
) -> None:
    _note(scene, detail={"to": "assessing"})
    (entry,) = _trail(scene)
    setattr(entry, column, value)
    assert entry_hash(entry) != entry.entry_hash


def test_an_entry_names_the_heads_of_the_chains_that_its_work_grew(scene: Scene) -> None:
    with scene.portal.work() as work:
        work.append(scene.record())
        work.audit(AuditDraft(scene.office_id, None, "reply", scene.case_id))
    with scene.portal.work() as work:
        link = scene.thread(work).link.hex()
    assert _trail(scene)[0].detail == f'{{"heads":{{"thread":[2,"{link}"]}}}}'


def test_an_entry_of_a_day_keeps_no_time(scene: Scene) -> None:
    _note(scene, day=date(2026, 3, 1))
    (entry,) = _trail(scene)
    assert (entry.at, entry.day) == (None, date(2026, 3, 1))


def test_the_head_is_signed_and_holds_no_time(scene: Scene) -> None:
    _note(scene)
    (entry,) = _trail(scene)
    (head,) = scene.portal.heads.audit(scene.office_id)
    assert (head.number, head.entry_hash) == (1, entry.entry_hash)
    head.verify(scene.portal.keys.audit.public())
    text = scene.config.heads_file.read_text()
    assert "2026" not in text.replace(head.signature.hex(), "").replace(head.entry_hash.hex(), "")


def test_a_head_of_somebody_else_is_forged(scene: Scene) -> None:
    _note(scene)
    (head,) = scene.portal.heads.audit(scene.office_id)
    with pytest.raises(Forged):
        head.verify(HybridKey.generate().public())
    with pytest.raises(Forged):
        replace(head, number=2).verify(scene.portal.keys.audit.public())


def test_a_work_that_failed_leaves_no_head(scene: Scene) -> None:
    def deed(work: Work) -> None:
        work.audit(AuditDraft(scene.office_id, None, "note"))
        raise KeyError

    with pytest.raises(KeyError):
        scene.once(deed)
    assert scene.portal.heads.audit(scene.office_id) == ()


def test_every_head_is_kept_so_that_a_rewritten_past_shows(scene: Scene) -> None:
    for _ in range(3):
        _note(scene)
    assert [head.number for head in scene.portal.heads.audit(scene.office_id)] == [1, 2, 3]


def test_a_new_roster_leaves_its_version_outside_the_database(scene: Scene) -> None:
    assert scene.portal.heads.roster_version(scene.office_id) == 0
    for version in (1, 2):
        with scene.portal.work() as work:
            row = RosterRow(
                office_id=scene.office_id, version=version, signed=b"x", created_at=scene.now
            )
            work.db.add(row)
    assert scene.portal.heads.roster_version(scene.office_id) == 2
    assert scene.portal.heads.roster_version(uuid4()) == 0


def _heads(key: HybridKey, office_id: UUID, numbers: range) -> list[AuditHead]:
    signature = sign_head(key, office_id, 1, bytes(32)).signature
    return [AuditHead(office_id, n, n.to_bytes(32, "big"), signature) for n in numbers]


def test_a_line_that_a_crash_cut_short_does_not_count(tmp_path: Path) -> None:
    office, path = uuid4(), tmp_path / "heads"
    heads = HeadFile(path)
    heads.add([RosterHead(office, 1)])
    with path.open("ab") as file:
        file.write(b'{"office":"')
    assert heads.roster_version(office) == 1
    heads.add([RosterHead(office, 2)])
    assert heads.roster_version(office) == 2
    assert len(path.read_bytes().splitlines()) == 2


def test_a_file_with_nothing_but_half_a_line_starts_anew(tmp_path: Path) -> None:
    office, path = uuid4(), tmp_path / "heads"
    path.write_bytes(b'{"office":"')
    heads = HeadFile(path)
    heads.add([RosterHead(office, 2)])
    assert heads.roster_version(office) == 2


@pytest.mark.parametrize("line", [b"{}\n", b"nonsense\n", b'{"office":"x","roster":1}\n', b"[]\n"])
def test_a_line_that_says_nothing_is_damage(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "heads"
    path.write_bytes(line)
    with pytest.raises(HeadsDamaged):
        HeadFile(path).audit(uuid4())


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    key, office, other = HybridKey.generate(), uuid4(), uuid4()
    heads, path = HeadFile(tmp_path / "heads"), tmp_path / "heads"
    heads.add([RosterHead(office, 3), RosterHead(office, 4), RosterHead(other, 1)])
    largest = 0
    for start in range(1, 700, 50):
        heads.add(_heads(key, office, range(start, start + 50)))
        largest = max(largest, path.stat().st_size)
    assert largest < 3_000_000
    assert heads.audit(office)[-1].number == 700
    assert len(heads.audit(office)) >= 32
    assert (heads.roster_version(office), heads.roster_version(other)) == (4, 1)


def test_another_process_sees_what_was_added(tmp_path: Path) -> None:
    office = uuid4()
    ours, theirs = HeadFile(tmp_path / "heads"), HeadFile(tmp_path / "heads")
    ours.add([RosterHead(office, 1)])
    assert theirs.roster_version(office) == 1
    theirs.add([RosterHead(office, 2)])
    assert ours.roster_version(office) == 2


def test_only_the_owner_can_read_the_heads(tmp_path: Path) -> None:
    HeadFile(tmp_path / "heads").add([RosterHead(uuid4(), 1)])
    assert (tmp_path / "heads").stat().st_mode & 0o777 == 0o600


def test_a_deed_stays_done_if_its_head_cannot_be_written(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.config.heads_file.mkdir()
    _note(scene)
    assert len(_trail(scene)) == 1
    assert "heads" in caplog.text
    scene.config.heads_file.rmdir()
    _note(scene)
    assert [head.number for head in scene.portal.heads.audit(scene.office_id)] == [2]
