"""The office itself: what it is called, how to reach it, what its pages speak."""

from http import HTTPStatus

from flask import render_template
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from wbportal.casework import offices
from wbportal.casework.offices import OfficeChange, OfficeView
from wbportal.domain.wording import LANGUAGES
from wbportal.web import locale
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import (
    Page,
    VersionedForm,
    plain_line,
    plain_text,
    save,
    status_here,
)
from wbportal.web.current import portal
from wbportal.web.forms import later
from wbportal.web.traits import Traits, declare

_NAME, _CONTACT = 200, 500


class OfficeForm(VersionedForm):
    """What an office says of itself."""

    name_th = StringField(later(lazy_gettext("Name in Thai")), [plain_line(_NAME, required=True)])
    name_en = StringField(
        later(lazy_gettext("Name in English")), [plain_line(_NAME, required=True)]
    )
    contact_th = TextAreaField(
        later(lazy_gettext("How to reach it, in Thai")), [plain_text(_CONTACT)]
    )
    contact_en = TextAreaField(
        later(lazy_gettext("How to reach it, in English")), [plain_text(_CONTACT)]
    )
    language = SelectField(later(lazy_gettext("Language of its pages")))
    show_names = BooleanField(
        later(lazy_gettext("Show names, not only positions, where reporters say who must not see"))
    )

    def __init__(self, office: OfficeView) -> None:
        """Fill in what the office says now."""
        values = {
            **{f"name_{one}": office.names[one] for one in LANGUAGES},
            **{f"contact_{one}": office.contacts[one] for one in LANGUAGES},
            "language": office.language,
            "show_names": office.shows_names,
        }
        super().__init__(office.version, values)
        self.language.choices = dict(locale.languages())

    def wanted(self) -> OfficeChange:
        return OfficeChange(
            name_th=self.name_th.data,
            name_en=self.name_en.data,
            contact_th=self.contact_th.data,
            contact_en=self.contact_en.data,
            show_names=bool(self.show_names.data),
            language=self.language.data,
        )


@bp.route("/office", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def office() -> Response | Page:
    """Show what the office says of itself, or change it."""
    found = _mine()
    form = OfficeForm(found)
    if form.accepted():
        who = me()
        return save(
            lambda work: offices.change(work, who.office_id, form.wanted(), who.id, form.based_on),
            lambda status: _page(_again(form), _mine(), status),
            "admin.office",
        )
    return _page(form, found, status_here())


def _again(form: OfficeForm) -> OfficeForm:
    form.version.data = str(_mine().version)
    return form


def _mine() -> OfficeView:
    with portal().work() as work:
        return offices.office_of(work, me().office_id)


def _page(form: OfficeForm, found: OfficeView, status: HTTPStatus) -> Page:
    alternate = None
    if found.alternate_id is not None:
        with portal().work() as work:
            alternate = offices.office_of(work, found.alternate_id)
    page = render_template(
        "admin/office.html",
        form=form,
        found=found,
        alternate=alternate,
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status
