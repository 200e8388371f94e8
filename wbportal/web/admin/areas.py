"""Which areas reporters choose from, and in which order."""

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework import settings
from wbportal.casework.records import Json
from wbportal.casework.settings import Version
from wbportal.domain.areas import AREAS, Offer, areas_sorted, read_offer
from wbportal.domain.settings import Topic
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, VersionedForm, save, status_here
from wbportal.web.current import portal
from wbportal.web.forms import later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare


class AreasForm(VersionedForm):
    """What is offered, what stands first, and how the rest is ordered."""

    codes = SelectMultipleField(
        later(lazy_gettext("Areas that are offered")),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    first = SelectField(later(lazy_gettext("Stands first in the list")))
    order = RadioField(later(lazy_gettext("Order of the others")))

    def __init__(self, saved: Version) -> None:
        """Fill in what is offered now."""
        now = read_offer(saved.body)
        order = "region" if now.by_region else "alphabet"
        values = {"codes": sorted(now.codes), "first": now.first, "order": order}
        super().__init__(saved.number, values)
        names = {area.code: area.name(language()) for area in areas_sorted(language())}
        self.codes.choices = names
        self.first.choices = {"": gettext("None")} | names
        self.order.choices = {
            "alphabet": gettext("All in one alphabet"),
            "region": gettext("Under the name of their region"),
        }

    def validate_codes(self, field: SelectMultipleField) -> None:
        """Refuse to offer nothing at all."""
        if not field.data:
            raise ValidationError(gettext("Please choose at least one."))

    def validate_first(self, field: SelectField) -> None:
        """Let only what is offered stand first."""
        if field.data and field.data not in (self.codes.data or []):
            raise ValidationError(gettext("What stands first has to be offered, too."))

    def body(self) -> dict[str, Json]:
        codes = [code for code in AREAS if code in (self.codes.data or [])]
        everywhere = len(codes) == len(AREAS)
        return {
            **({} if everywhere else {"codes": [*codes]}),
            "first": self.first.data or "",
            "by_region": self.order.data == "region",
        }


@bp.route("/areas", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def areas() -> Response | Page:
    """Show which areas are offered, or change it."""
    saved = _saved()
    form = AreasForm(saved)
    if form.accepted():
        who, body = me(), form.body()
        return save(
            lambda work: settings.write(work, who, Topic.AREAS, body, form.based_on),
            lambda status: _overtaken(form, status),
            "admin.areas",
        )
    return _page(form, saved, status_here())


def _overtaken(form: AreasForm, status: HTTPStatus) -> Page:
    saved = _saved()
    form.version.data = str(saved.number)
    return _page(form, saved, status)


def _saved() -> Version:
    with portal().work() as work:
        return settings.read(work, me().office_id, Topic.AREAS)


def _page(form: AreasForm, saved: Version, status: HTTPStatus) -> Page:
    now: Offer = read_offer(saved.body)
    page = render_template(
        "admin/areas.html",
        form=form,
        saved=saved,
        now=now,
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status
