"""Ed25519 alone, and together with ML-DSA-65."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import damaged, secret
from wbportal.vault.errors import Forged, Tampered
from wbportal.vault.signatures import HybridKey, HybridPublic, SigningKey, VerifyKey

SIGNING = SigningKey(secret("signing"))
SIGNATURE = SIGNING.sign(b"message")
HYBRID = HybridKey(secret("hybrid"))
HYBRID_SIGNATURE = HYBRID.sign(b"message")
OTHER = HybridKey(secret("other hybrid"))
# version byte, 64 bytes of Ed25519, the rest ML-DSA-65
ED25519, MLDSA = slice(1, 65), slice(65, None)


@given(st.binary(max_size=100))
def test_a_signature_verifies(message):
    SIGNING.verify_key().verify(SIGNING.sign(message), message)


@given(st.binary(max_size=20).filter(lambda message: message != b"message"))
def test_a_signature_is_of_one_message(message):
    with pytest.raises(Forged):
        SIGNING.verify_key().verify(SIGNATURE, message)


@given(damaged(SIGNATURE))
def test_a_damaged_signature_does_not_verify(changed):
    with pytest.raises(Tampered):
        SIGNING.verify_key().verify(changed, b"message")


def test_another_key_did_not_sign():
    with pytest.raises(Forged):
        SigningKey.generate().verify_key().verify(SIGNATURE, b"message")


@pytest.mark.parametrize("raw", [b"", b"short", bytes(31)])
def test_what_is_no_verify_key_verifies_nothing(raw):
    with pytest.raises(Forged):
        VerifyKey(raw).verify(SIGNATURE, b"message")


def test_a_hybrid_signature_verifies():
    HYBRID.public().verify(HYBRID_SIGNATURE, b"message")
    assert len(HYBRID_SIGNATURE) == 3374
    assert len(HYBRID.public().raw) == 1984


@given(damaged(HYBRID_SIGNATURE))
def test_a_damaged_hybrid_signature_does_not_verify(changed):
    with pytest.raises(Tampered):
        HYBRID.public().verify(changed, b"message")


def test_each_half_of_a_hybrid_signature_is_needed():
    forged = OTHER.sign(b"message")
    only_classical = forged[:1] + HYBRID_SIGNATURE[ED25519] + forged[MLDSA]
    only_lasting = forged[:1] + forged[ED25519] + HYBRID_SIGNATURE[MLDSA]
    for signature in (only_classical, only_lasting, HYBRID_SIGNATURE[:65]):
        with pytest.raises(Forged):
            HYBRID.public().verify(signature, b"message")


def test_each_half_of_a_hybrid_key_is_needed():
    own, other = HYBRID.public().raw, OTHER.public().raw
    for raw in (own[:32] + other[32:], other[:32] + own[32:], own[:32], b""):
        with pytest.raises(Forged):
            HybridPublic(raw).verify(HYBRID_SIGNATURE, b"message")


def test_a_record_signature_is_no_half_of_a_hybrid_one():
    hybrid_seed_reused = SigningKey(HYBRID.seed)
    with pytest.raises(Forged):
        hybrid_seed_reused.verify_key().verify(HYBRID_SIGNATURE[:65], b"message")


def test_a_person_can_countersign_and_a_reporter_cannot():
    person = SIGNING.person_verify_key()
    person.verify(SIGNATURE, b"message")
    person.cosigner().verify(SIGNING.cosigning().sign(b"message"), b"message")
    with pytest.raises(Forged):
        SIGNING.verify_key().cosigner()
