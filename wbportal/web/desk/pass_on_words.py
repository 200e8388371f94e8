"""What passing a report on, and its form, are called."""

from flask_babel import lazy_gettext

from wbportal import i18n
from wbportal.casework.passing_on import Booked
from wbportal.domain.rules import Action
from wbportal.web.desk.action_words import ACTIONS
from wbportal.web.desk.blueprint import bp
from wbportal.web.desk.opinion_words import MATTERS, PRIORITIES
from wbportal.web.locale import language
from wbportal.web.register_forms import FieldWords, RegisterWords

PASSING_ON_WORDS = RegisterWords(
    ACTIONS[Action.PASS_ON][0],
    ACTIONS[Action.PASS_ON][1],
    ACTIONS[Action.PASS_ON][0],
    {
        "matter": FieldWords(lazy_gettext("What kind of report is it?"), choices=MATTERS),
        "priority": FieldWords(lazy_gettext("How urgent?"), choices=PRIORITIES),
        "number": FieldWords(
            lazy_gettext("Number in the office’s own book"),
            lazy_gettext("If your office numbers what it receives."),
        ),
        "numbered_on": FieldWords(lazy_gettext("Entered in the book on")),
        "alike": FieldWords(
            lazy_gettext("Reports that may be about the same"),
            lazy_gettext("The reference of each, one in a line. Only those that you can open now."),
        ),
        "text": FieldWords(
            lazy_gettext("For the leads"),
            lazy_gettext("What struck you in it. The reporter never reads it."),
        ),
    },
)


def booked_words(booked: Booked) -> str:
    """Say the office's own number of a case, and its day."""
    day = i18n.short_date(booked.on, language()) if booked.on else ""
    return ", ".join(filter(None, (booked.number, day)))


bp.add_app_template_filter(booked_words)
