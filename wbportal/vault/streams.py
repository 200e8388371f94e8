"""Sealed files: any length, in 16 KiB chunks, under a random key of their own.

The format is a version byte and Cobblestone-256 (C2SP chunked encryption with SHA-512 and
AES-256-GCM, https://c2sp.org/chunked-encryption): a salt of 24 bytes, a commitment of 32, then
chunks with a tag of 16 bytes each. The last chunk is shorter than the others, so a file that was
cut shows; the commitment binds it to key and file id.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Self
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from wbportal.vault.derive import KEY_BYTES
from wbportal.vault.encoding import unversioned, versioned
from wbportal.vault.errors import Tampered
from wbportal.vault.hashes import same
from wbportal.vault.keys import NONCE_BYTES
from wbportal.vault.padding import padme

CHUNK_BYTES = 16 * 1024
_TAG_BYTES = 16
_SALT_BYTES = 24
_COMMITMENT_BYTES = 32
_HEADER_BYTES = 1 + _SALT_BYTES + _COMMITMENT_BYTES
_CONTEXT_LABEL = b"wbportal file v1"
_INFO_LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_READ_BYTES = 256 * 1024
_ZEROS = bytes(_READ_BYTES)
_CHECK_ALL_BYTES = 8 * 1024 * 1024  # up to this size nothing is shown before all is checked


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file; it lies in the file's sealed record, never in a row."""

    file_id: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, file_id: UUID) -> Self:
        return cls(file_id, secrets.token_bytes(KEY_BYTES))

    def context(self) -> bytes:
        """Return what the file is bound to; it is not stored with it."""
        return _CONTEXT_LABEL + self.file_id.bytes


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What became of a written file; `sha256` is of the content without padding."""

    length: int
    padded_length: int
    sha256: bytes = field(repr=False)  # whoever has the same file could tell it by its hash


class SealingWriter:
    """Seals what is written to it and passes it on; nothing of the content is kept."""

    def __init__(self, key: FileKey, out: BinaryIO) -> None:
        self._encryptor = Cobblestone256Encryptor(key.secret, key.context())
        self._out = out
        self._hash = hashlib.sha256()
        self._length = 0
        out.write(versioned(b""))

    def write(self, chunk: bytes) -> int:
        """Seal more of the content; several GB/s besides the hash."""
        self._hash.update(chunk)
        self._length += len(chunk)
        self._out.write(self._encryptor.update(chunk))
        return len(chunk)

    def finish(self) -> SealedFile:
        """Pad with zeros (Padmé, at most 12 %) and write the end; leaves `out` open."""
        padded_length = padme(self._length)
        missing = padded_length - self._length
        while missing:
            zeros = _ZEROS[:missing]
            self._out.write(self._encryptor.update(zeros))
            missing -= len(zeros)
        self._out.write(self._encryptor.finalize())
        return SealedFile(self._length, padded_length, self._hash.digest())


def open_chunks(key: FileKey, source: BinaryIO, length: int) -> Iterator[bytes]:
    """Open a sealed file whose content is `length` bytes; `source` can seek.

    Before this returns, all of a file up to 8 MiB is checked, and of a larger one the size, the
    header and the last chunk; the others are checked one by one, before they are handed out.
    Raises Tampered, here or while iterating.
    """
    padded_length = padme(length)
    source.seek(0)
    unversioned(source.read(1))
    if source.seek(0, os.SEEK_END) != sealed_length(length):
        raise Tampered("another length")
    if padded_length <= _CHECK_ALL_BYTES:
        return iter(list(_open_all(key, source, length)))
    _check_last_chunk(key, source, padded_length)
    return _open_all(key, source, length)


def sealed_length(length: int) -> int:
    """Return the size on the disk of a file whose content is `length` bytes."""
    padded_length = padme(length)
    chunks = padded_length // CHUNK_BYTES + 1
    return _HEADER_BYTES + padded_length + chunks * _TAG_BYTES


def _open_all(key: FileKey, source: BinaryIO, length: int) -> Iterator[bytes]:
    missing = length
    for opened in _decrypted(key, source):
        content, padding = opened[:missing], opened[missing:]
        if padding.count(0) != len(padding):
            raise Tampered("the padding is not empty")
        missing -= len(content)
        if content:
            yield content


def _decrypted(key: FileKey, source: BinaryIO) -> Iterator[bytes]:
    decryptor = Cobblestone256Decryptor(key.secret, key.context())
    source.seek(1)
    try:
        while sealed := source.read(_READ_BYTES):
            yield decryptor.update(sealed)
        yield decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise Tampered from error


def _check_last_chunk(key: FileKey, source: BinaryIO, padded_length: int) -> None:
    source.seek(1)
    salt, commitment = source.read(_SALT_BYTES), source.read(_COMMITMENT_BYTES)
    info = _INFO_LABEL + salt + key.context()
    kdf = HKDFExpand(SHA512(), KEY_BYTES + NONCE_BYTES + _COMMITMENT_BYTES, info)
    derived = kdf.derive(key.secret)
    if not same(derived[KEY_BYTES + NONCE_BYTES :], commitment):
        raise Tampered("another key or another file")
    number = padded_length // CHUNK_BYTES
    source.seek(_HEADER_BYTES + number * (CHUNK_BYTES + _TAG_BYTES))
    base_nonce = int.from_bytes(derived[KEY_BYTES:][:NONCE_BYTES], "big")
    nonce = (base_nonce ^ number).to_bytes(NONCE_BYTES, "big")
    try:
        AESGCM(derived[:KEY_BYTES]).decrypt(nonce, source.read(), None)
    except InvalidTag as error:
        raise Tampered("the end was changed") from error
