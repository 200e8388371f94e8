"""Proofs of having reported: what an office signs for a reporter, and what opens its content.

A proof names an office and a day and carries a commitment to the report. Its blinding follows from
the receipt code and is not in it: without the code nobody can tell which report a proof is of,
and nobody can open it as another one.

A proof is checked in this order; a later step is never reached if an earlier one fails:

1. it is the only serialisation of what it says;
2. it names the office whose key checks it;
3. the signature is that office's;
4. if it is opened: the commitment is to exactly this content.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join, split, u32, unversioned, versioned
from wbportal.vault.errors import Forged, Tampered
from wbportal.vault.hashes import HASH_BYTES, mac, same, sha256
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.receipts import ReceiptKeys
from wbportal.vault.signatures import SigningKey, VerifyKey
from wbportal.vault.words import saying

_PROOF_LABEL = b"wbportal proof v1"
_OPENING_LABEL = b"wbportal proof opening v1"
_CONTENT_LABEL = b"wbportal proof content v1"
_KEY_LABEL = b"wbportal proof key v1"
_COUNT_LABEL = b"wbportal day count v1"
_FINGERPRINT_WORDS = 6  # 77 bits, as for people


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The key with which everybody can check what an office signed."""

    office_id: UUID
    verify: VerifyKey

    def to_bytes(self) -> bytes:
        return versioned(join(_KEY_LABEL, self.office_id.bytes, self.verify.raw))

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered, UnknownVersion."""
        label, office_id, raw = split(unversioned(written), 3)
        if label != _KEY_LABEL or len(office_id) != len(UUID(int=0).bytes) or len(raw) != KEY_BYTES:
            raise Tampered("not an office's key")
        return cls(UUID(bytes=office_id), VerifyKey(raw))

    def fingerprint(self) -> bytes:
        """Return the 32 bytes by which the key is pinned: on paper, on the office's own pages."""
        return sha256(self.to_bytes())

    def words(self) -> list[str]:
        """Return the fingerprint as the six words in which it is said."""
        return saying(self.fingerprint(), _FINGERPRINT_WORDS)

    def check(self, signature: bytes, office_id: UUID, payload: bytes) -> None:
        """Raise Forged unless this office signed `payload`."""
        if office_id != self.office_id:
            raise Forged("another office")
        self.verify.verify(signature, payload)


@dataclass(frozen=True, slots=True)
class Content:
    """A report as it was first sent."""

    text: str = field(repr=False)
    answers: bytes = field(repr=False)  # canonical JSON
    files: tuple[bytes, ...] = field(repr=False)  # SHA-256 of each, in ascending order

    @classmethod
    def of(cls, text: str, answers: bytes, files: Iterable[bytes]) -> Self:
        """Put a report's parts together; in which order its files came does not matter."""
        return cls(text, answers, tuple(sorted(files)))

    def to_bytes(self) -> bytes:
        return join(_CONTENT_LABEL, self.text.encode(), self.answers, join(*self.files))

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered."""
        label, text, answers, files = split(written, 4)
        hashes = split(files)
        if label != _CONTENT_LABEL or any(len(one) != HASH_BYTES for one in hashes):
            raise Tampered("not the content of a report")
        try:
            found = cls.of(text.decode(), answers, hashes)
        except UnicodeDecodeError as error:
            raise Tampered("not a text") from error
        if found.to_bytes() != written:
            raise Tampered("not the only way to write it")
        return found


@dataclass(frozen=True, slots=True)
class Opening:
    """What shows that a proof is of this content; whoever has both can show it, too."""

    blinding: bytes = field(repr=False)  # 32 bytes, from the receipt code
    content: Content = field(repr=False)

    @classmethod
    def of(cls, keys: ReceiptKeys, content: Content) -> Self:
        """Return the opening that belongs to a receipt code; the same one each time.

        The blinding is derived, so that what may be handed out is of use for this alone.
        """
        return cls(expand(keys.proof_blind, _OPENING_LABEL), content)

    def commitment(self) -> bytes:
        """Return 32 bytes that hide the content from everybody without the blinding.

        HMAC under a random key is a pseudo-random function, which hides; under a key of fixed
        length two contents with one result are a collision of SHA-256, which binds (RFC 2104).
        """
        return mac(self.blinding, self.content.to_bytes())

    def to_bytes(self) -> bytes:
        return versioned(join(_OPENING_LABEL, self.blinding, self.content.to_bytes()))

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered, UnknownVersion."""
        label, blinding, content = split(unversioned(written), 3)
        if label != _OPENING_LABEL or len(blinding) != KEY_BYTES:
            raise Tampered("not an opening")
        return cls(blinding, Content.from_bytes(content))


