"""Passkeys (WebAuthn): what an authenticator is asked, and whether its answer is right.

Only what a browser itself vouches for is believed: the site, the challenge, that somebody was
there and was recognised. Whose make an authenticator is (attestation) is neither asked nor kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Final

import webauthn
from webauthn.helpers import (
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from wbportal.vault.errors import WrongKey

PRF_INPUT: Final = b"wbportal passkey prf v1"
"""What an authenticator's pseudo-random function is asked for; what it answers differs for each
passkey, so the question may be the same for all (WebAuthn level 3 §10.1.4)."""

_MOST_ANSWER_CHARS = 16_384
_TIMEOUT_MS = 120_000
# The library reads what strangers send: JSON, CBOR and keys, each with failures of its own.
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey works: the host that it belongs to, and the address being used."""

    rp_id: str  # the host, without a port
    origin: str


@dataclass(frozen=True, slots=True)
class Credential:
    """What is known of a passkey: nothing secret."""

    id: bytes = field(repr=False)  # who sees it in two places knows that it is one device
    public_key: bytes = field(repr=False)  # COSE (RFC 9052)
    sign_count: int


def creation_options(
    site: Site, challenge: bytes, user_id: bytes, username: str, known: Sequence[bytes]
) -> str:
    """Return what `navigator.credentials.create()` is given, as JSON.

    An authenticator that holds one of `known` already is told to refuse.
    """
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name="wbportal",  # stays on the device: no name of an office, nothing of its purpose
        user_name=username,
        user_id=user_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return dumps(options_to_json_dict(options) | _PRF)


def request_options(
    site: Site, challenge: bytes, allowed: Sequence[bytes], *, prf: bool = False
) -> str:
    """Return what `navigator.credentials.get()` is given, as JSON; with `prf`, its question."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dumps(options_to_json_dict(options) | (_PRF if prf else {}))


def register(answer: str, site: Site, challenge: bytes) -> Credential:
    """Return the passkey that was just made. Raises WrongKey."""
    try:
        found = parse_registration_credential_json(_short(answer))
        _check_top_level(found.response.client_data_json)
        made = webauthn.verify_registration_response(
            credential=found,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise WrongKey from error
    return Credential(made.credential_id, made.credential_public_key, made.sign_count)


def verify(answer: str, site: Site, challenge: bytes, credential: Credential) -> Credential:
    """Return the passkey as it is after its answer, which was right.

    Its counter, if it has one, must have gone up, or somebody has a copy. Raises WrongKey.
    """
    try:
        found = parse_authentication_credential_json(_short(answer))
        _check_top_level(found.response.client_data_json)
        done = webauthn.verify_authentication_response(
            credential=found,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=credential.public_key,
            credential_current_sign_count=credential.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise WrongKey from error
    if done.credential_id != credential.id:
        raise WrongKey
    return Credential(credential.id, credential.public_key, done.new_sign_count)


def answered_by(answer: str) -> bytes:
    """Return the id of the passkey that an answer claims to be of. Raises WrongKey."""
    try:
        return parse_authentication_credential_json(_short(answer)).raw_id
    except _MALFORMED as error:
        raise WrongKey from error


def challenge_of(answer: str, *, new: bool = False) -> bytes:
    """Return the challenge that an answer claims to be to, of a `new` passkey or one in use.

    Raises WrongKey.
    """
    read = parse_registration_credential_json if new else parse_authentication_credential_json
    try:
        return parse_client_data_json(read(_short(answer)).response.client_data_json).challenge
    except _MALFORMED as error:
        raise WrongKey from error


_PRF = {"extensions": {"prf": {"eval": {"first": bytes_to_base64url(PRF_INPUT)}}}}


def _short(answer: str) -> str:
    if len(answer) > _MOST_ANSWER_CHARS:
        raise WrongKey
    return answer


def _check_top_level(client_data: bytes) -> None:
    """Refuse what was answered inside a page of somebody else (WebAuthn level 3 §7.2, step 12)."""
    if parse_client_data_json(client_data).cross_origin:
        raise WrongKey
