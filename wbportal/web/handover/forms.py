"""The form with which a hand-over is planned."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import Field, SelectField, StringField

from wbportal import i18n
from wbportal.casework.handovers import Plan
from wbportal.domain.handovers import Kind
from wbportal.web.forms import Form, later
from wbportal.web.handover.words import OBSTACLES
from wbportal.web.locale import language

_FIELDS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.KEYS: ("receiver",),
        Kind.SUCCESSION: ("giver", "receiver", "starts"),
        Kind.ACTING: ("giver", "receiver", "starts", "until"),
        Kind.LEAVING: ("giver", "receiver", "starts"),
    }
)
Choices = Sequence[tuple[UUID, str]]


class PlanForm(Form):
    """Who hands over, who receives, and the days; only what its kind asks for counts."""

    giver = SelectField(later(lazy_gettext("Whose cases")), validate_choice=False)
    receiver = SelectField(later(lazy_gettext("Who gets them")), validate_choice=False)
    starts = StringField(later(lazy_gettext("From")))
    until = StringField(later(lazy_gettext("Until, the last day included")))

    def __init__(self, kind: Kind, givers: Choices, receivers: Choices) -> None:
        """Offer these people."""
        super().__init__()
        self.kind = kind
        self._days: dict[str, date] = {}
        for field, people in ((self.giver, givers), (self.receiver, receivers)):
            nobody = ("", gettext("Please choose"))
            field.choices = dict([nobody, *((str(one), words) for one, words in people)])

    def inputs(self) -> list[Field]:
        """Return the fields of this kind, in order."""
        return [self._fields[name] for name in _FIELDS[self.kind]]

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        for field in self.inputs():
            if not isinstance(field, SelectField):
                self._read_day(field)
            elif not field.data or field.data not in (field.choices or {}):
                self._complain(field, gettext("Please choose somebody from the list."))
        return good and not self.errors

    def plan(self) -> Plan:
        """Return what was checked."""
        has_giver = "giver" in _FIELDS[self.kind]
        return Plan(
            kind=self.kind,
            to_id=UUID(str(self.receiver.data)),
            from_id=UUID(str(self.giver.data)) if has_giver else None,
            starts_on=self._days.get("starts"),
            until=self._days.get("until"),
        )

    def refuse(self, reason: str) -> None:
        """Say beside the field to blame why nothing was planned."""
        name, words = OBSTACLES[reason]
        self._complain(self._fields[name], str(words))

    def _read_day(self, field: Field) -> None:
        typed = str(field.data or "").strip()
        if not typed and field.short_name == "starts":
            return  # today
        day = i18n.read_date(typed, language()).exact
        if day is None:
            self._complain(field, gettext("Please write a day, such as 1 October 2569."))
        else:
            self._days[field.short_name] = day

    @staticmethod
    def _complain(field: Field, message: str) -> None:
        field.errors = [*field.errors, message]
