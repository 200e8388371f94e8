"""The second implementation's part for exported trails: docs/VAULT.md, section 17.

Made from that page and from what `reader` makes of the sections before it.
The numbers in comments are those of the order of checking there.
"""

import json
import re
from datetime import date, datetime
from io import BytesIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from tests.vault.reader import Tampered, body_of, join, sha256, u64, verify
from tests.vault.reader_of_proofs import fingerprint_words

FORMAT = b"wbportal audit export v1"
HEAD = {
    "format": str,
    "office": "id",
    "day": "day",
    "first": int,
    "last": int,
    "audit_key": "hex",
    "entry_key": "key",
    "heads": list,
    "people": dict,
}
ENTRY = {
    "entry": int,
    "at": "time or nothing",
    "day": "day",
    "actor": "id or nothing",
    "deed": str,
    "case": "id or nothing",
    "detail": str,
    "before": "hex",
    "hash": "hex",
    "signature": "hex",
}
LEFT_OUT = {"left_out": list, "hashes": "hex"}
END = {"entries": int, "left_out": int, "sha256": "hex", "signature": "hex"}
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOTHING_LIKE_IT = (ValueError, TypeError, RecursionError)


class TrailRefused(Exception):
    def __init__(self, error, number):
        super().__init__(error, number)
        self.error, self.number = error, number


def written(value):
    match value:
        case bool() | float() | None:
            raise ValueError
        case int():
            return str(value)
        case str():
            return '"' + "".join(letter(one) for one in value) + '"'
        case list():
            return "[" + ",".join(written(one) for one in value) + "]"
    pairs = (f"{written(name)}:{written(value[name])}" for name in sorted(value))
    return "{" + ",".join(pairs) + "}"


def letter(one):
    return SHORT.get(one, f"\\u{ord(one):04x}" if one < " " else one)


def is_day(value):
    return date.fromisoformat(value).isoformat() == value


def is_time(value):
    microseconds = datetime.fromisoformat(value).isoformat(timespec="microseconds")
    return microseconds == value and value.endswith("+00:00")


FORMS = {
    "hex": lambda value: bytes.fromhex(value).hex() == value,
    "key": lambda value: len(bytes.fromhex(value)) == 32 and bytes.fromhex(value).hex() == value,
    "id": lambda value: ID.fullmatch(value) is not None,
    "day": is_day,
    "time": is_time,
}


def is_like(value, kind):
    if type(kind) is type:
        return type(value) is kind
    if kind.endswith(" or nothing"):
        return value == "" or is_like(value, kind.split()[0])
    return FORMS[kind](value)


def is_row(row, *kinds):
    return len(row) == len(kinds) and all(map(is_like, row, kinds))


def parsed(line, *shapes):
    """Returns what a line says; ValueError unless it has one of the shapes, written as it must."""
    said = json.loads(line)
    if type(said) is not dict or written(said).encode() + b"\n" != line:
        raise ValueError
    for shape in shapes:
        if said.keys() == shape.keys() and all(is_like(said[one], shape[one]) for one in shape):
            return said
    raise ValueError


def verify_hybrid(key, signature, message):
    body, signed = body_of(signature), join(b"wbportal hybrid sign v1", message)
    try:
        Ed25519PublicKey.from_public_bytes(key[:32]).verify(body[:64], signed)
        MLDSA65PublicKey.from_public_bytes(key[32:]).verify(body[64:], signed)
    except (InvalidSignature, ValueError):
        raise Tampered from None


def compared(typed):
    return re.sub("[ -]", "", typed.lower())


def read_head(line, named):
    try:
        head = parsed(line, HEAD)
        heads = all(is_row(one, int, "hex", "hex") for one in head["heads"])
        people = all(
            is_like(who, "id") and is_row(one, str, *["key"] * (len(one) - 1))
            for who, one in head["people"].items()
        )
    except NOTHING_LIKE_IT:
        refuse("no-export", 0)
    numbers = 1 <= head["first"] <= head["last"] < 2**63
    if not (heads and people and numbers and head["format"].encode() == FORMAT):
        refuse("no-export", 0)  # 1
    head["key"] = bytes.fromhex(head["audit_key"])
    fingerprint = sha256(head["key"])
    words = "".join(fingerprint_words(fingerprint))
    if compared(named) not in {fingerprint.hex(), compared(words)}:
        refuse("other-key", 0)  # 2
    return head


def refuse(error, number):
    raise TrailRefused(error, number)


