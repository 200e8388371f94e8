"""A case as its reporter sees it: what comes next, what was said, and adding to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from wbportal.casework import drafts, files, prior_notices, questions, settings, sheet
from wbportal.casework.access import OpenCase, open_case, write
from wbportal.casework.acts import Act, Wishes, acts_of, replies_apart, wishes_of
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.prior_notices import Noticed as PriorNotice
from wbportal.casework.recorded import ToCheck, to_check
from wbportal.casework.records import Entry, EntryType, FileSlip, Json
from wbportal.casework.referrals import Noticed, noticed_in
from wbportal.casework.registers import is_of
from wbportal.casework.thread import Reading, Written, read
from wbportal.casework.visits import Visit
from wbportal.db import cases, entered
from wbportal.db.cases import Case
from wbportal.domain import aftercare
from wbportal.domain.clocks import CaseDays, NextDate, next_date
from wbportal.domain.compartments import Compartment
from wbportal.domain.questionnaire import QUESTIONNAIRE, Answer, Questionnaire, recorded
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action, Facts, decide, offered
from wbportal.domain.states import CLOSED, State
from wbportal.portal import Work

APART = "apart"
"""The detail of an answer that those who protect the reporter gave, and nobody else can read."""

# What a reporter is shown of a thread; blanks and marks of erasure are nobody's words.
_SPOKEN = frozenset(
    {
        EntryType.REPORT,
        EntryType.RECORD,
        EntryType.CHECKED,
        EntryType.MESSAGE,
        EntryType.REPLY,
        EntryType.QUESTION,
        EntryType.DECISION,
        EntryType.FILE,
        EntryType.ACT,
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a reporter adds to a case, checked."""

    text: str = field(repr=False)
    lang: str
    files: tuple[FileSlip, ...] = field(default=(), repr=False)
    answers: Mapping[str, Json] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the thread, as its reader sees it."""

    record_id: UUID
    name: str = field(repr=False)
    length: int  # bytes
    sha256: str  # hex
    shows_identity: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the conversation; what the reporter said elsewhere stands in its place."""

    place: int  # number of the entry in the thread
    mine: bool
    type: EntryType
    day: date
    lang: str
    text: str = field(repr=False)
    details: Mapping[str, Json] = field(repr=False)
    file: FileView | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A case on its reporter's page."""

    office_id: UUID
    state: State
    next_date: NextDate | None
    received_on: date
    arrived_on: date  # here, if somebody wrote it down later
    question: str | None = field(repr=False)  # asked, and not answered yet
    said: tuple[Said, ...] = field(repr=False)
    wishes: Wishes = field(default_factory=Wishes, repr=False)
    is_identified: bool = field(default=False, repr=False)
    hidden: int = field(default=0, repr=False)  # how many entries this page leaves out
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)  # the newest ones
    asked: Questionnaire = QUESTIONNAIRE  # what these answer
    offered: tuple[Action, ...] = ()
    answered: Said | None = field(default=None, repr=False)  # by those who protect, the last word
    asks_how: bool = False  # a check-in is due, and was not answered
    noticed: Noticed | None = field(default=None, repr=False)  # it is to be passed on
    prior: tuple[PriorNotice, ...] = field(default=(), repr=False)  # before the name is opened
    to_check: tuple[ToCheck, ...] = field(default=(), repr=False)  # what was written down for them


def look(work: Work, visit: Visit) -> Conversation:
    """Open the case of a visit and read it; about 2 ms and 0.15 ms an entry.

    Raises CaseNotFound if the code of the visit fits no case, CodeNeeded if the case has newer
    keys than the visit, CodeSeen if the code has to be changed first.
    """
    opened = open_case(work, visit.visitor, visit.case_id)
    case, thread = opened.case, read(work, opened, Compartment.THREAD)
    protection = read(work, opened, Compartment.PROTECTION)
    acts = acts_of(case.id, thread, protection)
    own, _ = sheet.load(work, opened)
    answers = newest_answers(thread.written)
    wishes = wishes_of(acts, thread, case.id, protection)
    replies = [_replied(*one) for one in replies_apart(case.id, thread, protection)]
    said, noticed = _all_said(case, thread, acts, replies), noticed_in(thread, acts)
    prior = prior_notices.waiting(work, case.id, prior_notices.noticed_in(thread, acts))
    shown = tuple(one for one in said if one.place > own.hidden_to)
    return Conversation(
        office_id=case.office_id,
        state=case.state,
        next_date=next_date_of(work, case, prior_notices.unanswered(prior, work.today)),
        received_on=case.received_on,
        arrived_on=entered.arrived_on(work.db, case),
        question=_open_question(case, thread),
        said=shown,
        wishes=wishes,
        is_identified=own.identity is not None,
        hidden=len(said) - len(shown),
        answers=answers,
        asked=questions.of_office(work, case.office_id).of_answers(answers),
        offered=offered(
            opened.role,
            case.state,
            replace(
                _facts(work, case, wishes),
                referral_noticed=noticed is not None,
                identity_noticed=bool(prior),
            ),
        ),
        noticed=noticed,
        prior=prior,
        answered=_last_word(shown, replies, acts),
        asks_how=_asks_how(work, case, acts),
        to_check=to_check(case.id, thread),
    )


