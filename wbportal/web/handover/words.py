"""How hand-overs are said."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework.handovers import Obstacle, View
from wbportal.casework.tallies import Tally
from wbportal.domain.handovers import Kind, Step
from wbportal.web.handover.blueprint import bp
from wbportal.web.locale import language

KINDS: Mapping[Kind, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Kind.KEYS: (
            lazy_gettext("Give a lead the keys"),
            lazy_gettext(
                "A lead who is new, or to whom keys are missing, gets those of every case that"
                " you can open, closed ones too."
            ),
        ),
        Kind.SUCCESSION: (
            lazy_gettext("Hand cases over on a day"),
            lazy_gettext(
                "From that day on somebody else is in charge of all that one person has: when"
                " posts change on 1 October, for example."
            ),
        ),
        Kind.ACTING: (
            lazy_gettext("Let somebody act for a colleague"),
            lazy_gettext(
                "From one day to another, with the keys of the colleague’s cases. After the last"
                " day they open nothing, and the cases get new keys."
            ),
        ),
        Kind.LEAVING: (
            lazy_gettext("Somebody leaves"),
            lazy_gettext(
                "Everything of theirs goes to somebody else, and every case gets new keys. It is"
                " not finished while a case would be left without anybody who can open it."
            ),
        ),
    }
)
"""Each kind of hand-over as its card says it, and what it means."""

_STEPS: Mapping[Step, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Step.GIVE: (
            lazy_gettext("Give the keys"),
            lazy_gettext(
                "The keys of each case are wrapped for the person who gets it. Only somebody who"
                " has them can do that, so it happens while you are here."
            ),
        ),
        Step.SWITCH: (
            lazy_gettext("Hand over now"),
            lazy_gettext(
                "The day has come. Whoever gets a case is put in charge of it; it gets new keys"
                " without whoever hands it over, unless they keep it as a lead."
            ),
        ),
        Step.TAKE_BACK: (
            lazy_gettext("End it now"),
            lazy_gettext(
                "It is over. The cases get new keys, and what is written from now on can no longer"
                " be opened with those that were given."
            ),
        ),
    }
)

_LET_ACT = (
    lazy_gettext("Let them act now"),
    lazy_gettext(
        "The day has come. Whoever acts gets the keys of each case, and is in charge of it beside"
        " the colleague, until the last day."
    ),
)

OBSTACLES: Mapping[str, tuple[str, LazyString]] = MappingProxyType(
    {
        Obstacle.RECEIVER: (
            "receiver",
            lazy_gettext("This person cannot be given cases. Please choose somebody else."),
        ),
        Obstacle.GIVER: ("giver", lazy_gettext("Please choose somebody from the list.")),
        Obstacle.SAME: ("receiver", lazy_gettext("These are one and the same person.")),
        Obstacle.PAST: ("starts", lazy_gettext("This day has passed already.")),
        Obstacle.ENDS_BEFORE: ("until", lazy_gettext("This is before the first day.")),
        Obstacle.THERE: ("receiver", lazy_gettext("The same is planned already.")),
    }
)
"""Beside which field an obstacle is said, and how."""


def headline(view: View) -> str:
    """Say who gets what of whom."""
    names = {"to": view.to, "giver": view.giver}
    match view.kind:
        case Kind.KEYS:
            return gettext("%(to)s gets the keys of all cases", **names)
        case Kind.SUCCESSION:
            return gettext("The cases of %(giver)s go to %(to)s", **names)
        case Kind.ACTING:
            return gettext("%(to)s acts for %(giver)s", **names)
        case Kind.LEAVING:
            return gettext("%(giver)s leaves; the cases go to %(to)s", **names)


def step_button(view: View) -> LazyString:
    return _words_of(view)[0]


def step_meaning(view: View) -> LazyString:
    return _words_of(view)[1]


def counted(tally: Tally) -> list[tuple[str, str]]:
    """Say what was done so far, as pairs of what and how many."""
    done = gettext("Given") if tally.step is Step.GIVE else gettext("Done")
    found = [(done, tally.done)]
    if tally.there or tally.step is Step.GIVE:
        found.append((gettext("There already"), tally.there))
    if tally.withheld:
        found.append((gettext("Kept back"), tally.withheld))
    if tally.left:
        found.append((gettext("Waiting for a decision"), len(tally.left)))
    if tally.damaged:
        found.append((gettext("Could not be opened"), len(tally.damaged)))
    return [(name, i18n.number(count, language())) for name, count in found]


def _words_of(view: View) -> tuple[LazyString, LazyString]:
    if view.kind is Kind.ACTING and view.step is Step.SWITCH:
        return _LET_ACT
    return _STEPS[view.step]


for _words in (headline, step_button, step_meaning, counted):
    bp.add_app_template_filter(_words)
