"""Vectors of exported trails: four whole ones, and what is done to them each with its error.

A damaged one names the export it was made `of`, and has of its `lines` either the number of one of
that export, or that number with what is exchanged in it for what, or another line.
"""

from collections.abc import Iterator, Sequence

from tests.vault.samples import (
    CASE,
    HANDLER,
    LEAD,
    OFFICE,
    PUBLIC,
    SECOND_LEAD,
    TODAY,
    secret,
    uuid,
)
from tests.vault.samples_of_trails import (
    AUDIT,
    ENTRY,
    Deed,
    countersigned,
    entry_of,
    export_of,
    trail,
)
from tests.vault.vectoring import Vector
from wbportal.casework.exports import entry_line, key_words, signed, written
from wbportal.db.audit import AuditEntry
from wbportal.portal.heads import sign_head
from wbportal.vault.hashes import NOTHING_BEFORE, sha256
from wbportal.vault.signatures import HybridKey

OTHER = HybridKey(secret("another audit"))
Line = str | int | list[str | int]
COUNTS = "entries", "left_out", "heads", "countersigned", "not_at_hand"


def trails() -> Iterator[Vector]:
    entries = trail()
    everything = export_of(entries, heads=(3, 7))
    part = export_of(entries[1:], left_out=(3, 4, 5), heads=(4,))
    yield from _whole(entries, everything, part)
    yield from _heads(everything)
    yield from _keys(everything)
    yield from _entries(everything, entries)
    yield from _other_entries(entries)
    yield from _order(everything)
    yield from _left_out(part, entries)
    yield from _parts(entries)
    yield from _countersignatures(entries)
    yield from _ends(everything)


def _whole(entries: list[AuditEntry], everything: list[str], part: list[str]) -> Iterator[Vector]:
    key = AUDIT.public()
    words = key_words(key)
    keys = [words, words.upper().replace(" ", "-"), words.replace(" ", ""), key.fingerprint().hex()]
    before, late = export_of(entries[1:2]), export_of(entries[5:])
    for name, lines, numbers, counts in (
        ("everything", everything, (1, 7), (7, 0, 2, 3, 0)),
        ("a part left out", part, (2, 7), (3, 3, 1, 3, 0)),
        ("one that countersigns what is before it", before, (2, 2), (1, 0, 0, 1, 0)),
        ("one that countersigns what is not there", late, (6, 7), (2, 0, 0, 0, 2)),
    ):
        said = {"office": str(OFFICE), "day": TODAY.isoformat()}
        said |= dict(zip(("first", "last"), numbers, strict=True))
        said |= dict(zip(COUNTS, counts, strict=True))
        yield {"name": name, "keys": keys, "export": lines, "expected": said}


def _damaged(
    of: str, name: str, lines: Sequence[Line], error: str, number: int, **more: object
) -> Vector:
    return {
        "name": f"{of}: {name}",
        "of": of,
        "lines": list(lines),
        **more,
        "error": error,
        "number": number,
    }


def _exchanged(of: list[str], at: int, old: str, new: str) -> list[Line]:
    """The lines of an export, in one of which something is exchanged."""
    if old not in of[at]:
        raise ValueError(old)
    return [*range(at), [at, old, new], *range(at + 1, len(of))]


def _spoilt(digits: str, at: int = 0) -> tuple[str, str]:
    """Some digits, and the same with the one at a place changed."""
    here = digits[at : at + 32]
    return here, ("0" if here[0] != "0" else "1") + here[1:]


