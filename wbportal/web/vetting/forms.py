"""The forms with which leads vet."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, FieldList, HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework.founding import Obstacle, Vetting
from wbportal.casework.people import Standing
from wbportal.casework.vetting import Candidate, Look
from wbportal.domain.roles import STAFF, Role
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.web.days import DayField, as_typed
from wbportal.web.forms import Form, later
from wbportal.web.staff import role_words
from wbportal.web.vetting.words import OBSTACLES

_MAX_CHARS = 200
_MAX_ALIASES = 20
_WORDS_CHARS = 200


def _one_line(_: Form, field: Field) -> None:
    try:
        field.data = clean_line(field.data, _MAX_CHARS)
    except TextRefused as error:
        raise ValidationError(gettext("This cannot be read.")) from error


_REQUIRED = InputRequired(later(lazy_gettext("Please fill this in.")))


class VetForm(Form):
    """What the next list is to say of somebody."""

    words = StringField(later(lazy_gettext("The six words on this person’s paper")), [_one_line])
    roles = SelectMultipleField(
        later(lazy_gettext("Roles")),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    position = StringField(later(lazy_gettext("Position")), [_REQUIRED, _one_line])
    aliases = StringField(later(lazy_gettext("Other names")), [_one_line])
    first_reader = BooleanField(later(lazy_gettext("First reader")))
    valid_until = DayField(later(lazy_gettext("Vetted until")), [_REQUIRED])
    confirmed = BooleanField(
        later(lazy_gettext("I have read the declaration, and made sure of the training")),
        [InputRequired(later(lazy_gettext("Please confirm this first.")))],
    )

    def __init__(self, found: Candidate) -> None:
        """Begin with what the list says now, or with what the person was invited for."""
        entry, member = found.entry, found.member
        values: dict[str, object] = {
            "roles": [role.value for role in member.roles or member.wanted_roles],
            "position": entry.position if entry is not None else "",
            "aliases": ", ".join(entry.aliases) if entry is not None else "",
            "first_reader": entry is not None and entry.first_reader,
            "valid_until": as_typed(found.suggested_until),
        }
        super().__init__(values)
        self.roles.choices = {role.value: role_words(role) for role in Role if role in STAFF}
        self.username = member.username
        # The keys of whoever is on the list stand there: nothing is left to compare, unless they
        # joined anew with others.
        self.asks_words = entry is None or member.standing is Standing.WAITING
        if not self.asks_words:
            del self.words

    def vetting(self) -> Vetting | None:
        """Return what was typed, None without a day."""
        until = self.valid_until.day
        if until is None:
            return None
        names = (name.strip() for name in (self.aliases.data or "").split(","))
        return Vetting(
            username=self.username,
            words=self.words.data or "" if self.asks_words else "",
            roles=frozenset(Role(role) for role in self.roles.data or ()),
            position=self.position.data or "",
            valid_until=until,
            aliases=tuple(name for name in names if name)[:_MAX_ALIASES],
            first_reader=bool(self.first_reader.data),
        )

    def refuse(self, reason: str) -> bool:
        """Say beside the field to blame why nothing was proposed; False if none is."""
        fields: dict[str, Field | None] = {
            Obstacle.OTHER_WORDS: self.words if self.asks_words else None,
            Obstacle.NO_ROLE: self.roles,
            Obstacle.ROLES_CONFLICT: self.roles,
            Obstacle.NOT_A_LEAD: self.first_reader,
            Obstacle.LAPSED: self.valid_until,
            Obstacle.TOO_LONG: self.valid_until,
            Obstacle.NO_POSITION: self.position,
            Obstacle.LAST_LEAD: self.roles,
        }
        field = fields.get(reason)
        if field is None:
            return False
        field.errors = [*field.errors, str(OBSTACLES[reason])]
        return True


class LeaveForm(Form):
    """That somebody is to be taken off the list, and that it is meant."""

    sure = BooleanField(
        later(lazy_gettext("Yes, this person is to leave")),
        [InputRequired(later(lazy_gettext("Please confirm this first.")))],
    )

    def refuse(self, reason: str) -> bool:
        """Say why nothing was proposed; False if the form is not to blame."""
        if reason not in {Obstacle.LAST_LEAD, Obstacle.CASES_UNHELD}:
            return False
        self.sure.errors = [*self.sure.errors, str(OBSTACLES[reason])]
        return True


class SignForm(Form):
    """The second signature: for everybody who brings keys, the six words from their paper."""

    seen = HiddenField()
    words = FieldList(StringField(filters=[lambda typed: (typed or "")[:_WORDS_CHARS]]))

    def __init__(self, look: Look) -> None:
        """Ask for the words of everybody who brings keys, in the order of the page."""
        super().__init__({"seen": look.seen.hex()})
        while len(self.words.entries) < len(look.bringing):
            self.words.append_entry()
        for entry, change in zip(self.words.entries, look.bringing, strict=False):
            entry.label.text = gettext("The six words on the paper of %(name)s", name=change.name)

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong, with the words of each person on their own."""
        of_words = [(one.id, str(text)) for one in self.words.entries for text in one.errors]
        return [one for one in super().problems() if one[0] != self.words.id] + of_words
