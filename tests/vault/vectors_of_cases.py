"""Vectors of what belongs to a case: grants, records, files, statements."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from tests.vault.samples import (
    CASE,
    FIRST,
    HANDLER,
    IDENTITY,
    LEAD,
    PEOPLE,
    PLACE,
    PUBLIC,
    REPORTER,
    SECOND,
    THREAD,
    secret,
    statement,
    uuid,
)
from tests.vault.vectoring import Vector, damages, refused
from wbportal.vault.envelope import seal_record
from wbportal.vault.epochs import EpochKey, decoy_wrap, read_statement
from wbportal.vault.streams import FileKey, SealingWriter


def grants() -> Iterator[Vector]:
    good = {
        "name": "a grant",
        "seed": PEOPLE[LEAD].kem.seed.hex(),
        "public_key": PUBLIC[LEAD].kem.raw.hex(),
        "wrapped": FIRST.wrap(PUBLIC[LEAD].kem, LEAD).hex(),
        "compartment_id": THREAD.hex,
        "epoch": 1,
        "holder_id": LEAD.hex,
        "commitment": FIRST.commitment().hex(),
        "expected": FIRST.secret.hex(),
        "spoilt": "WrongKey",
    }
    yield good
    yield from damages("wrapped", good)
    yield refused(good, "another holder's key", "WrongKey", seed=PEOPLE[HANDLER].kem.seed.hex())
    yield refused(good, "another holder", "WrongKey", holder_id=HANDLER.hex)
    yield refused(good, "another compartment", "WrongKey", compartment_id=IDENTITY.hex)
    yield refused(good, "another epoch", "WrongKey", epoch=2)
    yield refused(good, "a decoy", "WrongKey", wrapped=decoy_wrap(THREAD, 1, LEAD).hex())
    planted = EpochKey(THREAD, 1, secret("planted")).wrap(PUBLIC[LEAD].kem, LEAD)
    yield refused(good, "a planted key", "Tampered", wrapped=planted.hex())


def records() -> Iterator[Vector]:
    signing = PEOPLE[HANDLER].signing
    for name, body in (("a Thai text", "รายงานการทุจริต".encode()), ("a long one", bytes(3000))):
        good = {
            "name": name,
            "key": FIRST.secret.hex(),
            "case_id": CASE.hex,
            "compartment_id": THREAD.hex,
            "epoch": 1,
            "kind": "entry",
            "record_id": PLACE.record_id.hex,
            "author_id": HANDLER.hex,
            "verify_key": PUBLIC[HANDLER].verify.raw[:32].hex(),
            "sealed": seal_record(FIRST, PLACE, HANDLER, signing, body).hex(),
            "expected": body.hex(),
            "spoilt": "Tampered",
        }
        yield good
    yield from damages("sealed", good)
    for field in ("case_id", "compartment_id", "record_id"):
        yield refused(good, f"another {field}", "Tampered", **{field: uuid("other").hex})
    yield refused(good, "another epoch", "Tampered", epoch=2)
    yield refused(good, "another kind", "Tampered", kind="file")
    yield refused(good, "another key", "Tampered", key=SECOND.secret.hex())
    forged = seal_record(FIRST, PLACE, HANDLER, PEOPLE[LEAD].signing, b"forged")
    yield refused(good, "in somebody else's name", "Forged", sealed=forged.hex())


def files() -> Iterator[Vector]:
    key = FileKey(uuid("file"), secret("file"))
    for name, content in (
        ("an empty file", b""),
        ("a short file", b"evidence"),
        ("two chunks", bytes(range(256)) * 70),
    ):
        out = BytesIO()
        writer = SealingWriter(key, out)
        writer.write(content)
        writer.finish()
        yield (
            good := {
                "name": name,
                "key": key.secret.hex(),
                "file_id": key.file_id.hex,
                "length": len(content),
                "sealed": out.getvalue().hex(),
                "expected": content.hex(),
                "spoilt": "Tampered",
            }
        )
        if name == "a short file":
            yield from damages("sealed", good)
            yield refused(good, "another file", "Tampered", file_id=uuid("other").hex)
            yield refused(good, "another key", "Tampered", key=secret("other").hex())
            yield refused(good, "another length", "Tampered", length=7)
    sealed = bytes.fromhex(good["sealed"])
    cut = sealed[: 57 + 16400].hex()
    yield refused(good, "the last chunk is missing", "Tampered", sealed=cut)
    yield refused(good, "cut and said to be shorter", "Tampered", sealed=cut, length=16384)


def statements() -> Iterator[Vector]:
    first = statement()
    signed = first.sign(REPORTER.signing, None)
    good = {
        "name": "the first epoch",
        "signed": signed.hex(),
        "verify_key": REPORTER.signing.verify_key().raw.hex(),
        "previous_key": "",
        "expected": {
            "hash": read_statement(signed).hash.hex(),
            "commitment": first.commitment.hex(),
            "author_id": CASE.hex,
        },
        "spoilt": "Tampered",
    }
    yield good
    following = replace(
        first,
        epoch=2,
        commitment=SECOND.commitment(),
        previous_hash=read_statement(signed).hash,
        author_id=LEAD,
        reporter_kem=b"",
        reporter_verify=b"",
    )
    signed = following.sign(PEOPLE[LEAD].signing, FIRST)
    good = {
        "name": "the second epoch",
        "signed": signed.hex(),
        "verify_key": PUBLIC[LEAD].verify.raw[:32].hex(),
        "previous_key": FIRST.secret.hex(),
        "expected": {
            "hash": read_statement(signed).hash.hex(),
            "commitment": following.commitment.hex(),
            "author_id": LEAD.hex,
        },
        "spoilt": "Tampered",
    }
    yield good
    yield from damages("signed", good, middle="Forged")
    yield refused(
        good, "another author", "Forged", verify_key=PUBLIC[HANDLER].verify.raw[:32].hex()
    )
    yield refused(good, "without the key before", "Tampered", previous_key=SECOND.secret.hex())
    other = following.payload(), replace(following, case_id=uuid("other")).payload()
    yield refused(good, "another case", "Forged", signed=signed.replace(*other).hex())


def previous_keys() -> Iterator[Vector]:
    good = {
        "name": "the key before",
        "key": SECOND.secret.hex(),
        "sealed": SECOND.seal_previous(FIRST).hex(),
        "compartment_id": THREAD.hex,
        "epoch": 1,
        "commitment": FIRST.commitment().hex(),
        "expected": FIRST.secret.hex(),
        "spoilt": "Tampered",
    }
    yield good
    yield from damages("sealed", good)
    yield refused(good, "another compartment", "Tampered", compartment_id=IDENTITY.hex)
    yield refused(good, "another epoch", "Tampered", epoch=2)
    yield refused(good, "another commitment", "Tampered", commitment=SECOND.commitment().hex())
