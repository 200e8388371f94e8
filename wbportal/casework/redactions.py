"""A case for somebody outside: redacted by one person, read and let go by another.

In this order, and each step leaves its trace in the case:

1. what is to leave is looked through for everything that may point to somebody (`domain/leaks`):
   words of the thread, names of subjects and colleagues, names of files, and who the reporter is
   for whoever may read that now;
2. each is taken out, or let through with a reason; the result is kept as it would leave;
3. another holder of the case reads it, and releases it or sends it back. What was released is
   looked through once more with all that is known by then;
4. only then it can be taken, by anybody who works the case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wbportal.casework import desk, exporting, files, identity, registers
from wbportal.casework.authors import offices_of
from wbportal.casework.conversation import newest_answers
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Damaged, Refused
from wbportal.casework.exporting import Wish, wish_from
from wbportal.casework.identity_requests import of_case
from wbportal.casework.keyholders import Person
from wbportal.casework.papers import Paper
from wbportal.casework.passing_on import booked_in
from wbportal.casework.records import Json, canonical, number_of, text_of
from wbportal.casework.registers import Draft, Kept
from wbportal.casework.rosters import current_or_none
from wbportal.casework.staff import Names
from wbportal.casework.subjects import names_once_used, subjects_of
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import Kind, Leak, Place, Term, find, redact
from wbportal.domain.pointers import named, terms_in_all
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.hashes import sha256

_MOST_NAME_CHARS = 60
_FEWEST_DIGITS = 4  # of a number in a book; a shorter one stands in every other line
_OWN = frozenset({Register.EXPORT, Register.REDACTION, Register.RELEASE})
_NAMED_IN = ("who", "must_not_see_text")  # questions whose answers are names, if they are short


class Why(StrEnum):
    """Why a word may leave all the same."""

    PUBLIC = "public"  # it stands where everybody can read it
    NEEDED = "needed"  # the recipient cannot act without it, and has it from nowhere else
    KNOWN = "known"  # the recipient knows it already
    NOBODY = "nobody"  # it points to nobody


class Standing(StrEnum):
    """How far a redacted export is."""

    WAITS = "waits"
    RELEASED = "released"
    SENT_BACK = "sent-back"


@dataclass(frozen=True, slots=True)
class Let:
    """A word that may leave, and why."""

    term: Term
    why: Why

    def to_json(self) -> Json:
        return {"kind": self.term.kind.value, "text": self.term.text, "why": self.why.value}


@dataclass(frozen=True, slots=True)
class Redacted:
    """What would leave, as its author wants it."""

    wish: Wish
    paper: Paper = field(repr=False)  # as it leaves
    let: tuple[Let, ...] = field(repr=False)
    taken_out: int  # places

    def to_json(self) -> dict[str, Json]:
        return {
            "wish": self.wish.to_json(),
            "paper": self.paper.to_json(),
            "let": [one.to_json() for one in self.let],
            "taken_out": self.taken_out,
        }


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted export in a case, and what a second person said to it."""

    id: UUID
    number: int
    by: str = field(repr=False)
    is_mine: bool
    at: datetime | None
    redacted: Redacted
    standing: Standing
    answered_by: str = field(repr=False)
    answered_at: datetime | None
    words: str = field(repr=False)
    leaks: tuple[Leak, ...] = field(repr=False)  # that nobody has let through


def known_terms(work: Work, who: Person, case_id: UUID) -> tuple[Term, ...]:
    """Return everything that may point to somebody in what `who` can open of a case.

    Raises CaseNotFound, RuleError.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.REDACT)
    return _known_terms(work, who, dossier)


def leaving(paper: Paper, wish: Wish) -> list[str]:
    """Return everything that leaves, in one order: the texts of a paper, then for whom it is."""
    return [*paper.texts(), wish.recipient]


def find_in(texts: Sequence[str], terms: Iterable[Term]) -> tuple[Leak, ...]:
    """Find terms in what is to leave, and besides what the paper itself names.

    A summary is written for one paper alone, and may name somebody of whom the case says nothing.
    """
    return find((*terms, *terms_in_all(texts[:-1])), texts)


def taken_out(paper: Paper, leaks: Iterable[Leak], let: Iterable[Let]) -> tuple[Paper, int]:
    """Return a paper without the words that were not let through, and of how many places."""
    may_leave = {one.term.key for one in let}
    texts = paper.texts()
    places = [
        place
        for leak in leaks
        if leak.term.key not in may_leave
        for place in leak.places
        if place.passage < len(texts)  # for whom it is stands on every page, and can't be blackened
    ]
    by_passage: dict[int, list[Place]] = {}
    for place in places:
        by_passage.setdefault(place.passage, []).append(place)
    clean = (redact(text, by_passage.get(number, ())) for number, text in enumerate(texts))
    return paper.with_texts(clean), len(places)


def ask(work: Work, who: Person, case_id: UUID, redacted: Redacted) -> UUID:
    """Keep what would leave, for a second person to read.

    Raises CaseNotFound, RuleError, or Refused: "leaks" if something in it was not let through.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.REDACT, desk.Order())
    if _leaks(_known_terms(work, who, dossier), redacted):
        raise Refused("leaks")
    wish = redacted.wish
    draft = Draft(Register.REDACTION, redacted.to_json(), wish.purpose, wish.lang)
    item = registers.put(
        work, dossier.opened, Compartment.INVESTIGATION, draft, action=Action.REDACT
    )
    desk.end(work, dossier, Action.REDACT)
    return item


