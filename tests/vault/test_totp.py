"""One-time passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from wbportal.vault.errors import WrongKey
from wbportal.vault.totp import code_at, new_secret, uri, verify

SECRET = b"12345678901234567890"  # RFC 6238, appendix B
NOW = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def otp_of(step: int) -> str:
    # SHA-1 is what authenticator apps compute.
    return TOTP(SECRET, 6, SHA1(), 30).generate(step * 30).decode()  # noqa: S303


@pytest.mark.parametrize(
    ("seconds", "otp"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_numbers_are_those_of_the_rfc(seconds, otp):
    now = datetime.fromtimestamp(seconds, UTC)
    assert verify(SECRET, otp, now, after_step=-1) == seconds // 30
    assert code_at(SECRET, now) == otp


@pytest.mark.parametrize("step", [STEP - 1, STEP, STEP + 1])
def test_the_step_before_and_after_count(step):
    assert verify(SECRET, otp_of(step), NOW, after_step=0) == step


@pytest.mark.parametrize("step", [STEP - 2, STEP + 2])
def test_older_and_later_steps_do_not_count(step):
    with pytest.raises(WrongKey):
        verify(SECRET, otp_of(step), NOW, after_step=0)


@pytest.mark.parametrize("after", [STEP, STEP + 1])
def test_a_step_is_accepted_once_and_none_before_it(after):
    with pytest.raises(WrongKey):
        verify(SECRET, otp_of(STEP), NOW, after_step=after)
    later = verify(SECRET, otp_of(STEP + 1), NOW + timedelta(seconds=30), after_step=STEP)
    assert later == STEP + 1


@pytest.mark.parametrize("typed", ["", "abc", "000000000", "ก", "12345", "\0" * 6, "1" * 5000])
def test_nonsense_is_not_accepted(typed):
    with pytest.raises(WrongKey):
        verify(SECRET, typed, NOW, after_step=0)


def test_spaces_and_thai_digits_are_understood():
    otp = otp_of(STEP)
    for typed in (f"{otp[:3]} {otp[3:]}", f" {otp}\n", otp.translate(THAI)):
        assert verify(SECRET, typed, NOW, after_step=0) == STEP


def test_an_authenticator_gets_the_secret_and_the_name():
    address = uri(SECRET, "somchai", "Office")
    assert address.startswith("otpauth://totp/Office:somchai?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert "period=30" in address


def test_new_secrets_are_new():
    assert new_secret() != new_secret()
    assert len(new_secret()) == 20
