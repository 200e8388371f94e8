"""Proofs of having reported: not forgeable, and not betraying whose they are."""

import hashlib
import hmac
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import CHEAP, FIRST, OFFICE, REPORTER, TODAY, damaged, secret, uuid
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.derive import expand
from wbportal.vault.encoding import join
from wbportal.vault.errors import Forged, Tampered, UnknownVersion
from wbportal.vault.hashes import NOTHING_BEFORE
from wbportal.vault.proofs import (
    Content,
    DayCount,
    OfficeKey,
    Opening,
    Proof,
    SignedProof,
    opens,
    signing_key,
    verify_count,
)
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.signatures import SigningKey

KEYS = DeploymentKeys.from_root(secret("deployment"), secret("pepper"), secret("salt"))
SIGNING = signing_key(KEYS.proofs, OFFICE)
KEY = OfficeKey(OFFICE, SIGNING.verify_key())
CONTENT = Content.of("ถนนเส้นนี้จ่ายเงินสองครั้ง", b'{"when":"2569"}', [secret("b"), secret("a")])
OPENING = Opening.of(REPORTER, CONTENT)
PROOF = Proof(OFFICE, "สำนักงานตัวอย่าง", "The sample bureau", TODAY, OPENING.commitment())
SIGNED = PROOF.sign(SIGNING).to_bytes()
COUNT = DayCount(OFFICE, TODAY, 3, NOTHING_BEFORE)


def verified(written: bytes, key: OfficeKey = KEY) -> Proof:
    return SignedProof.from_bytes(written).verify(key)


def test_a_proof_says_office_day_and_a_commitment_and_nothing_else():
    assert verified(SIGNED) == PROOF
    assert (
        b"\x01"
        + join(
            join(
                b"wbportal proof v1",
                OFFICE.bytes,
                "สำนักงานตัวอย่าง".encode(),
                b"The sample bureau",
                b"2026-11-22",
                OPENING.commitment(),
            ),
            SIGNING.sign(PROOF.payload()),
        )
        == SIGNED
    )


def test_two_proofs_of_one_report_are_the_same_to_the_last_byte():
    again = Opening.of(REPORTER, Content.of(CONTENT.text, CONTENT.answers, CONTENT.files[::-1]))
    assert replace(PROOF, commitment=again.commitment()).sign(SIGNING).to_bytes() == SIGNED


@pytest.mark.parametrize("place", range(len(SIGNED)))
def test_no_byte_of_a_proof_can_be_changed(place):
    for mask in (1, 0x80, 0xFF):
        changed = SIGNED[:place] + bytes([SIGNED[place] ^ mask]) + SIGNED[place + 1 :]
        with pytest.raises(Tampered):
            verified(changed)


@given(damaged(SIGNED))
def test_a_damaged_proof_proves_nothing(changed):
    with pytest.raises(Tampered):
        verified(changed)


def test_another_office_did_not_sign_it():
    other = uuid("other office")
    with pytest.raises(Forged):
        verified(SIGNED, OfficeKey(other, signing_key(KEYS.proofs, other).verify_key()))
    with pytest.raises(Forged):
        verified(SIGNED, OfficeKey(OFFICE, SigningKey.generate().verify_key()))
    with pytest.raises(Forged):  # the right key, by another office's name
        verified(SIGNED, OfficeKey(other, KEY.verify))


def test_offices_and_deployments_have_keys_of_their_own():
    elsewhere = DeploymentKeys.from_root(secret("other"), secret("pepper"), secret("salt"))
    seeds = {
        signing_key(keys.proofs, office).seed
        for keys in (KEYS, elsewhere)
        for office in (OFFICE, uuid("other office"))
    }
    assert len(seeds) == 4


def test_only_what_was_sent_opens_it():
    assert opens(OPENING, PROOF)
    for other in (
        replace(CONTENT, text=CONTENT.text + " "),
        replace(CONTENT, text=""),
        replace(CONTENT, answers=b"{}"),
        replace(CONTENT, files=CONTENT.files[:1]),
        replace(CONTENT, files=()),
        # The same bytes, cut up in another way.
        Content(CONTENT.text + CONTENT.answers.decode(), b"", CONTENT.files),
    ):
        assert not opens(replace(OPENING, content=other), PROOF)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=50))
def test_no_other_blinding_opens_it_as_anything(blinding, text):
    assert not opens(Opening(blinding, CONTENT), PROOF)
    assert not opens(Opening(blinding, Content.of(text, b"{}", ())), PROOF)


def test_an_opening_is_read_as_it_was_written():
    assert Opening.from_bytes(OPENING.to_bytes()) == OPENING


