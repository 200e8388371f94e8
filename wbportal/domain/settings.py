"""What an administrator sets for an office, topic by topic, and the bounds of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.wording import Words, read_words


class Topic(StrEnum):
    """What is set apart from the rest, with versions of its own."""

    TEXTS = "texts"  # the office's own words to reporters
    TEMPLATES = "templates"  # beginnings of what handlers write
    AREAS = "areas"
    QUESTIONS = "questions"  # the questionnaire as it was published
    QUESTIONS_DRAFT = "questions-draft"
    RETENTION = "retention"
    LAW = "law"  # which law packs were approved, and by whom
    TERMS = "terms"  # how many days the office gives


@dataclass(frozen=True, slots=True)
class Slot:
    """One text of a topic: where it goes, and how long it may be."""

    key: str
    max_chars: int


# A page of reporters weighs 30 KiB at most, style sheet included, and a Thai letter 3 bytes.
SLOTS: Mapping[Topic, tuple[Slot, ...]] = MappingProxyType(
    {
        Topic.TEXTS: (
            Slot("handles", 400),
            Slot("readers", 400),
            Slot("hours", 200),
            Slot("privacy", 800),
        ),
        Topic.TEMPLATES: (
            Slot("acknowledge", 2000),
            Slot("ask", 2000),
            Slot("feedback", 2000),
            Slot("close", 2000),
        ),
    }
)


def read_texts(topic: Topic, stored: Mapping[str, object]) -> dict[str, Words]:
    """Return the texts of a topic, each slot of it. Raises TextRefused for one too long."""
    return {slot.key: read_words(stored.get(slot.key), slot.max_chars) for slot in SLOTS[topic]}
