"""What people of the demonstration think of its cases: assessments, opinions, more time, notice."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import board, concluding, identity_asking, opining, passing_on, referring
from wbportal.casework.assessments import Assessment
from wbportal.casework.concluding import Ending
from wbportal.casework.desk import Order
from wbportal.casework.dossier import open_dossier
from wbportal.casework.extensions import Request, extensions_in
from wbportal.casework.identity_asking import Wish
from wbportal.casework.keyholders import Person
from wbportal.casework.opinions import Opinion, Resolution
from wbportal.casework.passing_on import PassingOn
from wbportal.casework.records import Entry, EntryType, Json, number_of, text_of
from wbportal.casework.referrals import Plan
from wbportal.casework.registers import Draft
from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority
from wbportal.domain.clocks import FEEDBACK
from wbportal.domain.completeness import Piece
from wbportal.domain.conclusions import Stated
from wbportal.domain.inquiry import OPEN
from wbportal.domain.opinions import STEPS, Course, Flaw
from wbportal.domain.prior_notices import Prior
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.portal import Work

Step = Mapping[str, Json]


def play(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    """Write down what a step of the story says."""
    PLAYED[Action(text_of(step, "do"))](work, who, case_id, step, lang)


def _assess(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    missing = {Piece(text_of(step, "missing"))} if "missing" in step else set()
    said = Assessment(
        jurisdiction=Jurisdiction(text_of(step, "jurisdiction", Jurisdiction.OURS.value)),
        priority=Priority(text_of(step, "priority", Priority.ORDINARY.value)),
        matter=Matter.CORRUPTION,
        pieces={one: Found.MISSING if one in missing else Found.THERE for one in Piece},
        text=text_of(step, "text", ""),
        lang=lang,
    )
    opining.record_assessment(work, who, case_id, said)


def _pass_on(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    said = PassingOn(
        matter=Matter(text_of(step, "matter")),
        priority=Priority(text_of(step, "priority")),
        number=text_of(step, "number"),
        numbered_on=work.today,
        text=text_of(step, "text"),
        lang=lang,
    )
    passing_on.pass_on(work, who, case_id, said)


def _sign(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    action, meeting = Action(text_of(step, "do")), step.get("meeting")
    said = Opinion(
        step=STEPS[action],
        course=Course(text_of(step, "course")) if "course" in step else None,
        flaw=Flaw(text_of(step, "flaw")) if "flaw" in step else None,
        resolution=_resolution(work.today, meeting) if isinstance(meeting, dict) else None,
        text=text_of(step, "text"),
        lang=lang,
    )
    opining.sign(work, who, case_id, action, said)


def _resolution(today: date, meeting: Step) -> Resolution:
    return Resolution(
        meeting=text_of(meeting, "number"),
        held_on=today - timedelta(days=1),
        item=text_of(meeting, "item"),
        present=tuple(text_of(meeting, "present").split(", ")),
        left=tuple(one for one in text_of(meeting, "left", "").split(", ") if one),
    )


def _ask_extension(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    until = work.today + timedelta(days=number_of(step, "days"))
    request = Request(FEEDBACK, until, text_of(step, "text"), lang)
    opining.ask_extension(work, who, case_id, request)


def _answer_extension(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    asked = extensions_in(open_dossier(work, who, case_id).investigation)[-1]
    words = Entry(EntryType.NOTE, text_of(step, "text"), lang)
    opining.answer_extension(work, who, case_id, asked.id, words, granted=True)


def _announce(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    plan = Plan(
        body=text_of(step, "body"),
        reason=Reason(text_of(step, "code")),
        notice=Notice.TOLD,
        text=text_of(step, "text"),
        lang=lang,
    )
    referring.announce(work, who, case_id, plan)


def _convene(work: Work, who: Person, case_id: UUID, step: Step, _: str) -> None:
    free = {one.id for one in board.look(work, who, case_id).free}
    board.convene(work, who, case_id, free, work.today + timedelta(days=number_of(step, "days")))


def _ask_for_name(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    wish = Wish(
        code=text_of(step, "code"),
        text=text_of(step, "text"),
        lang=lang,
        prior=Prior.TOLD,
        told=text_of(step, "told"),
    )
    identity_asking.request(work, who, case_id, wish)


def _conclude(work: Work, who: Person, case_id: UUID, step: Step, lang: str) -> None:
    order = Order(text=text_of(step, "text"), lang=lang, code=text_of(step, "code"))
    measure = Draft(Register.MEASURE, {**_mapping(step, "measure"), "state": OPEN}, lang=lang)
    dated = work.today.isoformat()
    money = Draft(Register.MONEY, {**_mapping(step, "money"), "dated": dated}, lang=lang)
    ending = Ending(Stated.LISTED, Stated.LISTED, (measure, money), tells_money=True)
    concluding.conclude(work, who, case_id, order, ending)


def _mapping(step: Step, key: str) -> Mapping[str, Json]:
    found = step.get(key)
    return found if isinstance(found, dict) else {}


PLAYED: Mapping[Action, Callable[[Work, Person, UUID, Step, str], None]] = MappingProxyType(
    {
        Action.PASS_ON: _pass_on,
        Action.RECORD_ASSESSMENT: _assess,
        **dict.fromkeys(STEPS, _sign),
        Action.CONVENE: _convene,
        Action.ASK_EXTENSION: _ask_extension,
        Action.ANSWER_EXTENSION: _answer_extension,
        Action.ANNOUNCE_REFERRAL: _announce,
        Action.REQUEST_IDENTITY: _ask_for_name,
        Action.CONCLUDE: _conclude,
    }
)
"""The steps of the story that are told here."""
