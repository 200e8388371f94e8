"""Wrapping for a holder, and sealing with a symmetric key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import damaged, secret
from wbportal.vault.errors import Tampered, UnknownVersion, VaultError, WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey

PRIVATE = PrivateKey(secret("private"))
OTHER = PrivateKey(secret("other"))
WRAPPED = PRIVATE.public().wrap(b"s" * 32, b"context")
KEY = SymmetricKey(secret("symmetric"))


@given(st.binary(min_size=1, max_size=100), st.binary(max_size=40))
def test_what_was_wrapped_unwraps_with_the_private_half(wrapped_secret, context):
    wrapped = PRIVATE.public().wrap(wrapped_secret, context)
    assert PRIVATE.unwrap(wrapped, context) == wrapped_secret


def test_a_wrapped_key_is_1169_bytes_and_never_the_same():
    again = PRIVATE.public().wrap(b"s" * 32, b"context")
    assert len(WRAPPED) == len(again) == 1169
    assert again != WRAPPED


def test_another_holder_cannot_unwrap():
    with pytest.raises(WrongKey):
        OTHER.unwrap(WRAPPED, b"context")


@given(st.binary(max_size=40).filter(lambda other: other != b"context"))
def test_another_context_cannot_unwrap(context):
    with pytest.raises(WrongKey):
        PRIVATE.unwrap(WRAPPED, context)


@given(damaged(WRAPPED))
def test_a_damaged_wrapped_key_does_not_unwrap(changed):
    with pytest.raises((WrongKey, UnknownVersion)):
        PRIVATE.unwrap(changed, b"context")


@pytest.mark.parametrize(
    "raw", [b"", b"short", bytes(1216), b"\xff" * 1216, PRIVATE.public().raw + b"\0"]
)
def test_what_is_no_public_key_wraps_nothing(raw):
    with pytest.raises(Tampered):
        PublicKey(raw).wrap(b"s" * 32, b"context")


def test_the_same_seed_is_the_same_key_pair():
    assert PrivateKey(PRIVATE.seed).public() == PRIVATE.public()
    assert PrivateKey.generate().public() != PrivateKey.generate().public()


@given(st.binary(max_size=2000), st.binary(max_size=40))
def test_what_was_sealed_opens_with_the_same_key_and_context(plaintext, context):
    assert KEY.open(KEY.seal(plaintext, context), context) == plaintext


@given(damaged(KEY.seal(b"plaintext", b"context")))
def test_damaged_sealed_bytes_do_not_open(changed):
    with pytest.raises(Tampered):
        KEY.open(changed, b"context")


@given(st.sampled_from([b"", b"contex", b"context\0", b"other"]))
def test_sealed_bytes_do_not_open_in_another_context(context):
    with pytest.raises(Tampered):
        KEY.open(KEY.seal(b"plaintext", b"context"), context)


def test_another_symmetric_key_does_not_open():
    with pytest.raises(VaultError):
        KEY.derive(b"child").open(KEY.seal(b"plaintext", b""), b"")


def test_derived_keys_differ_by_label():
    keys = {KEY.secret, *(KEY.derive(label).secret for label in (b"", b"a", b"b"))}
    assert len(keys) == 4
