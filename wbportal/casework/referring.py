"""Before a report is passed on: the reporter is told to whom and what, and has time to object."""

from dataclasses import replace
from uuid import UUID

from wbportal.casework import desk, registers, settings
from wbportal.casework.access import write
from wbportal.casework.desk import Order
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Entry, EntryType, Json
from wbportal.casework.referrals import REFERRAL, Plan, referrals_in, standing
from wbportal.domain.actions import Action
from wbportal.domain.compartments import Compartment
from wbportal.domain.referrals import Notice
from wbportal.domain.terms import Term, last_day
from wbportal.portal import Work

_ANY = Order()


def announce(work: Work, who: Person, case_id: UUID, plan: Plan) -> None:
    """Say to whom a report shall be passed on; tell the reporter, unless law or danger forbids it.

    Another announcement takes the place of the one before. Raises CaseNotFound, RuleError, or
    Refused for a reason that is missing: "why-untold", "why-near".
    """
    dossier, _ = desk.begin(work, who, case_id, Action.ANNOUNCE_REFERRAL, _ANY)
    if plan.notice is not Notice.TOLD and not plan.why_untold:
        raise Refused("why-untold")
    if plan.near and not plan.why_near:
        raise Refused("why-near")
    is_told = plan.notice is Notice.TOLD
    days = settings.days_given(work, dossier.opened.case.office_id, Term.OBJECTION)
    until = last_day(work.today, days) if is_told else None
    whole = replace(plan, until=until)
    item_id = registers.put(
        work,
        dossier.opened,
        Compartment.INVESTIGATION,
        whole.draft(),
        action=None if is_told else Action.ANNOUNCE_REFERRAL,
    )
    if until is not None:
        details: dict[str, Json] = {
            "action": Action.ANNOUNCE_REFERRAL.value,
            "reason": plan.reason.value,
            "body": plan.body,
            "until": until.isoformat(),
            REFERRAL: str(item_id),
        }
        entry = Entry(EntryType.DECISION, plan.text, plan.lang, details, at=work.now)
        write(work, dossier.opened, Compartment.THREAD, entry)
    desk.end(work, dossier, Action.ANNOUNCE_REFERRAL)


def second(work: Work, who: Person, case_id: UUID) -> None:
    """Agree, as another person, to a referral that goes near the accused.

    Raises CaseNotFound, RuleError.
    """
    dossier, _ = desk.begin(work, who, case_id, Action.SECOND_REFERRAL, _ANY)
    found = standing(referrals_in(dossier.thread, dossier.investigation, dossier.acts))
    if found is None:
        raise CaseNotFound
    registers.put(
        work,
        dossier.opened,
        Compartment.INVESTIGATION,
        found.plan.draft(),
        item_id=found.id,
        action=Action.SECOND_REFERRAL,
    )
    desk.end(work, dossier, Action.SECOND_REFERRAL)
