"""The arithmetic of a clock in words, for whoever asks why."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from flask import Flask
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.domain.holidays import THAI
from wbportal.domain.lawpacks import Calendar, ClockRule, Tag
from wbportal.domain.reckoning import Step, StepKind
from wbportal.web.locale import language

PROVENANCE: Mapping[Tag, tuple[LazyString, str]] = MappingProxyType(
    {
        Tag.PRIMARY: (lazy_gettext("Read in the law"), "good"),
        Tag.SECONDARY: (lazy_gettext("Read about the law: never shown to reporters"), "warn"),
        Tag.MEMORY: (lazy_gettext("From memory: never shown to reporters"), "bad"),
        Tag.OURS: (lazy_gettext("Our own decision"), "calm"),
    }
)


_SENTENCES: Mapping[StepKind, LazyString] = MappingProxyType(
    {
        StepKind.BASE: lazy_gettext("It counts from %(day)s."),
        StepKind.FIRST_DAY: lazy_gettext("That day is not counted: the period begins on %(day)s."),
        StepKind.DAYS: lazy_gettext("%(many)s days: until %(day)s."),
        StepKind.MONTHS: lazy_gettext("%(many)s months: until %(day)s."),
        StepKind.EXTENDED: lazy_gettext("Extended by %(many)s days: until %(day)s."),
        StepKind.EXTENDED_UNTIL: lazy_gettext("Extended: until %(day)s."),
        StepKind.WEEKEND: lazy_gettext("The last day is at a weekend: it moves to %(day)s."),
        StepKind.HOLIDAY: lazy_gettext(
            "The last day is a holiday (%(name)s): it moves to %(day)s."
        ),
        StepKind.UNMOVED: lazy_gettext(
            "The last day is no working day (%(name)s). The duty ends on it all the same; the next"
            " working day would be %(day)s."
        ),
        StepKind.UNKNOWN_HOLIDAYS: lazy_gettext(
            "The holidays of that time are not known here yet."
        ),
    }
)
_THAI_MONTHS = lazy_gettext("%(many)s months: until %(day)s, the day before the corresponding one.")


def register(app: Flask) -> None:
    """Give templates `|steps_in_words(rule)` and `|provenance_words`."""
    app.add_template_filter(steps_in_words)
    app.add_template_filter(provenance_words)


def provenance_words(tag: Tag) -> LazyString:
    """Say how surely an entry of a pack is known."""
    return PROVENANCE[tag][0]


def steps_in_words(steps: Iterable[Step], rule: ClockRule) -> list[str]:
    """Return one sentence for each step from the legal date to the day that is due."""
    found: list[str] = []
    before = None
    for step in steps:
        found.append(_sentence(step, rule, before))
        before = step
    return found


def _sentence(step: Step, rule: ClockRule, before: Step | None) -> str:
    is_thai = rule.calendar is Calendar.THAI
    words = _THAI_MONTHS if is_thai and step.kind is StepKind.MONTHS else _SENTENCES[step.kind]
    named = None if before is None else THAI.names.get(before.day)
    said = {
        "day": i18n.full_date(step.day, language()),
        "many": i18n.number(step.amount, language()),
        "name": gettext("a weekend") if named is None else named.read_in(language(), "en"),
    }
    return str(words) % said
