"""The chain of opinions on a case, round by round, as the signed items say it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.errors import Damaged
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.thread import Reading
from wbportal.domain.opinions import Course, Flaw, Step
from wbportal.domain.registers import Register


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a meeting resolved, as its minutes have to say it."""

    meeting: str  # 12/2569
    held_on: date
    item: str = field(repr=False)  # of the agenda
    present: tuple[str, ...] = field(repr=False)
    left: tuple[str, ...] = field(repr=False)  # for a conflict of interest, before it was discussed

    def to_json(self) -> Json:
        return {
            "meeting": self.meeting,
            "held_on": self.held_on.isoformat(),
            "item": self.item,
            "present": list(self.present),
            "left": list(self.left),
        }


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody says at one step; `course` where it proposes something, `flaw` where not."""

    step: Step
    course: Course | None = None
    flaw: Flaw | None = None
    resolution: Resolution | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    lang: str = ""

    def draft(self) -> Draft:
        """Return what is written into the register."""
        fields: dict[str, Json] = {"step": self.step.value}
        if self.course is not None:
            fields["course"] = self.course.value
        if self.flaw is not None:
            fields["flaw"] = self.flaw.value
        if self.resolution is not None:
            fields["resolution"] = self.resolution.to_json()
        return Draft(Register.OPINION, fields, self.text, self.lang)


@dataclass(frozen=True, slots=True)
class Signed:
    """An opinion with whoever signed it, and whether it differs from the one before."""

    id: UUID
    said: Opinion = field(repr=False)
    author_id: UUID
    at: datetime | None
    diverges: bool


Round = tuple[Signed, ...]


def rounds_in(investigation: Reading) -> tuple[Round, ...]:
    """Return the chain, the oldest round first; a decision ends a round. Raises Damaged."""
    made: list[list[Signed]] = []
    for item in registers.kept(investigation, Register.OPINION):
        if not made or made[-1][-1].said.step is Step.DECISION:
            made.append([])
        made[-1].append(_signed(item, made[-1]))
    return tuple(tuple(one) for one in made)


def waits(rounds: Sequence[Round]) -> Signed | None:
    """Return the officer's opinion that lies with those above; None if none does."""
    lying: Signed | None = None
    for one in rounds[-1] if rounds else ():
        if one.said.step is Step.OFFICER:
            lying = one
        elif one.said.step in {Step.BACK, Step.DECISION}:
            lying = None
    return lying


def _signed(item: Kept, before: Sequence[Signed]) -> Signed:
    version = item.newest
    said = Opinion(
        step=Step(text_of(item.fields, "step")),
        course=Course(code) if (code := text_of(item.fields, "course", "")) else None,
        flaw=Flaw(code) if (code := text_of(item.fields, "flaw", "")) else None,
        resolution=_resolution(item.fields.get("resolution")),
        text=item.text,
        lang=item.lang,
    )
    courses = [one.said.course for one in before if one.said.course is not None]
    diverges = said.course is not None and bool(courses) and courses[-1] is not said.course
    return Signed(item.id, said, item.author_id, version.at, diverges)


def _resolution(value: Json) -> Resolution | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Damaged
    return Resolution(
        meeting=text_of(value, "meeting"),
        held_on=date.fromisoformat(text_of(value, "held_on")),
        item=text_of(value, "item"),
        present=_names(value.get("present")),
        left=_names(value.get("left")),
    )


def _names(value: Json) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
