"""The second implementation reads the vectors, and whatever the vault writes today."""

import ast
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault import reader, reader_of_declarations, reader_of_locks, reader_of_proofs
from tests.vault.samples import (
    CHEAP,
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
from tests.vault.vectoring import Vector, all_of, expected, load, outcome, raw
from wbportal.vault.chain import GENESIS, next_link
from wbportal.vault.envelope import seal_record
from wbportal.vault.keys import PrivateKey, SymmetricKey
from wbportal.vault.padding import padme
from wbportal.vault.passphrases import lock
from wbportal.vault.quorum import split_key
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.streams import FileKey, SealingWriter


def test_the_reader_imports_nothing_of_the_portal():
    tree = ast.parse(Path(reader.__file__).read_text("utf-8"))
    modules = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name
    }
    assert not [name for name in modules if name.startswith(("wbportal", "tests"))]
    # It makes its own HPKE and its own chunks, so that the page is proved to describe them.
    assert not [name for name in modules if "hpke" in name or "cobblestone" in name]


def read_grant(vector: Vector) -> str:
    ids = raw(vector, "compartment_id"), vector["epoch"], raw(vector, "holder_id")
    seed, wrapped = raw(vector, "seed"), raw(vector, "wrapped")
    return reader.open_grant(seed, wrapped, *ids, raw(vector, "commitment")).hex()


def read_record(vector: Vector) -> str:
    ids = [raw(vector, field) for field in ("case_id", "compartment_id", "record_id")]
    place = (ids[0], ids[1], vector["epoch"], str(vector["kind"]).encode(), ids[2])
    opened = reader.open_record(raw(vector, "key"), place, raw(vector, "sealed"))
    author_id, body, signature, message = opened
    reader.verify(raw(vector, "verify_key"), signature, message)
    assert author_id == raw(vector, "author_id")
    return body.hex()


def read_file(vector: Vector) -> str:
    key, file_id = raw(vector, "key"), raw(vector, "file_id")
    return reader.open_file(key, file_id, raw(vector, "sealed"), vector["length"]).hex()


def read_statement(vector: Vector) -> dict[str, str]:
    read = reader.read_statement(raw(vector, "signed"))
    before = raw(vector, "previous_key") or None
    reader.verify_statement(read, raw(vector, "verify_key"), before)
    return {field: read[field].hex() for field in ("hash", "commitment", "author_id")}


def read_previous(vector: Vector) -> str:
    place = raw(vector, "compartment_id"), vector["epoch"]
    key, sealed = raw(vector, "key"), raw(vector, "sealed")
    return reader.open_previous(key, sealed, *place, raw(vector, "commitment")).hex()


def read_locked(vector: Vector) -> str:
    locked, pepper, context = (raw(vector, field) for field in ("locked", "pepper", "context"))
    return reader.unlock(locked, vector["passphrase"], pepper, context).hex()


def read_proof(vector: Vector) -> dict[str, object]:
    name_th, name_en, day, commitment = reader_of_proofs.read_proof(
        raw(vector, "signed"), raw(vector, "key")
    )
    text, answers, files = reader_of_proofs.read_opening(raw(vector, "opening"), commitment)
    return {
        "names": [name_th, name_en],
        "day": day,
        "words": reader_of_proofs.fingerprint_words(reader.sha256(raw(vector, "key"))),
        "text": text,
        "answers": answers.decode(),
        "files": [one.hex() for one in files],
    }


def read_count(vector: Vector) -> list[object]:
    day, reports, before = reader_of_proofs.read_count(raw(vector, "signed"), raw(vector, "key"))
    return [day, reports, before.hex()]


def read_declaration(vector: Vector) -> str:
    place = reader.join(
        b"wbportal declaration v1", raw(vector, "office_id"), raw(vector, "author_id")
    )
    return reader_of_declarations.read_declaration(
        raw(vector, "sealed"),
        place,
        (raw(vector, "reader_id"), raw(vector, "seed")),
        raw(vector, "verify_key"),
    ).hex()


def read_reading(vector: Vector) -> dict[str, object]:
    seed, sealed = raw(vector, "seed"), raw(vector, "sealed")
    ids = raw(vector, "office_id"), raw(vector, "reader_id")
    what, case_id, record_id = reader_of_locks.read_reading(seed, *ids, sealed)
    return {"case_id": case_id.hex(), "what": what, "record_id": record_id.hex()}


def read_found(vector: Vector) -> list[str]:
    fields = ("seed", "office_id", "reader_id", "sealed")
    return [one.hex() for one in reader_of_locks.read_found(*(raw(vector, f) for f in fields))]


def read_reads_key(vector: Vector) -> str:
    fields = ("seed", "wrapped", "key_id", "office_id", "holder_id")
    return reader_of_locks.open_reads_key(*(raw(vector, field) for field in fields)).hex()


def read_passkey_lock(vector: Vector) -> str:
    fields = ("locked", "said", "pepper", "account_id", "passkey_id")
    return reader_of_locks.unlock_by_passkey(*(raw(vector, field) for field in fields)).hex()


READERS = {
    "declarations": read_declaration,
    "grants": read_grant,
    "records": read_record,
    "files": read_file,
    "statements": read_statement,
    "previous_keys": read_previous,
    "locked_seeds": read_locked,
    "proofs": read_proof,
    "counts": read_count,
    "readings": read_reading,
    "found": read_found,
    "reads_keys": read_reads_key,
    "passkey_locks": read_passkey_lock,
}


