"""Reaching people outside the portal, with words that say nothing about any case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NotDelivered(Exception):
    """The message was not taken; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. Its text is free of content: whoever writes it sees to that."""

    to: str
    subject: str
    text: str
    at: datetime  # stands in its head


class Channel(Protocol):
    """One way to reach people."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over; may take seconds. Raises NotDelivered."""
