"""What those do who protect a reporter: answer, assess the risk, plan, and follow requests.

Everything they write is of one size, so that its row says neither what it is nor whether the
reporter told anything; and the trail says *protect* of all of it. That a risk was assessed, and a
plan made, shows as a day, because whoever works the case has to know it and holds no key to either.
"""

from uuid import UUID

from wbportal.casework import inbox, protection, registers
from wbportal.casework.access import write
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.keyholders import Person
from wbportal.casework.protection import Protected
from wbportal.casework.records import Entry, EntryType
from wbportal.casework.registers import Draft
from wbportal.domain.compartments import Compartment
from wbportal.domain.register_fields import Values
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.portal import AuditDraft, Work

_PART = Compartment.PROTECTION
_LEAST_BYTES = 16 * 1024 - 97  # as a reporter's acts: a page of Thai

MAX_ANSWER_CHARS = 2000  # it stands on the reporter's page, beside the conversation


def answer(work: Work, who: Person, case_id: UUID, text: str, lang: str) -> None:
    """Write to the reporter about their protection. Raises CaseNotFound, RuleError."""
    found = protection.open_protected(work, who, case_id)
    entry = Entry(EntryType.REPLY, text=text, lang=lang, at=work.now)
    write(work, found.opened, _PART, entry, _LEAST_BYTES)
    _end(work, who, found)


def keep_item(
    work: Work,
    who: Person,
    case_id: UUID,
    register: Register,
    values: Values,
    item_id: UUID | None = None,
) -> None:
    """Write an item of a register of protection, or with `item_id` a new version of one.

    There is one assessment of the risk, however often it is made. Raises CaseNotFound, RuleError.
    """
    found = protection.open_protected(work, who, case_id)
    known = {one.id for one in found.kept(register)}
    if register is Register.RISK:
        item_id = next(iter(known), None)
    if item_id is not None and item_id not in known:
        raise CaseNotFound
    fields = {name: value for name, value in values.items() if isinstance(value, str)}
    draft = Draft(register, fields, least_bytes=_LEAST_BYTES)
    registers.put(work, found.opened, _PART, draft, item_id=item_id)
    case = found.opened.case
    if register is Register.RISK:
        case.risk_assessed_on = work.today
    elif register is Register.SAFETY:
        case.plan_made_on = work.today
    _end(work, who, found)


def _end(work: Work, who: Person, found: Protected) -> None:
    if found.opened.role is Role.PROTECTION:
        inbox.cover(work, who, found.opened.case)
    enter_protection(work, found)


def enter_protection(work: Work, found: Protected) -> None:
    """Enter into the trail that somebody did something for a reporter, whatever it was."""
    case = found.opened.case
    detail = {"state": case.state.value}
    draft = AuditDraft(
        case.office_id, found.opened.holder_id, Action.PROTECT.value, case.id, detail
    )
    work.audit(draft)