def _heads(of: list[str]) -> Iterator[Vector]:
    key = AUDIT.public().raw.hex()
    own = PUBLIC[LEAD].verify.raw[:32].hex()
    entry_key = ENTRY.verify_key().raw.hex()
    signature = of[0].split('"heads":[[3,"')[1].split('","')[1].split('"')[0]
    hashed = of[0].split('"heads":[[3,"')[1][:64]
    third = f'[3,"{hashed}","{signature}"],'
    for name, old, new, error, number in (
        ("another format", "export v1", "export v2", "no-export", 0),
        ("another office", str(OFFICE), str(uuid("other office")), "changed", 1),
        ("an office in capitals", str(OFFICE), str(OFFICE).upper(), "no-export", 0),
        ("another day", "2026-11-22", "2026-11-23", "not-whole", 8),
        ("a day that is none", "2026-11-22", "2026-11-31", "no-export", 0),
        ("a day written otherwise", "2026-11-22", "20261122", "no-export", 0),
        ("it begins later", '"first":1', '"first":2', "gap", 2),
        ("it begins at nothing", '"first":1', '"first":0', "no-export", 0),
        ("it begins before anything", '"first":1', '"first":-1', "no-export", 0),
        ("it begins with a truth", '"first":1', '"first":true', "no-export", 0),
        ("it ends earlier", '"last":7', '"last":6', "not-whole", 8),
        ("it ends later", '"last":7', '"last":8', "not-whole", 8),
        ("it ends before it begins", '"last":7', '"last":0', "no-export", 0),
        ("it ends beyond all numbers", '"last":7', f'"last":{2**63}', "no-export", 0),
        ("a byte of the key", *_spoilt(key, 90), "other-key", 0),
        ("a key that is too short", key, key[:-2], "other-key", 0),
        ("a byte of the entries' key", *_spoilt(entry_key, 9), "changed", 1),
        ("an entries' key that is too long", entry_key, entry_key + "00", "no-export", 0),
        ("a head of another number", "[[3,", "[[4,", "rewritten", 4),
        ("a head of no entry", "[[3,", "[[9,", "not-whole", 8),
        ("a head left out", third, "", "not-whole", 8),
        ("a head twice", third, third + third, "not-whole", 8),
        ("a head without a signature", f',"{signature}"]', "]", "no-export", 0),
        ("a byte of a head's hash", *_spoilt(hashed), "rewritten", 3),
        ("the Ed25519 half of a head", *_spoilt(signature, 3), "rewritten", 3),
        ("the ML-DSA half of a head", *_spoilt(signature, 3000), "rewritten", 3),
        ("the version of a head", f'"{signature[:32]}', f'"02{signature[2:32]}', "rewritten", 3),
        ("another name", "สมชาย", "สมหญิง", "not-whole", 8),
        ("a byte of a person's key", *_spoilt(own, 5), "not-countersigned", 2),
        (
            "another person's key",
            own,
            PUBLIC[HANDLER].verify.raw[:32].hex(),
            "not-countersigned",
            2,
        ),
        ("a person who is not there", *_spoilt(str(LEAD)[20:]), "not-countersigned", 2),
        ("a person without a name", '["สมชาย ใจดี",', "[", "not-whole", 8),
        ("a field more", '"last":7', '"last":7,"more":""', "no-export", 0),
        ("a field less", '"last":7,', "", "no-export", 0),
        ("white space", '"last":7', '"last": 7', "no-export", 0),
        (
            "another order",
            '"first":1,"format":"wbportal audit export v1"',
            '"format":"wbportal audit export v1","first":1',
            "no-export",
            0,
        ),
        ("a name in escapes", "สมชาย", "\\u0e2a\\u0e21\\u0e0a\\u0e32\\u0e22", "no-export", 0),
    ):
        lines = _exchanged(of, 0, old, new)
        yield _damaged("everything", f"head: {name}", lines, error, number)


def _keys(of: list[str]) -> Iterator[Vector]:
    key = AUDIT.public().raw.hex()
    theirs = key_words(OTHER.public())
    untouched = range(len(of))
    for name, named in (
        ("another key is named", theirs),
        ("a word is another", " ".join([*key_words(AUDIT.public()).split()[:5], "abacus"])),
        ("five words", " ".join(key_words(AUDIT.public()).split()[1:])),
        ("nothing is named", ""),
    ):
        yield _damaged("everything", name, untouched, "other-key", 0, keys=[named])
    lines = _exchanged(of, 0, key, OTHER.public().raw.hex())
    name = "head: another key, which is named"
    yield _damaged("everything", name, lines, "rewritten", 3, keys=[theirs])


