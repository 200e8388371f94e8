"""How levels and days of protection are said, and what a reporter told."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.protection import Said
from wbportal.casework.records import text_of
from wbportal.domain.aftercare import Answer, Standing
from wbportal.domain.protection import REGISTERS, Level
from wbportal.domain.register_fields import Values
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.web.protection.blueprint import bp
from wbportal.web.protection_words import WORDS
from wbportal.web.register_forms import Line, in_words

PARTS: Mapping[str, Register] = MappingProxyType(
    {
        "risk": Register.RISK,
        "measures": Register.SAFETY,
        "requests": Register.PROTECTION,
    }
)
"""The registers, by what stands for each in an address."""

_LEVELS: Mapping[Level, tuple[LazyString, str]] = MappingProxyType(
    {
        Level.LOW: (lazy_gettext("Low risk"), "good"),
        Level.MIDDLE: (lazy_gettext("Medium risk"), "warn"),
        Level.HIGH: (lazy_gettext("High risk"), "bad"),
    }
)
_CHECK_INS: Mapping[Standing, tuple[LazyString, str]] = MappingProxyType(
    {
        Standing.AHEAD: (lazy_gettext("To come"), "calm"),
        Standing.DUE: (lazy_gettext("Not answered yet"), "warn"),
        Standing.ANSWERED: (lazy_gettext("Answered"), "good"),
        Standing.MISSED: (lazy_gettext("Not answered"), "bad"),
    }
)
_TOLD: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.REPORT_DETRIMENT: lazy_gettext("Tells of retaliation"),
        Action.CHECK_IN: lazy_gettext("Says how things have been"),
        Action.WITHDRAW: lazy_gettext("Wishes to withdraw: is somebody forcing them?"),
    }
)
_QUESTIONS: Mapping[str, LazyString] = MappingProxyType(
    {
        "how": lazy_gettext("Has anything happened?"),
        "who": lazy_gettext("Who did it?"),
        "when": lazy_gettext("When?"),
        "safe": lazy_gettext("Safe now?"),
        "forced": lazy_gettext("Forced?"),
    }
)
_YES, _NO, _UNSURE = lazy_gettext("Yes"), lazy_gettext("No"), lazy_gettext("Not sure")
_SHORT: Mapping[str, Mapping[str, LazyString]] = MappingProxyType(
    {
        "how": {
            Answer.NOTHING: _NO,
            Answer.SOMETHING: _YES,
            Answer.UNSAID: lazy_gettext("Would rather not say"),
        },
        "safe": {"yes": _YES, "no": _NO, "unsure": _UNSURE},
        "forced": {"yes": _YES, "no": _NO, "unsure": _UNSURE},
    }
)


def lines_of(register: Register, values: Values) -> list[Line]:
    """Return what an item says, field by field."""
    return in_words(REGISTERS[register], WORDS[register], values)


def level_words(level: Level) -> tuple[LazyString, str]:
    return _LEVELS[level]


def check_in_words(standing: Standing) -> tuple[LazyString, str]:
    return _CHECK_INS[standing]


def told_apart(said: Said) -> LazyString | str:
    """Say what the reporter did."""
    return "" if said.action is None else _TOLD[said.action]


def short_answers(said: Said) -> list[tuple[str, str]]:
    """Return the short answers that came with it, each with its question."""
    return [
        (str(question), str(_SHORT.get(key, {}).get(answer, answer)))
        for key, question in _QUESTIONS.items()
        if (answer := text_of(said.details, key, ""))
    ]


for _words in (level_words, check_in_words, told_apart, short_answers):
    bp.add_app_template_filter(_words)
