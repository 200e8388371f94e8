"""What states, actions, reasons and obstacles are called at the desk."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.cleaning import NotCleaned
from wbportal.casework.queue import DueKind
from wbportal.domain.channels import Channel
from wbportal.domain.clocks import ACKNOWLEDGE, ANSWER, FEEDBACK
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action, Why
from wbportal.domain.states import State
from wbportal.web.answers import area_in_words, changes_in_words
from wbportal.web.desk.blueprint import bp

STATES: Mapping[State, tuple[LazyString, str]] = MappingProxyType(
    {
        State.RECEIVED: (lazy_gettext("Received"), "warn"),
        State.ASSESSING: (lazy_gettext("Being assessed"), "calm"),
        State.ADDRESSING: (lazy_gettext("Being acted on"), "calm"),
        State.AWAITING_REPORTER: (lazy_gettext("Waiting for the reporter"), "calm"),
        State.REFERRED: (lazy_gettext("Referred"), "calm"),
        State.DECLINED: (lazy_gettext("Declined"), "good"),
        State.CONCLUDED: (lazy_gettext("Concluded"), "good"),
        State.DESTROYED: (lazy_gettext("Destroyed"), "bad"),
    }
)
"""Each state in words, and the manner of its tag."""

ACTIONS: Mapping[Action, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Action.REPLY: (
            lazy_gettext("Write to the reporter"),
            lazy_gettext(
                "Files are made harmless before they are sent: pictures and PDFs are drawn anew,"
                " text becomes plain text. Nothing else can be sent."
            ),
        ),
        Action.NOTE: (
            lazy_gettext("Write a note"),
            lazy_gettext("For those who work this case. The reporter never sees it."),
        ),
        Action.ACKNOWLEDGE: (
            lazy_gettext("Acknowledge"),
            lazy_gettext("Tells the reporter that the report was read, and stops the first clock."),
        ),
        Action.ASSESS: (
            lazy_gettext("Begin to assess"),
            lazy_gettext("Is it ours, is it complete, how urgent is it? The reporter is told."),
        ),
        Action.ADDRESS: (
            lazy_gettext("Begin to act"),
            lazy_gettext("The office looks into it from here on. The reporter is told."),
        ),
        Action.ASK: (
            lazy_gettext("Ask the reporter"),
            lazy_gettext(
                "The case waits for the answer for at most 30 days, then goes on by itself. The"
                " clocks of the law go on meanwhile."
            ),
        ),
        Action.RESUME: (
            lazy_gettext("Go on without an answer"),
            lazy_gettext("The case goes back to where it was. Silence is never held against it."),
        ),
        Action.REFER: (
            lazy_gettext("Refer to another body"),
            lazy_gettext("The reporter is told to whom, and why. The report itself goes nowhere."),
        ),
        Action.RETURN: (
            lazy_gettext("Take it back"),
            lazy_gettext("The case is assessed here again. The reporter is told."),
        ),
        Action.DECLINE: (
            lazy_gettext("Decline"),
            lazy_gettext("Closes the case. The reporter reads your reason and your text."),
        ),
        Action.CONCLUDE: (
            lazy_gettext("Conclude"),
            lazy_gettext("Closes the case. The reporter reads the outcome and your text."),
        ),
        Action.REOPEN: (
            lazy_gettext("Reopen"),
            lazy_gettext("The case is assessed again. The reporter is told."),
        ),
        Action.ASSIGN: (
            lazy_gettext("Put somebody in charge"),
            lazy_gettext("They get the keys of this case, with all that was written so far."),
        ),
        Action.REVOKE: (
            lazy_gettext("Take somebody off"),
            lazy_gettext(
                "The case gets new keys: a handler who is taken off can read nothing that is"
                " written from now on. A lead keeps the case."
            ),
        ),
        Action.RESOLVE_NAMES: (
            lazy_gettext("Say who is meant"),
            lazy_gettext(
                "The reporter wrote a name that must not see this report. Only first readers can"
                " open it until you say whom it stands for. Whoever you choose is locked out."
            ),
        ),
        Action.REQUEST_IDENTITY: (
            lazy_gettext("Ask for the reporter’s name"),
            lazy_gettext(
                "Only to protect or to reach the reporter. The keepers of names read what you"
                " write here, and decide; so do those who work this case. It opens for you alone."
            ),
        ),
        Action.NEW_SLIP: (
            lazy_gettext("Make a new slip"),
            lazy_gettext(
                "If the paper was lost before anybody used it. The former slip opens nothing any"
                " more. Only you can do this: you wrote the report down."
            ),
        ),
        Action.OPEN_IDENTITY: (
            lazy_gettext("Open the reporter’s name"),
            lazy_gettext("What two keepers let you read, for you alone and for a time."),
        ),
        Action.DESTROY: (
            lazy_gettext("Destroy: spam or a test"),
            lazy_gettext(
                "Keys, texts and files are deleted and cannot be brought back. The reporter’s"
                " code stops working."
            ),
        ),
    }
)
"""Each action as a button says it, and what it does."""

STEPS: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.ACKNOWLEDGE: lazy_gettext("Acknowledged"),
        Action.ASSESS: lazy_gettext("Began to assess"),
        Action.ADDRESS: lazy_gettext("Began to act"),
        Action.ASK: lazy_gettext("Asked the reporter"),
        Action.RESUME: lazy_gettext("Went on without an answer"),
        Action.REFER: lazy_gettext("Referred"),
        Action.RETURN: lazy_gettext("Took it back"),
        Action.DECLINE: lazy_gettext("Declined"),
        Action.CONCLUDE: lazy_gettext("Concluded"),
        Action.REOPEN: lazy_gettext("Reopened"),
        Action.ASSIGN: lazy_gettext("Put in charge"),
        Action.REVOKE: lazy_gettext("Taken off"),
        Action.RESOLVE_NAMES: lazy_gettext("Said who is meant by the name"),
        Action.REQUEST_IDENTITY: lazy_gettext("Asked for the reporter’s name"),
        Action.OPEN_IDENTITY: lazy_gettext("Opened what the reporter said of themselves"),
        Action.CORRECT: lazy_gettext("Changed answers"),
        Action.WAIVE: lazy_gettext("Wishes no acknowledgement"),
        Action.ASK_REVIEW: lazy_gettext("Asked for a review"),
        Action.REPORT_DETRIMENT: lazy_gettext("Told of retaliation"),
        Action.OBJECT: lazy_gettext("Objects to a referral"),
        Action.WITHDRAW: lazy_gettext("Wishes to withdraw"),
        Action.AGREE: lazy_gettext("Agreed to what was written down"),
        Action.RECTIFY: lazy_gettext("Corrected what was written down"),
    }
)
"""Each action as something that was done."""

TAKEN_BACK: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.WAIVE: lazy_gettext("Wishes an acknowledgement after all"),
        Action.OBJECT: lazy_gettext("No longer objects to a referral"),
        Action.WITHDRAW: lazy_gettext("Does not wish to withdraw any more"),
    }
)
"""Each act of a reporter that can be taken back, once it was."""

_TOLD: Mapping[str, LazyString] = MappingProxyType(
    {
        "who": lazy_gettext("Who did it"),
        "when": lazy_gettext("When"),
        "safe": lazy_gettext("Safe now?"),
        "forced": lazy_gettext("Is anyone forcing them to withdraw?"),
    }
)
_SHORT: Mapping[tuple[str, str], LazyString] = MappingProxyType(
    {
        ("safe", "yes"): lazy_gettext("Safe"),
        ("safe", "no"): lazy_gettext("Not safe"),
        ("safe", "unsure"): lazy_gettext("Not sure"),
        ("forced", "yes"): lazy_gettext("Is forced"),
        ("forced", "no"): lazy_gettext("Is not forced"),
        ("forced", "unsure"): lazy_gettext("Not sure"),
    }
)

REASONS: Mapping[Reason, LazyString] = MappingProxyType(
    {
        Reason.MORE_ABOUT_WHAT: lazy_gettext("More about what happened"),
        Reason.MORE_ABOUT_WHO: lazy_gettext("More about who was involved"),
        Reason.MORE_ABOUT_WHERE: lazy_gettext("More about where"),
        Reason.MORE_ABOUT_WHEN: lazy_gettext("More about when"),
        Reason.MORE_EVIDENCE: lazy_gettext("More evidence, or where it is"),
        Reason.ARE_YOU_SAFE: lazy_gettext("Whether the reporter is safe"),
        Reason.AGREE_TO_REFERRAL: lazy_gettext("Whether the reporter agrees to a referral"),
        Reason.SOMETHING_ELSE: lazy_gettext("Something else"),
        Reason.OTHER_BODY_COMPETENT: lazy_gettext("Another body is competent"),
        Reason.POWERS_WE_LACK: lazy_gettext("It takes powers that we lack"),
        Reason.PART_OF_THEIR_INQUIRY: lazy_gettext("It is part of an inquiry of theirs"),
        Reason.SOMEBODY_IN_DANGER: lazy_gettext("Somebody is in danger"),
        Reason.NOT_OURS: lazy_gettext("Not ours to deal with"),
        Reason.NOT_WRONGDOING: lazy_gettext("No wrongdoing in what is reported"),
        Reason.GENERAL_COMPLAINT: lazy_gettext("A general complaint"),
        Reason.ALREADY_DECIDED: lazy_gettext("Already decided"),
        Reason.HANDLED_ELSEWHERE: lazy_gettext("Handled elsewhere already"),
        Reason.INSUFFICIENT_DETAIL: lazy_gettext("Too little detail, also after asking"),
        Reason.REPORTER_ASKED_TO_STOP: lazy_gettext("The reporter asked us to stop"),
        Reason.GROUNDS_FOUND: lazy_gettext("Grounds found"),
        Reason.NO_GROUNDS: lazy_gettext("No grounds"),
        Reason.FAULT_FOUND: lazy_gettext("Fault found"),
        Reason.FAULT_FOUND_IN_PART: lazy_gettext("Fault found in part"),
        Reason.NO_FAULT_FOUND: lazy_gettext("No fault found"),
        Reason.CONFIRMED: lazy_gettext("Confirmed"),
        Reason.CONFIRMED_IN_PART: lazy_gettext("Confirmed in part"),
        Reason.NOT_CONFIRMED: lazy_gettext("Not confirmed"),
        Reason.MADE_PUBLIC: lazy_gettext("Made public"),
        Reason.PUT_RIGHT: lazy_gettext("Put right"),
        Reason.HANDED_OVER: lazy_gettext("Handed over"),
        Reason.COULD_NOT_BE_SETTLED: lazy_gettext("Could not be settled"),
        Reason.NEW_EVIDENCE: lazy_gettext("New evidence"),
        Reason.REVIEW_ASKED: lazy_gettext("The reporter asked for a review"),
        Reason.CAME_BACK: lazy_gettext("The other body sent it back"),
        Reason.DECIDED_IN_ERROR: lazy_gettext("It was decided in error"),
        Reason.SPAM: lazy_gettext("Spam"),
        Reason.TEST: lazy_gettext("A test"),
        Reason.PROTECT_REPORTER: lazy_gettext("To protect the reporter"),
        Reason.REACH_REPORTER: lazy_gettext("To reach the reporter, who does not come back"),
    }
)
"""Each reason and outcome, as it is chosen and read."""

OBSTACLES: Mapping[Why, LazyString] = MappingProxyType(
    {
        Why.STATE: lazy_gettext("The case is in a state in which this cannot be done."),
        Why.NO_OWNER: lazy_gettext("Nobody is in charge of the case yet: assign somebody first."),
        Why.NAMES_UNRESOLVED: lazy_gettext(
            "The reporter wrote a name that must not see this: say who is meant first."
        ),
        Why.NOTHING_TO_RESOLVE: lazy_gettext("There is no name left to match."),
        Why.ALREADY_ACKNOWLEDGED: lazy_gettext("The report was acknowledged already."),
        Why.NOT_WANTED: lazy_gettext("The reporter asked for no acknowledgement."),
        Why.NOT_RECORDED: lazy_gettext("Nobody of the office wrote this report down."),
        Why.NO_SLIP: lazy_gettext(
            "The slip was used, or somebody else wrote the report down: only they can make another."
        ),
        Why.NO_STATE_BEFORE: lazy_gettext("The case does not remember where it was before."),
    }
)
"""Why something cannot be done now."""

_REFUSALS: Mapping[str, LazyString] = MappingProxyType(
    {
        NotCleaned.NO_SANDBOX: lazy_gettext(
            "This server cannot make files harmless, so none can be sent and there are no cleaned"
            " copies. Tell whoever runs it that bubblewrap is missing. Your text is still here."
        ),
        NotCleaned.NOT_CLEANABLE: lazy_gettext(
            "A file is of a kind that cannot be made harmless. Pictures (JPEG, PNG, WebP, GIF,"
            " TIFF, BMP), PDFs and plain text can be. Your text is still here."
        ),
        NotCleaned.TOO_LARGE: lazy_gettext(
            "A file is too large to be made harmless: at most 32 MB, 60 pages, 64 megapixels."
            " Your text is still here."
        ),
        "not-a-reason": lazy_gettext("Please choose one of the reasons in the list."),
        "objection": lazy_gettext(
            "The reporter objects to a referral. Please say to them why it is done all the same."
        ),
        "not-assignable": lazy_gettext("This person cannot be put in charge of this case."),
        "not-assigned": lazy_gettext("This person is not in charge of this case."),
        "not-on-the-roster": lazy_gettext("Please choose people from the list."),
        "asked-already": lazy_gettext(
            "You have asked already, and the keepers have yet to answer."
        ),
        "no-keepers": lazy_gettext(
            "There are not two people who could open this name now: one keeper is not enough."
        ),
        "answered": lazy_gettext("This request was answered or has ended meanwhile."),
        "gone": lazy_gettext("Whoever asked is no longer on the signed list."),
        "not-yet": lazy_gettext("Not enough keepers have agreed yet."),
        "yourself": lazy_gettext(
            "You cannot lock yourself out. Ask another first reader to say that you are meant."
        ),
    }
)
_CLOCKS: Mapping[str, LazyString] = MappingProxyType(
    {
        ACKNOWLEDGE: lazy_gettext("Acknowledge by"),
        FEEDBACK: lazy_gettext("Feedback by"),
        ANSWER: lazy_gettext("Waits for the reporter until"),
        DueKind.ACKNOWLEDGEMENT: lazy_gettext("Acknowledge"),
        DueKind.FEEDBACK: lazy_gettext("Feedback"),
        DueKind.ANSWER: lazy_gettext("Waits until"),
    }
)


def refusal(reason: str) -> str:
    """Say why a deed was refused."""
    return str(_REFUSALS.get(reason, _REFUSALS["not-a-reason"]))


CHANNELS: Mapping[Channel, LazyString] = MappingProxyType(
    {
        Channel.WEB: lazy_gettext("Through these pages"),
        Channel.TELEPHONE: lazy_gettext("By telephone"),
        Channel.MEETING: lazy_gettext("In a meeting"),
        Channel.LETTER: lazy_gettext("A letter, handed over"),
        Channel.POST: lazy_gettext("By post"),
        Channel.EMAIL: lazy_gettext("By e-mail"),
        Channel.CHAT: lazy_gettext("By chat"),
        Channel.OTHER_OFFICE: lazy_gettext("From another office"),
        Channel.FOUND: lazy_gettext("Found, nobody handed it over"),
    }
)
"""Each way on which a report can come."""


def channel_words(channel: Channel) -> LazyString:
    return CHANNELS[channel]


def state_words(state: State) -> LazyString:
    return STATES[state][0]


def state_manner(state: State) -> str:
    return STATES[state][1]


def clock_words(key: str) -> LazyString:
    return _CLOCKS[key]


def reason_words(code: str) -> str:
    """Say a reason or an outcome; one that no longer exists is shown as it was kept."""
    return str(REASONS[Reason(code)]) if code in set(Reason) else code


def step_words(action: Action) -> LazyString:
    return STEPS[action]


def taken_back_words(action: Action) -> LazyString:
    return TAKEN_BACK.get(action, STEPS[action])


def told_words(told: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say the short answers of an act, each with its question."""
    return [(str(_TOLD[key]), str(_SHORT.get((key, value), value))) for key, value in told.items()]


def action_words(action: Action) -> LazyString:
    return ACTIONS[action][0]


def action_meaning(action: Action) -> LazyString:
    return ACTIONS[action][1]


def area_words(code: str) -> str:
    return area_in_words(code)


def category_words(key: str) -> str:
    choice = QUESTIONNAIRE.question("category").choice(key)
    return key if choice is None else gettext(choice.label)


for _words in (
    state_words,
    state_manner,
    clock_words,
    reason_words,
    step_words,
    taken_back_words,
    told_words,
    changes_in_words,
    action_words,
    action_meaning,
    area_words,
    category_words,
    channel_words,
):
    bp.add_app_template_filter(_words)
