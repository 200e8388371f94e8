"""Deadlines as data: each pack names its clocks, where each comes from, and how surely."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from wbportal.domain.offices import OfficeKind


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
    CONFLICT_DECLARED = "conflict-declared"
    GROUND_APPEARS = "ground-appears"
    RESOLVED = "resolved"
    ORDER_RECEIVED = "order-received"
    THE_ACT = "the-act"


class Whose(StrEnum):
    """Who has to be done by the end of a clock."""

    OFFICE = "office"
    REPORTER = "reporter"
    ACCUSED = "accused"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock of a pack; its length is `days` or `months`, never both."""

    key: str
    starts: Start
    tag: Tag
    source: str
    days: int | None = None
    months: int | None = None
    warn_days_before: tuple[int, ...] = ()
    whose: Whose = Whose.OFFICE
    note: str = ""  # what a number alone does not say; for those who approve

    @property
    def may_be_shown(self) -> bool:
        """Whether a reporter may be told of it: only what was read in the law, or is ours."""
        return self.tag in {Tag.PRIMARY, Tag.OURS}


@dataclass(frozen=True, slots=True)
class LawPack:
    """The clocks of one body of rules, by key."""

    name: str
    version: int
    title: str
    clocks: Mapping[str, ClockRule]
    binds: frozenset[OfficeKind]  # elsewhere it is information about another body
    for_display: bool  # False until somebody has read the text that is in force
    note: str = ""

    def shown(self, approved_version: int | None) -> tuple[ClockRule, ...]:
        """Return what may be told to a reporter, once a named person approved a version of it.

        Nothing of a version that nobody approved, of a pack that is not for display, or of an
        entry that was not read in the law itself.
        """
        if approved_version != self.version or not self.for_display:
            return ()
        return tuple(rule for rule in self.clocks.values() if rule.may_be_shown)


def read_pack(text: str) -> LawPack:
    """Return the pack written in `text` as JSON.

    Raises ValueError if a clock has no length, or two.
    """
    written = json.loads(text)
    clocks = [
        ClockRule(
            key=clock["key"],
            starts=Start(clock["starts"]),
            tag=Tag(clock["tag"]),
            source=clock["source"],
            days=clock.get("days"),
            months=clock.get("months"),
            warn_days_before=tuple(clock["warn_days_before"]),
            whose=Whose(clock.get("whose", Whose.OFFICE)),
            note=clock.get("note", ""),
        )
        for clock in written["clocks"]
    ]
    for clock in clocks:
        if (clock.days is None) == (clock.months is None):
            raise ValueError(f"{clock.key} must last either days or months")
    return LawPack(
        name=written["pack"],
        version=written["version"],
        title=written["title"],
        binds=frozenset(map(OfficeKind, written["binds"])),
        for_display=written["for_display"],
        note=written.get("note", ""),
        clocks=MappingProxyType({clock.key: clock for clock in clocks}),
    )


def load_pack(name: str) -> LawPack:
    """Return the pack of this name that comes with the portal. Raises FileNotFoundError."""
    return read_pack(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))


PACKS: Mapping[str, LawPack] = MappingProxyType(
    {name: load_pack(name) for name in ("house", "eu", "th-nacc", "th-pacc")}
)
"""Every pack that comes with the portal, by name."""
