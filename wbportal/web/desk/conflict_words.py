"""What conflicts of interest, and the forms about them, are called."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.conflicts import Ground, Origin, Towards, Verdict
from wbportal.domain.rules import Action
from wbportal.web.desk.action_words import ACTIONS
from wbportal.web.desk.blueprint import bp
from wbportal.web.register_forms import FieldWords, RegisterWords

GROUNDS: Mapping[str, LazyString] = MappingProxyType(
    {
        Ground.EARLIER: lazy_gettext("Witnessed it, or dealt with it before in another capacity"),
        Ground.INTEREST: lazy_gettext("Has an interest in the matter"),
        Ground.HOSTILITY: lazy_gettext("Is on bad terms with them"),
        Ground.KIN: lazy_gettext("Is family: spouse, parent, child, brother or sister"),
        Ground.CLOSENESS: lazy_gettext("Is close to them: friend, partner, in business together"),
    }
)
TOWARDS: Mapping[str, LazyString] = MappingProxyType(
    {
        Towards.ACCUSED: lazy_gettext("Towards somebody accused"),
        Towards.ACCUSER: lazy_gettext("Towards the accuser"),
    }
)
_ORIGINS: Mapping[str, LazyString] = MappingProxyType(
    {
        Origin.DECLARED: lazy_gettext("Declared by themselves"),
        Origin.REPORTED: lazy_gettext("Reported by a lead"),
        Origin.ACCUSED: lazy_gettext("The accused objects"),
        Origin.CONCERNED: lazy_gettext("Somebody else concerned objects"),
    }
)
VERDICTS: Mapping[str, LazyString] = MappingProxyType(
    {
        Verdict.CONFLICT: lazy_gettext("There is a conflict: the case stays kept from them"),
        Verdict.NONE: lazy_gettext("There is none: they can open the case again"),
    }
)
_WHO = FieldWords(lazy_gettext("Who must not work this case"))
_WHY = {
    "ground": FieldWords(lazy_gettext("Ground"), choices=GROUNDS),
    "towards": FieldWords(lazy_gettext("Towards whom"), choices=TOWARDS),
    "text": FieldWords(
        lazy_gettext("Explanation"),
        lazy_gettext("As much as the lead needs who decides. No more about a family than that."),
    ),
}
_OBJECTED = {
    "origin": FieldWords(lazy_gettext("Who objects"), choices=_ORIGINS),
    "document": FieldWords(
        lazy_gettext("Document"),
        lazy_gettext("Number and date of the letter, or where it is filed."),
    ),
    "on": FieldWords(lazy_gettext("Received on")),
    "known_on": FieldWords(
        lazy_gettext("They learned of the ground on"),
        lazy_gettext("If they say so: an objection is in time for 30 days from then on."),
    ),
}


def _words(action: Action, fields: Mapping[str, FieldWords]) -> RegisterWords:
    title, about = ACTIONS[action]
    return RegisterWords(title, about, title, fields)


DECLARING = _words(Action.DECLARE_CONFLICT, {"holder": _WHO, **_WHY})
OBJECTING = _words(Action.ENTER_OBJECTION, {"holder": _WHO, **_OBJECTED, **_WHY})
STANDING_DOWN = _words(
    Action.DECLARE_CONFLICT,
    {
        **_WHY,
        "text": FieldWords(
            lazy_gettext("Explanation"),
            lazy_gettext("One line. Ask nobody about the case for it, and look nothing up."),
        ),
    },
)
DECIDING = _words(
    Action.DECIDE_CONFLICT,
    {
        "verdict": FieldWords(lazy_gettext("Decision"), choices=VERDICTS),
        "words": FieldWords(lazy_gettext("Reasons")),
    },
)


def ground_words(ground: Ground) -> LazyString:
    return GROUNDS[ground]


def towards_words(towards: Towards) -> LazyString:
    return TOWARDS[towards]


def origin_words(origin: Origin) -> LazyString:
    return _ORIGINS[origin]


def verdict_words(verdict: Verdict) -> LazyString:
    return VERDICTS[verdict]


for _filter in (ground_words, towards_words, origin_words, verdict_words):
    bp.add_app_template_filter(_filter)
