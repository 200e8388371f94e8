"""Starting, changing and ending the clocks of a case.

The days that they make due stand in the clear, so that lists and reminders need no key; they are
written in the same work. Nothing pauses a clock, and no state of the case ends one.
"""

from uuid import UUID, uuid4

from wbportal.casework import legal_dates, registers
from wbportal.casework.desk import end
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.extending import granted
from wbportal.casework.keyholders import Person
from wbportal.casework.legal_dates import Ended, KeptAllegation, LawClock
from wbportal.casework.offices import office_of
from wbportal.casework.registers import Draft
from wbportal.db import clocks as rows
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.compartments import Compartment
from wbportal.domain.lawpacks import LIBRARY, PACKS, ClockRule, LawPack
from wbportal.domain.legal_dates import PRESCRIPTION, Allegation, LegalDate, clear_key
from wbportal.domain.rules import Action
from wbportal.portal import StaleRow, Work

Text = tuple[str, str]  # what somebody wrote, and in which language
Place = tuple[UUID, UUID, int]  # a case, an item of it, and how many versions of it were seen


def startable(work: Work, case: Case) -> tuple[tuple[LawPack, ClockRule], ...]:
    """Return the clocks that can run in a case: those that bind an office of its kind.

    Of the packs as they were when the case began. The office's own clocks start by themselves.
    """
    kind = office_of(work, case.office_id).kind
    names = [name for name in PACKS if name != clocks.HOUSE.name]
    packs = [LIBRARY.for_case(name, case.received_on) for name in names]
    return tuple((pack, rule) for pack in packs for rule in pack.binding(kind))


def start(work: Work, who: Person, case_id: UUID, key: str, base: LegalDate) -> UUID:
    """Start a clock at a legal date; return its id.

    Raises CaseNotFound, RuleError, Refused("future"), or Refused("not-binding") for a clock that
    binds no office of this kind.
    """
    dossier = _begin(work, who, case_id, Action.START_CLOCK, base)
    found = {rule.key: (pack, rule) for pack, rule in startable(work, dossier.opened.case)}
    if key not in found:
        raise Refused("not-binding")
    pack, rule = found[key]
    draft = legal_dates.clock_draft(pack, rule, base)
    return _write(work, dossier, draft, Action.START_CLOCK, clear_key(rule))


def change_base(work: Work, who: Person, place: Place, base: LegalDate, why: Text) -> None:
    """Let a clock count from another legal date, and say why.

    Raises CaseNotFound, RuleError, StaleRow, Refused("future") or Refused("no-reason").
    """
    dossier = _begin(work, who, place[0], Action.CHANGE_BASE, base)
    if not why[0]:
        raise Refused("no-reason")
    before = find_clock(dossier, *place[1:])
    draft = legal_dates.clock_draft(before.pack, before.rule, base, *why)
    _write(work, dossier, draft, Action.CHANGE_BASE, clear_key(before.rule), before.id)


def end_clock(work: Work, who: Person, place: Place, ended: Ended) -> None:
    """Say that what was due was done, or does not apply. Raises as `change_base`."""
    dossier = _begin(work, who, place[0], Action.END_CLOCK, ended.by)
    before = find_clock(dossier, *place[1:])
    draft = legal_dates.ended_draft(before, ended)
    _write(work, dossier, draft, Action.END_CLOCK, clear_key(before.rule), before.id)


