"""Vectors of proofs of having reported, and of daily counts."""

from collections.abc import Iterator

from tests.vault.samples import OFFICE, REPORTER, TODAY, secret, uuid
from tests.vault.vectoring import Vector, damages, refused
from wbportal.vault.hashes import NOTHING_BEFORE, sha256
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.proofs import Content, DayCount, OfficeKey, Opening, Proof, signing_key

SIGNING = signing_key(SymmetricKey(secret("proofs")), OFFICE)
KEY = OfficeKey(OFFICE, SIGNING.verify_key())
NAMES = "สำนักงานตัวอย่าง", "The sample bureau"


def proofs() -> Iterator[Vector]:
    contents = {
        "text alone": Content.of("A report.", b"{}", ()),
        "text, answers and files": Content.of(
            "เรื่องที่แจ้ง", '{"when":"เมื่อวาน"}'.encode(), [secret("file 2"), secret("file 1")]
        ),
    }
    for name, content in contents.items():
        opening = Opening.of(REPORTER, content)
        signed = Proof(OFFICE, *NAMES, TODAY, opening.commitment()).sign(SIGNING)
        vector: Vector = {
            "name": name,
            "proof_blind": REPORTER.proof_blind.hex(),
            "key": KEY.to_bytes().hex(),
            "signed": signed.to_bytes().hex(),
            "opening": opening.to_bytes().hex(),
            "spoilt": "Tampered",
            "expected": {
                "names": [*NAMES],
                "day": TODAY.isoformat(),
                "words": KEY.words(),
                "text": content.text,
                "answers": content.answers.decode(),
                "files": [one.hex() for one in content.files],
            },
        }
        yield vector
    yield from damages("signed", vector, last="Forged", middle="Tampered")
    yield from damages("opening", vector)
    other = OfficeKey(OFFICE, signing_key(SymmetricKey(secret("others")), OFFICE).verify_key())
    yield refused(vector, "another deployment's key", "Forged", key=other.to_bytes().hex())
    elsewhere = OfficeKey(uuid("other office"), KEY.verify)
    yield refused(vector, "another office's name", "Forged", key=elsewhere.to_bytes().hex())
    text = Opening(opening.blinding, Content.of("Another.", b"{}", ()))
    yield refused(vector, "another text", "Tampered", opening=text.to_bytes().hex())


def counts() -> Iterator[Vector]:
    first = DayCount(OFFICE, TODAY, 0, NOTHING_BEFORE).sign(SIGNING)
    second = DayCount(OFFICE, TODAY, 70000, sha256(first)).sign(SIGNING)
    for name, signed in (("nothing", first), ("many", second)):
        reports, before = (0, NOTHING_BEFORE) if signed is first else (70000, sha256(first))
        vector: Vector = {
            "name": name,
            "key": KEY.to_bytes().hex(),
            "signed": signed.hex(),
            "spoilt": "Tampered",
            "expected": [TODAY.isoformat(), reports, before.hex()],
        }
        yield vector
    yield from damages("signed", vector, last="Forged", middle="Forged")
