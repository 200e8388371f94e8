"""The 77 first-level units of Thailand, as data: codes of ISO 3166-2 and DOPA, names, regions."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Area:
    """A province, or Bangkok."""

    code: str  # ISO 3166-2, such as "TH-40"
    dopa_code: str  # Department of Provincial Administration, such as "40"
    name_th: str
    name_en: str
    region: str  # one of the six regions of the Royal Society

    def name(self, language: str) -> str:
        """Return the name in Thai, or in English for any other language."""
        return self.name_th if language == "th" else self.name_en


def _load() -> Mapping[str, Area]:
    text = files("wbportal.domain").joinpath("data/provinces.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    areas = (
        Area(
            code=row["iso3166_2"],
            dopa_code=row["dopa_code"],
            name_th=row["name_th"],
            name_en=row["name_en"],
            region=row["region_royal_society6"],
        )
        for row in rows
    )
    return MappingProxyType({area.code: area for area in areas})


AREAS = _load()
"""Every area by its ISO 3166-2 code."""

REGIONS = tuple(dict.fromkeys(area.region for area in AREAS.values()))
"""The regions, as the data lists them."""

SOMEWHERE_ELSE = "other"
"""What is chosen where an office does not offer every area."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Which areas an office lets reporters choose from, and in which order."""

    codes: frozenset[str] = frozenset(AREAS)
    first: str = ""  # the area that stands before all others, if any does
    by_region: bool = False  # under the name of its region each, else all in one alphabet

    @property
    def is_partial(self) -> bool:
        """Whether somewhere else has to be an answer, too."""
        return self.codes != frozenset(AREAS)

    def groups(self, language: str) -> tuple[tuple[str, tuple[Area, ...]], ...]:
        """Return the areas under their regions; under "" those that stand under none."""
        areas = [area for area in areas_sorted(language) if area.code in self.codes]
        first = tuple(area for area in areas if area.code == self.first)
        rest = tuple(area for area in areas if area.code != self.first)
        if not self.by_region:
            return (("", (*first, *rest)),)
        regions = tuple((one, tuple(a for a in rest if a.region == one)) for one in REGIONS)
        return (("", first), *((name, within) for name, within in regions if within))


EVERYWHERE = Offer()
"""What is offered where an office has chosen nothing."""


def read_offer(stored: Mapping[str, object]) -> Offer:
    """Return an offer as it was stored; areas that there are not any more are passed over."""
    listed = stored.get("codes")
    codes = frozenset(AREAS) & frozenset(listed if isinstance(listed, list) else AREAS)
    first = stored.get("first")
    return Offer(
        codes=codes or frozenset(AREAS),
        first=first if isinstance(first, str) and first in codes else "",
        by_region=stored.get("by_region") is True,
    )


# The Royal Institute Dictionary sorts a vowel written before its consonant after that consonant.
# Tone and other marks above count only between words that are otherwise the same.
_LEADING_VOWEL = re.compile("([เแโใไ])(.)")
_MARKS = str.maketrans("", "", "็่้๊๋์")


def areas_sorted(language: str) -> tuple[Area, ...]:
    """Return all areas in the alphabetical order of `language`, as people look for them."""
    return tuple(sorted(AREAS.values(), key=lambda area: _sort_key(area.name(language))))


def _sort_key(name: str) -> str:
    """Return `name` without marks, each leading vowel put after its consonant."""
    return _LEADING_VOWEL.sub(r"\2\1", name.translate(_MARKS))
