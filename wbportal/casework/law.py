"""Which law packs an office may quote to reporters: those that a named person approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import settings
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, number_of, text_of
from wbportal.domain.lawpacks import LIBRARY, PACKS, ClockRule
from wbportal.domain.settings import Topic
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.portal import Work

MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class Approval:
    """Who answers for a version of a pack."""

    version: int
    name: str = field(repr=False)
    position: str
    on: date


@dataclass(frozen=True, slots=True)
class Approvals:
    """What an office has approved, by the name of the pack."""

    number: int
    by_pack: Mapping[str, Approval]


def approvals(work: Work, office_id: UUID) -> Approvals:
    """Return what stands approved, of whatever version."""
    found = settings.read(work, office_id, Topic.LAW)
    return Approvals(
        found.number,
        {
            name: Approval(
                version=number_of(one, "version"),
                name=text_of(one, "name"),
                position=text_of(one, "position"),
                on=date.fromisoformat(text_of(one, "on")),
            )
            for name, one in found.body.items()
            if isinstance(one, dict)
        },
    )


def shown(work: Work, office_id: UUID, received_on: date | None = None) -> tuple[ClockRule, ...]:
    """Return the legal text that pages for reporters may quote: the one gate to it.

    In a case that was received on a day, of the versions with which it began.
    """
    day = work.today if received_on is None else received_on
    approved = approvals(work, office_id).by_pack
    return tuple(
        rule
        for name, one in approved.items()
        if name in PACKS
        for rule in LIBRARY.for_case(name, day).shown(one.version)
    )


def approve(
    work: Work, who: Person, pack: str, version: int, signed: tuple[str, str], based_on: int
) -> None:
    """Write down who approved the version of a pack that comes with this portal.

    `signed` is the name and the position of that person, who may have no account here.
    Raises Refused("not-for-display"), Refused("version") if another version comes with it by now,
    Refused("who") without a name and a position, or StaleRow.
    """
    known = PACKS[pack]
    if not known.for_display:
        raise Refused("not-for-display")
    if version != known.version:
        raise Refused("version")
    try:
        name, position = (clean_line(one, MAX_CHARS) for one in signed)
    except TextRefused as refused:
        raise Refused("who") from refused
    if not (name and position):
        raise Refused("who")
    one: dict[str, Json] = {
        "version": version,
        "name": name,
        "position": position,
        "on": work.today.isoformat(),
    }
    body = dict(settings.read(work, who.office_id, Topic.LAW).body) | {pack: one}
    settings.write(work, who, Topic.LAW, body, based_on, "approve-law")


def withdraw(work: Work, who: Person, pack: str, based_on: int) -> None:
    """Take an approval back: nothing of the pack is shown from the next page on.

    Raises Refused("not-approved") or StaleRow.
    """
    body = dict(settings.read(work, who.office_id, Topic.LAW).body)
    if body.pop(pack, None) is None:
        raise Refused("not-approved")
    settings.write(work, who, Topic.LAW, body, based_on, "withdraw-law")
