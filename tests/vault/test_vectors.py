"""Known answers, and tampered inputs each with its error: the formats do not change."""

from datetime import date
from io import BytesIO
from uuid import UUID

import pytest

from tests.vault.vectoring import Vector, all_of, expected, load, outcome, raw
from tests.vault.write_vectors import MAKERS
from wbportal.vault import prf, slips
from wbportal.vault.chain import GENESIS, next_link
from wbportal.vault.declarations import DeclarationPlace, open_declaration
from wbportal.vault.encoding import join, u32, versioned
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement, read_succession, unwrap_epoch
from wbportal.vault.errors import NotACode, Tampered
from wbportal.vault.keys import PrivateKey, SymmetricKey, WrappedKey
from wbportal.vault.passphrases import unlock
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.proofs import OfficeKey, Opening, SignedProof, opens, verify_count
from wbportal.vault.quorum import from_paper, join_shares
from wbportal.vault.reads import open_found, open_reading, unwrap_reads_key
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.roster import verify_roster
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.signatures import HybridKey, HybridPublic, VerifyKey
from wbportal.vault.streams import FileKey, open_chunks


def uuid_of(vector: Vector, field: str) -> UUID:
    return UUID(str(vector[field]))


def read_grant(vector: Vector) -> str:
    return unwrap_epoch(
        PrivateKey(raw(vector, "seed")),
        WrappedKey(raw(vector, "wrapped")),
        uuid_of(vector, "compartment_id"),
        vector["epoch"],
        uuid_of(vector, "holder_id"),
        raw(vector, "commitment"),
    ).secret.hex()


def read_record(vector: Vector) -> str:
    compartment_id, epoch = uuid_of(vector, "compartment_id"), vector["epoch"]
    case_id, record_id = uuid_of(vector, "case_id"), uuid_of(vector, "record_id")
    place = RecordPlace(case_id, compartment_id, epoch, vector["kind"], record_id)
    key = EpochKey(compartment_id, epoch, raw(vector, "key"))
    opened = open_record(key, place, raw(vector, "sealed"))
    opened.verify(VerifyKey(raw(vector, "verify_key")))
    assert opened.author_id == uuid_of(vector, "author_id")
    return opened.body.hex()


def read_file(vector: Vector) -> str:
    key = FileKey(uuid_of(vector, "file_id"), raw(vector, "key"))
    return b"".join(open_chunks(key, BytesIO(raw(vector, "sealed")), vector["length"])).hex()


def read_signed_statement(vector: Vector) -> dict[str, str]:
    read = read_statement(raw(vector, "signed"))
    said, key = read.statement, raw(vector, "previous_key")
    before = EpochKey(said.compartment_id, said.epoch - 1, key) if key else None
    read.verify(VerifyKey(raw(vector, "verify_key")), before)
    return {
        "hash": read.hash.hex(),
        "commitment": said.commitment.hex(),
        "author_id": said.author_id.hex,
    }


def read_previous(vector: Vector) -> str:
    epoch = vector["epoch"] + 1
    key = EpochKey(uuid_of(vector, "compartment_id"), epoch, raw(vector, "key"))
    return key.open_previous(raw(vector, "sealed"), raw(vector, "commitment")).secret.hex()


def read_changed_code(vector: Vector) -> dict[str, object]:
    read = read_succession(raw(vector, "signed"))
    read.check(VerifyKey(raw(vector, "verify_key")))
    keys = {"kem": read.kem.hex(), "verify": read.verify.hex()}
    return {"case_id": read.case_id.hex, "generation": read.generation, **keys}


def read_locked(vector: Vector) -> str:
    pepper, context = raw(vector, "pepper"), raw(vector, "context")
    return unlock(raw(vector, "locked"), vector["passphrase"], pepper, context).hex()


def read_roster(vector: Vector) -> dict[str, object]:
    today, pinned, before = date(2026, 11, 23), raw(vector, "pinned"), raw(vector, "previous")
    previous = verify_roster(before, None, pinned, today) if before else None
    roster = verify_roster(raw(vector, "signed"), previous, pinned, today)
    return {"version": roster.version, "hash": roster.hash().hex()}


