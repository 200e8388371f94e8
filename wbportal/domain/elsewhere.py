"""Other bodies to turn to, as data: what each takes, its number, and where that is from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from wbportal.domain.lawpacks import Tag
from wbportal.domain.offices import OfficeKind


@dataclass(frozen=True, slots=True)
class Body:
    """One body and its telephone number; texts are by language."""

    key: str
    country: str  # ISO 3166-1
    kind: str  # an OfficeKind where there is one for it
    phone: str
    names: Mapping[str, str]
    matters: Mapping[str, str]  # what it takes
    tag: Tag
    source: str
    read_on: date

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["en"])

    def takes(self, language: str) -> str:
        return self.matters.get(language, self.matters["en"])

    @property
    def may_be_shown(self) -> bool:
        """Whether the number was read somewhere: a wrong one may cost somebody their courage."""
        return self.tag is not Tag.MEMORY


def read_bodies(text: str) -> tuple[Body, ...]:
    """Return the bodies written in `text` as JSON. Raises ValueError if a number is none."""
    found = tuple(
        Body(
            key=one["key"],
            country=one["country"],
            kind=one["kind"],
            phone=one["phone"],
            names=one["name"],
            matters=one["takes"],
            tag=Tag(one["tag"]),
            source=one["source"],
            read_on=date.fromisoformat(one["read_on"]),
        )
        for one in json.loads(text)["bodies"]
    )
    for body in found:
        if not body.phone.replace(" ", "").isdigit():
            raise ValueError(f"the number of {body.key} is none")
    return found


BODIES = read_bodies(files("wbportal.domain").joinpath("data/elsewhere.json").read_text("utf-8"))


def bodies_besides(kind: OfficeKind) -> tuple[Body, ...]:
    """Return whom else one can turn to, as seen from an office of this kind."""
    return tuple(body for body in BODIES if body.may_be_shown and body.kind != kind)
