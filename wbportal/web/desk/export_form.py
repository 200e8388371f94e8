"""The form in which an export is asked for."""

from collections.abc import Callable, Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework import exporting
from wbportal.casework.exporting import MOST_COPIES, Files, Wish
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Secrecy
from wbportal.domain.numbers import fold_digits
from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text
from wbportal.web.desk.papers import FILES, FORMS, PARTS, SECRECY
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language

_MOST_LINE_CHARS = 200
_MOST_TEXT_CHARS = 2000


def typed(
    clean: Callable[[object, int], str], max_chars: int, *, is_optional: bool = False
) -> Callable[[Form, Field], None]:
    """Return a check of something typed, which is kept as it was cleaned."""

    def check(_: Form, field: Field) -> None:
        try:
            field.data = clean(field.data, max_chars)
        except TextRefused as refused:
            raise ValidationError(problem_sentence(refused.problem, max_chars)) from refused
        if not field.data and not is_optional:
            raise ValidationError(problem_sentence(Problem.MISSING, max_chars))

    return check


def _copies(_: Form, field: Field) -> None:
    said = fold_digits(str(field.data or "")).strip()
    if not said.isdigit() or not 1 <= int(said[:4]) <= MOST_COPIES:
        raise ValidationError(gettext("A number from 1 to %(most)s.", most=MOST_COPIES))
    field.data = said


def _some(_: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(gettext("Choose at least one part."))


class MarksForm(Form):
    """For whom a paper is, and why: what every export asks."""

    parts = SelectMultipleField(
        later(lazy_gettext("Which parts")),
        [_some],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    recipient = StringField(later(lazy_gettext("For whom")), [typed(clean_line, _MOST_LINE_CHARS)])
    purpose = TextAreaField(later(lazy_gettext("What for")), [typed(clean_text, _MOST_TEXT_CHARS)])
    secrecy = SelectField(
        later(lazy_gettext("Class")),
        choices=lambda: {one.value: str(words) for one, words in SECRECY.items()},
        default=Secrecy.CONFIDENTIAL.value,
    )
    copies = StringField(later(lazy_gettext("How many copies")), [_copies], default="1")

    def __init__(self, parts: Sequence[Compartment]) -> None:
        """Offer the parts that are at hand."""
        super().__init__()
        self.parts.choices = {part.value: str(PARTS[part]) for part in parts}

    def wish(self, form: exporting.Form, files: Files) -> Wish:
        """Return what was checked."""
        return Wish(
            form=form,
            parts=frozenset(Compartment(one) for one in self.parts.data or ()),
            files=files,
            secrecy=Secrecy(self.secrecy.data),
            recipient=self.recipient.data or "",
            copies=int(self.copies.data or 1),
            purpose=self.purpose.data or "",
            lang=language(),
        )


class ExportForm(MarksForm):
    """What of a case leaves, and as what."""

    form = RadioField(
        later(lazy_gettext("As what")),
        choices=lambda: {one.value: str(FORMS[one]) for one in exporting.WHOLE},
        default=exporting.Form.PDF.value,
    )
    files = SelectField(
        later(lazy_gettext("Files in the archive")),
        choices=lambda: {one.value: str(words) for one, words in FILES.items()},
        default=Files.CLEANED.value,
    )

    def wanted(self) -> Wish:
        """Return what was checked; paper has no files."""
        form = exporting.Form(self.form.data)
        is_archive = form is exporting.Form.ARCHIVE
        return self.wish(form, Files(self.files.data) if is_archive else Files.NONE)
