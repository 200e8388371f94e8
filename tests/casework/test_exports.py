"""A signed part of a trail: what a portal wrote is genuine, and nothing else is."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from tests.builders import Clock, MadeOffice, found, make_app, make_portal, sign_in
from tests.vault.reader_of_trails import TrailRefused, read_trail
from wbportal.casework import export_check, exports, rosters
from wbportal.casework.errors import Refused
from wbportal.casework.export_check import ExportRefused, Wrong
from wbportal.casework.trail import Wanted
from wbportal.portal import AuditDraft, Portal
from wbportal.portal.trail import canonical

EVERYTHING = Wanted()
NOTES = Wanted(deeds=("note",))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    return make_portal(tmp_path_factory.mktemp("home"), Clock())


@pytest.fixture(scope="module")
def office(portal: Portal) -> MadeOffice:
    made = found(portal, leads=1, handlers=0, custodians=0, recovery=None)
    sign_in(make_app(portal), made.leads[0])
    for deed in ("note", "reply", "note", "assess", "note"):
        with portal.work() as work:
            work.audit(AuditDraft(made.id, made.leads[0].id, deed))
    return made


@pytest.fixture(scope="module")
def key(portal: Portal) -> str:
    return exports.key_words(portal.keys.audit.public())


@pytest.fixture(scope="module")
def notes(portal: Portal, office: MadeOffice) -> list[bytes]:
    """An export of three entries, with gaps between them."""
    return _export(portal, office, NOTES)


def _export(portal: Portal, office: MadeOffice, wanted: Wanted) -> list[bytes]:
    with portal.work() as work:
        begun = exports.begin(work, office.auditors[0].person, wanted)
    return list(exports.lines(portal, begun))


def _wrong(lines: list[bytes], key: str) -> tuple[Wrong, int]:
    with pytest.raises(ExportRefused) as caught:
        export_check.check(iter(lines), key)
    return caught.value.wrong, caught.value.number


def test_a_whole_trail_is_genuine_by_words_and_by_digits(
    portal: Portal, office: MadeOffice, key: str
) -> None:
    lines = _export(portal, office, EVERYTHING)
    for named in (key, key.upper(), portal.keys.audit.public().fingerprint().hex()):
        checked = export_check.check(iter(lines), named)
        assert checked.office_id == office.id
        assert (checked.first, checked.left_out) == (1, 0)
        assert checked.entries == checked.last
        assert checked.countersigned >= 1
        assert checked.heads > 5
    assert checked.not_at_hand == 0


def test_what_a_filter_leaves_out_is_there_as_hashes_alone(notes: list[bytes], key: str) -> None:
    checked = export_check.check(iter(notes), key)
    assert (checked.entries, checked.left_out) == (3, 2)
    text = b"".join(notes)
    assert text.count(b'"deed":"note"') == 3
    assert b'"deed":"reply"' not in text
    assert b'"deed":"assess"' not in text


def test_no_flipped_byte_is_genuine(notes: list[bytes], key: str) -> None:
    whole = b"".join(notes)
    # The first line is kilobytes of heads, and the last one of signature: some of them will do.
    head = len(notes[0])
    for at in (
        *range(0, head, 97),
        *range(head, len(whole) - len(notes[-1])),
        *range(len(whole) - 40, len(whole)),
    ):
        changed = bytearray(whole)
        changed[at] ^= 0x20
        with pytest.raises(ExportRefused):
            export_check.check(iter(bytes(changed).splitlines(keepends=True)), key)


def test_a_second_reader_that_knows_only_the_page_agrees(
    portal: Portal, office: MadeOffice, key: str
) -> None:
    whole, notes = (_export(portal, office, wanted) for wanted in (EVERYTHING, NOTES))
    for lines in (whole, notes):
        checked, read = export_check.check(iter(lines), key), read_trail(b"".join(lines), key)
        for name in ("first", "last", "entries", "left_out", "heads", "countersigned"):
            assert read[name] == getattr(checked, name)
    content = b"".join(notes)
    for at in range(5, len(content), len(content) // 80):
        changed = content[:at] + bytes([content[at] ^ 1 << at % 7]) + content[at + 1 :]
        with pytest.raises(TrailRefused) as caught:
            read_trail(changed, key)
        error = Wrong(caught.value.error), caught.value.number
        assert error == _wrong(BytesIO(changed).readlines(), key), at


def test_an_entry_removed_moved_or_put_in_is_named(
    portal: Portal, office: MadeOffice, key: str
) -> None:
    lines = _export(portal, office, EVERYTHING)
    assert _wrong([*lines[:3], *lines[4:]], key) == (Wrong.GAP, 3)
    assert _wrong([*lines[:3], lines[4], lines[3], *lines[5:]], key) == (Wrong.GAP, 3)
    assert _wrong([*lines[:3], lines[2], *lines[3:]], key) == (Wrong.GAP, 3)
    assert _wrong(lines[:-1], key)[0] in {Wrong.NOT_WHOLE, Wrong.UNREADABLE}
    assert _wrong([*lines[:-2], lines[-1]], key)[0] is Wrong.NOT_WHOLE
    assert _wrong([], key) == (Wrong.NO_EXPORT, 0)
    assert _wrong([b"nothing of the kind\n", b"{}\n"], key) == (Wrong.NO_EXPORT, 0)


@pytest.mark.parametrize(
    ("name", "value"), [("deed", "reply"), ("day", "2026-01-01"), ("detail", "{}"), ("actor", "")]
)
def test_an_entry_that_says_something_else_is_named(
    portal: Portal, office: MadeOffice, key: str, name: str, value: str
) -> None:
    lines = _export(portal, office, EVERYTHING)
    at = next(n for n, line in enumerate(lines) if b"countersigned" in line)
    said = {**json.loads(lines[at]), name: value}
    lines[at] = canonical(said).encode() + b"\n"
    assert _wrong(lines, key) == (Wrong.CHANGED, at)


def test_another_portals_key_signs_nothing_here(notes: list[bytes], tmp_path: Path) -> None:
    other = make_portal(tmp_path, Clock())
    theirs = exports.key_words(other.keys.audit.public())
    assert _wrong(notes, theirs) == (Wrong.OTHER_KEY, 0)
    head = json.loads(notes[0])
    head["audit_key"] = other.keys.audit.public().raw.hex()
    exchanged = [canonical(head).encode() + b"\n", *notes[1:]]
    assert _wrong(exchanged, theirs)[0] in {Wrong.REWRITTEN, Wrong.NOT_WHOLE}


def test_an_export_with_nothing_in_it_is_refused(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work, pytest.raises(Refused):
        exports.begin(work, office.auditors[0].person, Wanted(deeds=("never",)))


def test_a_period_begins_and_ends_with_its_own_entries(tmp_path: Path) -> None:
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    office = found(portal, leads=1, handlers=0, custodians=0)
    clock.move(timedelta(days=3))
    day = clock.now.date()
    for deed in ("note", "reply"):
        with portal.work() as work:
            work.audit(AuditDraft(office.id, office.leads[0].id, deed))
    clock.move(timedelta(days=3))
    with portal.work() as work:
        work.audit(AuditDraft(office.id, office.leads[0].id, "later"))
        assert rosters.history(work, office.id).current.version > 0
    lines = _export(portal, office, Wanted(since=day, until=day))
    checked = export_check.check(iter(lines), exports.key_words(portal.keys.audit.public()))
    assert (checked.entries, checked.left_out) == (2, 0)
    assert checked.first > 1


def test_making_an_export_is_in_the_trail(portal: Portal, office: MadeOffice) -> None:
    _export(portal, office, Wanted(deeds=("note",)))
    lines = _export(portal, office, Wanted(deeds=("audit-export",)))
    said = [json.loads(line) for line in _entries(lines)]
    assert {entry["actor"] for entry in said} == {str(office.auditors[0].id)}
    assert set(json.loads(said[-1]["detail"])) == {"first", "last"}


def _entries(lines: list[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line.startswith(b'{"actor"'))
