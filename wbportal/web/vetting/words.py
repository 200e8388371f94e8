"""How reasons, changes and rules of vetting are said."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.declarations import Unread
from wbportal.casework.founding import Obstacle
from wbportal.casework.roster_changes import Aspect
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Because, Meeting
from wbportal.domain.rules import Action
from wbportal.web.audience import Audience
from wbportal.web.vetting.blueprint import bp

OBSTACLES: Mapping[str, LazyString] = MappingProxyType(
    {
        Obstacle.OTHER_WORDS: lazy_gettext(
            "These are not the words of this person’s key. Read them from the paper once more. If"
            " they are right, stop: somebody may have exchanged the key in the database."
        ),
        Obstacle.NO_ROLE: lazy_gettext("Choose at least one role."),
        Obstacle.ROLES_CONFLICT: lazy_gettext(
            "These roles may not meet in one person: who keeps accounts or checks the trail holds"
            " no keys, and who protects reporters does not inquire."
        ),
        Obstacle.NOT_A_LEAD: lazy_gettext("Only a lead can be a first reader."),
        Obstacle.LAPSED: lazy_gettext("This day is over already."),
        Obstacle.TOO_LONG: lazy_gettext("Vet for two years at most."),
        Obstacle.NO_POSITION: lazy_gettext("Please fill this in."),
        Obstacle.LAST_LEAD: lazy_gettext(
            "Nobody would be left who can open a report: vet another lead first."
        ),
        Obstacle.CASES_UNHELD: lazy_gettext(
            "Some cases would be left that nobody can open: hand them over first."
        ),
    }
)
"""Why somebody is not proposed, beside a field."""

UNREAD: Mapping[Unread, LazyString] = MappingProxyType(
    {
        Unread.MISSING: lazy_gettext("They have not declared their interests yet."),
        Unread.NOT_FOR_YOU: lazy_gettext(
            "Their declaration was not sealed for you: perhaps you were no lead then. Ask them to"
            " save it once more."
        ),
        Unread.NOT_THEIRS: lazy_gettext(
            "Their declaration was changed, or is not of the keys in the database. Do not sign."
            " Ask them, and tell whoever runs this portal."
        ),
    }
)
ASPECTS: Mapping[Aspect, LazyString] = MappingProxyType(
    {
        Aspect.KEYS: lazy_gettext("Gets other keys"),
        Aspect.NAME: lazy_gettext("Name"),
        Aspect.ROLES: lazy_gettext("Roles"),
        Aspect.VALID_UNTIL: lazy_gettext("Vetted until"),
        Aspect.POSITION: lazy_gettext("Position"),
        Aspect.ALIASES: lazy_gettext("Other names"),
        Aspect.FIRST_READER: lazy_gettext("First reader"),
    }
)
_MEETINGS: Mapping[Meeting, tuple[LazyString, str]] = MappingProxyType(
    {
        Meeting.FINE: (lazy_gettext("They may"), "good"),
        Meeting.NOT_IN_ONE_CASE: (lazy_gettext("Not in one case"), "warn"),
        Meeting.NEVER: (lazy_gettext("Never"), "bad"),
    }
)
_BECAUSE: Mapping[Because, LazyString] = MappingProxyType(
    {
        Because.ACCOUNTS: lazy_gettext("Who keeps the accounts holds no keys."),
        Because.TRAIL: lazy_gettext("Nobody checks their own deeds."),
        Because.IDENTITY: lazy_gettext(
            "Who asks for an identity and who opens it are two people. Whoever keeps a share of a"
            " case’s identity is put in charge of that case as a lead, or not at all."
        ),
        Because.INQUIRY: lazy_gettext(
            "Who protects a reporter takes no part in the inquiry. Where nobody is a protection"
            " officer, the leads look after it."
        ),
        Because.DECIDING: lazy_gettext(
            "Who writes an opinion on a case does not decide about it. Nobody who is in charge of a"
            " case is given it for a meeting."
        ),
        Because.RECEIVING: lazy_gettext(
            "Whoever receives reports reads every one of them for a while, so they keep no share of"
            " a name, and decide nothing."
        ),
        Because.OWN_REPORT: lazy_gettext(
            "Nobody works on their own report. The portal cannot know who reported: who did says"
            " so to a lead."
        ),
        Because.SMALL_OFFICE: lazy_gettext(
            "So that four people can work. Opening an identity takes a second person all the same."
        ),
    }
)
_COMPARTMENTS: Mapping[Compartment, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Compartment.THREAD: (
            lazy_gettext("Conversation"),
            lazy_gettext("The report, messages both ways, files"),
        ),
        Compartment.INVESTIGATION: (
            lazy_gettext("Inquiry"),
            lazy_gettext("Notes, findings"),
        ),
        Compartment.PROTECTION: (
            lazy_gettext("Protection"),
            lazy_gettext("Retaliation, risk, measures"),
        ),
        Compartment.IDENTITY: (
            lazy_gettext("Identity"),
            lazy_gettext("Who the reporter is, if they said"),
        ),
    }
)
# What only reporters do, or what no form of the desk does; the desk has words for the rest.
_MORE_ACTIONS: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.READ: lazy_gettext("Read"),
        Action.DOWNLOAD: lazy_gettext("Download files"),
        Action.READ_INQUIRY: lazy_gettext("Read the inquiry, its dates, and how it is decided"),
        Action.FOLLOW_UP: lazy_gettext("Write to the office"),
        Action.CHANGE_CODE: lazy_gettext("Change the code"),
        Action.CORRECT: lazy_gettext("Correct or add answers"),
        Action.AGREE: lazy_gettext("Agree to what was written down"),
        Action.RECTIFY: lazy_gettext("Correct what was written down"),
        Action.IDENTIFY: lazy_gettext("Say who they are"),
        Action.ANSWER_NOTICE: lazy_gettext("Answer before their name is opened"),
        Action.WAIVE: lazy_gettext("Wish no acknowledgement"),
        Action.ASK_REVIEW: lazy_gettext("Ask for a review"),
        Action.REPORT_DETRIMENT: lazy_gettext("Tell of retaliation"),
        Action.CHECK_IN: lazy_gettext("Say how things have been"),
        Action.PROTECT: lazy_gettext("Protect the reporter"),
        Action.OBJECT: lazy_gettext("Object to a referral"),
        Action.AGREE_REFERRAL: lazy_gettext("Agree to a referral"),
        Action.WITHDRAW: lazy_gettext("Withdraw"),
        Action.CLEAR_VIEW: lazy_gettext("Hide what was read"),
        Action.START_CLOCK: lazy_gettext("Start a clock"),
        Action.END_CLOCK: lazy_gettext("End a clock"),
        Action.CHANGE_BASE: lazy_gettext("Change the date from which a clock counts"),
        Action.PRESCRIBE: lazy_gettext("Enter when an offence lapses"),
    }
)


_PLACES: Mapping[Audience, LazyString] = MappingProxyType(
    {
        Audience.DESK: lazy_gettext("Cases"),
        Audience.PROTECT: lazy_gettext("Protection"),
        Audience.BOARD: lazy_gettext("Meetings"),
        Audience.LEAD: lazy_gettext("People to vet"),
        Audience.ADMINISTRATOR: lazy_gettext("Accounts and settings"),
        Audience.AUDIT: lazy_gettext("Audit trail"),
        Audience.KEEPERS: lazy_gettext("This page"),
    }
)


def place_words(whom: Audience) -> LazyString:
    """Return how the pages for some audience are called."""
    return _PLACES[whom]


def more_action_words(action: Action) -> LazyString | None:
    """Return how an action is called for which the desk has no button."""
    return _MORE_ACTIONS.get(action)


def unread_words(unread: Unread) -> LazyString:
    return UNREAD[unread]


def aspect_words(aspect: Aspect) -> LazyString:
    return ASPECTS[aspect]


def meeting_words(meeting: Meeting) -> tuple[LazyString, str]:
    """Return whether two roles may meet, and the manner of its tag."""
    return _MEETINGS[meeting]


def because_words(because: Because) -> LazyString:
    return _BECAUSE[because]


def compartment_words(compartment: Compartment) -> tuple[LazyString, LazyString]:
    """Return how a part of a case is called, and what is in it."""
    return _COMPARTMENTS[compartment]


for _words in (
    place_words,
    more_action_words,
    unread_words,
    aspect_words,
    meeting_words,
    because_words,
    compartment_words,
):
    bp.add_app_template_filter(_words)
