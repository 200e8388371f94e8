"""Proofs of having reported, as documents: written, read back, and checked without any server."""

from dataclasses import dataclass, field

from wbportal.casework.errors import Refused
from wbportal.domain import proof_texts
from wbportal.domain.proof_texts import KEY, OPENING, STATEMENT, armoured, unarmoured
from wbportal.vault.errors import Tampered
from wbportal.vault.proofs import Content, OfficeKey, Opening, Proof, SignedProof, opens


@dataclass(frozen=True, slots=True)
class Checked:
    """A genuine statement, and the content if it was opened, too."""

    proof: Proof
    content: Content | None = field(default=None, repr=False)


def statement_in_parts(signed: SignedProof) -> tuple[str, str, str]:
    """Return what a statement says in Thai and in English, and its marked lines."""
    said = signed.proof
    thai, english = proof_texts.claims(said.name_th, said.name_en, said.day)
    return thai, english, armoured(STATEMENT, signed.to_bytes())


def write_statement(signed: SignedProof) -> str:
    return "".join(statement_in_parts(signed))


def read_statement(typed: str) -> SignedProof:
    """Read a whole statement, or its marked lines alone; nobody has checked the signature yet.

    Raises Refused: "no-statement" if there is none, "changed" if it was, "words" if what stands
    around it are not the words that belong to it.
    """
    raw = unarmoured(STATEMENT, typed)
    if raw is None:
        raise Refused("no-statement")
    try:
        signed = SignedProof.from_bytes(raw)
    except Tampered as error:
        raise Refused("changed") from error
    if not _is_whole(typed, write_statement(signed), armoured(STATEMENT, raw)):
        raise Refused("words")
    return signed


def write_opening(opening: Opening) -> str:
    return proof_texts.opening_text(opening.to_bytes())


def read_opening(typed: str) -> Opening:
    """Read what opens a statement. Raises Refused: "no-opening", "opening-changed"."""
    raw = unarmoured(OPENING, typed)
    if raw is None:
        raise Refused("no-opening")
    try:
        opening = Opening.from_bytes(raw)
    except Tampered as error:
        raise Refused("opening-changed") from error
    if not _is_whole(typed, write_opening(opening), armoured(OPENING, raw)):
        raise Refused("opening-changed")
    return opening


def write_key(key: OfficeKey) -> str:
    return armoured(KEY, key.to_bytes())


def read_key(typed: str) -> OfficeKey:
    """Read an office's key; what stands around it is nobody's claim. Raises Refused("no-key")."""
    raw = unarmoured(KEY, typed)
    try:
        return OfficeKey.from_bytes(raw or b"")
    except Tampered as error:
        raise Refused("no-key") from error


def check(signed: SignedProof, key: OfficeKey, opening: Opening | None = None) -> Checked:
    """Check that an office signed a statement, and that an opening is of it; about 70 µs.

    Raises Refused: "forged", or "other-content".
    """
    try:
        proof = signed.verify(key)
    except Tampered as error:
        raise Refused("forged") from error
    if opening is None:
        return Checked(proof)
    if not opens(opening, proof):
        raise Refused("other-content")
    return Checked(proof, opening.content)


def _is_whole(typed: str, document: str, block: str) -> bool:
    return any(proof_texts.is_same(typed, one) for one in (document, block))
