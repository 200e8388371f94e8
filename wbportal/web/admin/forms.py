"""The form with which somebody is invited."""

from flask_babel import gettext, lazy_gettext
from wtforms import Field, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework.invitations import Invitee, Unfit
from wbportal.domain.roles import STAFF, Role
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.web.forms import Form, later
from wbportal.web.staff import role_words

_MAX_CHARS = 200

_WORDS = {
    Unfit.USERNAME: lazy_gettext(
        "A username has 3 to 64 small letters a to z, digits, dots, hyphens or underscores."
    ),
    Unfit.TAKEN: lazy_gettext("Somebody else has this username."),
    Unfit.NO_NAME: lazy_gettext("Please fill this in."),
    Unfit.NO_ROLE: lazy_gettext("Choose at least one role."),
    Unfit.ROLES_CONFLICT: lazy_gettext(
        "These roles may not meet in one person: who keeps accounts or checks the trail holds no"
        " keys."
    ),
}


def _one_line(_: Form, field: Field) -> None:
    try:
        field.data = clean_line(field.data, _MAX_CHARS)
    except TextRefused as error:
        raise ValidationError(gettext("This cannot be read.")) from error


_REQUIRED = InputRequired(later(lazy_gettext("Please fill this in.")))


class MailForm(Form):
    """Where half of an invitation's code is sent."""

    email = StringField(later(lazy_gettext("E-mail address")), [_REQUIRED, _one_line])


class InviteForm(Form):
    """Who is invited, and as what."""

    username = StringField(later(lazy_gettext("Username")), [_REQUIRED, _one_line])
    display_name = StringField(later(lazy_gettext("Name")), [_REQUIRED, _one_line])
    roles = SelectMultipleField(
        later(lazy_gettext("Roles")),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self) -> None:
        """Offer every role that a roster can give."""
        super().__init__()
        self.roles.choices = {role.value: role_words(role) for role in Role if role in STAFF}

    def invitee(self) -> Invitee:
        return Invitee(
            username=(self.username.data or "").casefold(),
            display_name=self.display_name.data or "",
            roles=frozenset(Role(role) for role in self.roles.data or ()),
        )

    def refuse(self, reason: str) -> None:
        """Say beside the field to blame why nobody was invited."""
        unfit = Unfit(reason)
        field: Field = self.roles
        if unfit in {Unfit.USERNAME, Unfit.TAKEN}:
            field = self.username
        elif unfit is Unfit.NO_NAME:
            field = self.display_name
        field.errors = [*field.errors, str(_WORDS[unfit])]