def read_proof(vector: Vector) -> dict[str, object]:
    key = OfficeKey.from_bytes(raw(vector, "key"))
    proof = SignedProof.from_bytes(raw(vector, "signed")).verify(key)
    opening = Opening.from_bytes(raw(vector, "opening"))
    if not opens(opening, proof):
        raise Tampered
    return {
        "names": [proof.name_th, proof.name_en],
        "day": proof.day.isoformat(),
        "words": key.words(),
        "text": opening.content.text,
        "answers": opening.content.answers.decode(),
        "files": [one.hex() for one in opening.content.files],
    }


def read_count(vector: Vector) -> list[object]:
    count = verify_count(raw(vector, "signed"), OfficeKey.from_bytes(raw(vector, "key")))
    return [count.day.isoformat(), count.reports, count.previous_hash.hex()]


def read_declaration(vector: Vector) -> str:
    place = DeclarationPlace(uuid_of(vector, "office_id"), uuid_of(vector, "author_id"))
    reader = (uuid_of(vector, "reader_id"), PrivateKey(raw(vector, "seed")))
    author = VerifyKey(raw(vector, "verify_key"))
    return open_declaration(place, raw(vector, "sealed"), reader, author).hex()


def read_reading(vector: Vector) -> dict[str, object]:
    place = uuid_of(vector, "office_id"), uuid_of(vector, "reader_id")
    read = open_reading(PrivateKey(raw(vector, "seed")), *place, raw(vector, "sealed"))
    record_id = read.record_id.hex if read.record_id else "0" * 32
    return {"case_id": read.case_id.hex, "what": read.what.value, "record_id": record_id}


def read_found(vector: Vector) -> list[str]:
    place = uuid_of(vector, "office_id"), uuid_of(vector, "reader_id")
    read = open_found(PrivateKey(raw(vector, "seed")), *place, raw(vector, "sealed"))
    return [one.case_id.hex for one in read]


def read_reads_key(vector: Vector) -> str:
    wrapped, private = WrappedKey(raw(vector, "wrapped")), PrivateKey(raw(vector, "seed"))
    place = uuid_of(vector, "office_id"), uuid_of(vector, "holder_id")
    return unwrap_reads_key(wrapped, raw(vector, "key_id"), private, *place).seed.hex()


def read_passkey_lock(vector: Vector) -> str:
    ids = raw(vector, "account_id"), raw(vector, "passkey_id")
    context = join(b"wbportal passkey seed v1", *ids)
    key = prf.key_of(raw(vector, "said"))
    return prf.unlock(raw(vector, "locked"), key, raw(vector, "pepper"), context).hex()


READERS = {
    "declarations": read_declaration,
    "grants": read_grant,
    "records": read_record,
    "files": read_file,
    "statements": read_signed_statement,
    "previous_keys": read_previous,
    "successions": read_changed_code,
    "locked_seeds": read_locked,
    "rosters": read_roster,
    "proofs": read_proof,
    "counts": read_count,
    "readings": read_reading,
    "found": read_found,
    "reads_keys": read_reads_key,
    "passkey_locks": read_passkey_lock,
}


@pytest.mark.parametrize(("name", "vector"), all_of(READERS))
def test_a_vector_gives_what_it_always_gave(name, vector):
    assert outcome(READERS[name], vector) == expected(vector)


CODES = load("codes")


@pytest.mark.parametrize("vector", [v for v in CODES if "number" in v], ids=lambda v: v["name"])
def test_a_typed_code_is_the_same_number_as_ever(vector):
    assert ReceiptCode.parse(vector["typed"]).number == vector["number"]