def _entries(of: list[str], entries: list[AuditEntry]) -> Iterator[Vector]:
    note = entries[3]
    for at, name, old, new, error in (
        (4, "number", '"entry":4', '"entry":5', "gap"),
        (4, "time", "09:30:00.000004", "09:30:00.000005", "changed"),
        (4, "no time", '"at":"2026-11-22T09:30:00.000004+00:00"', '"at":""', "changed"),
        (
            4,
            "time of another zone",
            "T09:30:00.000004+00:00",
            "T16:30:00.000004+07:00",
            "unreadable",
        ),
        (4, "time written otherwise", "09:30:00.000004+00:00", "09:30:00.000004Z", "unreadable"),
        (4, "day", '"day":"2026-11-22"', '"day":"2026-11-23"', "changed"),
        (4, "day written otherwise", '"day":"2026-11-22"', '"day":"20261122"', "unreadable"),
        (4, "actor", str(HANDLER), str(LEAD), "changed"),
        (4, "no actor", str(HANDLER), "", "changed"),
        (4, "actor in capitals", str(HANDLER), str(HANDLER).upper(), "unreadable"),
        (4, "deed", '"deed":"note"', '"deed":"nope"', "changed"),
        (4, "case", str(CASE), str(uuid("other case")), "changed"),
        (4, "no case", str(CASE), "", "changed"),
        (4, "detail", " ก", " ข", "changed"),
        (4, "hash before", *_spoilt(note.previous_hash.hex()), "gap"),
        (4, "hash", *_spoilt(note.entry_hash.hex()), "changed"),
        (4, "hash of another", note.entry_hash.hex(), entries[4].entry_hash.hex(), "changed"),
        (4, "signature", *_spoilt(note.signature.hex(), 20), "changed"),
        (4, "signature of another", note.signature.hex(), entries[4].signature.hex(), "changed"),
        (4, "version of the signature", '"signature":"01', '"signature":"02', "changed"),
        (4, "capitals", note.entry_hash.hex(), note.entry_hash.hex().upper(), "unreadable"),
        (4, "a field more", '"entry":4', '"entry":4,"more":1', "unreadable"),
        (4, "a field less", '"deed":"note",', "", "unreadable"),
        (4, "white space", '"entry":4', '"entry": 4', "unreadable"),
        (4, "a field twice", '"entry":4', '"entry":4,"entry":4', "unreadable"),
        (4, "letters in escapes", " ก", " \\u0e01", "unreadable"),
        (4, "half of a letter", " ก", " \\ud800", "unreadable"),
        (1, "a number that is a truth", '"entry":1', '"entry":true', "unreadable"),
        (1, "a number with a fraction", '"entry":1', '"entry":1.0', "unreadable"),
        (1, "something before the first", "0" * 64, "0" * 63 + "1", "gap"),
        (
            3,
            "a time for a reporter",
            '"at":""',
            '"at":"2026-11-22T09:30:00.000003+00:00"',
            "changed",
        ),
        (3, "an actor for a reporter", '"actor":""', f'"actor":"{LEAD}"', "changed"),
        (3, "another day for a reporter", '"day":"2026-11-22"', '"day":"2026-11-21"', "changed"),
    ):
        yield _damaged("everything", f"entry: {name}", _exchanged(of, at, old, new), error, at)


def _other_entries(entries: list[AuditEntry]) -> Iterator[Vector]:
    note = entries[3]
    other = entry_of(Deed("nope", HANDLER, CASE), 4, note.previous_hash)
    lines: list[Line] = [0, 1, 2, 3, entry_line(other).decode(), 5, 6, 7, 8]
    yield _damaged("everything", "another entry that the portal signed", lines, "gap", 5)
    elsewhere = entry_of(Deed("note", HANDLER, CASE), 4, secret("elsewhere"))
    lines[4] = entry_line(elsewhere).decode()
    yield _damaged("everything", "an entry of another past", lines, "gap", 4)


