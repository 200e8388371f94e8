"""Fixed people, ids and keys for the vault's tests, and ways of changing bytes."""

import hashlib
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from wbportal.vault.envelope import RecordPlace
from wbportal.vault.epochs import EpochKey, EpochStatement
from wbportal.vault.hashes import NOTHING_BEFORE
from wbportal.vault.keys import PrivateKey
from wbportal.vault.passphrases import Cost
from wbportal.vault.people import PersonKeys
from wbportal.vault.receipts import ReceiptKeys
from wbportal.vault.roster import Roster, RosterEntry
from wbportal.vault.sessions import DraftKey
from wbportal.vault.signatures import RootKey, SigningKey

CHEAP = Cost(memory_kib=8, iterations=1)
TODAY = date(2026, 11, 22)


def secret(name: str) -> bytes:
    return hashlib.sha256(b"wbportal tests: " + name.encode()).digest()


def uuid(name: str) -> UUID:
    return UUID(bytes=secret(name)[:16], version=4)


CASE, OFFICE, THREAD, IDENTITY = uuid("case"), uuid("office"), uuid("thread"), uuid("identity")
LEAD, SECOND_LEAD, HANDLER = uuid("lead"), uuid("second lead"), uuid("handler")
PEOPLE = {holder: PersonKeys(secret(f"person {holder}")) for holder in (LEAD, SECOND_LEAD, HANDLER)}
PUBLIC = {holder: keys.public() for holder, keys in PEOPLE.items()}
REPORTER = ReceiptKeys(
    lookup=secret("lookup"),
    kem=PrivateKey(secret("reporter kem")),
    signing=SigningKey(secret("reporter sign")),
    proof_blind=secret("proof blind"),
    draft=DraftKey.of(secret("draft")),
)
ROOT = RootKey(secret("root"))
PINNED = ROOT.public().fingerprint()
FIRST = EpochKey(THREAD, 1, secret("first epoch"))
SECOND = EpochKey(THREAD, 2, secret("second epoch"))
PLACE = RecordPlace(CASE, THREAD, 1, "entry", uuid("record"))


def statement(**changes: object) -> EpochStatement:
    fields = {
        "case_id": CASE,
        "office_id": OFFICE,
        "compartment_id": THREAD,
        "kind": "thread",
        "epoch": 1,
        "commitment": FIRST.commitment(),
        "previous_hash": NOTHING_BEFORE,
        "author_id": CASE,
        "reporter_kem": REPORTER.kem.public().raw,
        "reporter_verify": REPORTER.signing.verify_key().raw,
    }
    return EpochStatement(**{**fields, **changes})


def entry(holder: UUID, *roles: str, valid_until: date = date(2027, 12, 31)) -> RosterEntry:
    return RosterEntry(
        holder_id=holder,
        name="สมชาย ใจดี",
        position="Inspector",
        aliases=("Somchai", "ชาย"),
        kem=PUBLIC[holder].kem.raw,
        verify=PUBLIC[holder].verify.raw,
        roles=frozenset(roles),
        first_reader="lead" in roles,
        valid_until=valid_until,
    )


def roster(**changes: object) -> Roster:
    fields = {
        "office_id": OFFICE,
        "version": 1,
        "previous_hash": NOTHING_BEFORE,
        "entries": (entry(LEAD, "lead"), entry(SECOND_LEAD, "lead"), entry(HANDLER, "handler")),
        "recovery_kem": None,
        "root": ROOT.public().raw,
        "issued_on": TODAY,
    }
    return Roster(**{**fields, **changes})


def flip(sealed: bytes, bit: int) -> bytes:
    """Change one bit; `bit` counts from the start and wraps around."""
    place, shift = divmod(bit % (8 * len(sealed)), 8)
    return sealed[:place] + bytes([sealed[place] ^ 1 << shift]) + sealed[place + 1 :]


BITS = st.integers(min_value=0, max_value=1 << 24)


@st.composite
def damaged(draw: st.DrawFn, sealed: bytes) -> bytes:
    """The same bytes with a bit flipped, cut, extended, or with a stretch of zeros."""
    kind = draw(st.sampled_from(["flip", "flip", "flip", "cut", "extend", "zeros"]))
    position = draw(st.integers(0, len(sealed) - 1))
    changed = {
        "flip": flip(sealed, draw(BITS)),
        "cut": sealed[:position],
        "extend": sealed + draw(st.binary(min_size=1, max_size=40)),
        "zeros": sealed[:position] + bytes(len(sealed[position:])),
    }[kind]
    return changed if changed != sealed else flip(sealed, position * 8)
