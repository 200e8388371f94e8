"""Clocks of the law and prescription as items of a case: read from, and written to, registers.

Every version is kept. What a clock counts from was said by a person, with the document; the
version of the pack is the one with which the case was begun.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import Damaged
from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.registers import Draft, Kept, Version
from wbportal.casework.thread import Reading
from wbportal.domain import dates
from wbportal.domain.lawpacks import LIBRARY, ClockRule, LawPack, Library
from wbportal.domain.legal_dates import (
    PRESCRIPTION,
    Allegation,
    Document,
    Ending,
    LegalDate,
    clear_key,
)
from wbportal.domain.reckoning import Extension, Reckoned, reckon
from wbportal.domain.registers import Register

RECEIVED = "received"
"""The key of the item that says anew when, and by which document, a report was received."""

Extensions = Mapping[str, Sequence[Extension]]  # what was granted, by the key of the clock
NO_EXTENSIONS: Extensions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ended:
    """How and when a clock came to its end."""

    how: Ending
    by: LegalDate


@dataclass(frozen=True, slots=True)
class Said:
    """One version of a legal date, and why it was changed."""

    date: LegalDate
    author_id: UUID
    at: datetime | None
    reason: str = field(repr=False)
    lang: str


@dataclass(frozen=True, slots=True)
class LawClock:
    """A clock of a law pack that somebody started in a case."""

    id: UUID
    rule: ClockRule
    pack: LawPack
    reckoned: Reckoned
    base: LegalDate
    ended: Ended | None
    history: tuple[Said, ...] = field(repr=False)  # of the base, the newest last
    versions: int


@dataclass(frozen=True, slots=True)
class KeptAllegation:
    """One allegation with its prescription, as it was written last."""

    id: UUID
    said: Allegation = field(repr=False)
    lang: str  # of its basis
    ended: Ended | None
    author_id: UUID  # of the newest version
    at: datetime | None
    versions: int


def items(investigation: Reading) -> tuple[Kept, ...]:
    """Return all that a case keeps of legal dates."""
    return (
        *registers.kept(investigation, Register.CLOCK),
        *registers.kept(investigation, Register.PRESCRIPTION),
    )


def items_after(dossier: Dossier, item_id: UUID, draft: Draft) -> tuple[Kept, ...]:
    """Return the same once `draft` is written, which cannot be read back before the commit."""
    every = {one.id: one for one in items(dossier.investigation)}
    before = every[item_id].versions if item_id in every else ()
    new = Version(dossier.opened.holder_id, date.min, None, draft.fields, draft.text, draft.lang)
    every[item_id] = Kept(item_id, draft.register, (*before, new))
    return tuple(every.values())


def days(kept: Iterable[Kept], extensions: Extensions = NO_EXTENSIONS) -> set[tuple[str, date]]:
    """Return the days that stand in the clear for all of it. Raises Damaged."""
    every = tuple(kept)
    running = [one for one in law_clocks(every, extensions) if one.ended is None]
    watched = [one for one in allegations(every) if one.ended is None]
    return {(clear_key(one.rule), one.reckoned.due) for one in running} | {
        (PRESCRIPTION, one.said.prescribed_on) for one in watched
    }


def law_clocks(
    kept: Iterable[Kept],
    extensions: Extensions = NO_EXTENSIONS,
    library: Library = LIBRARY,
) -> tuple[LawClock, ...]:
    """Return the clocks of a case, those that run first, the nearest first. Raises Damaged."""
    mine = [one for one in kept if one.register is Register.CLOCK]
    found = [_clock(one, extensions, library) for one in mine if one.fields.get("key") != RECEIVED]
    return tuple(sorted(found, key=lambda one: (one.ended is not None, one.reckoned.due)))


def allegations(kept: Iterable[Kept]) -> tuple[KeptAllegation, ...]:
    """Return the allegations of a case, in the same order. Raises Damaged."""
    found = [_allegation(one) for one in kept if one.register is Register.PRESCRIPTION]
    return tuple(sorted(found, key=lambda one: (one.ended is not None, one.said.prescribed_on)))


def received_item(investigation: Reading) -> UUID | None:
    """Return the item that says anew when a report was received, if there is one."""
    return next((one.id for one in _received(investigation)), None)


def received_anew(investigation: Reading) -> tuple[Said, ...]:
    """Return what was said anew of that day, the newest last."""
    return tuple(_said(one) for item in _received(investigation) for one in item.versions)


def clock_draft(
    pack: LawPack, rule: ClockRule, base: LegalDate, words: str = "", lang: str = ""
) -> Draft:
    """Return a clock with its base, and why it is another one."""
    return Draft(Register.CLOCK, _base_fields(pack, rule, base), words, lang)


def ended_draft(clock: LawClock, ended: Ended) -> Draft:
    """Return a clock with its end."""
    fields = _base_fields(clock.pack, clock.rule, clock.base)
    return Draft(Register.CLOCK, {**fields, "ended": _ended_fields(ended)})


def received_draft(base: LegalDate, words: str, lang: str) -> Draft:
    return Draft(Register.CLOCK, {"key": RECEIVED, **_date_fields(base)}, words, lang)


def allegation_draft(said: Allegation, lang: str, ended: Ended | None = None) -> Draft:
    """Return an allegation, perhaps with the end of what was watched; its text is the basis."""
    fields: dict[str, Json] = {
        "offence": said.offence,
        "act": said.act.text,
        "left_office": said.left_office.text,
        "prescribed_on": said.prescribed_on.isoformat(),
    }
    if ended is not None:
        fields["ended"] = _ended_fields(ended)
    return Draft(Register.PRESCRIPTION, fields, said.basis, lang)


def _received(investigation: Reading) -> list[Kept]:
    every = registers.kept(investigation, Register.CLOCK)
    return [one for one in every if one.fields.get("key") == RECEIVED]


def _allegation(item: Kept) -> KeptAllegation:
    fields = item.fields
    return KeptAllegation(
        id=item.id,
        said=Allegation(
            offence=text_of(fields, "offence"),
            act=dates.read_date(text_of(fields, "act", "")),
            prescribed_on=date.fromisoformat(text_of(fields, "prescribed_on")),
            basis=item.text,
            left_office=dates.read_date(text_of(fields, "left_office", "")),
        ),
        lang=item.lang,
        ended=_ended(fields),
        author_id=item.newest.author_id,
        at=item.newest.at,
        versions=len(item.versions),
    )


def _clock(item: Kept, extensions: Extensions, library: Library) -> LawClock:
    fields = item.fields
    try:
        pack = library.version(text_of(fields, "pack"), number_of(fields, "version"))
        rule = pack.clocks[text_of(fields, "key")]
    except KeyError as error:
        raise Damaged from error
    base = _date(fields)
    return LawClock(
        id=item.id,
        rule=rule,
        pack=pack,
        reckoned=reckon(rule, base.day, extensions.get(rule.key, ())),
        base=base,
        ended=_ended(fields),
        history=tuple(_said(one) for one in item.versions if "ended" not in one.fields),
        versions=len(item.versions),
    )


def _base_fields(pack: LawPack, rule: ClockRule, base: LegalDate) -> dict[str, Json]:
    return {"key": rule.key, "pack": pack.name, "version": pack.version, **_date_fields(base)}


def _said(version: Version) -> Said:
    date_ = _date(version.fields)
    return Said(date_, version.author_id, version.at, version.text, version.lang)


def _date(fields: Mapping[str, Json]) -> LegalDate:
    return LegalDate(
        day=date.fromisoformat(text_of(fields, "day")),
        document=Document(text_of(fields, "document")),
        number=text_of(fields, "number", ""),
    )


def _date_fields(base: LegalDate) -> dict[str, Json]:
    return {
        "day": base.day.isoformat(),
        "document": base.document.value,
        "number": base.number,
    }


def _ended(fields: Mapping[str, Json]) -> Ended | None:
    found = fields.get("ended")
    return Ended(Ending(text_of(found, "how")), _date(found)) if isinstance(found, dict) else None


def _ended_fields(ended: Ended) -> dict[str, Json]:
    return {"how": ended.how.value, **_date_fields(ended.by)}
