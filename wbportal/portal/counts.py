"""How many reports came on each day, signed, in a file outside the database.

An office that says later that it never got a report has to explain this file, too. A line is
never changed and never goes: a day has some 600 bytes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from wbportal.portal import lines
from wbportal.portal.heads import HeadsDamaged

_Counts = Mapping[tuple[UUID, date], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class KeptCount:
    """One office's count of one day, as its key signed it."""

    office_id: UUID
    day: date
    reports: int
    signed: bytes = field(repr=False)


class CountFile:
    """The file of one deployment; shared by its processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts = lines.Watched(path, _parsed)

    def on(self, office_id: UUID, day: date) -> tuple[bytes, ...]:
        """Return what was kept of a day: one signed count, unless somebody counted anew.

        Raises HeadsDamaged.
        """
        return self._counts.value().get((office_id, day), ())

    def of(self, office_id: UUID) -> Mapping[date, tuple[bytes, ...]]:
        """Return what was kept of every day of an office. Raises HeadsDamaged."""
        found = self._counts.value().items()
        return {day: kept for (office, day), kept in found if office == office_id}

    def add(self, counts: Iterable[KeptCount]) -> None:
        """Append and force to the disk. Raises OSError."""
        new = b"".join(map(_to_line, counts))
        if new:
            with lines.locked(self._path):
                lines.append(self._path, new)


def _to_line(count: KeptCount) -> bytes:
    value = {
        "office": str(count.office_id),
        "day": count.day.isoformat(),
        "reports": count.reports,  # for whoever reads the file; what counts is what is signed
        "signed": count.signed.hex(),
    }
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _parsed(content: bytes) -> _Counts:
    found: dict[tuple[UUID, date], tuple[bytes, ...]] = {}
    try:
        for line in lines.whole_lines(content):
            value = json.loads(line)
            place = UUID(value["office"]), date.fromisoformat(value["day"])
            signed = bytes.fromhex(value["signed"])
            if signed not in found.get(place, ()):
                found[place] = (*found.get(place, ()), signed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HeadsDamaged from error
    return found
