"""Deadlines as data: each pack names its clocks, where each comes from, and how surely."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType


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

    @property
    def may_be_shown(self) -> bool:
        """Whether a reporter may be told of it: only what was read in the law, or is ours."""
        return self.tag in {Tag.PRIMARY, Tag.OURS}


@dataclass(frozen=True, slots=True)
class LawPack:
    """The clocks of one body of rules, by key."""

    name: str
    version: int
    clocks: Mapping[str, ClockRule]


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
        )
        for clock in written["clocks"]
    ]
    for clock in clocks:
        if (clock.days is None) == (clock.months is None):
            raise ValueError(f"{clock.key} must last either days or months")
    return LawPack(
        name=written["pack"],
        version=written["version"],
        clocks=MappingProxyType({clock.key: clock for clock in clocks}),
    )


def load_pack(name: str) -> LawPack:
    """Return the pack of this name that comes with the portal. Raises FileNotFoundError."""
    return read_pack(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))
