"""A field for a day, typed as people write it: 12 มี.ค. 69, 12 March 2026, ๑๒/๓/๒๕๖๙."""

from datetime import date

from flask_babel import gettext
from wtforms import StringField, ValidationError
from wtforms.form import BaseForm

from wbportal.i18n import long_date, read_date
from wbportal.web.locale import language

_MOST_CHARS = 100


class DayField(StringField):
    """A day; one that cannot be read as a whole day is an error, nothing typed is none."""

    day: date | None = None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' signature
        typed = (self.data or "").strip()
        if not typed:
            return
        self.day = read_date(typed[:_MOST_CHARS], language()).exact
        if self.day is None:
            raise ValidationError(
                gettext("This cannot be read as a day. Write it like 12 March 2569, or 12/3/2026.")
            )


def as_typed(day: date | None) -> str:
    """Return a day as somebody could have typed it into a field."""
    return "" if day is None else long_date(day, language())