def follow_up(work: Work, visit: Visit, form: FormKey, message: Message) -> None:
    """Add a message and the files that its form has kept, once however often the form is sent.

    Raises CaseNotFound, or CodeNeeded if the case has newer keys than the visit.
    """
    draft = drafts.find(work, form) or Draft()
    said = _fingerprint(message)
    fresh = tuple(f for f in (*draft.files, *message.files) if f.sha256 not in draft.done)
    new = replace(message, text="" if said in draft.done else message.text, files=fresh)
    if not new.text and not new.files:
        return
    add(work, open_case(work, visit.visitor, visit.case_id), new)
    done = (*draft.done, said, *(slip.sha256 for slip in fresh))
    drafts.keep(work, form, Draft(stage=Stage.SPENT, done=done))


def add(work: Work, opened: OpenCase, message: Message) -> None:
    """Write a message into an open case as its reporter; a case that waited for it goes on."""
    case = opened.case
    facts = _facts(work, case, Wishes())
    state = decide(Action.FOLLOW_UP, opened.role, case.state, facts)
    if state is not case.state:
        case.state, case.state_before, case.awaiting_until = state, None, None
    if message.text or message.answers:
        details: dict[str, Json] = {"answers": dict(message.answers)} if message.answers else {}
        entry = Entry(EntryType.MESSAGE, text=message.text, lang=message.lang, details=details)
        write(work, opened, Compartment.THREAD, entry)
    for slip in message.files:
        files.attach(work, opened, slip)
    work.note_reporter_act(case, "follow-up")


def find_file(work: Work, visit: Visit, record_id: UUID) -> FileSlip:
    """Return the slip of a file that the office sent. Raises CaseNotFound or CodeNeeded."""
    opened = open_case(work, visit.visitor, visit.case_id)
    return files.find(record_id, read(work, opened, Compartment.THREAD))


def next_date_of(work: Work, case: Case, asked: PriorNotice | None = None) -> NextDate | None:
    """Return the day on which the reporter of a case finds something to come back to.

    `asked` is what they were told of a request for their name, and have not answered.
    """
    days = CaseDays(
        received_on=case.received_on,
        ack_due=case.ack_due,
        feedback_due=case.feedback_due,
        acknowledged_on=case.acknowledged_on,
        awaiting_until=case.awaiting_until,
        closed_on=case.concluded_on,
        review_due=case.review_due,
        check_in_months=settings.check_in_months(work, case.office_id),
        name_until=None if asked is None else asked.until,
    )
    return next_date(case.state, days, work.today)


def newest_answers(written: Sequence[Written]) -> dict[str, Answer]:
    """Return what was answered besides the report, later answers in place of earlier ones."""
    found: dict[str, Answer] = {}
    for one in written:
        found |= answers_in(one.entry)
    return {key: answer for key, answer in found.items() if answer}


def answers_in(entry: Entry) -> dict[str, Answer]:
    """Return the answers that one entry gives; an empty one takes an earlier one back."""
    answers = entry.details.get("answers")
    return recorded(answers) if isinstance(answers, dict) else {}


def _facts(work: Work, case: Case, wishes: Wishes) -> Facts:
    return Facts(
        has_owner=cases.has_owner(work.db, case.id),
        acknowledged=case.acknowledged_on is not None,
        waived=wishes.waived,
        state_before=case.state_before,
    )


def _all_said(
    case: Case, thread: Reading, acts: Sequence[Act], replies: Sequence[Said]
) -> list[Said]:
    said = [_said(case, one) for one in thread.written if _is_spoken(one.entry)]
    # Who forces somebody may look over their shoulder: that answer is never shown again.
    said += [_told(act) for act in acts if act.is_apart and act.action is not Action.WITHDRAW]
    return sorted([*said, *replies], key=lambda one: one.place)


def _last_word(shown: Sequence[Said], replies: Sequence[Said], acts: Sequence[Act]) -> Said | None:
    """Return the newest answer of those who protect, unless more was told them since."""
    told = max((act.place for act in acts if act.is_apart), default=0)
    last = replies[-1] if replies else None
    return last if last is not None and last in shown and last.place >= told else None


def _asks_how(work: Work, case: Case, acts: Sequence[Act]) -> bool:
    if case.state not in CLOSED or case.concluded_on is None:
        return False
    said = [act.day for act in acts if act.action is Action.CHECK_IN]
    months = settings.check_in_months(work, case.office_id)
    return aftercare.is_due(case.concluded_on, said, work.today, months)


def _replied(place: int, written: Written) -> Said:
    entry = written.entry
    return Said(
        place=place,
        mine=False,
        type=EntryType.REPLY,
        day=written.day,
        lang=entry.lang,
        text=entry.text,
        details={APART: True},
    )


def _is_spoken(entry: Entry) -> bool:
    return entry.type in _SPOKEN or is_of(entry, Register.TRANSCRIPT)


def _told(act: Act) -> Said:
    return Said(
        place=act.place,
        mine=True,
        type=EntryType.ACT,
        day=act.day,
        lang=act.lang,
        text=act.text,
        details=act.details,
    )


def _open_question(case: Case, thread: Reading) -> str | None:
    if case.state is not State.AWAITING_REPORTER:
        return None
    asked = [one.entry.text for one in thread.written if one.entry.type is EntryType.QUESTION]
    return asked[-1] if asked else None


def _said(case: Case, written: Written) -> Said:
    entry = written.entry
    return Said(
        place=written.number,
        mine=written.author_id == case.id,
        type=entry.type,
        day=written.day,
        lang=entry.lang,
        text=entry.text,
        details=entry.details,
        file=None if entry.file is None else _file(written.record_id, entry.file),
    )


def _file(record_id: UUID, slip: FileSlip) -> FileView:
    return FileView(record_id, slip.name, slip.length, slip.sha256.hex(), slip.shows_identity)


def _fingerprint(message: Message) -> bytes:
    # Apart from the hash of a file with the same bytes.
    return sha256(b"text " + message.text.encode()).digest()
