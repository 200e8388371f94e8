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
