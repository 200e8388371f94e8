"""The clocks of a case as its pages show them, and why each is due when it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import legal_dates
from wbportal.casework.authors import offices_of
from wbportal.casework.clocks import find_clock, startable
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.extending import granted
from wbportal.casework.extensions import Request, extensions_in
from wbportal.casework.keyholders import Person
from wbportal.casework.legal_dates import Ended, KeptAllegation, LawClock, Said
from wbportal.casework.offices import office_of
from wbportal.casework.recorded import recorded_in
from wbportal.casework.records import EntryType
from wbportal.casework.staff import Names
from wbportal.db import clocks as rows
from wbportal.domain import clocks
from wbportal.domain.clocks import ACKNOWLEDGE, ANSWER, FEEDBACK, HOUSE, REVIEW, Clock, Standing
from wbportal.domain.lawpacks import LIBRARY, ClockRule, LawPack
from wbportal.domain.legal_dates import (
    PRESCRIPTION,
    PRESCRIPTION_WARNS,
    Document,
    LegalDate,
    Warned,
    warnings,
)
from wbportal.domain.periods import fiscal_year
from wbportal.domain.reckoning import Reckoned, Step, StepKind, reckon
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, Facts, is_possible, may_ever
from wbportal.domain.states import State
from wbportal.portal import Work


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock that runs, as a page of its case shows it."""

    key: str
    due: date
    standing: Standing
    days_left: int
    item_id: UUID | None = None  # None for the office's own: their key says which they are
    power_continues: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody said of a legal date, and when they typed it."""

    said: Said = field(repr=False)
    author: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Longer:
    """More time that was granted: why, by which document, and who decided."""

    said: Request = field(repr=False)
    asker: str = field(repr=False)
    approver: str = field(repr=False)
    at: datetime | None
    words: str = field(repr=False)  # of whoever decided


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of one case."""

    cover: Cover
    received: LegalDate
    received_anew: tuple[Version, ...] = field(repr=False)
    fiscal_year: int  # of the Buddhist Era
    running: tuple[ClockLine, ...]
    over: tuple[LawClock, ...]
    startable: tuple[ClockRule, ...]
    allegations: tuple[KeptAllegation, ...] = field(repr=False)
    warnings: tuple[Warned, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about."""

    cover: Cover
    today: date
    received: LegalDate
    startable: tuple[ClockRule, ...]
    clock: LawClock | None
    allegation: KeptAllegation | None

    @property
    def versions(self) -> int:
        """How many versions there are of what it changes."""
        changed = self.clock or self.allegation
        return 0 if changed is None else changed.versions


@dataclass(frozen=True, slots=True)
class Why:
    """Why a clock is due when it is."""

    cover: Cover
    key: str
    pack: LawPack
    rule: ClockRule
    reckoned: Reckoned
    steps: tuple[Step, ...]
    due: date
    base: LegalDate
    standing: Standing
    days_left: int
    history: tuple[Version, ...] = field(default=(), repr=False)
    longer: tuple[Longer, ...] = field(default=(), repr=False)
    may_ask: bool = False  # for more time
    item_id: UUID | None = None
    ended: Ended | None = None
    versions: int = 0
    may_change: bool = False


def panel(dossier: Dossier, today: date) -> tuple[ClockLine, ...]:
    """Return the clocks that run in a case, the nearest first. Raises Damaged."""
    kept = legal_dates.items(dossier.investigation)
    found = [*_own(dossier, today)]
    for one in legal_dates.law_clocks(kept, granted(dossier.investigation)):
        if one.ended is None:
            clock = _as_clock(one)
            found.append(_line(clock, today, one.id, power_continues=one.rule.power_continues))
    for item in legal_dates.allegations(kept):
        if item.ended is None:
            day = item.said.prescribed_on
            clock = Clock(PRESCRIPTION, day, day, PRESCRIPTION_WARNS)
            found.append(_line(clock, today, item.id))
    return tuple(sorted(found, key=lambda line: (line.due, line.key)))


def all_clocks(work: Work, who: Person, case_id: UUID) -> Clocks:
    """Return all clocks of a case. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.READ_INQUIRY)
    case = dossier.opened.case
    kept = legal_dates.items(dossier.investigation)
    alleged = legal_dates.allegations(kept)
    kind = office_of(work, case.office_id).kind
    return Clocks(
        cover=dossier.cover,
        received=_received(dossier),
        received_anew=_versions(work, dossier, legal_dates.received_anew(dossier.investigation)),
        fiscal_year=fiscal_year(case.received_on),
        running=panel(dossier, work.today),
        over=tuple(
            one
            for one in legal_dates.law_clocks(kept, granted(dossier.investigation))
            if one.ended is not None
        ),
        startable=tuple(rule for _, rule in startable(work, case)),
        allegations=alleged,
        warnings=tuple(warnings(kind, case.received_on, (one.said for one in alleged))),
        may_change=_may_change(dossier),
    )


