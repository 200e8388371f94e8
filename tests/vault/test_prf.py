"""A seed under a passkey: that passkey opens it, under its pepper and in its place alone."""

import secrets

import pytest

from wbportal.vault import prf
from wbportal.vault.errors import Tampered, WrongKey

SEED, PEPPER, OTHER = (secrets.token_bytes(32) for _ in range(3))
SAID = secrets.token_bytes(32)
PUBLIC = prf.key_of(SAID).public()


def test_what_a_passkey_says_opens_the_seed() -> None:
    locked = prf.lock(SEED, PUBLIC, PEPPER, b"here")
    assert SEED not in locked
    assert prf.unlock(locked, prf.key_of(SAID), PEPPER, b"here") == SEED


def test_another_passkey_does_not() -> None:
    locked = prf.lock(SEED, PUBLIC, PEPPER, b"here")
    with pytest.raises(WrongKey):
        prf.unlock(locked, prf.key_of(secrets.token_bytes(32)), PEPPER, b"here")


@pytest.mark.parametrize(
    ("pepper", "context"), [(OTHER, b"here"), (PEPPER, b"there")], ids=["pepper", "place"]
)
def test_another_pepper_or_place_does_not(pepper: bytes, context: bytes) -> None:
    locked = prf.lock(SEED, PUBLIC, PEPPER, b"here")
    with pytest.raises(Tampered):
        prf.unlock(locked, prf.key_of(SAID), pepper, context)


def test_the_pepper_is_exchanged_without_the_passkey() -> None:
    locked = prf.lock(SEED, PUBLIC, PEPPER, b"here")
    moved = prf.repepper(locked, PEPPER, OTHER, b"here")
    assert prf.is_peppered(moved, OTHER, b"here")
    assert not prf.is_peppered(moved, PEPPER, b"here")
    assert prf.unlock(moved, prf.key_of(SAID), OTHER, b"here") == SEED


@pytest.mark.parametrize("size", [0, 31, 33])
def test_what_is_no_answer_of_a_passkey_makes_no_key(size: int) -> None:
    with pytest.raises(WrongKey):
        prf.key_of(bytes(size))
