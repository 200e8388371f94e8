"""Deeds on the letters of a case: writing, agreeing, sending, reminding, and what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from wbportal.casework import alarms, desk, files, reads
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Content, Event, Kind, Letter, letters_in
from wbportal.casework.passing_on import Booked, booked_in
from wbportal.casework.records import FileSlip
from wbportal.casework.registers import put
from wbportal.casework.staff import Names
from wbportal.casework.subjects import subjects_of
from wbportal.casework.thread import Reading
from wbportal.domain.compartments import Compartment
from wbportal.domain.inquiry import ACCUSED
from wbportal.domain.letters import Addressee, Way
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.reads import Reading as Reads
from wbportal.vault.reads import What

_ANSWERS = frozenset({Kind.AGREED, Kind.REFUSED})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The letters of a case, for its pages."""

    cover: Cover
    today: date
    letters: tuple[Letter, ...] = field(repr=False)
    names: Names = field(repr=False)
    accused: tuple[str, ...] = field(default=(), repr=False)  # and their units, as far as known
    files: Mapping[UUID, FileSlip] = field(default_factory=dict, repr=False)  # of letters
    from_case: Mapping[UUID, FileSlip] = field(default_factory=dict, repr=False)  # to choose from
    booked: Booked | None = None  # the office's own number of the case

    def letter(self, letter_id: UUID) -> Letter:
        """Return one of them. Raises CaseNotFound."""
        found = next((one for one in self.letters if one.id == letter_id), None)
        if found is None:
            raise CaseNotFound
        return found


def read_ledger(work: Work, who: Person, case_id: UUID) -> Ledger:
    """Open the letters of a case; the trail is told, sealed. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.WRITE_LETTER)
    reads.enter(work, who, dossier.opened.case, Reads(case_id, What.PAGE))
    alarms.note_opening(work, who, case_id)
    return Ledger(
        cover=dossier.cover,
        today=work.today,
        letters=letters_in(dossier.investigation),
        names=Names(work, offices_of(work, dossier.opened.case)),
        accused=_accused(dossier.investigation),
        files=files.slips_in(dossier.thread, dossier.investigation),
        from_case=_enclosable(dossier),
        booked=booked_in(dossier.investigation),
    )


def write(
    work: Work,
    who: Person,
    case_id: UUID,
    content: Content,
    to: Sequence[Addressee],
    sent: Event | None = None,
) -> tuple[UUID, ...]:
    """Write one text to several addressees, a letter for each; return their ids.

    With `sent` they have gone out already, or came in. Raises CaseNotFound, RuleError, or Refused:
    "second-needed" if it may not go out before somebody else agreed.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.WRITE_LETTER, Order())
    if sent is not None and content.way is Way.OUT and content.near.needs_second:
        raise Refused("second-needed")
    written = []
    for one in to:
        letter_id = _put(work, dossier, replace(content, to=one))
        if sent is not None:
            _enter(work, dossier, letter_id, 1, sent)
        written.append(letter_id)
    desk.end(work, dossier, Action.WRITE_LETTER)
    return tuple(written)


def rewrite(
    work: Work, who: Person, case_id: UUID, correcting: tuple[UUID, int], content: Content
) -> None:
    """Change a letter that has not gone out; what a second person said of it counts no more.

    `correcting` names it, and which version of it was on the page. Raises CaseNotFound, RuleError,
    or Refused: "sent-already", "overtaken".
    """
    letter_id, seen = correcting
    dossier, _ = desk.begin(work, who, case_id, Action.WRITE_LETTER, Order())
    letter = _find(dossier, letter_id)
    if letter.sent is not None:
        raise Refused("sent-already")
    if letter.version != seen:
        raise Refused("overtaken")
    _put(work, dossier, content, letter_id)
    desk.end(work, dossier, Action.WRITE_LETTER)