@dataclass(frozen=True, slots=True)
class Proof:
    """That an office received a report on a day, and no more."""

    office_id: UUID
    name_th: str
    name_en: str
    day: date
    commitment: bytes

    def sign(self, key: SigningKey) -> "SignedProof":
        """Sign; the same proof gets the same bytes each time, with no room for a hidden mark."""
        return SignedProof(self, key.sign(self.payload()))

    def payload(self) -> bytes:
        names = self.name_th.encode(), self.name_en.encode()
        day = self.day.isoformat().encode()
        return join(_PROOF_LABEL, self.office_id.bytes, *names, day, self.commitment)


@dataclass(frozen=True, slots=True)
class SignedProof:
    """A proof with its office's signature, which nobody has checked yet."""

    proof: Proof
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        return versioned(join(self.proof.payload(), self.signature))

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Read what `to_bytes` made. Raises Tampered, UnknownVersion."""
        payload, signature = split(unversioned(written), 2)
        label, office_id, name_th, name_en, day, commitment = split(payload, 6)
        if label != _PROOF_LABEL or len(commitment) != HASH_BYTES:
            raise Tampered("not a proof")
        try:
            names = name_th.decode(), name_en.decode()
            proof = Proof(UUID(bytes=office_id), *names, _day(day), commitment)
        except ValueError as error:
            raise Tampered("not a proof") from error
        found = cls(proof, signature)
        if found.to_bytes() != written:
            raise Tampered("not the only way to write it")
        return found

    def verify(self, key: OfficeKey) -> Proof:
        """Return what is proved; about 70 µs. Raises Forged, UnknownVersion."""
        key.check(self.signature, self.proof.office_id, self.proof.payload())
        return self.proof


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many reports an office received on a day; each names the hash of the one before."""

    office_id: UUID
    day: date
    reports: int
    previous_hash: bytes

    def sign(self, key: SigningKey) -> bytes:
        """Return version byte, what is said, and its signature: about 200 bytes."""
        payload = self._payload()
        return versioned(join(payload, key.sign(payload)))

    def _payload(self) -> bytes:
        day = self.day.isoformat().encode()
        place = self.office_id.bytes, day, u32(self.reports)
        return join(_COUNT_LABEL, *place, self.previous_hash)


def verify_count(signed: bytes, key: OfficeKey) -> DayCount:
    """Return what a signed count says. Raises Tampered, Forged, UnknownVersion."""
    payload, signature = split(unversioned(signed), 2)
    label, office_id, day, reports, previous_hash = split(payload, 5)
    if label != _COUNT_LABEL or len(previous_hash) != HASH_BYTES:
        raise Tampered("not a count")
    try:
        place = UUID(bytes=office_id), _day(day), int.from_bytes(reports, "big")
    except ValueError as error:
        raise Tampered("not a count") from error
    count = DayCount(*place, previous_hash)
    key.check(signature, count.office_id, payload)
    return count


def signing_key(proofs: SymmetricKey, office_id: UUID) -> SigningKey:
    """Return the key with which the deployment signs for one office."""
    return SigningKey(proofs.derive(office_id.bytes).secret)


def opens(opening: Opening, proof: Proof) -> bool:
    """Say whether a proof is of exactly this content."""
    return same(opening.commitment(), proof.commitment)


def _day(written: bytes) -> date:
    """Read an ISO day, written in the one way that counts. Raises ValueError."""
    found = date.fromisoformat(written.decode("ascii"))
    if found.isoformat().encode() != written:
        raise ValueError("another way to write a day")
    return found
