"""Public holidays as data: which days are none of work, for which years, and how surely."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from wbportal.domain.lawpacks import Tag
from wbportal.domain.wording import Words


@dataclass(frozen=True, slots=True)
class Holidays:
    """The holidays of a country between two days; what each is called."""

    first: date
    last: date
    tag: Tag
    source: str
    names: Mapping[date, Words]

    def covers(self, day: date) -> bool:
        """Whether it is known of `day` whether it is a holiday."""
        return self.first <= day <= self.last

    @property
    def may_be_shown(self) -> bool:
        """Whether a reporter's date may rest on it; else only weekends move such a date.

        A holiday that was not one would make the date too late, and cost a right.
        """
        return self.tag is Tag.PRIMARY


def read_holidays(text: str) -> Holidays:
    """Return the holidays written in `text` as JSON. Raises ValueError for a day outside."""
    written = json.loads(text)
    found = Holidays(
        first=date.fromisoformat(written["first"]),
        last=date.fromisoformat(written["last"]),
        tag=Tag(written["tag"]),
        source=written["source"],
        names={date.fromisoformat(one["day"]): Words(**one["name"]) for one in written["holidays"]},
    )
    for day in found.names:
        if not found.covers(day):
            raise ValueError(f"{day} is outside of what is known")
    return found


THAI = read_holidays(files("wbportal.domain").joinpath("data/holidays.json").read_text("utf-8"))
"""Public holidays of Thai government offices."""
