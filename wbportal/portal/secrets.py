"""Drawing the secrets of a new installation."""

import os
import secrets
from pathlib import Path

_BYTES = {"root-secret": 32, "pepper": 32, "database-key": 32, "receipt-salt": 16}


def draw(folder: Path) -> None:
    """Write each secret that is not there yet, as hex, to a file for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, length in _BYTES.items():
        if not (folder / name).exists():
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            with os.fdopen(os.open(folder / name, flags, 0o600), "w") as file:
                file.write(secrets.token_hex(length) + "\n")
                file.flush()
                os.fsync(file.fileno())
