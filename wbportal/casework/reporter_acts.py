"""What a reporter does behind the code besides writing: one deed for all of it.

Each act writes one entry of one size into every compartment that a reporter holds, and erases the
sheet before: which act it was, only the keys of its compartment tell. No act moves a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from uuid import uuid4

from wbportal.casework import drafts, prior_notices, settings, sheet
from wbportal.casework.access import OpenCase, open_case, write
from wbportal.casework.acts import ACT, acts_of, wishes_of
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.errors import Refused
from wbportal.casework.prior_notices import YES, Reply
from wbportal.casework.records import Entry, EntryType, Json, canonical, text_of
from wbportal.casework.referrals import noticed_in
from wbportal.casework.sheet import Identity, Sheet
from wbportal.casework.thread import Reading, read
from wbportal.casework.visits import Visit
from wbportal.db import cases
from wbportal.db.cases import Case
from wbportal.domain import clocks
from wbportal.domain.compartments import Compartment
from wbportal.domain.rules import Action, Facts, decide
from wbportal.domain.states import CLOSED
from wbportal.domain.terms import Term, last_day
from wbportal.portal import Work

# With what a record puts around it, 16 KiB: a page of Thai, in a size that padding leaves alone.
_ACT_BYTES = 16 * 1024 - 97


@dataclass(frozen=True, slots=True)
class Said:
    """One act, checked for form only."""

    action: Action
    undone: bool = False
    text: str = field(default="", repr=False)
    lang: str = ""
    details: Mapping[str, Json] = field(default_factory=dict, repr=False)
    apart: Mapping[str, Json] = field(
        default_factory=dict, repr=False
    )  # for those who protect, only
    identity: Identity | None = field(default=None, repr=False)
    urgent: bool = False  # somebody may be in danger: the case is to be read first

    def fingerprint(self) -> bytes:
        said: dict[str, Json] = {
            "action": self.action.value,
            "undone": self.undone,
            "text": self.text,
            "details": dict(self.details),
            "apart": dict(self.apart),
            "identity": None if self.identity is None else self.identity.to_json(),
        }
        return sha256(canonical(said)).digest()


# Where the words of an act stand; the sheet holds those of the others.
_WORDS_IN: Mapping[Action, Compartment] = MappingProxyType(
    {
        Action.CORRECT: Compartment.THREAD,
        Action.WAIVE: Compartment.THREAD,
        Action.ASK_REVIEW: Compartment.THREAD,
        Action.OBJECT: Compartment.THREAD,
        Action.AGREE_REFERRAL: Compartment.THREAD,
        Action.WITHDRAW: Compartment.THREAD,
        Action.ANSWER_NOTICE: Compartment.THREAD,
        Action.REPORT_DETRIMENT: Compartment.PROTECTION,
        Action.CHECK_IN: Compartment.PROTECTION,
    }
)


def act_once(work: Work, visit: Visit, form: FormKey, said: Said) -> None:
    """Do what a form says, once however often it is sent.

    Raises CaseNotFound, CodeNeeded, RuleError, or Refused("too-much") if it does not fit in.
    """
    draft, mark = drafts.find(work, form) or Draft(), said.fingerprint()
    if mark in draft.done:
        return
    act(work, open_case(work, visit.visitor, visit.case_id), said)
    drafts.keep(work, form, Draft(stage=Stage.SPENT, done=(*draft.done, mark)))


def act(work: Work, opened: OpenCase, said: Said) -> None:
    """Do one act as the reporter; about 1 ms, and 0.15 ms for each entry of the thread.

    Raises RuleError, or Refused("too-much") if it does not fit in.
    """
    case, thread = opened.case, read(work, opened, Compartment.THREAD)
    acts = acts_of(case.id, thread)
    noticed = prior_notices.noticed_in(thread, acts)
    facts = Facts(
        acknowledged=case.acknowledged_on is not None,
        waived=wishes_of(acts, thread, case.id).waived,
        referral_noticed=noticed_in(thread, acts) is not None,
        identity_noticed=bool(prior_notices.waiting(work, case.id, noticed)),
    )
    decide(said.action, opened.role, case.state, facts)
    _write(work, opened, said, thread)
    prior_notices.seal_replies(work, opened, noticed, _answer(said, work.today))
    _mark(work, case, said)
    cases.touch(case)
    # In the trail, too, one act is like another, and like a message.
    work.note_reporter_act(case, "follow-up")


def _write(work: Work, opened: OpenCase, said: Said, thread: Reading) -> None:
    cover = Entry(EntryType.BLANK, details={ACT: uuid4().hex})
    before, reading = sheet.load(work, opened)
    entries = dict.fromkeys((Compartment.THREAD, Compartment.PROTECTION), cover)
    where = _WORDS_IN.get(said.action)
    if said.apart:
        entries[Compartment.PROTECTION] = _entry(said, cover, said.apart)
    if where is not None:
        words = _entry(said, cover, said.details)
        entries[where] = replace(words, text=said.text, lang=said.lang)
    after = _sheet(said, before, thread)
    if any(len(one.to_bytes()) > _ACT_BYTES for one in (*entries.values(), after.to_entry())):
        raise Refused("too-much")
    for kind, entry in entries.items():
        write(work, opened, kind, entry, _ACT_BYTES)
    sheet.keep(work, opened, after, reading, said=cover, least_bytes=_ACT_BYTES)


def _answer(said: Said, today: date) -> Reply | None:
    if said.action is not Action.ANSWER_NOTICE:
        return None
    return Reply(text_of(said.details, "agrees", "") == YES, today, said.text, said.lang)


def _entry(said: Said, cover: Entry, details: Mapping[str, Json]) -> Entry:
    undone: dict[str, Json] = {"undone": True} if said.undone else {}
    own = {"action": said.action.value, **undone, **details, **cover.details}
    return Entry(EntryType.ACT, details=own)


def _sheet(said: Said, before: Sheet, thread: Reading) -> Sheet:
    if said.action is Action.IDENTIFY:
        return replace(before, identity=None if said.undone else said.identity)
    if said.action is Action.CLEAR_VIEW:
        return replace(before, hidden_to=0 if said.undone else thread.head.number)
    return before


def _mark(work: Work, case: Case, said: Said) -> None:
    """Change what the clocks and the order of the queue need in clear, and nothing else."""
    if said.action is Action.WAIVE:
        case.ack_due = (
            clocks.wished_again(case.received_on, case.feedback_due, work.today)
            if said.undone
            else clocks.without_acknowledgement(case.feedback_due)
        )
    if said.action is Action.ASK_REVIEW and case.review_due is None:
        # Whoever asks once more does not wait longer for it.
        days = settings.days_given(work, case.office_id, Term.REVIEW)
        case.review_due = last_day(work.today, days)
    if said.urgent and case.state not in CLOSED:
        case.urgent = True