def answer(
    work: Work, who: Person, case_id: UUID, item_id: UUID, words: str, *, released: bool
) -> None:
    """Let a redacted export leave, or send it back, as somebody else than its author.

    Raises CaseNotFound, RuleError, or Refused: "own-redaction", "answered", "leaks".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.RELEASE, desk.Order())
    kept = _item(dossier, item_id)
    found = _redaction(work, who, dossier, kept)
    if found.is_mine:
        raise Refused("own-redaction")
    if found.standing is not Standing.WAITS:
        raise Refused("answered")
    if released and found.leaks:
        raise Refused("leaks")
    said = Standing.RELEASED if released else Standing.SENT_BACK
    fields: dict[str, Json] = {"of": str(item_id), "sha256": _hash(kept), "said": said.value}
    draft = Draft(Register.RELEASE, fields, words)
    registers.put(work, dossier.opened, Compartment.INVESTIGATION, draft, action=Action.RELEASE)
    desk.end(work, dossier, Action.RELEASE, {"said": said.value})


def take(work: Work, who: Person, case_id: UUID, item_id: UUID) -> Redaction:
    """Return a released export, and note that it left.

    Raises CaseNotFound, RuleError, or Refused("not-released").
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.EXPORT)
    found = _redaction(work, who, dossier, _item(dossier, item_id))
    if found.standing is not Standing.RELEASED:
        raise Refused("not-released")
    exporting.note(work, who, dossier, found.redacted.wish)
    return found