def _order(of: list[str]) -> Iterator[Vector]:
    for name, lines, error, number in (
        ("the first entry removed", [0, *range(2, 9)], "gap", 1),
        ("an entry removed", [0, 1, 2, *range(4, 9)], "gap", 3),
        ("the last entry removed", [*range(7), 8], "not-whole", 7),
        ("two swapped", [0, 1, 2, 4, 3, 5, 6, 7, 8], "gap", 3),
        ("an entry twice", [0, 1, 2, 2, *range(3, 9)], "gap", 3),
        ("no end", [*range(8)], "not-whole", 7),
        ("cut off after an entry", [0, 1, 2, 3], "not-whole", 3),
        ("cut off in an entry", [0, 1, 2, [3, of[3][-30:], ""]], "not-whole", 3),
        ("cut off after the head", [0], "not-whole", 1),
        ("cut off in the head", [[0, of[0][-30:], ""]], "no-export", 0),
        ("cut off in the end", [*range(8), [8, of[8][-30:], ""]], "not-whole", 8),
        ("without the last line feed", [*range(8), [8, "\n", ""]], "not-whole", 8),
        ("nothing", [], "no-export", 0),
        ("nothing but a line feed", ["\n"], "no-export", 0),
        ("nothing but an end", [8], "no-export", 0),
        ("an entry where the head must be", [*range(1, 9)], "no-export", 0),
        ("two heads", [0, *range(9)], "unreadable", 1),
        ("two ends", [*range(9), 8], "unreadable", 8),
        ("something after the end", [*range(9), "{}\n"], "unreadable", 8),
        ("a line feed after the end", [*range(9), "\n"], "unreadable", 8),
        ("a line of nothing", [0, 1, "\n", *range(2, 9)], "unreadable", 2),
        ("a line of no object", [0, 1, "[]\n", *range(2, 9)], "unreadable", 2),
        ("a line too deep to read", [0, 1, "[" * 3000 + "\n", *range(2, 9)], "unreadable", 2),
        ("line feeds of another system", [0, [1, "\n", "\r\n"], *range(2, 9)], "unreadable", 1),
    ):
        yield _damaged("everything", name, lines, error, number)


def _left_out(of: list[str], entries: list[AuditEntry]) -> Iterator[Vector]:
    hashes = [one.entry_hash.hex() for one in entries[2:5]]
    for name, old, new, error, number in (
        ("a hash", *_spoilt(hashes[0]), "not-whole", 8),
        ("a hash that has a head", *_spoilt(hashes[1]), "rewritten", 4),
        ("the last hash", *_spoilt(hashes[2]), "gap", 6),
        ("two hashes swapped", hashes[0] + hashes[1], hashes[1] + hashes[0], "rewritten", 4),
        ("a hash removed", hashes[2], "", "gap", 3),
        ("half a hash removed", hashes[2], hashes[2][:30], "gap", 3),
        ("no hashes", "".join(hashes), "", "gap", 3),
        ("it begins earlier", "[3,5]", "[2,5]", "gap", 3),
        ("it begins later", "[3,5]", "[4,5]", "gap", 3),
        ("it ends later", "[3,5]", "[3,6]", "gap", 3),
        ("it ends before it begins", "[3,5]", "[3,2]", "gap", 3),
        ("one number", "[3,5]", "[3]", "unreadable", 3),
        ("a number with a fraction", "[3,5]", "[3,5.0]", "unreadable", 3),
        ("a field more", '"left_out"', '"deed":"note","left_out"', "unreadable", 3),
        ("capitals", hashes[0], hashes[0].upper(), "unreadable", 3),
    ):
        lines = _exchanged(of, 2, old, new)
        yield _damaged("a part left out", f"left out: {name}", lines, error, number)


