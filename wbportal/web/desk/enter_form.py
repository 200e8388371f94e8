"""The form in which somebody writes a report down: the reporter's own, and how it came."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.fields.core import UnboundField

from wbportal import i18n
from wbportal.casework.keyholders import Person
from wbportal.casework.recorded import Came
from wbportal.casework.records import Json
from wbportal.domain.channels import IS_SPOKEN, Channel
from wbportal.domain.roles import Role
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.web.desk.words import CHANNELS
from wbportal.web.forms import problem_sentence
from wbportal.web.locale import language
from wbportal.web.report_form import Asking, ReportForm

_MOST_LINE_CHARS = 200
_SLIP, _NO_SLIP = "slip", "none"
_RECEIVE = frozenset({Role.LEAD, Role.INTAKE})  # they go on with what they wrote down


class EnterForm(ReportForm):
    """A report as somebody else writes it down; whatever arrives is kept on the page."""

    def __init__(self, asking: Asking, who: Person, kept: Mapping[str, Json] | None = None) -> None:
        super().__init__(asking, kept)
        self._received_on = date.min
        self._document = ""
        ways = {one.value: str(CHANNELS[one]) for one in IS_SPOKEN}
        choose = {"": gettext("Please choose")}
        self._add(
            "came_by",
            UnboundField(
                SelectField,
                gettext("How did it come?"),
                choices=choose | ways,
                validate_choice=False,
            ),
        )
        self._add("came_on", UnboundField(StringField, gettext("On which day was it received?")))
        self._add("document", UnboundField(StringField, gettext("Number of a stamp or letter")))
        self._add("present", UnboundField(BooleanField, gettext("The reporter is here now")))
        self._add(
            "slip",
            UnboundField(
                RadioField,
                gettext("Shall the reporter be able to come back?"),
                choices={
                    _SLIP: gettext("Yes: make a slip that I hand over"),
                    _NO_SLIP: gettext("No: nobody is going to have a code"),
                },
                default=_SLIP,
                validate_choice=False,
            ),
        )
        self._add(
            "shut_out",
            UnboundField(
                BooleanField,
                gettext("I must not be able to open it afterwards"),
                default=not who.roles & _RECEIVE,
            ),
        )

    def check_all(self, today: date) -> bool:
        """Check what the reporter's form checks, and how the report came."""
        good = self.check()
        if self["came_by"].data not in {one.value for one in IS_SPOKEN}:
            _complain(self["came_by"], gettext("Please choose how it came."))
        self._check_day(self["came_on"], today)
        try:
            self._document = clean_line(self["document"].data, _MOST_LINE_CHARS)
        except TextRefused as refused:
            _complain(self["document"], problem_sentence(refused.problem, _MOST_LINE_CHARS))
        if self["slip"].data not in {_SLIP, _NO_SLIP}:
            _complain(self["slip"], gettext("Please choose one of the two."))
        return good and not self.errors

    def came(self) -> Came:
        """Return how the report came, as it was checked."""
        return Came(
            channel=Channel(self["came_by"].data),
            received_on=self._received_on,
            is_present=bool(self["present"].data),
            document=self._document,
        )

    @property
    def wants_slip(self) -> bool:
        return bool(self["slip"].data == _SLIP)

    @property
    def shuts_out(self) -> bool:
        return bool(self["shut_out"].data)

    def _check_day(self, field: Field, today: date) -> None:
        day = i18n.read_date(str(field.data or ""), language()).exact
        if day is None:
            _complain(field, gettext("Please write a whole date, such as 12 March 2569."))
        elif day > today:
            _complain(field, gettext("This day is still to come."))
        else:
            self._received_on = day


def _complain(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]
