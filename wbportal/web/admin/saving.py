"""What pages share on which something is set: the version it is based on, being overtaken."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from wbportal.domain.texts import Problem, TextRefused, clean_line, clean_text
from wbportal.portal import StaleRow, Work
from wbportal.web.current import portal
from wbportal.web.forms import Form, problem_sentence

Page = tuple[str, HTTPStatus]
_MAX_DIGITS = 9
_OF_NOTHING = -1


class VersionedForm(Form):
    """A form that says which version of what it sets its writer has seen."""

    version = HiddenField()

    def __init__(self, number: int, values: Mapping[str, object] | None = None) -> None:
        """Fill in from the request, else from `values`; `number` is what is in force now."""
        super().__init__(values)
        sent = self.version.data or ""
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= _MAX_DIGITS
        self.based_on = int(sent) if is_number else _OF_NOTHING
        # Whoever sends it again has seen what is in force.
        self.version.data = str(number)


def plain_line(max_chars: int, *, required: bool = False) -> Callable[[Form, Field], None]:
    """Return a check that leaves one clean line in its field."""
    return _checked(clean_line, max_chars, required=required)


def plain_text(max_chars: int, *, required: bool = False) -> Callable[[Form, Field], None]:
    """Return a check that leaves clean text in its field."""
    return _checked(clean_text, max_chars, required=required)


def save(
    deed: Callable[[Work], None], again: Callable[[HTTPStatus], Page], endpoint: str
) -> Response | Page:
    """Do a deed and lead on; if somebody was faster, show the form `again` with what was typed."""
    try:
        with portal().work() as work:
            deed(work)
    except StaleRow:
        return again(HTTPStatus.CONFLICT)
    return redirect(url_for(endpoint), HTTPStatus.SEE_OTHER)


def status_here() -> HTTPStatus:
    """Return the status of a page that shows a form: 422 if one was sent and not taken."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def _checked(
    clean: Callable[[object, int], str], max_chars: int, *, required: bool
) -> Callable[[Form, Field], None]:
    def check(_: Form, field: Field) -> None:
        try:
            field.data = clean(field.data, max_chars)
        except TextRefused as refused:
            raise ValidationError(problem_sentence(refused.problem, max_chars)) from refused
        if required and not field.data:
            raise ValidationError(problem_sentence(Problem.MISSING, max_chars))

    return check
