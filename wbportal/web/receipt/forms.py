"""Forms behind a receipt code."""

from typing import Protocol

from flask_babel import gettext, lazy_gettext
from wtforms import MultipleFileField, StringField, TextAreaField

from wbportal.domain.texts import TextRefused, clean_text
from wbportal.vault.errors import NotACode
from wbportal.vault.receipts import ReceiptCode
from wbportal.web.current import portal
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.receipt.slips import sentences

_MOST_TYPED_CHARS = 500  # eight long words with room for anybody's spacing


class CodeForm(Form):
    """A receipt code, typed in whatever way."""

    code = StringField(later(lazy_gettext("Your code")))

    def read(self) -> ReceiptCode | None:
        """Return the code, or say on the form why what was typed is none."""
        if not self.accepted():
            return None
        return read_code(self)


class MessageForm(Form):
    """What a reporter adds to a case; the code only if the visit is over."""

    text = TextAreaField(later(lazy_gettext("Your message")))
    files = MultipleFileField(later(lazy_gettext("Files")))
    code = StringField(later(lazy_gettext("Your code")))

    def check(self, *, has_files: bool) -> str | None:
        """Return the text, or say on the form what is wrong; files may stand without a text."""
        if not self.accepted():
            return None
        limit = portal().limits.max_text_chars
        try:
            text = clean_text(self.text.data, limit)
        except TextRefused as refused:
            self.text.errors = [problem_sentence(refused.problem, limit)]
            return None
        if not text and not has_files:
            self.text.errors = [gettext("Please write something, or choose a file.")]
            return None
        return text

    def add_problem(self, message: str) -> None:
        """Say what is wrong with the files."""
        self.files.errors = [*self.files.errors, message]


class AsksForCode(Protocol):
    """A form with a field for the code."""

    @property
    def code(self) -> StringField: ...


def read_code(form: AsksForCode) -> ReceiptCode | None:
    """Return the code in a form, or say beside its field where the slip of the pen is."""
    typed = (form.code.data or "")[:_MOST_TYPED_CHARS]
    try:
        return ReceiptCode.parse(typed)
    except NotACode:
        form.code.errors = sentences(typed)
        return None


def refuse_code(form: AsksForCode) -> None:
    """Say beside the field that what was typed is a code, but not of the report that is open."""
    form.code.errors = [gettext("This is not the code of the report that is open now.")]


def refuse_unknown(form: AsksForCode) -> None:
    """Say beside the field that no case has this code, whether or not something was saved under it.

    Nobody looks: the same work is done for any code.
    """
    form.code.errors = [
        gettext(
            "Nothing was sent under this code. If you saved a report for later, open it in another"
            " tab, with “I have a code”."
        )
    ]