def _parts(entries: list[AuditEntry]) -> Iterator[Vector]:
    hashes = [one.entry_hash.hex() for one in entries[2:5]]
    last = entries[6]
    hidden = written({"left_out": [7, 7], "hashes": last.entry_hash.hex()}).decode()
    one, two = (
        written({"left_out": [first, last], "hashes": "".join(here)}).decode()
        for first, last, here in ((3, 4, hashes[:2]), (5, 5, hashes[2:]))
    )
    for name, lines, error, number in (
        ("a part removed", [0, 1, 3, 4, 5], "gap", 3),
        ("a part twice", [0, 1, 2, 2, 3, 4, 5], "gap", 6),
        ("a part moved", [0, 1, 3, 2, 4, 5], "gap", 3),
        ("one more left out", [0, 1, 2, 3, hidden, 5], "not-whole", 8),
        ("a part in two", [0, 1, one, two, 3, 4, 5], "not-whole", 8),
        ("an entry put back", [0, 1, entry_line(entries[2]).decode(), 2, 3, 4, 5], "gap", 4),
    ):
        yield _damaged("a part left out", name, lines, error, number)


def _countersignatures(entries: list[AuditEntry]) -> Iterator[Vector]:
    first = entries[0]
    of = "one that countersigns what is before it"
    elsewhere = entry_of(Deed("founded", LEAD), 1, NOTHING_BEFORE)
    for name, actor, detail, error in (
        ("by somebody else", LEAD, countersigned(SECOND_LEAD, first), "not-countersigned"),
        ("of another past", LEAD, countersigned(LEAD, elsewhere), "not-countersigned"),
        ("by nobody", None, countersigned(LEAD, first), "not-countersigned"),
        ("by who is not there", HANDLER, countersigned(HANDLER, first), "not-countersigned"),
        ("of itself", LEAD, countersigned(LEAD, first, 2), "not-countersigned"),
        ("of what comes after", LEAD, countersigned(LEAD, first, 3), "not-countersigned"),
        ("of number 0", LEAD, countersigned(LEAD, first, 0), "not-countersigned"),
        ("a byte of it", LEAD, countersigned(LEAD, first)[:-4] + '0"]}', "not-countersigned"),
        ("no bytes", LEAD, '{"countersigned":[1,"yes"]}', "not-countersigned"),
        ("no pair", LEAD, '{"countersigned":"yes"}', "not-countersigned"),
        ("nothing", LEAD, '{"countersigned":null}', "not-countersigned"),
        ("a detail that is no object", LEAD, "[]", "unreadable"),
        ("a detail that is nothing", LEAD, "", "unreadable"),
        ("a detail too deep to read", LEAD, "[" * 3000, "unreadable"),
    ):
        entry = entry_of(Deed("sign-in", actor, detail=detail), 2, first.entry_hash)
        yield _damaged(of, name, [0, entry_line(entry).decode(), 2], error, 2)


def _ends(of: list[str]) -> Iterator[Vector]:
    hashed, signature = sha256("".join(of[:8]).encode()), of[8].split('"')[-2]
    others = OTHER.sign(signed(hashed)).hex()
    heads = sign_head(AUDIT, OFFICE, 7, hashed).signature.hex()
    for name, old, new in (
        ("another number of entries", '"entries":7', '"entries":8'),
        ("another number left out", '"left_out":0', '"left_out":1'),
        ("a number with a fraction", '"entries":7', '"entries":7.0'),
        ("a number that is a truth", '"left_out":0', '"left_out":false'),
        ("a byte of the hash", *_spoilt(hashed.hex())),
        ("the Ed25519 half", *_spoilt(signature, 5)),
        ("the ML-DSA half", *_spoilt(signature, 4000)),
        ("the version of the signature", '"signature":"01', '"signature":"02'),
        ("capitals", hashed.hex(), hashed.hex().upper()),
        ("the signature in capitals", signature[:300], signature[:300].upper()),
        ("another's signature", signature, others),
        ("a signature of something else", signature, heads),
        ("a field more", '"left_out":0', '"left_out":0,"more":0'),
        ("a field less", '"left_out":0,', ""),
        ("white space", '"left_out":0', '"left_out": 0'),
    ):
        lines = _exchanged(of, 8, old, new)
        yield _damaged("everything", f"end: {name}", lines, "not-whole", 8)
