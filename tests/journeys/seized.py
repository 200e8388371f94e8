"""What whoever takes the machine away can read: every byte, and the database with its key."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from sqlalchemy import text

from config import Config
from wbportal.portal import Portal

_PAGE = 4096
_SALT = 16  # stands in place of the first page's first bytes
_RESERVED = 80  # initialisation vector and HMAC-SHA512 behind each page (SQLCipher 4)
_IV = 16
_WAL_HEADER, _FRAME_HEADER = 32, 24
_SHORTEST = 8  # fewer letters turn up by chance in megabytes of random bytes
_ZLIB_FIRST = b"\x78"


@dataclass(frozen=True, slots=True)
class Found:
    """A canary that was alive where nothing should be."""

    canary: str
    where: str
    how: str


def search(places: Mapping[str, bytes], canaries: Mapping[str, str | bytes]) -> list[Found]:
    """Look for each canary in each place, in every common encoding, also inside zlib streams."""
    found = []
    looked = {**places, **{f"{w} (inflated)": b for w, p in places.items() for b in _inflated(p)}}
    for name, canary in canaries.items():
        for how, needle in _encodings(canary):
            found += [Found(name, where, how) for where, place in looked.items() if needle in place]
    return found


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, as it lies on the disk."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def decrypted(database: Path, key: bytes) -> dict[str, bytes]:
    """Return the pages of a database and of its write-ahead log in clear, the free ones too."""
    wal = database.with_name(database.name + "-wal")
    pages = b"".join(_pages(database.read_bytes(), key))
    frames = b"".join(_frames(wal.read_bytes(), key)) if wal.exists() else b""
    assert b"CREATE TABLE" in pages + frames, "the pages were not decrypted"
    return {"pages": pages, "write-ahead log": frames}


def _pages(content: bytes, key: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _PAGE):
        yield _page(content[start : start + _PAGE], key, is_first=start == 0)


def _frames(content: bytes, key: bytes) -> Iterator[bytes]:
    for start in range(_WAL_HEADER, len(content), _FRAME_HEADER + _PAGE):
        number = int.from_bytes(content[start : start + 4], "big")
        page = content[start + _FRAME_HEADER : start + _FRAME_HEADER + _PAGE]
        if len(page) == _PAGE:
            yield _page(page, key, is_first=number == 1)


def _page(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    first = _SALT if is_first else 0
    body, reserved = page[first : _PAGE - _RESERVED], page[_PAGE - _RESERVED :]
    opened = Cipher(AES256(key), CBC(reserved[:_IV])).decryptor()
    return b"\0" * first + opened.update(body) + opened.finalize()


def _encodings(canary: str | bytes) -> Iterator[tuple[str, bytes]]:
    plain = canary.encode() if isinstance(canary, str) else canary
    assert len(plain) >= _SHORTEST, "too short to be looked for"
    yield "plain", plain
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    for shift in range(3):
        # Inside longer base64 the canary starts at any of three places; its middle is the same.
        middle = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
        yield f"base64+{shift}", middle
        yield f"base64url+{shift}", middle.replace(b"+", b"-").replace(b"/", b"_")
    yield "base32", base64.b32encode(plain)[:-8]
    if isinstance(canary, str):
        yield "utf-16-le", canary.encode("utf-16-le")
        yield "utf-16-be", canary.encode("utf-16-be")
        yield "url", quote(canary).encode()
        yield "form", quote_plus(canary).encode()
        yield "json", json.dumps(canary)[1:-1].encode()
        yield "xml", canary.encode("ascii", "xmlcharrefreplace")


def _inflated(place: bytes) -> Iterator[bytes]:
    """Yield what every run of bytes that looks like a zlib stream holds."""
    start = place.find(_ZLIB_FIRST)
    while start >= 0:
        if len(place) > start + 1 and int.from_bytes(place[start : start + 2], "big") % 31 == 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(place[start:], 1_000_000)
        start = place.find(_ZLIB_FIRST, start + 1)


def keys_lying_there(portal: Portal, config: Config) -> list[bytes]:
    """Return the configuration's secrets, all that derives from them, and every 32 bytes kept."""
    derived = portal.keys
    found_keys = {
        *(config.root_secret, config.pepper, config.database_key, config.receipt_salt * 2),
        *(derived.session_half.secret, derived.device_key.secret),
        *(derived.audit.seed, derived.audit_entry.seed, bytes.fromhex(derived.flask_key)),
    }
    with portal.engine.connect() as db:
        tables = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        for table in tables.all():
            for row in db.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - ours
                found_keys |= {v for v in row if isinstance(v, bytes) and len(v) == 32}
    return sorted(found_keys)
