"""What the assessment of a report says, as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wbportal.casework import registers
from wbportal.casework.errors import Damaged
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.thread import Reading
from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority, lacks_something
from wbportal.domain.completeness import Piece
from wbportal.domain.registers import Register


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whose matter it is, how urgent, of which kind, and what the report lacks."""

    jurisdiction: Jurisdiction
    priority: Priority
    matter: Matter
    pieces: Mapping[Piece, Found] = field(repr=False)
    text: str = field(default="", repr=False)
    lang: str = ""

    @property
    def is_incomplete(self) -> bool:
        return lacks_something(self.pieces)

    def draft(self) -> Draft:
        """Return what is written into the register."""
        pieces: dict[str, Json] = {piece.value: self.pieces[piece].value for piece in Piece}
        fields: dict[str, Json] = {
            "jurisdiction": self.jurisdiction.value,
            "priority": self.priority.value,
            "matter": self.matter.value,
            "pieces": pieces,
        }
        return Draft(Register.ASSESSMENT, fields, self.text, self.lang)


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment with whoever wrote it last."""

    id: UUID
    said: Assessment = field(repr=False)
    author_id: UUID
    at: datetime | None
    versions: int


def assessed_in(investigation: Reading) -> Assessed | None:
    """Return the assessment that counts, None if nobody wrote one. Raises Damaged."""
    items = registers.kept(investigation, Register.ASSESSMENT)
    return _assessed(items[-1]) if items else None


def _assessed(item: Kept) -> Assessed:
    newest, pieces = item.newest, item.fields.get("pieces")
    if not isinstance(pieces, dict):
        raise Damaged
    said = Assessment(
        jurisdiction=Jurisdiction(text_of(item.fields, "jurisdiction")),
        priority=Priority(text_of(item.fields, "priority")),
        matter=Matter(text_of(item.fields, "matter")),
        pieces={piece: Found(text_of(pieces, piece.value)) for piece in Piece},
        text=item.text,
        lang=item.lang,
    )
    return Assessed(item.id, said, newest.author_id, newest.at, len(item.versions))