@pytest.mark.parametrize(("name", "vector"), all_of(READERS))
def test_both_implementations_read_a_vector_alike(name, vector):
    assert outcome(READERS[name], vector) == expected(vector)


@pytest.mark.parametrize("vector", load("codes"), ids=lambda vector: vector["name"])
def test_both_implementations_understand_what_was_typed_alike(vector):
    found = outcome(lambda one: reader.parse_code(one["typed"]), vector)
    refused = "CheckFailed" if "check" in vector else vector.get("error")
    assert found == vector.get("number", refused)


@pytest.mark.parametrize(
    "vector", [v for v in load("codes") if "salt" in v], ids=lambda vector: vector["name"]
)
def test_both_implementations_derive_the_same_keys_from_a_code(vector):
    keys = reader.code_keys(vector["number"], raw(vector, "salt"))
    assert {
        "lookup": keys["lookup"].hex(),
        "kem_public": reader.key_pair(keys["kem-seed"]).public.hex(),
        "verify_key": reader.ed25519_public(keys["sign-seed"]).hex(),
        "proof_blind": keys["proof-blind"].hex(),
    } == vector["expected"]


@pytest.mark.parametrize(
    "vector", [v for v in load("proofs") if "expected" in v], ids=lambda vector: vector["name"]
)
def test_both_implementations_blind_a_report_alike(vector):
    blinding = reader.expand(raw(vector, "proof_blind"), b"wbportal proof opening v1")
    assert blinding in raw(vector, "opening")


@pytest.mark.parametrize("vector", load("saved"), ids=lambda vector: vector["name"])
def test_both_implementations_find_and_open_what_a_code_saved(vector):
    keys = reader.code_keys(vector["number"], raw(vector, "salt"))
    expected_key = (raw(vector, "draft_id"), raw(vector, "draft_key"))
    assert reader.draft_key(keys["draft-seed"]) == expected_key


def test_a_fresh_grant_is_read():
    wrapped = FIRST.wrap(PUBLIC[LEAD].kem, LEAD)
    place = (THREAD.bytes, 1, LEAD.bytes)
    seed = PEOPLE[LEAD].kem.seed
    assert reader.open_grant(seed, wrapped, *place, FIRST.commitment()) == FIRST.secret


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_is_wrapped_today_is_unwrapped(seed, content, context):
    assert reader.unwrap(seed, PrivateKey(seed).public().wrap(content, context), context) == content


@given(st.binary(max_size=4000), st.text(max_size=10))
def test_fresh_records_are_read(body, kind):
    place = type(PLACE)(PLACE.case_id, THREAD, 1, kind, uuid("fresh"))
    sealed = seal_record(FIRST, place, HANDLER, PEOPLE[HANDLER].signing, body)
    named = (place.case_id.bytes, THREAD.bytes, 1, kind.encode(), place.record_id.bytes)
    author_id, opened, signature, message = reader.open_record(FIRST.secret, named, sealed)
    reader.verify(PUBLIC[HANDLER].verify.raw, signature, message)
    assert (author_id, opened) == (HANDLER.bytes, body)


@given(st.one_of(st.integers(0, 3000), st.sampled_from([16384, 50000])))
def test_fresh_files_are_read(length):
    key, out, content = FileKey.generate(uuid("fresh")), BytesIO(), bytes(range(256)) * 200
    writer = SealingWriter(key, out)
    writer.write(content[:length])
    writer.finish()
    opened = reader.open_file(key.secret, key.file_id.bytes, out.getvalue(), length)
    assert opened == content[:length]


def test_fresh_codes_are_read():
    for _ in range(50):
        code = ReceiptCode.generate()
        assert reader.parse_code(" ".join(code.groups())) == code.number
        assert reader.parse_code("".join(code.words())) == code.number


def test_fresh_statements_and_previous_keys_are_read():
    signed = statement().sign(REPORTER.signing, None)
    read = reader.read_statement(signed)
    reader.verify_statement(read, REPORTER.signing.verify_key().raw)
    assert read["reporter_kem"] == REPORTER.kem.public().raw
    sealed = SECOND.seal_previous(FIRST)
    opened = reader.open_previous(SECOND.secret, sealed, THREAD.bytes, 1, FIRST.commitment())
    assert opened == FIRST.secret


def test_fresh_links_locks_seals_and_shares_are_read():
    sealed_hash, locked = secret("hash"), lock(secret("seed"), "pass", secret("pepper"), CHEAP)
    link = reader.next_link(FIRST.secret, THREAD.bytes, 1, 7, GENESIS, sealed_hash)
    assert link == next_link(FIRST, 7, GENESIS, sealed_hash)
    assert reader.unlock(locked, "pass", secret("pepper"), b"") == secret("seed")
    sealed = SymmetricKey(secret("state")).seal(b"state", IDENTITY.bytes)
    assert reader.open_sealed(secret("state"), sealed, IDENTITY.bytes) == b"state"
    shares = split_key(secret("identity"), 4)
    assert reader.join_two_shares(shares[3], shares[1]) == secret("identity")


@given(st.integers(0, 10**12))
def test_both_pad_alike(length):
    assert reader.padme(length) == padme(length)
