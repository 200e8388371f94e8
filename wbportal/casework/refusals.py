"""Why somebody is not let in, or a factor of theirs is not taken."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a step was refused."""

    WRONG = "wrong"  # name or passphrase: which one is not said
    SUSPENDED = "suspended"
    GONE = "gone"  # no longer on the roster
    WRONG_CODE = "wrong-code"  # or one that was used before
    WRONG_PASSKEY = "wrong-passkey"  # or its answer came too late, or to another question
    TAKEN_PASSKEY = "taken-passkey"  # it is somebody's already
    PASSKEY_NEEDED = "passkey-needed"  # the office takes no code from this role
    LAST_FACTOR = "last-factor"
    TOO_MANY = "too-many"
    ENDED = "ended"  # the pending session is over
