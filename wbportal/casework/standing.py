"""The facts that the rules ask for, from what is written in a case and who asks."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from wbportal.casework.access import OpenCase
from wbportal.casework.acts import Act, Wishes
from wbportal.casework.assessments import assessed_in
from wbportal.casework.destructions import standing_in
from wbportal.casework.extensions import extensions_in
from wbportal.casework.opinions import rounds_in, waits
from wbportal.casework.recorded import to_check
from wbportal.casework.records import EntryType
from wbportal.casework.referrals import noticed_in, referrals_in, standing
from wbportal.casework.seconds import has_another_lead
from wbportal.casework.thread import Reading
from wbportal.casework.walls import Walls
from wbportal.db import cases
from wbportal.domain.retention import THOUGHT_OVER
from wbportal.domain.rules import Action, Facts
from wbportal.portal import Work

_CLOSES = frozenset({Action.DECLINE, Action.CONCLUDE, Action.REFER})


def facts_of(
    work: Work,
    opened: OpenCase,
    readings: tuple[Reading, Reading],
    acts: Sequence[Act],
    said: tuple[Walls, Wishes],
) -> Facts:
    """Return what the rules have to know of a case; `readings` are thread and investigation."""
    thread, investigation = readings
    walls, wishes = said
    case, who_id = opened.case, opened.holder_id
    charged = {row.holder_id for row in cases.assignments(work.db, case.id)}
    found = Facts(
        has_owner=bool(charged - walls.walled),
        acknowledged=case.acknowledged_on is not None,
        waived=wishes.waived,
        asked=any(one.entry.type is EntryType.QUESTION for one in thread.written),
        names_unresolved=walls.unresolved,
        recorded=bool(to_check(case.id, thread)),
        review_asked=wishes.review is not None,
        own_decision=wishes.review is not None
        and decided_by(thread) == who_id
        and has_another_lead(work, case, who_id, walls.walled),
        referral_noticed=noticed_in(thread, acts) is not None,
        risk_assessed=case.risk_assessed_on is not None,
        plan_made=case.plan_made_on is not None,
        state_before=case.state_before,
    )
    found = _of_opinions(found, investigation, who_id)
    found = _of_extensions(work, opened, found, investigation, walls)
    found = _of_destruction(work, opened, found, readings, walls)
    return _of_referrals(work, found, readings, acts, who_id)


def decided_by(thread: Reading) -> UUID | None:
    """Return who closed a case or passed it on last, of which a review may be asked."""
    ends = [
        one.author_id
        for one in thread.written
        if one.entry.type is EntryType.DECISION and one.entry.details.get("action") in _CLOSES
    ]
    return ends[-1] if ends else None


def _of_opinions(facts: Facts, investigation: Reading, who_id: UUID) -> Facts:
    assessed = assessed_in(investigation)
    lying = waits(rounds_in(investigation))
    return replace(
        facts,
        assessed=assessed is not None,
        incomplete=assessed is not None and assessed.said.is_incomplete,
        opinion=lying is not None,
        own_opinion=lying is not None and lying.author_id == who_id,
    )


def _of_extensions(
    work: Work, opened: OpenCase, facts: Facts, investigation: Reading, walls: Walls
) -> Facts:
    waiting = [one for one in extensions_in(investigation) if one.answer is None]
    mine = bool(waiting) and all(one.by_id == opened.holder_id for one in waiting)
    is_alone = mine and not has_another_lead(work, opened.case, opened.holder_id, walls.walled)
    return replace(facts, extension_asked=bool(waiting) and (is_alone or not mine))


def _of_destruction(
    work: Work, opened: OpenCase, facts: Facts, readings: tuple[Reading, Reading], walls: Walls
) -> Facts:
    found = standing_in(opened.case, *readings)
    if found is None:
        return facts
    mine = found.by_id == opened.holder_id
    others = mine and has_another_lead(work, opened.case, opened.holder_id, walls.walled)
    return replace(
        facts,
        destruction_proposed=True,
        own_destruction=others,
        destruction_too_soon=mine and not others and work.today < found.day + THOUGHT_OVER,
    )


def _of_referrals(
    work: Work,
    facts: Facts,
    readings: tuple[Reading, Reading],
    acts: Sequence[Act],
    who_id: UUID,
) -> Facts:
    found = standing(referrals_in(*readings, acts))
    if found is None:
        return facts
    return replace(
        facts,
        referral_announced=True,
        referral_unhindered=found.is_unhindered(work.today),
        referral_unseconded=found.is_unseconded,
        referral_to_second=found.is_unseconded and found.by_id != who_id,
    )
