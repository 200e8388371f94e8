"""What an authenticator answers is believed if it is right in every part, and else refused."""

import json
import secrets
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authenticator import Authenticator, letters, raw
from wbportal.vault import passkeys
from wbportal.vault.errors import WrongKey
from wbportal.vault.passkeys import Credential, Site

HERE = Site("localhost", "http://localhost:8000")
ASKED = bytes(range(56))


def _made(key: Authenticator) -> Credential:
    options = passkeys.creation_options(HERE, ASKED, b"user", "somchai", [])
    return passkeys.register(key.create(options), HERE, ASKED)


def _options(credential: Credential) -> str:
    return passkeys.request_options(HERE, ASKED, [credential.id])


def test_a_passkey_is_made_and_answers() -> None:
    key = Authenticator()
    made = _made(key)
    used = passkeys.verify(key.get(_options(made)), HERE, ASKED, made)
    assert (used.id, used.public_key) == (made.id, made.public_key)
    assert used.sign_count > made.sign_count


def test_an_authenticator_without_a_counter_is_taken() -> None:
    key = Authenticator(counts=False)
    made = _made(key)
    assert passkeys.verify(key.get(_options(made)), HERE, ASKED, made) == made


def test_what_is_asked_leaves_nothing_of_the_office_on_a_device() -> None:
    asked = json.loads(passkeys.creation_options(HERE, ASKED, b"user", "somchai", [b"known"]))
    assert asked["rp"] == {"name": "wbportal", "id": "localhost"}
    assert asked["user"] == {"id": letters(b"user"), "name": "somchai", "displayName": "somchai"}
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [raw(one["id"]) for one in asked["excludeCredentials"]] == [b"known"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"host": "example.org"},
        {"challenge": letters(bytes(56))},
        {"type": "webauthn.create"},
        {"crossOrigin": True},
    ],
)
def test_an_answer_that_is_wrong_in_one_part_is_refused(wrong: dict[str, object]) -> None:
    key = Authenticator()
    made = _made(key)
    with pytest.raises(WrongKey):
        passkeys.verify(key.get(_options(made), **wrong), HERE, ASKED, made)


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "http://localhost"}, {"host": "127.0.0.1"}, {"crossOrigin": True}],
)
def test_a_passkey_of_somewhere_else_is_not_taken(wrong: dict[str, object]) -> None:
    options = passkeys.creation_options(HERE, ASKED, b"user", "somchai", [])
    with pytest.raises(WrongKey):
        passkeys.register(Authenticator().create(options, **wrong), HERE, ASKED)


def test_nobody_is_let_in_whom_the_device_did_not_recognise() -> None:
    key = Authenticator()
    made = _made(key)
    key.verifies = False
    with pytest.raises(WrongKey):
        passkeys.verify(key.get(_options(made)), HERE, ASKED, made)
    with pytest.raises(WrongKey):
        _made(key)


def test_a_counter_that_goes_back_is_a_copy() -> None:
    key = Authenticator()
    made = _made(key)
    used = passkeys.verify(key.get(_options(made)), HERE, ASKED, made)
    key.count = made.sign_count - 1
    with pytest.raises(WrongKey):
        passkeys.verify(key.get(_options(made)), HERE, ASKED, used)


def test_another_passkey_with_the_same_name_is_refused() -> None:
    key, other = Authenticator(), Authenticator()
    made, foreign = _made(key), _made(other)
    other.keys[made.id] = other.keys[foreign.id]
    with pytest.raises(WrongKey):
        passkeys.verify(other.get(_options(made)), HERE, ASKED, made)


_KEY = Authenticator()
_KNOWN = _made(_KEY)
_RIGHT = _KEY.get(_options(_KNOWN))


@given(st.data())
def test_nothing_but_a_refusal_comes_of_a_changed_answer(data: st.DataObject) -> None:
    said = json.loads(_RIGHT)
    part = data.draw(st.sampled_from(sorted(said["response"])))
    body = bytearray(raw(said["response"][part]))
    at = data.draw(st.integers(0, len(body) - 1))
    match data.draw(st.sampled_from(["flip", "cut", "more"])):
        case "flip":
            body[at] ^= data.draw(st.integers(1, 255))
        case "cut":
            del body[at:]
        case _:
            body += data.draw(st.binary(min_size=1, max_size=40))
    said["response"][part] = letters(bytes(body))
    with pytest.raises(WrongKey):
        passkeys.verify(json.dumps(said), HERE, ASKED, _KNOWN)


@given(st.one_of(st.text(), st.recursive(st.none() | st.text(), st.lists).map(json.dumps)))
def test_nothing_but_a_refusal_comes_of_rubbish(text: str) -> None:
    for read in (passkeys.answered_by, passkeys.challenge_of):
        with pytest.raises(WrongKey):
            read(text)
    with pytest.raises(WrongKey):
        passkeys.register(text, HERE, ASKED)


@given(st.binary(max_size=300))
def test_nothing_but_a_refusal_comes_of_a_changed_registration(noise: bytes) -> None:
    options = passkeys.creation_options(HERE, ASKED, b"user", "somchai", [])
    said = json.loads(Authenticator().create(options))
    body = raw(said["response"]["attestationObject"])
    cut = secrets.randbelow(len(body))
    said["response"]["attestationObject"] = letters(body[:cut] + noise)
    # A name may be anything: what was changed there still is a passkey, of another name.
    with suppress(WrongKey):
        passkeys.register(json.dumps(said), HERE, ASKED)


def test_what_is_nested_beyond_reason_is_refused() -> None:
    for text in ("[" * 16_000, "x" * 20_000):
        with pytest.raises(WrongKey):
            passkeys.answered_by(text)
