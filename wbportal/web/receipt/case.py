"""A case on its reporter's page: what comes next, the conversation, and adding to it."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from uuid import uuid4

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import conversation, drafts, saving
from wbportal.casework.conversation import Conversation, Message, Said
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.errors import CaseNotFound, CodeNeeded, CodeSeen
from wbportal.casework.offices import OfficeView, office_of
from wbportal.casework.records import EntryType
from wbportal.domain.clocks import ComeBack, NextDate
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.attachments import Attached, limits_sentence, too_many_sentence
from wbportal.web.beat import on_the_beat
from wbportal.web.current import portal
from wbportal.web.locale import language
from wbportal.web.office import present
from wbportal.web.padding import bytes_over
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.forms import CodeForm, MessageForm, read_code, refuse_unknown
from wbportal.web.receipt.present import begin_visit
from wbportal.web.receipt.visiting import FormHere, form_here, led_to, visit_here
from wbportal.web.receipt.words import (
    Turn,
    come_back,
    counting_words,
    fewer,
    newest,
    standing,
    turns,
)
from wbportal.web.reporter import hand_out, perform, visit_secret
from wbportal.web.session import Cookie
from wbportal.web.traits import THREAD_STEP_BYTES, Traits, declare

_A_DAY = date(2026, 1, 1)
# What stands in for the case of a code that opens none.
_NOBODYS = Conversation(
    office_id=uuid4(),
    state=State.RECEIVED,
    next_date=NextDate(_A_DAY, ComeBack.ACKNOWLEDGEMENT),
    received_on=_A_DAY,
    arrived_on=_A_DAY,
    question=None,
    said=(
        Said(place=1, mine=True, type=EntryType.REPORT, day=_A_DAY, lang="en", text="", details={}),
    ),
)


@bp.route("/receipt/case", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True, padded_to=THREAD_STEP_BYTES))
def case() -> Response:
    """Show the case that the code opens, or take in a message."""
    if request.method == "POST":
        return _arrived(form_here())
    return on_the_beat(lambda: _shown(form_here()))


@bp.get("/receipt/earlier/")
@declare(Traits(padded_to=THREAD_STEP_BYTES))
def earlier() -> Response:
    """Show the whole conversation, which the page of the case leaves out when it is long."""
    try:
        found = perform(lambda work: conversation.look(work, visit_here(work)))
    except (CaseNotFound, CodeNeeded):
        return led_to("receipt.case")
    with portal().work() as work:
        present(office_of(work, found.office_id))
    return make_response(render_template("receipt/earlier.html", turns=turns(found)))


def _shown(here: FormHere) -> Response:
    try:
        found = perform(lambda work: conversation.look(work, visit_here(work)))
    except CaseNotFound:
        return _saved(here) or _unknown(here)
    except CodeSeen:
        return led_to("receipt.change")
    except CodeNeeded:
        return led_to("receipt.present")
    return _page(here, found, MessageForm(), Draft(), HTTPStatus.OK)


def _saved(here: FormHere) -> Response | None:
    """Lead to a report that was saved under the code and not sent, if there is one."""
    office = perform(lambda work: _resumed(work, here))
    if office is None:
        return None
    page = redirect(url_for("intake.review", slug=office.slug), HTTPStatus.SEE_OTHER)
    return hand_out(page, Cookie.DRAFT, here.secret)


def _resumed(work: Work, here: FormHere) -> OfficeView | None:
    visit = visit_secret()
    office_id = None if visit is None else saving.resume(work, visit, here.secret)
    return None if office_id is None else office_of(work, office_id)


def _unknown(here: FormHere) -> Response:
    """Say that a code opens nothing; status, size, cookie and time are those of a case."""
    # Thrown away: as much work as the page of a case is.
    _rendered(here, _NOBODYS, MessageForm(), Draft(), told_to=False)
    page = make_response(render_template("receipt/unknown.html", form=CodeForm()))
    return hand_out(page, Cookie.DRAFT, here.secret)


def _arrived(here: FormHere) -> Response:
    form, attached = MessageForm(), Attached.here()
    if request.form.get("do") == "keep" or attached.removed is not None:
        return _kept(here, form, attached, told_to=True)
    with portal().work() as work:
        draft = drafts.find(work, _key(here)) or Draft()
    has_files = bool(draft.files or attached.arrived)
    if attached.too_many_with(draft):
        form.add_problem(too_many_sentence())
    text = form.check(has_files=has_files)
    if text is None or attached.refusals or form.files.errors:
        return _kept(here, form, attached)
    return _written(here, form, attached, text)


def _written(here: FormHere, form: MessageForm, attached: Attached, text: str) -> Response:
    fresh = None
    if (form.code.data or "").strip():
        code = read_code(form)
        if code is None:
            return _kept(here, form, attached)
        fresh = begin_visit(code)
    message = Message(text, language(), attached.arrived)
    try:
        perform(lambda work: _follow_up(work, here, attached, message, fresh))
    except CodeNeeded:
        return _kept(here, form, attached)
    except CaseNotFound:
        refuse_unknown(form)
        return _kept(here, form, attached)
    page = led_to("receipt.case")
    return page if fresh is None else hand_out(page, Cookie.REPORTER, fresh)


def _follow_up(
    work: Work, here: FormHere, attached: Attached, message: Message, fresh: SessionSecret | None
) -> None:
    visit = visit_here(work, fresh)
    draft = drafts.find(work, _key(here))
    if draft is not None and draft.files:
        drafts.keep(work, _key(here), attached.marked_in(draft))
    conversation.follow_up(work, visit, _key(here), message)


def _kept(
    here: FormHere, form: MessageForm, attached: Attached, *, told_to: bool = False
) -> Response:
    """Keep the files, and show them again with the text: nothing was sent.

    Rendered without a redirect: only the page itself says which form it is.
    """
    draft = perform(lambda work: _keep(work, here, attached))
    for problem in attached.problems():
        form.add_problem(problem)
    try:
        found = perform(lambda work: conversation.look(work, visit_here(work)))
    except (CodeNeeded, CaseNotFound):
        found = None
    return _page(here, found, form, draft, HTTPStatus.UNPROCESSABLE_ENTITY, told_to=told_to)


def _keep(work: Work, here: FormHere, attached: Attached) -> Draft:
    before = drafts.find(work, _key(here)) or Draft()
    draft = replace(attached.added_to(before), stage=Stage.WRITING)
    if draft != before:
        drafts.keep(work, _key(here), draft)
    return draft


def _key(here: FormHere) -> FormKey:
    return here.key(Purpose.MESSAGE)


def _page(
    here: FormHere,
    found: Conversation | None,
    form: MessageForm,
    draft: Draft,
    status: HTTPStatus,
    *,
    told_to: bool = False,
) -> Response:
    if found is not None:
        with portal().work() as work:
            present(office_of(work, found.office_id))
    page = make_response(_rendered(here, found, form, draft, told_to=told_to), status)
    return hand_out(page, Cookie.DRAFT, here.secret)


def _rendered(
    here: FormHere, found: Conversation | None, form: MessageForm, draft: Draft, *, told_to: bool
) -> str:
    """Render the page with as much of the conversation as one step of padding has room for."""
    every = () if found is None else turns(found)

    def render(shown: tuple[Turn, ...]) -> str:
        return render_template(
            "receipt/case.html",
            found=found,
            counting=() if found is None else counting_words(found),
            standing=None if found is None else standing(found.state),
            come_back=None if found is None else come_back(found.next_date),
            turns=shown,
            how_many=len(every),
            form=form,
            number=here.number,
            kept=draft.files,
            limits=limits_sentence(),
            kept_on_request=told_to,
        )

    shown = newest(every)
    page = render(shown)
    while (over := bytes_over(page, THREAD_STEP_BYTES)) and len(shown) > 1:
        shown = fewer(shown, over)
        page = render(shown)
    return page
