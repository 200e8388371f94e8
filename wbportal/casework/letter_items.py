"""The register of a case's letters, as its sealed items say it.

A letter is one item, and what happens to it are others: sent, reminded, answered, each signed by
whoever says so. A second person's word counts for one version of the letter only, and never if
they wrote that version themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.registers import Draft, Kept, Version, kept
from wbportal.casework.thread import Reading
from wbportal.domain.letters import (
    Addressee,
    Near,
    Secrecy,
    Speed,
    Standing,
    Way,
    standing_when_sent,
)
from wbportal.domain.registers import Register


class Kind(StrEnum):
    """What happened to a letter."""

    AGREED = "agreed"  # a second person: it may go to the accused's own unit
    REFUSED = "refused"
    SENT = "sent"
    REMINDED = "reminded"
    ANSWERED = "answered"
    CAME_OF_IT = "came-of-it"  # the result, in the office's own words
    ENCLOSED = "enclosed"  # files: enclosures, or a scan of the letter or of its reply


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says and to whom, as one version of it has it."""

    way: Way
    to: Addressee  # from whom, if it came in
    subject: str = field(repr=False)
    text: str = field(repr=False)
    lang: str
    secrecy: Secrecy = Secrecy.ORDINARY
    speed: Speed = Speed.ORDINARY
    enclosures: str = field(default="", repr=False)  # one on each line
    reply_due: date | None = None
    near: Near = Near.NO
    reason: str = field(default="", repr=False)  # why it goes there all the same
    compared: bool = False  # somebody looked: it is none of the accused whose names are alike
    received_on: date | None = None  # if it came in

    @property
    def draft(self) -> Draft:
        """Return what is written into the case."""
        fields: dict[str, Json] = {
            "way": self.way.value,
            "body": self.to.body,
            "unit": self.to.unit,
            "person": self.to.person,
            "subject": self.subject,
            "secrecy": self.secrecy.value,
            "speed": self.speed.value,
            "enclosures": self.enclosures,
            "reply_due": _day_to_json(self.reply_due),
            "near": self.near.value,
            "reason": self.reason,
            "compared": self.compared,
            "received_on": _day_to_json(self.received_on),
        }
        return Draft(Register.LETTER, fields, self.text, self.lang)

    @classmethod
    def of(cls, version: Version) -> Self:
        """Read what `draft` made. Raises Damaged."""
        said = version.fields
        return cls(
            way=Way(text_of(said, "way")),
            to=Addressee(text_of(said, "body"), text_of(said, "unit"), text_of(said, "person")),
            subject=text_of(said, "subject"),
            text=version.text,
            lang=version.lang,
            secrecy=Secrecy(text_of(said, "secrecy")),
            speed=Speed(text_of(said, "speed")),
            enclosures=text_of(said, "enclosures"),
            reply_due=_day_of(said, "reply_due"),
            near=Near(text_of(said, "near")),
            reason=text_of(said, "reason"),
            compared=said.get("compared") is True,
            received_on=_day_of(said, "received_on"),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a letter, as somebody entered it."""

    kind: Kind
    on: date  # the day of the act itself
    number: str = field(default="", repr=False)  # of the letter that went out or came back
    words: str = field(default="", repr=False)
    lang: str = ""
    reply_due: date | None = None  # the day that counts from now on
    files: tuple[UUID, ...] = ()  # records of the case: enclosures, a scan of it or of the reply
    author_id: UUID | None = None  # whoever entered it
    at: datetime | None = None
    of_version: int = 0  # counted from 1

    def to_draft(self, letter_id: UUID, version: int) -> Draft:
        """Return what is written into the case."""
        fields: dict[str, Json] = {
            "letter": str(letter_id),
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "number": self.number,
            "reply_due": _day_to_json(self.reply_due),
            "version": version,
            "files": [str(one) for one in self.files],
        }
        return Draft(Register.LETTER_EVENT, fields, self.words, self.lang)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a case, with all that happened to it."""

    id: UUID
    content: Content
    version: int  # of the content, counted from 1
    author_id: UUID  # of that version
    at: datetime | None
    events: tuple[Event, ...] = field(repr=False)

    @property
    def sent(self) -> Event | None:
        """Its number and date; of a letter that came in, those that stand on it."""
        return self._last(Kind.SENT)

    @property
    def agreement(self) -> Event | None:
        """What a second person said of this version and all that goes with it, if somebody did."""
        answer = None
        for one in self._drafting:
            if one.kind is Kind.ENCLOSED:
                answer = None
            elif one.kind in {Kind.AGREED, Kind.REFUSED} and one.author_id not in self.authors:
                answer = one if one.of_version == self.version else answer
        return answer

    @property
    def authors(self) -> frozenset[UUID | None]:
        """Whoever wrote this version, or put files to it before it went out."""
        filed = (one for one in self._drafting if one.kind is Kind.ENCLOSED)
        return frozenset({self.author_id, *(one.author_id for one in filed)})

    @property
    def files(self) -> tuple[UUID, ...]:
        """The files that were put to it, each once, in their order."""
        return tuple(dict.fromkeys(file for one in self.events for file in one.files))

    @property
    def reminders(self) -> tuple[Event, ...]:
        return tuple(one for one in self.events if one.kind is Kind.REMINDED)

    @property
    def reply(self) -> Event | None:
        return self._last(Kind.ANSWERED)

    @property
    def result(self) -> Event | None:
        return self._last(Kind.CAME_OF_IT)

    @property
    def may_go_out(self) -> bool:
        """Whether nothing stands in the way of sending it."""
        agreed = self.agreement is not None and self.agreement.kind is Kind.AGREED
        return self.sent is None and (agreed or not self.content.near.needs_second)

    @property
    def reply_due(self) -> date | None:
        """The day by which a reply was asked for, the last time it was."""
        later = [one.reply_due for one in self.events if one.reply_due is not None]
        return later[-1] if later else self.content.reply_due

    @property
    def awaits_reply(self) -> bool:
        """Whether a reply was asked for by a day, and has not come."""
        is_out = self.content.way is Way.OUT and self.sent is not None
        return is_out and self.reply_due is not None and self.reply is None

    def standing(self, today: date) -> Standing:
        """Return where it stands."""
        if self.content.way is Way.IN:
            return Standing.RECEIVED
        if self.reply is not None:
            return Standing.ANSWERED
        if self.sent is not None:
            return standing_when_sent(self.reply_due, today)
        if self.may_go_out:
            return Standing.WRITTEN
        return Standing.WAITS if self.agreement is None else Standing.REFUSED

    @property
    def _drafting(self) -> tuple[Event, ...]:
        """What happened to it before it went out."""
        kinds = [one.kind for one in self.events]
        return self.events[: kinds.index(Kind.SENT)] if Kind.SENT in kinds else self.events

    def _last(self, kind: Kind) -> Event | None:
        return next((one for one in reversed(self.events) if one.kind is kind), None)


def letters_in(investigation: Reading) -> tuple[Letter, ...]:
    """Return the letters of a case, in the order in which they were begun."""
    events: dict[UUID, list[Event]] = {}
    for letter_id, event in _events(investigation):
        events.setdefault(letter_id, []).append(event)
    items = kept(investigation, Register.LETTER)
    return tuple(_letter(item, tuple(events.get(item.id, ()))) for item in items)


def reply_due(investigation: Reading) -> date | None:
    """Return the first day on which a reply to a letter of a case is due."""
    days = [one.reply_due for one in letters_in(investigation) if one.awaits_reply]
    return min((day for day in days if day is not None), default=None)


def _letter(item: Kept, events: tuple[Event, ...]) -> Letter:
    return Letter(
        id=item.id,
        content=Content.of(item.newest),
        version=len(item.versions),
        author_id=item.newest.author_id,
        at=item.newest.at,
        events=events,
    )


def _events(investigation: Reading) -> Iterator[tuple[UUID, Event]]:
    for item in kept(investigation, Register.LETTER_EVENT):
        said = item.fields
        event = Event(
            kind=Kind(text_of(said, "kind")),
            on=date.fromisoformat(text_of(said, "on")),
            number=text_of(said, "number"),
            reply_due=_day_of(said, "reply_due"),
            words=item.text,
            lang=item.lang,
            author_id=item.newest.author_id,
            at=item.newest.at,
            of_version=number_of(said, "version"),
            files=_files(said.get("files")),
        )
        yield UUID(text_of(said, "letter")), event


def _files(value: Json) -> tuple[UUID, ...]:
    return tuple(UUID(str(one)) for one in value) if isinstance(value, list) else ()


def _day_to_json(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day_of(said: Mapping[str, Json], key: str) -> date | None:
    day = text_of(said, key, "")
    return date.fromisoformat(day) if day else None