@pytest.mark.parametrize("vector", [v for v in CODES if "error" in v], ids=lambda v: v["name"])
def test_what_is_no_code_never_becomes_one(vector):
    with pytest.raises(NotACode) as caught:
        ReceiptCode.parse(vector["typed"])
    assert caught.value.check_failed == vector.get("check", False)
    found = slips.find(vector["typed"])[0]
    if not caught.value.check_failed:
        assert next(iter(found.groups), None) == vector["group"]


@pytest.mark.parametrize("vector", [v for v in CODES if "salt" in v], ids=lambda v: v["name"])
def test_a_code_stands_for_the_same_keys_as_ever(vector):
    keys = ReceiptCode(vector["number"]).keys(raw(vector, "salt"))
    assert {
        "lookup": keys.lookup.hex(),
        "kem_public": keys.kem.public().raw.hex(),
        "verify_key": keys.signing.verify_key().raw.hex(),
        "proof_blind": keys.proof_blind.hex(),
    } == vector["expected"]


@pytest.mark.parametrize("vector", load("saved"), ids=lambda v: v["name"])
def test_a_code_finds_and_opens_what_it_saved_as_ever(vector):
    draft = ReceiptCode(vector["number"]).keys(raw(vector, "salt")).draft
    assert (draft.id, draft.key.secret) == (raw(vector, "draft_id"), raw(vector, "draft_key"))


@pytest.fixture(scope="module")
def fixed() -> Vector:
    return load("derivations")[0]


def test_a_person_derives_the_same_keys_as_ever(fixed):
    person = PersonKeys(raw(fixed, "seed"))
    assert PrivateKey(person.seed).public().raw.hex() == fixed["x_wing_public"]
    assert person.kem.seed.hex() == fixed["person_kem"]
    assert person.signing.seed.hex() == fixed["person_signing"]
    assert person.state.secret.hex() == fixed["person_state"]
    assert person.public().verify.raw.hex() == fixed["person_verify"]
    assert fingerprint_words(person.public()) == fixed["fingerprint"]
    assert person.signing.sign(b"message").hex() == fixed["signature_of_message"]


def test_a_hybrid_key_is_the_same_as_ever(fixed):
    public = HybridKey(raw(fixed, "hybrid_seed")).public()
    assert public.raw.hex() == fixed["hybrid_public"]
    HybridPublic(raw(fixed, "hybrid_public")).verify(
        raw(fixed, "hybrid_signature_of_message"), b"message"
    )


def test_an_epoch_derives_the_same_keys_as_ever(fixed):
    key = EpochKey(uuid_of(fixed, "compartment_id"), 1, raw(fixed, "epoch_key"))
    assert key.commitment().hex() == fixed["commitment"]
    assert key.link_key().hex() == fixed["link_key"]
    assert key.statement_key().hex() == fixed["statement_key"]
    link = next_link(key, 1, GENESIS, raw(fixed, "sealed_hash"))
    assert link.hex() == fixed["first_link"]


def test_a_session_derives_the_same_keys_as_ever(fixed):
    cookie, half = SessionSecret(raw(fixed, "cookie")), SymmetricKey(raw(fixed, "half"))
    draft = cookie.draft("1", half)
    assert cookie.session_id("handler").hex() == fixed["session_id"]
    assert cookie.key("handler", half).secret.hex() == fixed["session_key"]
    assert (draft.id.hex(), draft.key.secret.hex()) == (fixed["draft_id"], fixed["draft_key"])


def test_old_shares_still_give_the_secret(fixed):
    shares = [bytes.fromhex(share) for share in fixed["identity_shares"]]
    assert join_shares(shares[1:]).hex() == fixed["split"]
    assert from_paper(fixed["paper_shares"][1:]).hex() == fixed["split"]


def test_joining_and_versions_are_the_same_as_ever(fixed):
    assert join(b"", b"a", u32(7)).hex() == fixed["join"]
    assert versioned(b"body").hex() == fixed["versioned"]


def test_every_format_has_known_answers_and_tampered_inputs():
    for name in set(MAKERS) - {"derivations", "saved"}:
        errors = {vector.get("error") for vector in load(name)}
        assert None in errors, name
        assert len(errors) > 1, name
