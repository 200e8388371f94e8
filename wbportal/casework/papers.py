"""A paper about a case: what is printed, in words, before it is set in pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from wbportal.casework.errors import Damaged
from wbportal.casework.records import Json, text_of

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that was said, done or kept: who and when, what is known of it, and its text."""

    heading: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    facts: Facts = field(default=(), repr=False)

    def to_json(self) -> Json:
        return {"heading": self.heading, "text": self.text, "facts": _facts_to_json(self.facts)}


@dataclass(frozen=True, slots=True)
class Chapter:
    """Passages that belong together."""

    title: str
    passages: tuple[Passage, ...] = field(repr=False)

    def to_json(self) -> Json:
        return {"title": self.title, "passages": [one.to_json() for one in self.passages]}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed below the marks of each page."""

    title: str
    lang: str
    facts: Facts = field(repr=False)
    chapters: tuple[Chapter, ...] = field(repr=False)

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "lang": self.lang,
            "facts": _facts_to_json(self.facts),
            "chapters": [one.to_json() for one in self.chapters],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `to_json` made. Raises Damaged."""
        return cls(
            title=text_of(value, "title"),
            lang=text_of(value, "lang"),
            facts=_facts_from(value),
            chapters=tuple(map(_chapter_from, _list(value, "chapters"))),
        )

    def texts(self) -> list[str]:
        """Return everything in it that somebody may have written, in one order."""
        found = [value for _, value in self.facts]
        for chapter in self.chapters:
            for one in chapter.passages:
                found += [one.heading, *(value for _, value in one.facts), one.text]
        return found

    def with_texts(self, texts: Iterable[str]) -> Self:
        """Return a paper with other texts in the places of its own, in the order of `texts`."""
        following = iter(texts)
        facts = tuple((name, next(following)) for name, _ in self.facts)
        chapters = tuple(
            Chapter(
                chapter.title,
                tuple(
                    Passage(
                        heading=next(following),
                        facts=tuple((name, next(following)) for name, _ in one.facts),
                        text=next(following),
                    )
                    for one in chapter.passages
                ),
            )
            for chapter in self.chapters
        )
        return replace(self, facts=facts, chapters=chapters)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on every page, in words."""

    secrecy: str  # "" for a paper of no class
    recipient: str = field(repr=False)
    copies: tuple[str, ...]  # "Copy 1 of 2"; the pages of one copy follow those of the other
    page: tuple[str, str]  # what stands before and between the numbers in "Page 1 of 9"


def _chapter_from(value: Mapping[str, Json]) -> Chapter:
    passages = tuple(
        Passage(text_of(one, "heading"), text_of(one, "text"), _facts_from(one))
        for one in _list(value, "passages")
    )
    return Chapter(text_of(value, "title"), passages)


def _list(value: Mapping[str, Json], key: str) -> list[Mapping[str, Json]]:
    found = value.get(key)
    if not isinstance(found, list):
        raise Damaged
    return [one for one in found if isinstance(one, dict)]


def _facts_to_json(facts: Facts) -> Json:
    return [[name, value] for name, value in facts]


def _facts_from(value: Mapping[str, Json]) -> Facts:
    found = value.get("facts")
    if not isinstance(found, list):
        raise Damaged
    facts: list[tuple[str, str]] = []
    for one in found:
        match one:
            case [str() as name, str() as said]:
                facts.append((name, said))
            case _:
                raise Damaged
    return tuple(facts)
