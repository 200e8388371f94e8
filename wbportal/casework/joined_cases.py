"""Cases about the same thing, joined under a leading one.

A join is an item in the investigation of each of the two cases, and nothing else: no row names
both. It is shown to those alone whose own grants open both, so it holds no words, and the timeline
and the trail of neither case tell it. Every reporter keeps code, thread, clocks and feedback of
their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wbportal.casework import alarms, desk, reads
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Cover, Dossier, open_dossier, title_of
from wbportal.casework.errors import CaseNotFound, CaseworkError, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import text_of
from wbportal.casework.registers import Draft, kept, put
from wbportal.casework.staff import Names
from wbportal.db import cases
from wbportal.domain.compartments import Compartment
from wbportal.domain.reference import read_reference
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.errors import VaultError
from wbportal.vault.reads import Reading as Reads
from wbportal.vault.reads import What

_CASE, _LEADS, _ENDED = "case", "leads", "ended"


@dataclass(frozen=True, slots=True)
class Joined:
    """Another case with which one is joined, as somebody who may open both sees it."""

    case_id: UUID
    reference: str
    state: State
    received_on: date
    leads: bool  # it is the leading one of the two
    title: str = field(repr=False)
    by: str = field(repr=False)
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """A case with those that it is joined with, for its page."""

    cover: Cover
    received_on: date
    joined: tuple[Joined, ...] = field(repr=False)

    @property
    def is_led(self) -> bool:
        """Whether another case leads this one."""
        return any(one.leads for one in self.joined)

    def find(self, case_id: UUID) -> Joined:
        """Return one of them. Raises CaseNotFound."""
        found = next((one for one in self.joined if one.case_id == case_id), None)
        if found is None:
            raise CaseNotFound
        return found


def look(work: Work, who: Person, case_id: UUID) -> Group:
    """Open a case and those joined with it for a page; the trail is told, sealed.

    About 3 ms for each of them. Raises CaseNotFound, RuleError.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.JOIN)
    case = dossier.opened.case
    reads.enter(work, who, case, Reads(case_id, What.PAGE))
    alarms.note_opening(work, who, case_id)
    return Group(dossier.cover, case.received_on, tuple(_joined(work, who, dossier)))


def find_other(work: Work, who: Person, case_id: UUID, typed: str) -> UUID:
    """Return the case whose reference somebody typed.

    Raises Refused: "no-such-case" if there is none that they may open in the same office, or
    "same-case".
    """
    opened = open_dossier(work, who, case_id).opened
    reference = read_reference(typed)
    case = None if reference is None else cases.by_reference(work.db, reference)
    if case is None or case.office_id != opened.case.office_id:
        raise Refused("no-such-case")
    if case.id == case_id:
        raise Refused("same-case")
    try:
        open_dossier(work, who, case.id)
    except CaseNotFound as error:
        raise Refused("no-such-case") from error
    return case.id


def join(work: Work, who: Person, case_id: UUID, other_id: UUID, *, leads: bool) -> None:
    """Join two cases; with `leads` the first one is the leading one.

    Raises CaseNotFound unless both open, RuleError, or Refused: "joined-already", "led-already" if
    the one that is to lead is led itself, or "leads-others" if the one that is to be led leads.
    """
    mine, other = _both(work, who, case_id, other_id, Action.JOIN)
    if any(one.case_id == other_id for one in _joined(work, who, mine)):
        raise Refused("joined-already")
    leading, led = (mine, other) if leads else (other, mine)
    if any(one.leads for one in _joined(work, who, leading)):
        raise Refused("led-already")
    if any(not one.leads for one in _joined(work, who, led)):
        raise Refused("leads-others")
    _write(work, leading, led, ended=False)


def unjoin(work: Work, who: Person, case_id: UUID, other_id: UUID) -> None:
    """End a join. Raises CaseNotFound unless both open and are joined, or RuleError."""
    mine, other = _both(work, who, case_id, other_id, Action.UNJOIN)
    found = [one for one in _joined(work, who, mine) if one.case_id == other_id]
    if not found:
        raise CaseNotFound
    leading, led = (other, mine) if found[0].leads else (mine, other)
    _write(work, leading, led, ended=True)


def reply_to_all(
    work: Work, who: Person, case_id: UUID, to: frozenset[UUID], said: tuple[str, str]
) -> None:
    """Write one reply (text, language) to several reporters, into the thread of each.

    No thread names another. Raises CaseNotFound if one is not joined here or does not open, or
    RuleError.
    """
    dossier = open_dossier(work, who, case_id)
    group = {case_id, *(one.case_id for one in _joined(work, who, dossier))}
    if not to or not to <= group:
        raise CaseNotFound
    order = Order(text=said[0], lang=said[1])
    for one in sorted(to):
        desk.reply(work, who, one, order)


def _both(
    work: Work, who: Person, case_id: UUID, other_id: UUID, action: Action
) -> tuple[Dossier, Dossier]:
    mine, other = open_dossier(work, who, case_id), open_dossier(work, who, other_id)
    if case_id == other_id or mine.opened.case.office_id != other.opened.case.office_id:
        raise CaseNotFound
    for one in (mine, other):
        one.allow(action)
    return mine, other


def _write(work: Work, leading: Dossier, led: Dossier, *, ended: bool) -> None:
    for here, there, leads in ((leading, led, False), (led, leading, True)):
        other_id = there.opened.case.id
        draft = Draft(Register.JOINED, {_CASE: str(other_id), _LEADS: leads, _ENDED: ended})
        item = next((item for item, one, _ in _items(here) if one == other_id), None)
        # No step of the timeline: whoever may open one of the two alone would read it.
        put(work, here.opened, Compartment.INVESTIGATION, draft, item_id=item)
        # For the same reason the trail says no more than that something was noted.
        desk.end(work, here, Action.NOTE)


def _items(dossier: Dossier) -> Iterator[tuple[UUID, UUID, bool]]:
    """Yield the joins of a case: the item, the other case, and whether it stands."""
    for item in kept(dossier.investigation, Register.JOINED):
        yield item.id, UUID(text_of(item.fields, _CASE)), item.fields.get(_ENDED) is not True


def _joined(work: Work, who: Person, dossier: Dossier) -> Iterator[Joined]:
    """Yield the cases with which one is joined, as far as its reader may open them."""
    names = Names(work, offices_of(work, dossier.opened.case))
    for item in kept(dossier.investigation, Register.JOINED):
        if item.fields.get(_ENDED) is True:
            continue
        try:
            other = open_dossier(work, who, UUID(text_of(item.fields, _CASE)))
        except (CaseworkError, VaultError):
            continue  # a wall, or destroyed; or damaged, and the queue says so
        case = other.opened.case
        yield Joined(
            case_id=case.id,
            reference=case.reference,
            state=case.state,
            received_on=case.received_on,
            leads=item.fields.get(_LEADS) is True,
            title=title_of(other),
            by=names[item.newest.author_id],
            at=item.newest.at,
        )
