"""Saving a report for later: what that does, the code that leads back, and what waits under it."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import saving
from wbportal.casework.drafts import FormKey
from wbportal.casework.errors import AlreadySent, CodeGone
from wbportal.casework.offices import OfficeView, office_at
from wbportal.casework.saving import Unsent
from wbportal.domain import pages
from wbportal.domain.retention import UNSENT_DRAFT
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.intake.blueprint import bp
from wbportal.web.noting import GroupsForm, words_of
from wbportal.web.office import present
from wbportal.web.reporter import draft_secret, perform
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]


@bp.route("/o/<slug>/report/save/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def save(slug: str) -> Response | _Page:
    """Say what saving does, show the code until it is noted, and lead back to the report."""
    with portal().work() as work:
        office = office_at(work, slug)
    present(office)
    found = _find(office)
    is_sent = request.method == "POST"
    if found is None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
        return render_template("intake/nothing-saved.html"), status
    if is_sent:
        return _answered(office, found)
    return _page(found, GroupsForm(found.groups), HTTPStatus.OK, show_code=True)


def save_under_code(form: FormKey, office: OfficeView) -> Response:
    """Seal what a form has kept to a code, and lead to the page that shows it. Raises Crowded."""
    try:
        with floods().reports.enter():
            perform(lambda work: saving.save(work, form))
    except AlreadySent:
        return redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)
    return _to_page(office)


def _find(office: OfficeView) -> Unsent | None:
    secret = draft_secret()
    if secret is None:
        return None
    with portal().work() as work:
        return saving.unsent(work, secret, office.id, request.form.get("form"))


def _answered(office: OfficeView, found: Unsent) -> Response | _Page:
    form = GroupsForm(found.groups)
    if not form.accepted():
        return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY, show_code=True)
    match request.form.get("do"):
        case "save":
            return save_under_code(found.form, office)
        case "ask":
            return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY, destroying=True)
        case "destroy":
            perform(lambda work: saving.destroy(work, found.form))
            return _to_page(office)
        case _:
            return _noted(office, found, form)


def _noted(office: OfficeView, found: Unsent, form: GroupsForm) -> Response | _Page:
    try:
        wrong = perform(lambda work: saving.note(work, found, form.typed()))
    except CodeGone:
        wrong = frozenset()  # noted meanwhile, in another tab or by typing the whole code
    if not wrong:
        return _to_page(office)
    now = _find(office) or found
    again = GroupsForm(now.groups)
    again.complain(wrong)
    return _page(now, again, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(found: Unsent, form: GroupsForm, status: HTTPStatus, **said: object) -> _Page:
    page = render_template(
        "intake/save.html",
        found=found,
        form=form,
        groups=() if found.code is None else found.code.groups(),
        words=() if found.code is None else words_of(found.code),
        fields=form.fields(),
        days=UNSENT_DRAFT.days,
        files_page=pages.FILES,
        **said,
    )
    return page, status


def _to_page(office: OfficeView) -> Response:
    return redirect(url_for("intake.save", slug=office.slug), HTTPStatus.SEE_OTHER)
