"""One-time passwords of the second factor (RFC 6238): six digits, SHA-1, 30 seconds."""

import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from wbportal.vault.errors import WrongKey
from wbportal.vault.hashes import same
from wbportal.vault.words import spelling

SECRET_BYTES = 20  # RFC 4226 §4, requirement 6
_DIGITS = 6
_STEP_SECONDS = 30


def new_secret() -> bytes:
    """Return 20 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def uri(secret: bytes, username: str, issuer: str) -> str:
    """Return the otpauth: address that an authenticator scans; it holds the secret."""
    return _totp(secret).get_provisioning_uri(username, issuer)


def code_at(secret: bytes, now: datetime) -> str:
    """Return what an authenticator with this secret shows at an aware moment."""
    return _totp(secret).generate(int(now.timestamp())).decode()


def verify(secret: bytes, otp: str, now: datetime, after_step: int) -> int:
    """Return the time step that `otp` is of: this one, the one before or the one after.

    `now` is aware. A step up to `after_step` was spent. Thai digits and spaces are understood.
    Raises WrongKey.
    """
    typed = spelling(otp).encode()
    current = int(now.timestamp()) // _STEP_SECONDS
    accepted = 0
    for step in (current - 1, current, current + 1):
        # All three are always computed: which one was right does not show in time.
        expected = _totp(secret).generate(step * _STEP_SECONDS)
        if same(expected, typed) and step > after_step:
            accepted = step
    if not accepted:
        raise WrongKey
    return accepted


def _totp(secret: bytes) -> TOTP:
    # SHA-1 because authenticator apps ignore any other algorithm; as an HMAC it is sound.
    return TOTP(secret, _DIGITS, SHA1(), _STEP_SECONDS)  # noqa: S303
