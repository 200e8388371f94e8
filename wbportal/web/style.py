"""Every element and macro on one page, in both languages: for whoever changes the look.

It is mounted in development only; a portal in production has no such address.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template
from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Field as WtField

from wbportal.domain.register_fields import Field, Kind
from wbportal.web.forms import Form, later
from wbportal.web.locale import languages, speaking

bp = Blueprint("style", __name__, url_prefix="/style")

_SCHEMES = ("light", "dark")
_DARK = "screen and (prefers-color-scheme: dark)"
_KEY = "style"  # of everything here; never stored


class _Fields(Form):
    """One field of each kind."""

    line = StringField(later(lazy_gettext("Name")))
    text = TextAreaField(later(lazy_gettext("What happened?")))
    options = SelectField(later(lazy_gettext("Language")))
    choices = RadioField(later(lazy_gettext("State")))
    day = StringField(later(lazy_gettext("Day")))
    choice = BooleanField(later(lazy_gettext("This file shows who I am")))
    files = MultipleFileField(later(lazy_gettext("Files")))


class _Item(_Fields):
    """The form of an item of a register, as `item_fields` asks for its fields."""

    def inputs(self) -> list[tuple[Field, WtField, str]]:
        return [
            (Field("line"), self.line, ""),
            (Field("day", Kind.DATE, optional=True), self.day, ""),
        ]


@dataclass(frozen=True, slots=True)
class _Slip:
    """A file that has arrived, as `attachments` lists it."""

    name: str = "IMG_2569.jpg"
    length: int = 1_400_000
    file_id: str = _KEY
    shows_identity: bool = True
    sha256: bytes = bytes(32)


@bp.get("/")
@bp.get("/<scheme>")
def pieces(scheme: str = "light") -> str:
    """Show everything, in the light or in the dark whatever the browser prefers."""
    if scheme not in _SCHEMES:
        abort(404)
    spoken = [(code, name, _spoken(code)) for code, name in languages().items()]
    return render_template("style/page.html", scheme=scheme, schemes=_SCHEMES, spoken=spoken)


@bp.get("/<scheme>.css")
def sheet(scheme: str) -> Response:
    """Return the style sheet as a browser that prefers `scheme` reads it."""
    if scheme not in _SCHEMES:
        abort(404)
    text = Path(current_app.static_folder or "", "portal.css").read_text("utf-8")
    chosen = text.replace(_DARK, "screen" if scheme == "dark" else "not all")
    return Response(chosen, mimetype="text/css")


def _spoken(code: str) -> Markup:
    with speaking(code):
        well, wrong, item = _Fields(), _Fields(), _Item()
        for form in (well, wrong):
            form.options.choices = form.choices.choices = [*languages().items()]
        for field in wrong:
            field.id = f"{code}-{field.id}"  # as others of this page, it stands there twice
            field.errors = [later(lazy_gettext("Please fill this in."))]
        for field in item:
            field.id = f"{code}-item-{field.id}"
        return Markup(  # noqa: S704 - it escapes
            render_template(
                "style/pieces.html",
                speaks=code,
                well=well,
                wrong=wrong,
                item=item,
                slips=[_Slip()],
                day=date(2026, 11, 28),
                groups=["0123", "4567", "0890", "1234", "5678", "0901", "2345", "6789"],
            )
        )
