"""Coming back with a code."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import receipt, visits
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret
from wbportal.web.floods import floods
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import CodeForm
from wbportal.web.reporter import hand_out, perform, visit_secret
from wbportal.web.session import Cookie
from wbportal.web.traits import Traits, declare


@bp.route("/receipt/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def present() -> Response | tuple[str, HTTPStatus]:
    """Ask for a code; any code that can be one leads on, and the next page says what it opens."""
    form = CodeForm()
    code = form.read() if request.method == "POST" else None
    if code is None:
        wrong = request.method == "POST"
        status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return render_template("receipt/present.html", form=form), status
    secret = begin_visit(code)
    page = redirect(url_for("receipt.case"), HTTPStatus.SEE_OTHER)
    return hand_out(page, Cookie.REPORTER, secret)


def begin_visit(code: ReceiptCode) -> SessionSecret:
    """Present a code; return what the browser has to keep. Raises Crowded."""
    secret, before = SessionSecret.generate(), visit_secret()

    def come_in(work: Work) -> None:
        if before is not None:
            visits.end(work, before)
        receipt.present(work, code, secret)

    with floods().codes.enter():
        perform(come_in)
    return secret
