"""The people and organisations that a case is about, with every name they go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Kept
from wbportal.casework.thread import Reading
from wbportal.domain.registers import Register


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody the case is about, as the register says it now."""

    id: UUID
    sort: str  # "person" or "organisation"
    role: str  # "accused", "witness" …
    name: str = field(repr=False)
    position: str = field(repr=False)
    unit: str = field(repr=False)
    other_names: tuple[str, ...] = field(repr=False)  # nickname, former name, romanisation, aliases
    identification: str = field(repr=False)

    @classmethod
    def from_kept(cls, kept: Kept) -> Self:
        """Read an item of the register. Raises Damaged."""
        said = kept.fields
        others = [text_of(said, one, "") for one in ("nickname", "former_name", "romanised")]
        return cls(
            id=kept.id,
            sort=text_of(said, "sort", ""),
            role=text_of(said, "role", ""),
            name=text_of(said, "name", ""),
            position=text_of(said, "position", ""),
            unit=text_of(said, "unit", ""),
            other_names=tuple(one for one in (*others, *_lines(said, "aliases")) if one),
            identification=text_of(said, "identification", ""),
        )

    def all_names(self) -> tuple[str, ...]:
        """Return every name that means this subject, each once, the official one first."""
        return tuple(dict.fromkeys((self.name, *self.other_names)))


def subjects_of(investigation: Reading) -> tuple[Subject, ...]:
    """Return the subjects of a case from its investigation, in the order of their numbers."""
    return tuple(Subject.from_kept(one) for one in registers.kept(investigation, Register.SUBJECT))


def names_once_used(investigation: Reading) -> frozenset[str]:
    """Return also the names that were corrected since: they may still stand in older texts."""
    return frozenset(
        name
        for kept in registers.kept(investigation, Register.SUBJECT)
        for version in kept.versions
        for name in Subject.from_kept(Kept(kept.id, kept.register, (version,))).all_names()
    )


def _lines(said: Mapping[str, Json], key: str) -> tuple[str, ...]:
    found = said.get(key)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
