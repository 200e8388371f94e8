"""The form in which a statement is checked."""

from collections.abc import Mapping

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import Field, FileField, TextAreaField

from wbportal.casework.errors import Refused
from wbportal.web.forms import Form, later

_OF_STATEMENT: Mapping[str, LazyString] = {
    "no-statement": lazy_gettext(
        "There is no statement in this text. Please paste all of it, down to the line with END."
    ),
    "changed": lazy_gettext(
        "This statement is not genuine: something in it was changed, be it one letter."
    ),
    "words": lazy_gettext(
        "The words are not those that the office signed: do not trust them. To see what was"
        " signed, paste only the lines from BEGIN to END."
    ),
    "forged": lazy_gettext("This statement is not genuine: the office did not sign it."),
    "elsewhere": lazy_gettext(
        "This statement names no office of this site. Please check it on the site of the office"
        " that it names."
    ),
}
_OF_OPENING: Mapping[str, LazyString] = {
    "no-opening": lazy_gettext(
        "There is nothing here that could open the statement. Please paste all of it, down to the"
        " line with END."
    ),
    "opening-changed": lazy_gettext(
        "This does not open the statement: something in it was changed, be it one letter."
    ),
    "other-content": lazy_gettext(
        "This does not open the statement: the two do not belong to the same report."
    ),
}


class CheckForm(Form):
    """A statement and what opens it, each as a text or as a small file."""

    class Meta:
        """Nothing is kept and nothing is done, so there is nothing that a token would protect.

        Without one no cookie is set: whoever checks a statement is not even known for a visit.
        """

        csrf = False

    statement = TextAreaField(later(lazy_gettext("The statement")))
    statement_file = FileField(later(lazy_gettext("Or the statement as a file")))
    opening = TextAreaField(later(lazy_gettext("What opens it")))
    opening_file = FileField(later(lazy_gettext("Or what opens it as a file")))

    def typed(self) -> tuple[str, str]:
        """Return statement and opening; what came as a file stands in the text from now on."""
        self.statement.data = _whole(self.statement, self.statement_file)
        self.opening.data = _whole(self.opening, self.opening_file)
        return self.statement.data, self.opening.data

    def refuse(self, refused: Refused) -> None:
        """Say beside its field why something was not accepted."""
        if refused.reason in _OF_OPENING:
            self.opening.errors = [str(_OF_OPENING[refused.reason])]
        elif not (self.statement.data or "").strip():
            self.statement.errors = [gettext("Please paste the statement, or choose its file.")]
        else:
            self.statement.errors = [str(_OF_STATEMENT[refused.reason])]


def _whole(text: Field, file: Field) -> str:
    typed = str(text.data or "")
    upload = request.files.get(file.name)
    if typed.strip() or upload is None:
        return typed
    # What is no text is no statement either, and is said to be none or to be changed.
    return upload.stream.read().decode("utf-8", "replace")
