"""What a reporter can do besides writing: a list, and one page for each act."""

from http import HTTPStatus

from flask import abort, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import conversation, drafts, questions, receipt, reporter_acts
from wbportal.casework.conversation import Conversation
from wbportal.casework.drafts import Purpose
from wbportal.casework.errors import CaseNotFound, CodeNeeded, Refused
from wbportal.casework.offices import office_of
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.office import present
from wbportal.web.receipt.act_forms import ActForm
from wbportal.web.receipt.act_words import ACTS, BY_NUMBER
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import read_code, refuse_code, refuse_unknown
from wbportal.web.receipt.present import begin_visit
from wbportal.web.receipt.visiting import FormHere, form_here, led_to, visit_here
from wbportal.web.receipt.words import counting
from wbportal.web.reporter import hand_out, perform
from wbportal.web.session import Cookie
from wbportal.web.traits import Traits, declare

# Whoever else sits at this screen cannot say in the reporter's place who that is.
_ASKS_FOR_CODE = frozenset({Action.IDENTIFY})


@bp.get("/receipt/more/")
def more() -> Response:
    """List what can be done now."""
    found = _look()
    if found is None:
        return led_to("receipt.case")
    rows = [(ACTS[one], one in counting(found)) for one in ACTS if one in found.offered]
    return make_response(render_template("receipt/more.html", rows=rows, to_check=found.to_check))


@bp.route("/receipt/more/<int:number>/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def act(number: int) -> Response:
    """Show the page of an act, or do what it says."""
    action = BY_NUMBER.get(number) or abort(HTTPStatus.NOT_FOUND)
    found = _look()
    form = _form(action, found)
    if request.method == "POST":
        return _arrived(form_here(), form, found)
    if found is None:
        return led_to("receipt.case")
    if action not in found.offered:
        return led_to("receipt.more")
    return _page(form_here(), form, found, HTTPStatus.OK)


def _form(action: Action, found: Conversation | None) -> ActForm:
    if found is None:
        return ActForm(action, {})
    with portal().work() as work:
        offer = questions.offer(work, found.office_id)
    return ActForm(action, found.answers, found.asked, offer)


def _look() -> Conversation | None:
    """Read the case of this visit; None if there is no visit, or no case."""
    try:
        found = perform(lambda work: conversation.look(work, visit_here(work)))
    except (CaseNotFound, CodeNeeded):
        return None
    with portal().work() as work:
        present(office_of(work, found.office_id))
    return found


def _arrived(here: FormHere, form: ActForm, found: Conversation | None) -> Response:
    if not form.check():
        return _page(here, form, found)
    fresh = None
    if form.action in _ASKS_FOR_CODE or found is None:
        code = read_code(form)
        if code is None:
            return _page(here, form, found)
        if found is None:
            fresh = begin_visit(code)
        elif not _is_theirs(code):
            refuse_code(form)
            return _page(here, form, found)
    return _done(here, form, found, fresh)


def _is_theirs(code: ReceiptCode) -> bool:
    try:
        with floods().codes.enter():
            perform(lambda work: receipt.check_code(work, visit_here(work), code))
    except Refused:
        return False
    return True


def _done(
    here: FormHere, form: ActForm, found: Conversation | None, fresh: SessionSecret | None
) -> Response:
    try:
        is_said = perform(lambda work: _act(work, here, form, fresh))
    except CodeNeeded:
        return _page(here, form, None)
    except CaseNotFound:
        refuse_unknown(form)
        return _page(here, form, None)
    except Refused:
        form.complain(gettext("This is too much at once. Please send it in two parts."))
        return _page(here, form, found)
    if not is_said:
        form.complain(gettext("Nothing was changed yet. Change what you want, then send it."))
        return _page(here, form, found)
    page = hand_out(led_to("receipt.case"), Cookie.DRAFT, here.secret)
    return page if fresh is None else hand_out(page, Cookie.REPORTER, fresh)


def _act(work: Work, here: FormHere, form: ActForm, fresh: SessionSecret | None) -> bool:
    """Do what the form says; False if it says nothing."""
    visit = visit_here(work, fresh)
    found = conversation.look(work, visit)
    said = form.said(found.answers)
    key = here.key(Purpose.ACT, str(ACTS[form.action].number))
    if said is None:
        before = drafts.find(work, key)
        return before is not None and bool(before.done)  # the same form, sent twice
    reporter_acts.act_once(work, visit, key, said)
    return True


def _page(
    here: FormHere,
    form: ActForm,
    found: Conversation | None,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> Response:
    words = ACTS[form.action]
    counts = found is not None and form.action in counting(found)
    text = render_template(
        "receipt/act.html",
        words=words,
        form=form,
        number=here.number,
        counts=counts,
        does=words.repeats or not counts,
        undoes=words.undo is not None and (counts or found is None),
        asks_for_code=form.action in _ASKS_FOR_CODE or found is None,
        is_over=found is None,
    )
    return hand_out(make_response(text, status), Cookie.DRAFT, here.secret)