def enter(
    work: Work,
    who: Person,
    case_id: UUID,
    letter_id: UUID,
    event: Event,
    arrived: Sequence[FileSlip] = (),
) -> None:
    """Enter what happened to a letter; files that arrived with it become the case's.

    Raises CaseNotFound, RuleError, or Refused: "own-letter", "not-asked", "second-needed",
    "sent-already", "not-sent", "no-files".
    """
    action = _action(event.kind)
    dossier, _ = desk.begin(work, who, case_id, action, Order())
    letter = _find(dossier, letter_id)
    _check(letter, who.id, event.kind)
    if not set(event.files) <= set(_enclosable(dossier)):
        raise CaseNotFound
    part = Compartment.INVESTIGATION
    new = (files.attach(work, dossier.opened, slip, part) for slip in arrived)
    event = replace(event, files=(*event.files, *new))
    if event.kind is Kind.ENCLOSED and not event.files:
        raise Refused("no-files")
    _enter(work, dossier, letter_id, letter.version, event)
    desk.end(work, dossier, action)


def _enclosable(dossier: Dossier) -> dict[UUID, FileSlip]:
    """Return the files of the conversation that can go with a letter."""
    every = files.slips_in(dossier.thread)
    return {one: slip for one, slip in every.items() if not slip.shows_identity}


def _accused(investigation: Reading) -> tuple[str, ...]:
    """Return every name of the accused, and the units in which they are."""
    accused = [one for one in subjects_of(investigation) if one.role == ACCUSED]
    found = [name for one in accused for name in (*one.all_names(), one.unit) if name]
    return tuple(dict.fromkeys(found))


def possible(letter: Letter, who: UUID) -> tuple[Kind, ...]:
    """Return what somebody can enter of a letter now."""
    return tuple(kind for kind in Kind if _obstacle(letter, who, kind) is None)


def _check(letter: Letter, who: UUID, kind: Kind) -> None:
    obstacle = _obstacle(letter, who, kind)
    if obstacle is not None:
        raise Refused(obstacle)


def _obstacle(letter: Letter, who: UUID, kind: Kind) -> str | None:
    """Return why something cannot be entered of a letter, as a key; None if it can."""
    is_sent = letter.sent is not None
    match kind:
        case Kind.AGREED | Kind.REFUSED if is_sent or not letter.content.near.needs_second:
            return "not-asked"
        case Kind.AGREED | Kind.REFUSED:
            return "own-letter" if who in letter.authors else None
        case Kind.SENT if is_sent:
            return "sent-already"
        case Kind.SENT:
            return None if letter.may_go_out else "second-needed"
        case Kind.REMINDED | Kind.ANSWERED if letter.content.way is Way.IN:
            return "not-sent"
        case Kind.REMINDED | Kind.ANSWERED | Kind.CAME_OF_IT | Kind.ENCLOSED:
            return None if is_sent or kind is Kind.ENCLOSED else "not-sent"


def _put(work: Work, dossier: Dossier, content: Content, letter_id: UUID | None = None) -> UUID:
    part, action = Compartment.INVESTIGATION, Action.WRITE_LETTER
    return put(work, dossier.opened, part, content.draft, item_id=letter_id, action=action)


def _enter(work: Work, dossier: Dossier, letter_id: UUID, version: int, event: Event) -> None:
    draft = event.to_draft(letter_id, version)
    action = None if (done := _action(event.kind)) is Action.WRITE_LETTER else done
    put(work, dossier.opened, Compartment.INVESTIGATION, draft, action=action)


def _action(kind: Kind) -> Action:
    if kind in _ANSWERS:
        return Action.APPROVE_LETTER
    return Action.SEND_LETTER if kind is Kind.SENT else Action.WRITE_LETTER


def _find(dossier: Dossier, letter_id: UUID) -> Letter:
    found = next((one for one in letters_in(dossier.investigation) if one.id == letter_id), None)
    if found is None:
        raise CaseNotFound
    return found
