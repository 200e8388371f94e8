"""Vectors of readings of cases, of the keys that open them, and of seeds that passkeys unlock."""

from collections.abc import Iterator

from tests.vault.samples import CASE, HANDLER, LEAD, OFFICE, PEOPLE, PUBLIC, secret, uuid
from tests.vault.vectoring import Vector, damages, refused
from wbportal.vault import prf
from wbportal.vault.encoding import join
from wbportal.vault.keys import PrivateKey
from wbportal.vault.reads import (
    FOUND_AT_ONCE,
    Reading,
    What,
    reads_key_id,
    seal_found,
    seal_reading,
    wrap_reads_key,
)

_READS = PrivateKey(secret("reads"))
_KEY_ID = reads_key_id(_READS.public()).hex()
_PASSKEY = uuid("passkey")


def readings() -> Iterator[Vector]:
    """One reading of each kind, and what must not open as one."""
    for what in [one for one in What if one is not What.FOUND]:  # which has a format of its own
        record_id = None if what in {What.PAGE, What.EXPORT} else uuid("file")
        sealed = seal_reading(_READS.public(), OFFICE, LEAD, Reading(CASE, what, record_id))
        good = {
            "name": what.name.lower().replace("_", " "),
            "seed": _READS.seed.hex(),
            "office_id": OFFICE.hex,
            "reader_id": LEAD.hex,
            "sealed": sealed.hex(),
            "expected": {
                "case_id": CASE.hex,
                "what": what.value,
                "record_id": record_id.hex if record_id else "0" * 32,
            },
            "spoilt": "WrongKey",
        }
        yield good
    yield from damages("sealed", good)
    yield refused(good, "as another's", "WrongKey", reader_id=HANDLER.hex)
    yield refused(good, "in another office", "WrongKey", office_id=CASE.hex)
    yield refused(good, "another key", "WrongKey", seed=secret("other reads").hex())
    context = join(b"reading", OFFICE.bytes, bytes.fromhex(_KEY_ID), LEAD.bytes)
    for name, written in {
        "of no known kind": b"\xff" + CASE.bytes * 2,
        "a byte too short": b"\1" + CASE.bytes + CASE.bytes[:15],
    }.items():
        sealed = _READS.public().wrap(written, context)
        yield refused(good, name, "Tampered", sealed=sealed.hex())


def found() -> Iterator[Vector]:
    """What pages of a search showed: none, some, and as many as there is room for."""
    shown = [uuid(f"shown {number}") for number in range(FOUND_AT_ONCE)]
    for name, ids in {"nothing": [], "two cases": shown[:2], "a full page": shown}.items():
        good = {
            "name": name,
            "seed": _READS.seed.hex(),
            "office_id": OFFICE.hex,
            "reader_id": LEAD.hex,
            "sealed": seal_found(_READS.public(), OFFICE, LEAD, ids).hex(),
            "expected": [one.hex for one in ids],
            "spoilt": "WrongKey",
        }
        yield good
    yield from damages("sealed", good)
    yield refused(good, "as another's", "WrongKey", reader_id=HANDLER.hex)
    reading = seal_reading(_READS.public(), OFFICE, LEAD, Reading(CASE, What.PAGE))
    yield refused(good, "a reading of another kind", "WrongKey", sealed=reading.hex())
    context = join(b"readings found", OFFICE.bytes, bytes.fromhex(_KEY_ID), LEAD.bytes)
    short = _READS.public().wrap(CASE.bytes, context)
    yield refused(good, "room for one alone", "Tampered", sealed=short.hex())


def reads_keys() -> Iterator[Vector]:
    """A key of readings, wrapped for an auditor."""
    wrapped = wrap_reads_key(_READS, PUBLIC[LEAD].kem, OFFICE, LEAD)
    yield (
        good := {
            "name": "a key of readings",
            "seed": PEOPLE[LEAD].kem.seed.hex(),
            "office_id": OFFICE.hex,
            "holder_id": LEAD.hex,
            "key_id": _KEY_ID,
            "wrapped": wrapped.hex(),
            "expected": _READS.seed.hex(),
            "spoilt": "WrongKey",
        }
    )
    yield from damages("wrapped", good)
    yield refused(good, "for another", "WrongKey", holder_id=HANDLER.hex)
    yield refused(good, "in another office", "WrongKey", office_id=CASE.hex)
    yield refused(good, "under another's name", "WrongKey", key_id="00" * 16)
    context = join(b"reads key", OFFICE.bytes, bytes.fromhex(_KEY_ID), LEAD.bytes)
    other = PUBLIC[LEAD].kem.wrap(secret("other reads"), context)
    yield refused(good, "another key inside", "Tampered", wrapped=other.hex())


def passkey_locks() -> Iterator[Vector]:
    """A seed that a passkey unlocks."""
    said, seed, pepper = secret("passkey says"), secret("locked by passkey"), secret("pepper")
    context = join(b"wbportal passkey seed v1", LEAD.bytes, _PASSKEY.bytes)
    good = {
        "name": "a seed",
        "locked": prf.lock(seed, prf.key_of(said).public(), pepper, context).hex(),
        "said": said.hex(),
        "pepper": pepper.hex(),
        "account_id": LEAD.hex,
        "passkey_id": _PASSKEY.hex,
        "expected": seed.hex(),
        "spoilt": "Tampered",
    }
    yield good
    yield from damages("locked", good)
    yield refused(good, "another passkey", "WrongKey", said=secret("another says").hex())
    yield refused(good, "says too little", "WrongKey", said=said[:31].hex())
    yield refused(good, "another pepper", "Tampered", pepper=secret("other").hex())
    yield refused(good, "of another account", "Tampered", account_id=HANDLER.hex)
