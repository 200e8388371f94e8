"""How much of what an office needs is in a report: said to its writer, never held against them.

Three things make an accusation that can be looked into: who did it, by name or position; the act
with its circumstances; and evidence, or where it is. Nothing here decides anything. "I don't
know" is as good an answer as any, and what stands in the report's own text can't be seen here.

Source: Organic Act on Anti-Corruption B.E. 2561 (2018), section 60, which binds the NACC. Other
offices ask for the same three things because they serve, not because a law says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wbportal.domain.questionnaire import UNKNOWN, Answer


class Part(StrEnum):
    """One of the three things."""

    WHO = "who"
    ACT = "act"
    EVIDENCE = "evidence"


class Piece(StrEnum):
    """What a part is made of."""

    WHO = "who"
    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class PartFound:
    """One part of a report, and what could be added to it."""

    part: Part
    could_add: tuple[Piece, ...]  # neither told nor said to be unknown
    unknown: tuple[Piece, ...]  # the answer was "I don't know"

    @property
    def is_there(self) -> bool:
        return not self.could_add


@dataclass(frozen=True, slots=True)
class Completeness:
    """All parts, in the order in which they are told."""

    parts: tuple[PartFound, ...]

    @property
    def there(self) -> int:
        """How many parts lack nothing."""
        return sum(part.is_there for part in self.parts)


_PIECES = {
    Part.WHO: (Piece.WHO,),
    Part.ACT: (Piece.WHAT, Piece.WHERE, Piece.WHEN),
    Part.EVIDENCE: (Piece.EVIDENCE,),
}
_QUESTIONS = {
    Piece.WHO: ("who",),
    Piece.WHERE: ("place", "area"),
    Piece.WHEN: ("when",),
    Piece.EVIDENCE: ("evidence",),
}


def completeness(text: str, answers: Mapping[str, Answer], files: int) -> Completeness:
    """Return what is there of a report with this text, these answers and so many files."""
    told = {piece: _told(piece, answers) for piece in _QUESTIONS}
    told[Piece.WHAT] = text.strip() or None
    if files:
        told[Piece.EVIDENCE] = "files"
    return Completeness(
        tuple(
            PartFound(
                part,
                could_add=tuple(piece for piece in pieces if told[piece] is None),
                unknown=tuple(piece for piece in pieces if told[piece] is UNKNOWN),
            )
            for part, pieces in _PIECES.items()
        )
    )


def _told(piece: Piece, answers: Mapping[str, Answer]) -> Answer | None:
    """Return the answer that tells most: one in words, else "I don't know", else None."""
    given = [answers[key] for key in _QUESTIONS[piece] if key in answers]
    return next((one for one in given if one is not UNKNOWN), given[0] if given else None)
