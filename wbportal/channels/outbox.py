"""Letters in a folder: what a portal without a mail server does, and what one can show."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from wbportal.channels import Letter, NotDelivered
from wbportal.channels.letters import compose


@dataclass(frozen=True, slots=True)
class OutboxChannel:
    """Writes each letter as one `.eml` file that any mail program opens."""

    sender: str
    folder: Path

    def send(self, letter: Letter) -> None:
        message = compose(letter, self.sender)
        name = f"{letter.at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            with os.fdopen(os.open(self.folder / name, flags, 0o600), "wb") as file:
                file.write(message.as_bytes())
        except OSError as error:
            raise NotDelivered(type(error).__name__) from error