class Reading:
    """What is known of a file while it is read."""

    def __init__(self, head):
        self.head, self.due, self.hashes = head, head["first"], {}
        self.office = id_bytes(head["office"])
        self.counts = dict.fromkeys(
            ("entries", "left_out", "heads", "countersigned", "not_at_hand"), 0
        )

    def line(self, line):
        try:
            said = parsed(line, ENTRY, LEFT_OUT)
            if "left_out" in said:
                first, last = said["left_out"]
                if not is_row((first, last), int, int):
                    raise ValueError
        except NOTHING_LIKE_IT:
            refuse("unreadable", self.due)  # 4
        if "left_out" in said:
            self.left_out(first, last, bytes.fromhex(said["hashes"]))
        else:
            self.entry(said)

    def left_out(self, first, last, hashes):
        if first != self.due or not hashes or len(hashes) != 32 * (last - first + 1):
            refuse("gap", self.due)  # 5
        for start in range(0, len(hashes), 32):
            self.stands(hashes[start : start + 32], "left_out")

    def entry(self, said):
        before, hashed = bytes.fromhex(said["before"]), bytes.fromhex(said["hash"])
        known = self.hashes.get(self.due - 1, bytes(32) if self.due == 1 else before)
        if said["entry"] != self.due or before != known:
            refuse("gap", self.due)  # 5
        try:
            signed = join(b"wbportal audit entry signature v1", hashed)
            verify(bytes.fromhex(self.head["entry_key"]), bytes.fromhex(said["signature"]), signed)
        except Tampered:
            refuse("changed", self.due)  # 6
        if hashed != sha256(
            join(
                b"wbportal audit entry v1",
                self.office,
                u64(self.due),
                said["at"].encode(),
                said["day"].encode(),
                id_bytes(said["actor"]),
                said["deed"].encode(),
                id_bytes(said["case"]),
                said["detail"].encode(),
                before,
            )
        ):
            refuse("changed", self.due)  # 6
        self.stands(hashed, "entries")
        self.countersignature(said, before)

    def stands(self, hashed, counted):
        for number, kept, signature in self.head["heads"]:
            if number == self.due:
                message = join(b"wbportal audit head v1", self.office, u64(number), hashed)
                try:
                    verify_hybrid(self.head["key"], bytes.fromhex(signature), message)
                except Tampered:
                    refuse("rewritten", number)  # 7
                if kept != hashed.hex():
                    refuse("rewritten", number)
                self.counts["heads"] += 1
        self.hashes[self.due] = hashed
        self.counts[counted] += 1
        self.due += 1

    def countersignature(self, said, before):
        number = said["entry"]
        try:
            detail = json.loads(said["detail"])
        except NOTHING_LIKE_IT:
            detail = None
        if type(detail) is not dict:
            refuse("unreadable", number)  # 8
        if "countersigned" not in detail:
            return
        match detail["countersigned"]:
            case [int() as vouched, str() as signature] if 0 < vouched < number:
                known = self.hashes | {number - 1: before}
            case _:
                refuse("not-countersigned", number)  # 9
        if vouched not in known:
            self.counts["not_at_hand"] += 1
            return
        label = b"wbportal trail countersignature v1"
        message = join(label, self.office, u64(vouched), known[vouched])
        for key in self.head["people"].get(said["actor"], [""])[1:]:
            try:
                verify(bytes.fromhex(key), bytes.fromhex(signature), message)
            except (Tampered, ValueError):
                continue
            self.counts["countersigned"] += 1
            return
        refuse("not-countersigned", number)

    def end(self, line, before):
        try:
            end = parsed(line, END)
            signed = join(FORMAT, sha256(before))
            verify_hybrid(self.head["key"], bytes.fromhex(end["signature"]), signed)
        except (*NOTHING_LIKE_IT, Tampered):
            refuse("not-whole", self.due)  # 10
        counts = all(end[one] == self.counts[one] for one in ("entries", "left_out"))
        numbers = {number for number, *_ in self.head["heads"]}
        if (
            not counts
            or end["sha256"] != sha256(before).hex()
            or self.due != self.head["last"] + 1
            or not numbers <= self.hashes.keys()
        ):
            refuse("not-whole", self.due)


def id_bytes(written_id):
    return bytes.fromhex(written_id.replace("-", ""))


def read_trail(content, named):
    """Returns office, day, first and last number, and how much there is of what."""
    lines = BytesIO(content).readlines()
    head = read_head(lines[0] if lines else b"", named)
    reading = Reading(head)
    if len(lines) < 2:
        refuse("not-whole", head["first"])  # 3
    for line in lines[1:-1]:
        reading.line(line)
    reading.end(lines[-1], b"".join(lines[:-1]))
    return {one: head[one] for one in ("office", "day", "first", "last")} | reading.counts
