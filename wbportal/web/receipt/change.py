"""Exchanging one's code for another."""

from http import HTTPStatus
from secrets import token_hex

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import receipt, visits
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.errors import CaseNotFound, CodeNeeded, Refused
from wbportal.casework.offices import OfficeView, office_of
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret
from wbportal.web.floods import floods
from wbportal.web.office import present
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import CodeForm, refuse_code
from wbportal.web.reporter import draft_secret, hand_out, perform, visit_secret
from wbportal.web.session import Cookie
from wbportal.web.traits import Traits, declare


@bp.route("/receipt/change", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def change() -> Response | tuple[str, HTTPStatus]:
    """Ask for the present code and lead to a new one; the old one lives until that is noted."""
    try:
        office, must = perform(_look)
    except (CaseNotFound, CodeNeeded):
        return redirect(url_for("receipt.present"), HTTPStatus.SEE_OTHER)
    form = CodeForm()
    code = form.read() if request.method == "POST" else None
    if code is not None:
        browser = draft_secret() or SessionSecret.generate()
        if _begin(code, browser):
            page = redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)
            return hand_out(page, Cookie.DRAFT, browser)
        refuse_code(form)
    present(office)
    wrong = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render_template("receipt/change.html", form=form, must=must), status


def _look(work: Work) -> tuple[OfficeView, bool]:
    """Return the office of the case that is visited, and whether its code has to be changed."""
    secret = visit_secret()
    visit = None if secret is None else visits.find(work, secret)
    if visit is None:
        raise CodeNeeded
    return office_of(work, visit.office_id), receipt.must_change(work, visit)


def _begin(code: ReceiptCode, browser: SessionSecret) -> bool:
    """Make the new code; say whether the one that was typed is this case's."""

    def begin(work: Work) -> None:
        secret = visit_secret()
        visit = None if secret is None else visits.find(work, secret)
        if visit is None:
            raise CodeNeeded
        form = FormKey(browser, Purpose.CODE, str(visit.office_id), token_hex(16))
        receipt.begin_change(work, visit, code, form)

    try:
        with floods().codes.enter():
            perform(begin)
    except Refused:
        return False
    return True