def for_form(
    work: Work, who: Person, case_id: UUID, action: Action, item_id: UUID | None = None
) -> Asked:
    """Return what a form of a case's clocks is about; `item_id` is what it changes or ends.

    Raises CaseNotFound or RuleError.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(action)
    kept = legal_dates.items(dossier.investigation)
    found = Asked(
        cover=dossier.cover,
        today=work.today,
        received=_received(dossier),
        startable=tuple(rule for _, rule in startable(work, dossier.opened.case)),
        clock=next(
            (
                one
                for one in legal_dates.law_clocks(kept, granted(dossier.investigation))
                if one.id == item_id
            ),
            None,
        ),
        allegation=next((one for one in legal_dates.allegations(kept) if one.id == item_id), None),
    )
    if item_id is not None and found.clock is None and found.allegation is None:
        raise CaseNotFound
    return found


def of_law(work: Work, who: Person, case_id: UUID, clock_id: UUID) -> Why:
    """Say why a clock of the law is due when it is. Raises CaseNotFound."""
    dossier = open_dossier(work, who, case_id)
    one = find_clock(dossier, clock_id)
    clock = _as_clock(one)
    return Why(
        cover=dossier.cover,
        key=one.rule.key,
        pack=one.pack,
        rule=one.rule,
        reckoned=one.reckoned,
        steps=one.reckoned.steps,
        due=one.reckoned.due,
        base=one.base,
        standing=clocks.standing(clock, work.today),
        days_left=clocks.days_left(clock, work.today),
        history=_versions(work, dossier, one.history),
        item_id=one.id,
        longer=tuple(_longer(work, dossier, one.rule.key)),
        may_ask=one.rule.extension is not None
        and one.ended is None
        and is_possible(Action.ASK_EXTENSION, *_standing(dossier)),
        ended=one.ended,
        versions=one.versions,
        may_change=_may_change(dossier),
    )


def _longer(work: Work, dossier: Dossier, key: str) -> Iterator[Longer]:
    """Yield the extensions of a clock that were granted."""
    names = Names(work, offices_of(work, dossier.opened.case))
    for one in extensions_in(dossier.investigation):
        if one.said.clock == key and one.answer is not None and one.is_granted:
            by = (names[one.by_id], names[one.answer.by_id])
            yield Longer(one.said, *by, one.answer.at, one.answer.text)


def _standing(dossier: Dossier) -> tuple[Role, State, Facts]:
    opened = dossier.opened
    return opened.role, opened.case.state, dossier.facts


def of_own(work: Work, who: Person, case_id: UUID, key: str) -> Why:
    """Say why a clock of the office's own is due when it is. Raises CaseNotFound."""
    dossier = open_dossier(work, who, case_id)
    line = next((one for one in _own(dossier, work.today) if one.key == key), None)
    if line is None:
        raise CaseNotFound
    pack = LIBRARY.for_case(HOUSE.name, dossier.opened.case.received_on)
    base = _BASES[key](dossier)
    rule = clocks.as_given(pack.clocks[key], base.day, line.due)
    reckoned = reckon(rule, base.day)
    steps = reckoned.steps
    if reckoned.due != line.due:  # somebody who may has set another day
        steps = (*steps, Step(StepKind.EXTENDED_UNTIL, line.due))
    return Why(
        cover=dossier.cover,
        key=key,
        pack=pack,
        rule=rule,
        reckoned=reckoned,
        steps=steps,
        due=line.due,
        base=base,
        standing=line.standing,
        days_left=line.days_left,
        history=_versions(work, dossier, legal_dates.received_anew(dossier.investigation)),
        may_change=_may_change(dossier),
    )


def _own(dossier: Dossier, today: date) -> Iterator[ClockLine]:
    """Yield the office's own clocks that run; the row says when: other days may have been set."""
    case = dossier.opened.case
    for key, due in clocks.own_days(case.state, rows.days_of(case)):
        yield _line(Clock(key, due, due, HOUSE.clocks[key].warn_days_before), today)


def _line(
    clock: Clock, today: date, item_id: UUID | None = None, *, power_continues: bool = False
) -> ClockLine:
    left, standing = clocks.days_left(clock, today), clocks.standing(clock, today)
    return ClockLine(clock.key, clock.due, standing, left, item_id, power_continues)


def _as_clock(one: LawClock) -> Clock:
    reckoned = one.reckoned
    return Clock(one.rule.key, reckoned.base, reckoned.due, one.rule.warn_days_before)


def _received(dossier: Dossier) -> LegalDate:
    """Return the day of receipt with its document, as it was said last."""
    anew = legal_dates.received_anew(dossier.investigation)
    if anew:
        return anew[-1].date
    case = dossier.opened.case
    record = recorded_in(case.id, dossier.thread)
    if record is None:
        return LegalDate(case.received_on, Document.PORTAL)
    document = Document.STAMP if record.came.document else Document.PORTAL
    return LegalDate(case.received_on, document, record.came.document)


def _said_to_reporter(dossier: Dossier) -> LegalDate:
    """Return from when the feedback counts: acknowledged, at the latest on day 7."""
    case = dossier.opened.case
    latest = clocks.acknowledgement(case.received_on).due
    return LegalDate(min(case.acknowledged_on or latest, latest), Document.PORTAL)


def _asked(dossier: Dossier) -> LegalDate:
    asked = [w.day for w in dossier.thread.written if w.entry.type is EntryType.QUESTION]
    return LegalDate(max(asked, default=dossier.opened.case.received_on), Document.PORTAL)


def _review_asked(dossier: Dossier) -> LegalDate:
    """Return the day from which the office's answer counts: the first of those that wait."""
    return LegalDate(
        dossier.wishes.reviews_since or dossier.opened.case.received_on, Document.PORTAL
    )


_BASES: Mapping[str, Callable[[Dossier], LegalDate]] = MappingProxyType(
    {ACKNOWLEDGE: _received, FEEDBACK: _said_to_reporter, ANSWER: _asked, REVIEW: _review_asked}
)


def _versions(work: Work, dossier: Dossier, said: tuple[Said, ...]) -> tuple[Version, ...]:
    names = Names(work, offices_of(work, dossier.opened.case)) if said else {}
    return tuple(Version(one, names[one.author_id]) for one in said)


def _may_change(dossier: Dossier) -> bool:
    return may_ever(Action.CHANGE_BASE, dossier.opened.role)
