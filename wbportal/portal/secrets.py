"""Drawing the secrets of an installation, and exchanging one for another."""

import os
import secrets
from pathlib import Path

from wbportal.portal import lines

_BYTES = {"root-secret": 32, "pepper": 32, "database-key": 32, "receipt-salt": 16}
_OWNER_ONLY = 0o600


def draw(folder: Path) -> None:
    """Write each secret that is not there yet, as hex, to a file for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, length in _BYTES.items():
        if not (folder / name).exists():
            _write(folder / name, secrets.token_bytes(length))


def draw_next(file: Path, following: Path) -> None:
    """Draw what is to follow the secret in `file`, for the same owner; the disk has it then.

    It has its name only once it is whole. Raises OSError.
    """
    unfinished = following.with_name(following.name + ".new")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, secrets.token_bytes(_BYTES["pepper"]))
    keep_owner(file, unfinished)
    unfinished.rename(following)
    lines.settle(following.parent)


def exchange(file: Path, following: Path) -> None:
    """Put a secret in the place of the one before, which is gone then. Raises OSError."""
    following.replace(file)
    lines.settle(file.parent)


def keep_owner(like: Path, path: Path) -> None:
    """Give a new file the owner of the one whose place it takes, if root makes it."""
    if os.geteuid() == 0:
        found = like.stat()
        os.chown(path, found.st_uid, found.st_gid)


def _write(path: Path, secret: bytes) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, _OWNER_ONLY), "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
