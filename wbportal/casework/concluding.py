"""Concluding a case: the outcome, what follows from it, what money came of it, what is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from wbportal.casework import desk, registers
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Dossier
from wbportal.casework.errors import Refused
from wbportal.casework.inquiry import values_of
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.casework.registers import Draft
from wbportal.domain.compartments import Compartment
from wbportal.domain.conclusions import FOUND, RECOVERED, SORTS, Stated, gap, totals
from wbportal.domain.register_fields import text
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work


@dataclass(frozen=True, slots=True)
class Ending:
    """What somebody says of the registers at the end of a case, and what they add at once."""

    measures: Stated
    money: Stated
    added: tuple[Draft, ...] = field(default=(), repr=False)  # measures, sums
    tells_money: bool = False  # the reporter reads what was found and recovered


NOTHING = Ending(Stated.NONE, Stated.NONE)


def conclude(work: Work, who: Person, case_id: UUID, order: Order, ending: Ending) -> None:
    """Close the case with an outcome; seal what came of it; tell the reporter.

    Raises CaseNotFound, RuleError, StaleRow, or Refused: "not-a-reason", and "measures-there",
    "measures-empty", "money-there", "money-empty" if what is said does not fit what is there.
    """
    dossier, to = desk.begin(work, who, case_id, Action.CONCLUDE, order)
    reason = desk.reason_of(work, dossier, Action.CONCLUDE, order)
    measures = [str(one.id) for one in registers.kept(dossier.investigation, Register.MEASURE)]
    money = [values_of(one.fields) for one in registers.kept(dossier.investigation, Register.MONEY)]
    for draft in ending.added:
        made = registers.put(work, dossier.opened, Compartment.INVESTIGATION, draft)
        if draft.register is Register.MEASURE:
            measures.append(str(made))
        else:
            money.append(values_of(draft.fields))
    _check("measures", ending.measures, is_there=bool(measures))
    _check("money", ending.money, is_there=any(text(one, "sort") in SORTS for one in money))
    sums: dict[str, Json] = {sort: [*totals(money, sort)] for sort in (FOUND, RECOVERED)}
    _keep(work, dossier, {"outcome": reason.value, "measures": [*measures], **sums}, ending)
    told: Mapping[str, Json] = sums if ending.tells_money else {}
    case = desk.carry_out(work, dossier, (Action.CONCLUDE, to), order, told)
    case.concluded_on, case.outcome = work.today, order.code


def _check(register: str, stated: Stated, *, is_there: bool) -> None:
    found = gap(stated, is_there=is_there)
    if found is not None:
        raise Refused(f"{register}-{found}")


def _keep(work: Work, dossier: Dossier, said: Mapping[str, Json], ending: Ending) -> None:
    fields: dict[str, Json] = {
        **said,
        "no_measures": ending.measures is Stated.NONE,
        "no_money": ending.money is Stated.NONE,
    }
    draft = Draft(Register.CONCLUSION, fields)
    registers.put(work, dossier.opened, Compartment.INVESTIGATION, draft)
