"""A signed statement that one has reported, and what opens it: for whoever types the code again."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import conversation, proofs, visits
from wbportal.casework import proof_documents as documents
from wbportal.casework.conversation import Conversation
from wbportal.casework.errors import CaseNotFound, CodeNeeded, CodeSeen, Refused
from wbportal.casework.offices import office_of
from wbportal.casework.proofs import Proven
from wbportal.casework.visits import Visit
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.web.current import portal
from wbportal.web.downloads import attachment
from wbportal.web.floods import floods
from wbportal.web.office import present
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import CodeForm, refuse_code
from wbportal.web.reporter import perform, visit_secret
from wbportal.web.traits import Traits, declare

# Names that say nothing to somebody who looks into a folder.
_STATEMENT_NAME, _OPENING_NAME = "note.txt", "note-2.txt"
_Page = tuple[str, HTTPStatus]


@bp.route("/receipt/proof", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def proof() -> Response | _Page | str:
    """Say what carrying a statement means; make one for the code."""
    return _with_code("receipt/proof.html", _shown)


@bp.route("/receipt/proof/opening", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def opening() -> Response | _Page | str:
    """Say what giving the content away means; hand out what opens the statement."""
    return _with_code("receipt/opening.html", _opening_file)


@bp.post("/receipt/proof/file")
def proof_file() -> Response:
    """Hand a statement back as a file: this office's own, so that nothing else can be reflected."""
    typed = request.form.get("statement", "")
    try:
        with portal().work() as work:
            proofs.check(work, typed)
        signed = documents.read_statement(typed)
    except Refused:
        abort(HTTPStatus.NOT_FOUND)
    return _file(documents.write_statement(signed), _STATEMENT_NAME)


def _with_code(template: str, show: Callable[[Proven], Response | str]) -> Response | _Page | str:
    try:
        found = perform(lambda work: conversation.look(work, _visit(work)))
    except CodeSeen:
        return redirect(url_for("receipt.change"), HTTPStatus.SEE_OTHER)
    except (CaseNotFound, CodeNeeded):
        return redirect(url_for("receipt.present"), HTTPStatus.SEE_OTHER)
    form = CodeForm()
    code = form.read() if request.method == "POST" else None
    try:
        if code is not None:
            proven = _prove(code)
            _present(found)
            return show(proven)
    except Refused as refused:
        if refused.reason != "another-code":
            return _page(template, found, form, unreadable=True)
        refuse_code(form)
    return _page(template, found, form)


def _page(template: str, found: Conversation, form: CodeForm, *, unreadable: bool = False) -> _Page:
    _present(found)
    wrong = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    page = render_template(template, form=form, day=found.arrived_on, unreadable=unreadable)
    return page, status


def _shown(proven: Proven) -> str:
    # Not behind a redirect: nothing keeps it, so no other page could show it.
    thai, english, block = documents.statement_in_parts(proven.signed)
    return render_template("receipt/statement.html", thai=thai, english=english, block=block)


def _opening_file(proven: Proven) -> Response:
    return _file(documents.write_opening(proven.opening), _OPENING_NAME)


def _file(text: str, name: str) -> Response:
    content = text.encode()
    return attachment(iter([content]), name, len(content))


def _present(found: Conversation) -> None:
    with portal().work() as work:
        present(office_of(work, found.office_id))


def _prove(code: ReceiptCode) -> Proven:
    with floods().codes.enter():
        return perform(lambda work: proofs.prove(work, _visit(work), code))


def _visit(work: Work) -> Visit:
    secret = visit_secret()
    visit = None if secret is None else visits.find(work, secret)
    if visit is None:
        raise CodeNeeded
    return visit
