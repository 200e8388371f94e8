"""Deadlines as data: each pack names its clocks, where each comes from, and how surely.

A pack that changes comes as a file of its own beside the one before: a case keeps the version with
which it was begun.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from wbportal.domain.offices import OfficeKind
from wbportal.domain.wording import NOTHING, Words


class Tag(StrEnum):
    """How surely a clock is known."""

    PRIMARY = "P"  # read in the primary text
    SECONDARY = "S"
    MEMORY = "M"
    OURS = "ours"  # our own decision


class Start(StrEnum):
    """The event at which a clock starts."""

    RECEIVED = "received"
    ACKNOWLEDGED_OR_DAY_7 = "acknowledged-or-day-7"  # the earlier of the two
    ASKED = "asked"
    CLOSED = "closed"
    ASSIGNED = "assigned"  # by the date of the order
    INQUIRY_STARTED = "inquiry-started"
    REFUSAL_NOTIFIED = "refusal-notified"
    REVIEW_ASKED = "review-asked"
    CONFLICT_DECLARED = "conflict-declared"
    GROUND_APPEARS = "ground-appears"
    RESOLVED = "resolved"
    ORDER_RECEIVED = "order-received"
    MATTER_RECEIVED = "matter-received"  # by the body whose duty it is
    REFERRAL_RECEIVED = "referral-received"  # the file of another body
    THE_ACT = "the-act"


class Whose(StrEnum):
    """Who has to be done by the end of a clock."""

    OFFICE = "office"
    REPORTER = "reporter"
    ACCUSED = "accused"


class Calendar(StrEnum):
    """Whose way of counting a pack follows."""

    THAI = "thai"
    EUROPEAN = "european"


class Need(StrEnum):
    """What an extension has to say."""

    OBSTACLE = "obstacle"  # what kept the office from being done
    PLAN = "plan"  # of what is left to do


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a clock can be extended: `times` by `days`, or up to `most_months` in all."""

    needs: tuple[Need, ...]
    days: int | None = None
    times: int = 1
    most_months: int | None = None
    longer_for_evidence_abroad: bool = False


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock of a pack; its length is `days` or `months`, never both."""

    key: str
    name: Words
    starts: Start
    tag: Tag
    source: Words
    binds: frozenset[OfficeKind]  # elsewhere it is information about another body
    calendar: Calendar
    days: int | None = None
    months: int | None = None
    extension: ExtensionRule | None = None
    warn_days_before: tuple[int, ...] = ()
    whose: Whose = Whose.OFFICE
    power_continues: bool = False  # after it nothing has run out: it is never called expired
    is_discreet: bool = False  # that it runs would tell more than a list may show
    note: Words = NOTHING  # what a number alone does not say

    @property
    def may_be_shown(self) -> bool:
        """Whether a reporter may be told of it: only what was read in the law, or is ours."""
        return self.tag in {Tag.PRIMARY, Tag.OURS}


@dataclass(frozen=True, slots=True)
class StatementRule:
    """How many officers take a statement."""

    officers: int
    tag: Tag
    source: Words


@dataclass(frozen=True, slots=True)
class LawPack:
    """The clocks of one body of rules, by key."""

    name: str
    version: int
    since: date  # cases that were received earlier keep the version before
    title: Words
    clocks: Mapping[str, ClockRule]
    binds: frozenset[OfficeKind]
    for_display: bool  # False until somebody has read the text that is in force
    note: Words = NOTHING
    statement: StatementRule | None = None

    def binding(self, kind: OfficeKind) -> tuple[ClockRule, ...]:
        """Return the clocks that run in a case of an office of this kind."""
        return tuple(rule for rule in self.clocks.values() if kind in rule.binds)

    def shown(self, approved_version: int | None) -> tuple[ClockRule, ...]:
        """Return what may be told to a reporter, once a named person approved a version of it.

        Nothing of a version that nobody approved, of a pack that is not for display, or of an
        entry that was not read in the law itself.
        """
        if approved_version != self.version or not self.for_display:
            return ()
        return tuple(rule for rule in self.clocks.values() if rule.may_be_shown)


class Library:
    """Packs by name, each in all its versions."""

    def __init__(self, packs: Iterable[LawPack]) -> None:
        self._packs: dict[str, list[LawPack]] = {}
        for pack in sorted(packs, key=lambda one: one.version):
            self._packs.setdefault(pack.name, []).append(pack)

    @property
    def newest(self) -> Mapping[str, LawPack]:
        """The newest version of every pack, by name."""
        return MappingProxyType({name: packs[-1] for name, packs in self._packs.items()})

    def version(self, name: str, version: int) -> LawPack:
        """Return a pack as a case keeps it. Raises KeyError."""
        for pack in self._packs[name]:
            if pack.version == version:
                return pack
        raise KeyError(version)

    def for_case(self, name: str, received_on: date) -> LawPack:
        """Return the version of a pack with which a case of that day begins. Raises KeyError."""
        packs = self._packs[name]
        return next((pack for pack in reversed(packs) if pack.since <= received_on), packs[0])


def read_pack(text: str) -> LawPack:
    """Return the pack written in `text` as JSON.

    Raises ValueError if a clock has no length, or two.
    """
    written = json.loads(text)
    clocks = [
        ClockRule(
            key=clock["key"],
            name=Words(**clock["name"]),
            starts=Start(clock["starts"]),
            tag=Tag(clock["tag"]),
            source=Words(**clock["source"]),
            binds=frozenset(map(OfficeKind, clock.get("binds", written["binds"]))),
            calendar=Calendar(clock.get("calendar", written["calendar"])),
            days=clock.get("days"),
            months=clock.get("months"),
            extension=_extension(**clock["extension"]) if "extension" in clock else None,
            warn_days_before=tuple(clock["warn_days_before"]),
            whose=Whose(clock.get("whose", Whose.OFFICE)),
            power_continues=clock.get("power_continues", False),
            is_discreet=clock.get("is_discreet", False),
            note=Words(**clock.get("note", {})),
        )
        for clock in written["clocks"]
    ]
    for clock in clocks:
        if (clock.days is None) == (clock.months is None):
            raise ValueError(f"{clock.key} must last either days or months")
    return LawPack(
        name=written["pack"],
        version=written["version"],
        since=date.fromisoformat(written["since"]),
        title=Words(**written["title"]),
        binds=frozenset(map(OfficeKind, written["binds"])),
        for_display=written["for_display"],
        note=Words(**written.get("note", {})),
        clocks=MappingProxyType({clock.key: clock for clock in clocks}),
        statement=_statement(**written["statement"]) if "statement" in written else None,
    )


def load_pack(name: str) -> LawPack:
    """Return the pack of this name that comes with the portal. Raises FileNotFoundError."""
    return read_pack(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))


def _extension(needs: Iterable[str], **how_far: int) -> ExtensionRule:
    return ExtensionRule(
        needs=tuple(map(Need, needs)),
        days=how_far.get("days"),
        times=how_far.get("times", 1),
        most_months=how_far.get("most_months"),
        longer_for_evidence_abroad=bool(how_far.get("longer_for_evidence_abroad")),
    )


def _statement(officers: int, tag: str, source: Mapping[str, str]) -> StatementRule:
    return StatementRule(officers, Tag(tag), Words(**source))


LIBRARY = Library(map(load_pack, ("house", "eu", "th-nacc", "th-pacc")))
"""Every pack that comes with the portal."""

PACKS: Mapping[str, LawPack] = LIBRARY.newest
"""The newest version of each, by name."""


def needs_two_officers(kind: OfficeKind) -> bool:
    """Say whether a pack that binds offices of this kind wants two officers at a statement."""
    binding = (one.statement for one in PACKS.values() if kind in one.binds)
    return any(rule is not None and rule.officers > 1 for rule in binding)