def change_received(work: Work, who: Person, case_id: UUID, base: LegalDate, why: Text) -> None:
    """Say anew when a report was received, and why; the office's own clocks follow.

    What was acknowledged stays acknowledged, and what was waived stays waived. Raises as
    `change_base`, and Refused("after-acknowledged").
    """
    dossier = _begin(work, who, case_id, Action.CHANGE_BASE, base)
    case = dossier.opened.case
    if not why[0]:
        raise Refused("no-reason")
    if case.acknowledged_on is not None and base.day > case.acknowledged_on:
        raise Refused("after-acknowledged")
    is_waived = rows.days_of(case).waived
    case.received_on = base.day
    case.feedback_due = clocks.feedback(base.day, case.acknowledged_on).due
    case.ack_due = clocks.acknowledgement(base.day).due
    if is_waived:
        case.ack_due = clocks.without_acknowledgement(case.feedback_due)
    item_id = legal_dates.received_item(dossier.investigation)
    draft = legal_dates.received_draft(base, *why)
    _write(work, dossier, draft, Action.CHANGE_BASE, legal_dates.RECEIVED, item_id)


def prescribe(work: Work, who: Person, case_id: UUID, said: Allegation, lang: str) -> UUID:
    """Write an allegation down with the day on which it is prescribed; return its id.

    Raises CaseNotFound, RuleError.
    """
    dossier = _begin(work, who, case_id, Action.PRESCRIBE)
    draft = legal_dates.allegation_draft(said, lang)
    return _write(work, dossier, draft, Action.PRESCRIBE, PRESCRIPTION)


def change_prescription(work: Work, who: Person, place: Place, said: Allegation, lang: str) -> None:
    """Write an allegation anew; its basis says why. Raises CaseNotFound, RuleError, StaleRow."""
    dossier = _begin(work, who, place[0], Action.CHANGE_BASE)
    before = find_allegation(dossier, *place[1:])
    draft = legal_dates.allegation_draft(said, lang)
    _write(work, dossier, draft, Action.CHANGE_BASE, PRESCRIPTION, before.id)


def end_prescription(work: Work, who: Person, place: Place, ended: Ended) -> None:
    """Say that a prescription has no longer to be watched. Raises as `end_clock`."""
    dossier = _begin(work, who, place[0], Action.END_CLOCK, ended.by)
    before = find_allegation(dossier, *place[1:])
    draft = legal_dates.allegation_draft(before.said, before.lang, ended)
    _write(work, dossier, draft, Action.END_CLOCK, PRESCRIPTION, before.id)


def find_clock(dossier: Dossier, clock_id: UUID, seen: int | None = None) -> LawClock:
    """Return a clock of a case. Raises CaseNotFound, or StaleRow if it was changed since seen."""
    extensions = granted(dossier.investigation)
    every = legal_dates.law_clocks(legal_dates.items(dossier.investigation), extensions)
    found = next((one for one in every if one.id == clock_id), None)
    if found is None:
        raise CaseNotFound
    if seen not in {None, found.versions}:
        raise StaleRow
    return found


def find_allegation(dossier: Dossier, item_id: UUID, seen: int | None = None) -> KeptAllegation:
    """Return an allegation of a case. Raises as `find_clock`."""
    every = legal_dates.allegations(legal_dates.items(dossier.investigation))
    found = next((one for one in every if one.id == item_id), None)
    if found is None:
        raise CaseNotFound
    if seen not in {None, found.versions}:
        raise StaleRow
    return found


def _begin(
    work: Work, who: Person, case_id: UUID, action: Action, said: LegalDate | None = None
) -> Dossier:
    dossier = open_dossier(work, who, case_id)
    dossier.allow(action)
    if said is not None and said.day > work.today:
        raise Refused("future")
    return dossier


def _write(
    work: Work,
    dossier: Dossier,
    draft: Draft,
    action: Action,
    clock: str,
    item_id: UUID | None = None,
) -> UUID:
    """Write an item, let the days in the clear follow, and tell the trail which clock it was."""
    item = item_id or uuid4()
    place = Compartment.INVESTIGATION
    registers.put(work, dossier.opened, place, draft, item_id=item, action=action)
    after = legal_dates.items_after(dossier, item, draft)
    rows.keep(work.db, dossier.opened.case, legal_dates.days(after, granted(dossier.investigation)))
    end(work, dossier, action, {"clock": clock})
    return item
