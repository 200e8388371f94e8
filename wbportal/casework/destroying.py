"""Destroying a case that was worked on: one lead proposes it, and another one confirms.

Why, in words, is sealed in the case and goes with it. What stays is the trail: who proposed, who
confirmed, and which of three reasons it was.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import desk, destruction, registers, settings
from wbportal.casework.authors import offices_of
from wbportal.casework.desk import Order
from wbportal.casework.destructions import Proposal, Wish, proposals_in, proposed, standing_in
from wbportal.casework.dossier import Cover, Dossier, open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.protection import values_of
from wbportal.casework.seconds import has_another_lead
from wbportal.casework.staff import Names
from wbportal.domain import aftercare, protection
from wbportal.domain.compartments import Compartment
from wbportal.domain.needs import Why
from wbportal.domain.reasons import Reason
from wbportal.domain.retention import THOUGHT_OVER
from wbportal.domain.rules import Action, Facts, NotPossible
from wbportal.portal import Work

_ANY = Order()


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What of a case forbids that it goes, unless a court or a law orders it."""

    kept_until: date | None  # None if the office has not said how long it keeps cases
    is_kept: bool  # its time is not over
    asked_until: date | None  # its reporter is still to be asked how things are
    is_protected: bool  # a measure or request is open
    is_review_open: bool
    is_sealed: bool  # whoever asks can't see whether something is open

    def of(self, wish: Wish) -> str | None:
        """Return the first that holds against a wish, as the key of a sentence."""
        if wish.reason is Reason.DESTRUCTION_ORDERED:
            return None
        if wish.reason is Reason.RETENTION_ENDED and self.is_kept:
            return "kept-too-short"
        if self.is_review_open:
            return "review-open"
        if self.is_protected:
            return "protection-open"
        if self.asked_until is not None:
            return "check-ins-open"
        return "ask-the-officer" if self.is_sealed and not wish.officer_asked else None


@dataclass(frozen=True, slots=True)
class Destruction:
    """All that the page of a case's destruction shows."""

    cover: Cover
    proposals: tuple[Proposal, ...] = field(repr=False)
    standing: Proposal | None = field(repr=False)
    hindrances: Hindrances
    facts: Facts
    names: Names = field(repr=False)
    is_alone: bool  # no other lead could confirm
    confirmed_from: date | None  # by whoever proposed it, if they are alone
    gone_by: date

    @property
    def may_confirm(self) -> bool:
        waits = self.facts.own_destruction or self.facts.destruction_too_soon
        return self.standing is not None and not waits


def look(work: Work, who: Person, case_id: UUID) -> Destruction:
    """Read whether a case can be destroyed, and who wants it. Raises CaseNotFound, RuleError."""
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.PROPOSE_DESTRUCTION)
    case = dossier.opened.case
    found = standing_in(case, dossier.thread, dossier.investigation)
    mine = found is not None and found.by_id == who.id
    alone = not has_another_lead(work, case, who.id, dossier.walls.walled)
    return Destruction(
        cover=dossier.cover,
        proposals=proposals_in(dossier.investigation),
        standing=found,
        hindrances=_hindrances(work, dossier),
        facts=dossier.facts,
        names=Names(work, offices_of(work, case)),
        is_alone=alone,
        confirmed_from=found.day + THOUGHT_OVER if found is not None and mine and alone else None,
        gone_by=destruction.gone_everywhere_by(work.today),
    )


def propose(work: Work, who: Person, case_id: UUID, wish: Wish) -> None:
    """Propose that a closed case be destroyed; nothing of it goes yet.

    Raises CaseNotFound, RuleError, or Refused: "proposed-already", "kept-too-short",
    "review-open", "protection-open", "check-ins-open", "ask-the-officer".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.PROPOSE_DESTRUCTION, _ANY)
    if dossier.facts.destruction_proposed:
        raise Refused("proposed-already")
    _refuse(_hindrances(work, dossier), wish)
    draft = proposed(wish, dossier.opened.case, dossier.thread)
    _put(work, dossier, Action.PROPOSE_DESTRUCTION, draft)


def withdraw(work: Work, who: Person, case_id: UUID) -> None:
    """Take a proposal back, whoever's it is: the case stays. Raises CaseNotFound, RuleError."""
    dossier, _ = desk.begin(work, who, case_id, Action.WITHDRAW_DESTRUCTION, _ANY)
    found = _standing(dossier)
    _put(work, dossier, Action.WITHDRAW_DESTRUCTION, found.draft(), found.id)


def confirm(
    work: Work, who: Person, case_id: UUID, proposal_id: UUID, *, officer_asked: bool = False
) -> date:
    """Destroy a case, grants first; return the day by which no backup has it either.

    `proposal_id` is the proposal that was read. Everything that hindered it is asked again: things
    change between two people. Raises CaseNotFound, RuleError, or Refused as `propose` does, and
    "another-proposal".
    """
    dossier, to = desk.begin(work, who, case_id, Action.CONFIRM_DESTRUCTION, _ANY)
    found = _standing(dossier)
    if found.id != proposal_id:
        raise Refused("another-proposal")
    said = found.wish
    _refuse(_hindrances(work, dossier), Wish(said.reason, said.text, officer_asked=officer_asked))
    destruction.erase(work, dossier.opened, to)
    seen = "alone" if found.by_id == who.id else "by-two"
    detail = {"reason": said.reason.value, "seen": seen, "proposed_by": str(found.by_id)}
    desk.end(work, dossier, Action.CONFIRM_DESTRUCTION, detail)
    return destruction.gone_everywhere_by(work.today)


def _standing(dossier: Dossier) -> Proposal:
    found = standing_in(dossier.opened.case, dossier.thread, dossier.investigation)
    if found is None:
        state = dossier.opened.case.state
        raise NotPossible(Action.CONFIRM_DESTRUCTION, state, Why.NO_PROPOSAL)
    return found


def _refuse(hindrances: Hindrances, wish: Wish) -> None:
    found = hindrances.of(wish)
    if found is not None:
        raise Refused(found)


def _hindrances(work: Work, dossier: Dossier) -> Hindrances:
    case, today = dossier.opened.case, work.today
    closed_on = case.concluded_on or today
    kept = settings.kept_until(work, case.office_id, closed_on)
    asked = aftercare.asked_until(closed_on, settings.check_in_months(work, case.office_id))
    return Hindrances(
        kept_until=kept,
        is_kept=kept is None or kept >= today,
        asked_until=asked if asked >= today else None,
        is_protected=_is_protected(dossier, today),
        is_review_open=dossier.facts.review_asked,
        is_sealed=dossier.protection is None,
    )


def _is_protected(dossier: Dossier, today: date) -> bool:
    if dossier.protection is None:
        return False
    if dossier.wishes.detriment is not None:
        return True
    kept = [
        one
        for register in protection.REGISTERS
        for one in registers.kept(dossier.protection, register)
    ]
    return any(protection.is_open(one.register, values_of(one.fields), today) for one in kept)


def _put(
    work: Work,
    dossier: Dossier,
    action: Action,
    draft: registers.Draft,
    item_id: UUID | None = None,
) -> None:
    registers.put(
        work, dossier.opened, Compartment.INVESTIGATION, draft, item_id=item_id, action=action
    )
    desk.end(work, dossier, action)