def look(work: Work, who: Person, case_id: UUID, item_id: UUID) -> tuple[Cover, Redaction]:
    """Return one redacted export. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.EXPORT)
    return dossier.cover, _redaction(work, who, dossier, _item(dossier, item_id))


def listed(work: Work, who: Person, case_id: UUID) -> tuple[Redaction, ...]:
    """List the redacted exports of a case, the first one first. Raises CaseNotFound."""
    dossier = open_dossier(work, who, case_id)
    items = registers.kept(dossier.investigation, Register.REDACTION)
    return tuple(_redaction(work, who, dossier, one, is_looked_through=False) for one in items)


def _item(dossier: Dossier, item_id: UUID) -> Kept:
    found = registers.find(dossier.investigation, Register.REDACTION, item_id)
    if found is None:
        raise CaseNotFound
    return found


def _redaction(
    work: Work, who: Person, dossier: Dossier, kept: Kept, *, is_looked_through: bool = True
) -> Redaction:
    names = Names(work, offices_of(work, dossier.opened.case))
    items = registers.kept(dossier.investigation, Register.REDACTION)
    redacted = _read(kept)
    released = _answer_to(dossier, kept)
    terms = _known_terms(work, who, dossier) if is_looked_through else ()
    return Redaction(
        id=kept.id,
        number=1 + [one.id for one in items].index(kept.id),
        by=names[kept.author_id],
        is_mine=kept.author_id == who.id,
        at=kept.newest.at,
        redacted=redacted,
        standing=Standing(text_of(released.fields, "said")) if released else Standing.WAITS,
        answered_by=names[released.author_id] if released else "",
        answered_at=released.newest.at if released else None,
        words=released.text if released else "",
        leaks=_leaks(terms, redacted),
    )


def _answer_to(dossier: Dossier, kept: Kept) -> Kept | None:
    """Return what a second person said to exactly this; both signed what they wrote."""
    for one in registers.kept(dossier.investigation, Register.RELEASE):
        is_of_it = one.fields.get("of") == str(kept.id) and one.fields.get("sha256") == _hash(kept)
        if is_of_it and one.author_id != kept.author_id:
            return one
    return None


def _hash(kept: Kept) -> str:
    return sha256(canonical(dict(kept.fields))).hex()


def _read(kept: Kept) -> Redacted:
    said = kept.fields
    wish, paper, let = said.get("wish"), said.get("paper"), said.get("let")
    if not (isinstance(wish, dict) and isinstance(paper, dict) and isinstance(let, list)):
        raise Damaged
    return Redacted(
        wish=wish_from(wish, kept.text, kept.lang),
        paper=Paper.from_json(paper),
        let=tuple(
            Let(Term(Kind(text_of(one, "kind")), text_of(one, "text")), Why(text_of(one, "why")))
            for one in let
            if isinstance(one, dict)
        ),
        taken_out=number_of(said, "taken_out"),
    )


def _leaks(terms: Sequence[Term], redacted: Redacted) -> tuple[Leak, ...]:
    let = {one.term.key for one in redacted.let}
    found = find_in(leaving(redacted.paper, redacted.wish), terms)
    return tuple(one for one in found if one.term.key not in let)


def _known_terms(work: Work, who: Person, dossier: Dossier) -> tuple[Term, ...]:
    found = (
        *_of_subjects(dossier),
        *_of_people(work, dossier),
        *_of_identity(work, who, dossier.opened.case.id),
        *_of_files(dossier),
        *_of_answers(dossier),
        *_of_book(dossier),
        *terms_in_all(_texts(dossier)),
    )
    return tuple({term.key: term for term in found if term.text.strip()}.values())


def _of_subjects(dossier: Dossier) -> Iterator[Term]:
    for name in names_once_used(dossier.investigation):
        yield Term(Kind.NAME, name)
    for one in subjects_of(dossier.investigation):
        yield Term(Kind.POSITION, one.position)
        yield Term(Kind.NUMBER, one.identification)


def _of_people(work: Work, dossier: Dossier) -> Iterator[Term]:
    """Yield who works at the offices concerned: a text may name anybody of them."""
    for office_id in offices_of(work, dossier.opened.case):
        known = current_or_none(work, office_id)
        for entry in known.current.entries if known is not None else ():
            yield Term(Kind.NAME, entry.name)
            yield Term(Kind.POSITION, entry.position)


def _of_identity(work: Work, who: Person, case_id: UUID) -> Iterator[Term]:
    """Yield who the reporter is, for whoever may read that again now; the trail is told."""
    for request in of_case(work, who, case_id):
        if request.is_mine and request.can_be_read:
            said = identity.read_again(work, who, case_id, request.id)
            if said is not None:
                yield Term(Kind.NAME, said.name)
                yield from terms_in_all((said.name, said.reach, said.avoid))
            return


def _of_files(dossier: Dossier) -> Iterator[Term]:
    for slip in files.slips_in(dossier.thread, dossier.investigation).values():
        yield Term(Kind.FILE_NAME, slip.name)


def _of_book(dossier: Dossier) -> Iterator[Term]:
    """Yield the office's own number of the case: the book says who brought it."""
    booked = booked_in(dossier.investigation)
    if booked is not None and sum(one.isdigit() for one in booked.number) >= _FEWEST_DIGITS:
        yield Term(Kind.NUMBER, booked.number)


def _of_answers(dossier: Dossier) -> Iterator[Term]:
    answers = newest_answers(dossier.thread.written)
    for key in _NAMED_IN:
        said = answers.get(key, "")
        for line in (said if isinstance(said, str) else "").replace(",", "\n").split("\n"):
            if line.strip() and len(line) <= _MOST_NAME_CHARS:
                yield named(line.strip())
    if dossier.walls.typed:
        yield named(dossier.walls.typed)


def _texts(dossier: Dossier) -> Iterator[str]:
    """Yield what was written in the thread, and what was noted besides."""
    for reading in (dossier.thread, dossier.investigation):
        for one in reading.written:
            if one.entry.details.get("register") not in _OWN:
                yield one.entry.text
                yield from _said_in(one.entry.details)


def _said_in(details: Json) -> Iterator[str]:
    match details:
        case str():
            yield details
        case list():
            for one in details:
                yield from _said_in(one)
        case Mapping():
            for one in details.values():
                yield from _said_in(one)
