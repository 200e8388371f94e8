"""How letters and their classes are said."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.letter_items import Kind
from wbportal.domain.letters import Near, Secrecy, Speed, Standing, Way
from wbportal.web.desk.blueprint import bp

WAYS: Mapping[str, LazyString] = MappingProxyType(
    {
        Way.OUT: lazy_gettext("It goes out"),
        Way.IN: lazy_gettext("It came in"),
    }
)
SECRECY: Mapping[str, LazyString] = MappingProxyType(
    {
        Secrecy.ORDINARY: lazy_gettext("Ordinary (no secrecy)"),
        Secrecy.CONFIDENTIAL: lazy_gettext("Confidential"),
        Secrecy.SECRET: lazy_gettext("Secret"),
        Secrecy.TOP_SECRET: lazy_gettext("Top secret"),
    }
)
SPEED: Mapping[str, LazyString] = MappingProxyType(
    {
        Speed.ORDINARY: lazy_gettext("Ordinary (no hurry)"),
        Speed.URGENT: lazy_gettext("Urgent letter"),
        Speed.VERY_URGENT: lazy_gettext("Very urgent"),
        Speed.MOST_URGENT: lazy_gettext("Most urgent"),
    }
)
NEAR: Mapping[str, LazyString] = MappingProxyType(
    {
        Near.NO: lazy_gettext("No"),
        Near.YES: lazy_gettext("Yes"),
        Near.UNSURE: lazy_gettext("I am not sure"),
    }
)
_STANDINGS: Mapping[Standing, tuple[LazyString, str]] = MappingProxyType(
    {
        Standing.WRITTEN: (lazy_gettext("Written, not sent yet"), "calm"),
        Standing.WAITS: (lazy_gettext("Waits for a second person"), "warn"),
        Standing.REFUSED: (lazy_gettext("A second person refused"), "bad"),
        Standing.SENT: (lazy_gettext("Sent"), "good"),
        Standing.AWAITED: (lazy_gettext("Sent, a reply is awaited"), "calm"),
        Standing.OVERDUE: (lazy_gettext("The reply is late"), "bad"),
        Standing.ANSWERED: (lazy_gettext("A reply came"), "good"),
        Standing.RECEIVED: (lazy_gettext("Came in"), "calm"),
    }
)
KINDS: Mapping[Kind, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Kind.AGREED: (
            lazy_gettext("Agreed that it may go there"),
            lazy_gettext("Agree that it goes there"),
        ),
        Kind.REFUSED: (
            lazy_gettext("Refused that it goes there"),
            lazy_gettext("Refuse: it must not go there"),
        ),
        Kind.SENT: (lazy_gettext("Went out"), lazy_gettext("It has gone out")),
        Kind.REMINDED: (lazy_gettext("Reminded"), lazy_gettext("Enter a reminder")),
        Kind.ANSWERED: (lazy_gettext("A reply came"), lazy_gettext("Enter the reply")),
        Kind.CAME_OF_IT: (lazy_gettext("What came of it"), lazy_gettext("Say what came of it")),
        Kind.ENCLOSED: (lazy_gettext("Files were added"), lazy_gettext("Add files")),
    }
)
"""What happened to a letter, and the button with which it is entered."""


def letter_standing(standing: Standing) -> LazyString:
    return _STANDINGS[standing][0]


def letter_manner(standing: Standing) -> str:
    return _STANDINGS[standing][1]


def letter_event(kind: Kind) -> LazyString:
    return KINDS[kind][0]


def letter_deed(kind: Kind) -> LazyString:
    return KINDS[kind][1]


def way_words(way: Way) -> LazyString:
    return WAYS[way]


def secrecy_words(secrecy: Secrecy) -> LazyString:
    return SECRECY[secrecy]


def speed_words(speed: Speed) -> LazyString:
    return SPEED[speed]


for _words in (
    letter_standing,
    letter_manner,
    letter_event,
    letter_deed,
    way_words,
    secrecy_words,
    speed_words,
):
    bp.add_app_template_filter(_words)
