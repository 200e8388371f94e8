"""Ten reports and what became of them, day by day, up to now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from uuid import UUID

from wbportal.casework import (
    account,
    alarms,
    conversation,
    denials,
    handovers,
    invitations,
    questions,
    reads,
    reporter_acts,
    views,
)
from wbportal.casework.access import open_case
from wbportal.casework.assignment import PEOPLE
from wbportal.casework.catching_up import catch_up
from wbportal.casework.conversation import Message
from wbportal.casework.desk import WORDS_AND_MOVES, Order
from wbportal.casework.handovers import Plan
from wbportal.casework.intake import Report, submit_report
from wbportal.casework.invitations import Invitee
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.recipients import Named
from wbportal.casework.records import FileSlip, Json, number_of, text_of
from wbportal.casework.reporter_acts import Said
from wbportal.casework.sheet import Identity
from wbportal.cli.demonstration import (
    conflicted,
    dates,
    deliberation,
    ending,
    hearings,
    inquiries,
    leaving,
    letters,
    papers,
    people,
    protected,
    settings,
    telephoned,
)
from wbportal.cli.demonstration.people import Cast
from wbportal.db import offices
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.jobs import tasks
from wbportal.portal import Portal, Work
from wbportal.vault.reads import Reading, What
from wbportal.vault.receipts import ReceiptCode

_BEFORE_ALL = 120  # days: the office is founded before the first report
_TOO_MANY = 12  # wrong passphrases within an hour
_NIGHT = time(0)  # however early in a day this is made, the night before it has been worked
_DEEDS = {**WORDS_AND_MOVES, **PEOPLE}
_REPORTER = "reporter"
_ADMINISTRATOR = "suchart"
_OFFICER = "preeya"
_NIGHTLY = (tasks.enter_reporter_events, tasks.count_reports, tasks.lapse_awaiting, tasks.remind)


class Clock:
    """The clock of the days that are told; it starts long ago and ends now."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.now = end - timedelta(days=_BEFORE_ALL)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Told:
    """One report, and what is needed to go on with it."""

    plan: Mapping[str, Json]
    text: Mapping[str, Json]  # of cases.json
    code: ReceiptCode = field(repr=False)
    case_id: UUID | None = None

    @property
    def lang(self) -> str:
        return text_of(self.text, "lang")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: whom to sign in as, and with which codes to come back."""

    slug: str
    people: tuple[Cast, ...]
    codes: tuple[tuple[str, ReceiptCode], ...] = field(repr=False)  # with what each is about


def tell(portal: Portal, clock: Clock) -> Demonstration:
    """Make the office and its cases; about 5 s. The clock stands at its end afterwards."""
    story = _mapping(_data("story.json"))
    office = _mapping(story["office"])
    today = clock.end.astimezone(portal.timezone).date()
    cast = people.found(portal, office, _mappings(story["people"]), today)
    told = [
        _Told(plan, text, ReceiptCode.generate())
        for plan, text in zip(
            _mappings(story["reports"]), _mappings(_data("cases.json")), strict=True
        )
    ]
    settings.set_up(portal, cast[_ADMINISTRATOR].person)
    narrator = _Narrator(portal, clock, cast)
    steps = [(step, one) for one in told for step in _mappings(one.plan["steps"])]
    for step, one in sorted(steps, key=lambda pair: narrator.moment(pair[0])):
        narrator.play(step, one)
    narrator.pass_to(clock.end)
    with portal.work() as work:
        _plan_a_hand_over(work, cast)
        denials.note_denial(work, cast["suchart"].person, "desk.queue")
    office_id = next(iter(cast.values())).person.office_id
    waiting = people.let_wait(portal, office_id, _mapping(story["waiting"]))
    telephoned.write_down(portal, cast["narumon"].person, _begun(told[3]))
    inquiries.write_thai(portal, cast["kittisak"].person, _begun(told[3]))
    inquiries.write_english(portal, cast["anong"].person, _begun(told[1]))
    leaving.ask_for_release(portal, cast["kittisak"].person, _begun(told[0]))
    leaving.export(portal, cast["anong"].person, _begun(told[1]))
    _hear_and_write(portal, cast, told)
    _let_interests_conflict(portal, cast, told)
    _leave_something_to_do(portal, cast)
    _keep_views(portal, cast)
    return Demonstration(
        slug=text_of(office, "slug"),
        people=(*cast.values(), waiting),
        codes=tuple((text_of(one.text, "title"), one.code) for one in told),
    )


def _hear_and_write(portal: Portal, cast: Mapping[str, Cast], told: Sequence[_Told]) -> None:
    letters.write_thai(portal, cast["kittisak"].person, _begun(told[0]))
    letters.write_english(portal, cast["anong"].person, _begun(told[1]))
    second = cast["narumon"].person
    hearings.hear_thai(portal, cast["kittisak"].person, second, _begun(told[0]))
    hearings.hear_english(portal, cast["anong"].person, _begun(told[1]))
    dates.watch(portal, cast, _begun(told[0]), _begun(told[1]))


def _let_interests_conflict(
    portal: Portal, cast: Mapping[str, Cast], told: Sequence[_Told]
) -> None:
    lead, deputy = cast["narumon"].person, cast["margaret"].person
    handler, other = cast["kittisak"].person, cast["anong"].person
    conflicted.object_in_thai(portal, handler, other, _begun(told[3]))
    conflicted.declare_in_english(portal, deputy, lead, _begun(told[4]))
    conflicted.stand_down_in_english(portal, cast["daniel"].person, _begun(told[0]))
    ending.propose_destruction(portal, deputy, _begun(told[7]))


def _leave_something_to_do(portal: Portal, cast: Mapping[str, Cast]) -> None:
    """Leave an invitation that waits, and an alarm that nobody has looked into."""
    keeper = next(one for one in cast.values() if Role.ADMINISTRATOR in one.person.roles)
    handler = next(one for one in cast.values() if Role.HANDLER in one.person.roles)
    guest = Invitee("malee", "มาลี ศรีสุข", frozenset({Role.HANDLER}))
    with portal.work() as work:
        invitations.invite(work, keeper.person.office_id, guest, keeper.person)
        for _ in range(_TOO_MANY):
            account.note_failed_sign_in(work, handler.username, 0)
    with portal.work() as work:
        alarms.look(work)


def _keep_views(portal: Portal, cast: Mapping[str, Cast]) -> None:
    """Let people keep a search and a filter, which stand above their list of cases.

    And let leads have looked at it: else their first page says that cases wait for new keys.
    """
    for lead in ("narumon", "margaret"):
        catch_up(portal, cast[lead].person, seconds=5)
    with portal.work() as work:
        views.keep(work, cast["narumon"].person, "งบก่อสร้าง", {"words": "ก่อสร้าง งบ"})
        views.keep(work, cast["narumon"].person, "เร่งด่วน ทางโทรศัพท์", {"channel": "telephone"})
    with portal.work() as work:
        views.keep(work, cast["anong"].person, "Contracts", {"words": "contract*"})


@dataclass(frozen=True, slots=True)
class _Narrator:
    """Lets days pass, and on them people do what the story says."""

    portal: Portal
    clock: Clock
    cast: Mapping[str, Cast]

    def moment(self, step: Mapping[str, Json]) -> datetime:
        """Return when a step happens: so many days before today, at an hour of the office."""
        zone = self.portal.timezone
        today = self.clock.end.astimezone(zone).date()
        day = today - timedelta(days=number_of(step, "ago"))
        hour = time.fromisoformat(text_of(step, "at"))
        return datetime.combine(day, hour, zone).astimezone(UTC)

    def pass_to(self, moment: datetime) -> None:
        """Move the clock on; every night on the way brings what the worker does at night."""
        zone = self.portal.timezone
        while True:
            tomorrow = self.clock.now.astimezone(zone).date() + timedelta(days=1)
            night = datetime.combine(tomorrow, _NIGHT, zone).astimezone(UTC)
            if night >= moment:
                break
            self.clock.now = night
            for task in _NIGHTLY:
                with self.portal.work() as work:
                    task(self.portal, work)
        self.clock.now = moment

    def play(self, step: Mapping[str, Json], told: _Told) -> None:
        """Let one thing happen."""
        self.pass_to(self.moment(step))
        if step["do"] in {Action.ADDRESS, Action.REFER}:
            officer = self.cast[_OFFICER].person
            protected.before_acting(self.portal, officer, _begun(told), told.lang)
        if step["do"] == Action.ASSIGN:  # a lead comes from the list, as pages have it
            catch_up(self.portal, self.cast[text_of(step, "who")].person)
        with self.portal.work() as work:
            if step["do"] == "report":
                told.case_id = self._report(work, told)
            elif step["do"] == Action.PROTECT:
                who = self.cast[text_of(step, "who")].person
                protected.protect(work, who, _begun(told), step, told.lang)
            elif step["who"] == _REPORTER:
                self._return(work, step, told)
            else:
                self._act(work, step, told)

    def _report(self, work: Work, told: _Told) -> UUID:
        office = offices.all_offices(work.db)[0]
        listed = [self.cast[str(name)] for name in _list(told.plan.get("must_not_see"))]
        report = Report(
            text=text_of(told.text, "text"),
            lang=told.lang,
            answers={
                "category": text_of(told.text, "category"),
                "who": text_of(told.text, "accused_position"),
                "area": text_of(told.text, "province_code"),
                "evidence": text_of(told.text, "evidence"),
                **_mapping(told.plan["answers"]),
                "version": questions.of_office(work, office.id).live.version,
            },
            files=_sealed(work, told.plan),
            named=Named(
                frozenset(one.person.id for one in listed),
                text_of(told.plan, "must_not_see_text", ""),
            ),
            category=text_of(told.text, "category"),
            area=text_of(told.text, "province_code"),
            urgent=told.plan.get("urgent") is True,
        )
        return submit_report(work, office, report, told.code).case_id

    def _return(self, work: Work, step: Mapping[str, Json], told: _Told) -> None:
        """Let the reporter come back: to write, or to do something else behind the code."""
        keys = told.code.keys(work.keys.receipt_salt, work.keys.receipt_cost)
        case_id = _begun(told)
        opened = open_case(work, CodeHolder(case_id, keys), case_id)
        text = text_of(step, "text")
        if step["do"] == Action.FOLLOW_UP:
            message = Message(text, told.lang, _sealed(work, step))
            conversation.add(work, opened, message)
            return
        action, details = Action(text_of(step, "do")), _mapping(step.get("details"))
        who = step.get("identity")
        said = Said(
            action,
            text=text,
            lang=told.lang,
            details=details,
            identity=Identity.from_json(who) if isinstance(who, dict) else None,
        )
        reporter_acts.act(work, opened, said)

    def _act(self, work: Work, step: Mapping[str, Json], told: _Told) -> None:
        who = self.cast[text_of(step, "who")]
        opened = open_case(work, who.person, _begun(told))
        reads.enter(work, who.person, opened.case, Reading(opened.case.id, What.PAGE))
        if text_of(step, "do") in deliberation.PLAYED:
            deliberation.play(work, who.person, opened.case.id, step, told.lang)
            return
        holder = self.cast.get(text_of(step, "holder", ""))
        order = Order(
            text=text_of(step, "text", ""),
            lang=told.lang,
            code=text_of(step, "code", ""),
            body=text_of(step, "body", ""),
            holder_id=holder.person.id if holder is not None else None,
            files=_sealed(work, step),
        )
        _DEEDS[Action(text_of(step, "do"))](work, who.person, _begun(told), order)


def _plan_a_hand_over(work: Work, cast: Mapping[str, Cast]) -> None:
    """Let cases change hands on the next 1 October, when posts do in Thailand."""
    year = work.today.year + (work.today >= work.today.replace(month=10, day=1))
    giver, to = cast["kittisak"].person, cast["anong"].person
    plan = Plan(Kind.SUCCESSION, to.id, giver.id, work.today.replace(year=year, month=10, day=1))
    handovers.plan(work, cast["narumon"].person, plan)


def _begun(told: _Told) -> UUID:
    if told.case_id is None:
        raise LookupError("a story goes on before it has begun")
    return told.case_id


def _sealed(work: Work, said: Mapping[str, Json]) -> tuple[FileSlip, ...]:
    return tuple(papers.seal(work, paper) for paper in _mappings(said.get("files")))


def _data(name: str) -> Json:
    found: Json = json.loads(files("wbportal.cli.demonstration").joinpath(name).read_bytes())
    return found


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else ()


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: Json) -> list[Mapping[str, Json]]:
    return [_mapping(one) for one in _list(value)]