@given(damaged(OPENING.to_bytes()))
def test_a_damaged_opening_opens_nothing(changed):
    try:
        opening = Opening.from_bytes(changed)
    except Tampered:
        return
    assert not opens(opening, PROOF)


def test_files_in_another_order_are_another_way_to_write_it_and_refused():
    shuffled = Content(CONTENT.text, CONTENT.answers, CONTENT.files[::-1])
    assert shuffled.files != CONTENT.files
    with pytest.raises(Tampered):
        Content.from_bytes(shuffled.to_bytes())


def test_what_opens_a_proof_is_of_use_for_nothing_else():
    assert OPENING.blinding != REPORTER.proof_blind
    assert REPORTER.proof_blind not in OPENING.to_bytes()


def test_nobody_without_the_code_can_tell_whose_proof_it_is():
    """Somebody knows the text, every other candidate, and all that the server has; not the code.

    For each candidate they compute every commitment that such knowledge allows: under each value
    they hold, plain and derived. The true text must not stand out.
    """
    code, salt = ReceiptCode.generate(), secret("salt")
    keys = code.keys(salt, CHEAP)
    candidates = [Content.of(f"candidate {number}", b"{}", ()) for number in range(20)]
    commitment = Opening.of(keys, candidates[7]).commitment()
    known = {
        KEYS.flask_key.encode(),
        KEYS.audit.seed,
        KEYS.audit_entry.seed,
        KEYS.session_half.secret,
        KEYS.device_key.secret,
        KEYS.proofs.secret,
        KEYS.pepper,
        SIGNING.seed,
        salt,
        b"",
        bytes(32),
        OFFICE.bytes,
        TODAY.isoformat().encode(),
        # What the database has of this reporter, and what whoever reads the case holds.
        keys.lookup,
        keys.kem.public().raw,
        keys.signing.verify_key().raw,
        FIRST.secret,
    }
    labels = (b"proof-blind", b"wbportal proof opening v1", b"lookup")
    derived = {expand(one.ljust(32, b"\0"), label) for one, label in product(known, labels)}
    for blinding, content in product(known | derived, candidates):
        assert Opening(blinding, content).commitment() != commitment
        assert hashlib.sha256(content.to_bytes()).digest() != commitment
        assert hashlib.sha256(blinding + content.to_bytes()).digest() != commitment
        assert hmac.digest(content.to_bytes(), blinding, "sha256") != commitment


def test_a_new_code_makes_a_proof_that_has_nothing_in_common():
    one, other = (ReceiptCode(number).keys(secret("salt"), CHEAP) for number in (1, 2))
    assert Opening.of(one, CONTENT).commitment() != Opening.of(other, CONTENT).commitment()


def test_a_key_is_read_as_it_was_written():
    assert OfficeKey.from_bytes(KEY.to_bytes()) == KEY
    assert len(KEY.words()) == 6
    assert len(KEY.fingerprint()) == 32


@given(damaged(KEY.to_bytes()))
def test_a_damaged_key_is_refused_or_another_one(changed):
    try:
        found = OfficeKey.from_bytes(changed)
    except Tampered:
        return
    assert found.fingerprint() != KEY.fingerprint()
    with pytest.raises(Forged):
        verified(SIGNED, found)


def test_a_count_is_read_as_it_was_signed():
    assert verify_count(COUNT.sign(SIGNING), KEY) == COUNT
    assert COUNT.sign(SIGNING) == COUNT.sign(SIGNING)


@given(damaged(COUNT.sign(SIGNING)))
def test_a_damaged_count_does_not_count(changed):
    with pytest.raises(Tampered):
        verify_count(changed, KEY)


def test_a_count_is_no_proof_and_a_proof_no_count():
    with pytest.raises(Tampered):
        verified(COUNT.sign(SIGNING))
    with pytest.raises(Tampered):
        verify_count(SIGNED, KEY)


@pytest.mark.parametrize("read", [SignedProof.from_bytes, Opening.from_bytes, OfficeKey.from_bytes])
def test_what_is_of_no_known_version_is_not_guessed_at(read):
    for written in (b"", b"\x02" + SIGNED[1:]):
        with pytest.raises(UnknownVersion):
            read(written)


@pytest.mark.parametrize("day", [b"2026-1-2", b"20261122", b"2026-W47-7", b"2569", b"\xff"])
def test_a_day_is_written_in_one_way_only(day):
    payload = PROOF.payload().replace(b"\0\0\0\n2026-11-22", len(day).to_bytes(4, "big") + day)
    written = b"\x01" + join(payload, SIGNING.sign(payload))
    with pytest.raises(Tampered):
        SignedProof.from_bytes(written)
