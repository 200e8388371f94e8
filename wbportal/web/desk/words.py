"""What states, channels and answers are called at the desk; the filters that its pages use."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.channels import Channel
from wbportal.domain.lawpacks import PACKS
from wbportal.domain.legal_dates import Document
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.web.answers import area_in_words, changes_in_words
from wbportal.web.desk.action_words import ACTIONS, STEPS, TAKEN_BACK
from wbportal.web.desk.blueprint import bp
from wbportal.web.desk.clock_words import CLOCKS, DOCUMENTS
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.locale import language

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

_TOLD: Mapping[str, LazyString] = MappingProxyType(
    {
        "how": lazy_gettext("Has anything happened?"),
        "who": lazy_gettext("Who did it"),
        "when": lazy_gettext("When"),
        "safe": lazy_gettext("Safe now?"),
        "forced": lazy_gettext("Is anyone forcing them to withdraw?"),
        "agrees": lazy_gettext("May the name be opened?"),
    }
)
_SHORT: Mapping[tuple[str, str], LazyString] = MappingProxyType(
    {
        ("how", "nothing"): lazy_gettext("No"),
        ("how", "something"): lazy_gettext("Yes"),
        ("how", "unsaid"): lazy_gettext("Would rather not say"),
        ("safe", "yes"): lazy_gettext("Safe"),
        ("safe", "no"): lazy_gettext("Not safe"),
        ("safe", "unsure"): lazy_gettext("Not sure"),
        ("forced", "yes"): lazy_gettext("Is forced"),
        ("forced", "no"): lazy_gettext("Is not forced"),
        ("forced", "unsure"): lazy_gettext("Not sure"),
        ("agrees", "yes"): lazy_gettext("Yes"),
        ("agrees", "no"): lazy_gettext("No"),
    }
)

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


def clock_words(key: str) -> LazyString | str:
    """Return what a clock is called: one of the law by the name in its pack."""
    if key in CLOCKS:
        return CLOCKS[key]
    found = next(pack.clocks[key] for pack in PACKS.values() if key in pack.clocks)
    return found.name.read_in(language(), "en")


def document_words(document: Document) -> LazyString:
    """Return what kind of document says a legal date."""
    return DOCUMENTS[document]


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
    document_words,
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
