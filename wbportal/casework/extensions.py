"""More time for a clock: who asked, why, and what somebody else answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.thread import Reading
from wbportal.domain.legal_dates import Document, LegalDate
from wbportal.domain.registers import Register


@dataclass(frozen=True, slots=True)
class Request:
    """Until when a clock shall run, and why."""

    clock: str  # its key in the law pack
    until: date
    text: str = field(repr=False)
    lang: str = ""
    abroad: LegalDate | None = field(default=None, repr=False)
    """What says that evidence is gathered abroad: a request for help, and its day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and by whom; it is another person than whoever asked."""

    granted: bool
    by_id: UUID
    at: datetime | None
    text: str = field(default="", repr=False)
    alone: bool = False  # the office has no second lead: whoever asked answered


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, asked for and perhaps granted."""

    id: UUID
    said: Request = field(repr=False)
    by_id: UUID
    at: datetime | None
    answer: Answer | None = field(default=None, repr=False)

    @property
    def is_granted(self) -> bool:
        return self.answer is not None and self.answer.granted


def extensions_in(investigation: Reading) -> tuple[Extension, ...]:
    """Return what was asked for in a case, in that order; only granted ones move a clock."""
    return tuple(_extension(one) for one in registers.kept(investigation, Register.EXTENSION))


def asked(request: Request) -> Draft:
    """Return the first version of an item: somebody asks."""
    return Draft(Register.EXTENSION, _fields(request), request.text, request.lang)


def answered(request: Request, words: str, lang: str, *, granted: bool, alone: bool) -> Draft:
    """Return the second version of an item: somebody answers."""
    said = {**_fields(request), "granted": granted, "alone": alone}
    return Draft(Register.EXTENSION, said, words, lang)


def _fields(request: Request) -> dict[str, Json]:
    asked: dict[str, Json] = {"clock": request.clock, "until": request.until.isoformat()}
    if request.abroad is not None:
        asked["abroad"] = {
            "day": request.abroad.day.isoformat(),
            "document": request.abroad.document.value,
            "number": request.abroad.number,
        }
    return asked


def _abroad(fields: Mapping[str, Json]) -> LegalDate | None:
    found = fields.get("abroad")
    if not isinstance(found, dict):
        return None
    return LegalDate(
        day=date.fromisoformat(text_of(found, "day")),
        document=Document(text_of(found, "document")),
        number=text_of(found, "number"),
    )


def _extension(item: Kept) -> Extension:
    first, *later = item.versions
    said = Request(
        clock=text_of(first.fields, "clock"),
        until=date.fromisoformat(text_of(first.fields, "until")),
        text=first.text,
        lang=first.lang,
        abroad=_abroad(first.fields),
    )
    answer = None
    # The first answer counts: nobody answers twice, and nobody changes what was asked.
    for version in later[:1]:
        granted, alone = (version.fields.get(key) is True for key in ("granted", "alone"))
        is_anothers = alone or version.author_id != first.author_id
        answer = Answer(granted and is_anothers, version.author_id, version.at, version.text, alone)
    return Extension(item.id, said, first.author_id, first.at, answer)
