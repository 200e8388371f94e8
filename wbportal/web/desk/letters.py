"""The letters of a case: the register, writing one, and what happens to it."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import letters, replies
from wbportal.casework.errors import Refused
from wbportal.casework.letter_items import Kind, Letter
from wbportal.casework.letters import Ledger
from wbportal.domain.letters import Way
from wbportal.web.attachments import Attached, limits_sentence
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.letter_forms import EventForm, LetterForm
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.traits import Traits, declare

Page = tuple[str, HTTPStatus]


@bp.get("/letters/")
def awaited_replies() -> str:
    """List the replies that are awaited, over all cases."""
    awaited = reading(lambda work: replies.replies_due(work, me()))
    return render_template("desk/replies.html", awaited=awaited)


@bp.get("/cases/<uuid:case_id>/letters/")
def letters_of(case_id: UUID) -> str:
    """List the letters of a case, the newest on top."""
    return render_template("desk/letters.html", ledger=_ledger(case_id))


@bp.route("/cases/<uuid:case_id>/letters/new", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def new_letter(case_id: UUID) -> Response | Page:
    """Write a letter to one or several."""
    ledger, form = _ledger(case_id), LetterForm()
    if request.method == "GET":
        return _writing(ledger, form), HTTPStatus.OK
    # One more addressee: rendered without a redirect, because only the page has what was typed.
    written = None if "more" in request.form else form.letter(ledger.today, ledger.accused)
    if written is None:
        return _writing(ledger, form), HTTPStatus.UNPROCESSABLE_ENTITY
    ids = portal().perform(
        lambda work: letters.write(work, me(), case_id, written.content, written.to, written.sent)
    )
    return _to_letters(case_id, ids[0] if len(ids) == 1 else None)


@bp.route("/cases/<uuid:case_id>/letters/<uuid:letter_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True))
def letter(case_id: UUID, letter_id: UUID) -> Response | Page:
    """Show a letter with all that happened to it, and enter what happens."""
    ledger = _ledger(case_id)
    found = ledger.letter(letter_id)
    if request.method == "GET":
        return _page(ledger, found), HTTPStatus.OK
    form, attached = EventForm(_kind(), ledger, sent=True), Attached.here()
    event = form.event(ledger.today)
    for problem in attached.problems():
        form.complain("files", problem)
    if event is None or attached.refusals:
        return _page(ledger, found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    # Only the form that asks for files keeps some.
    arrived = attached.arrived if event.kind is Kind.ENCLOSED else ()
    try:
        portal().perform(lambda work: letters.enter(work, me(), case_id, letter_id, event, arrived))
    except Refused as refused:
        form.complain("files" if refused.reason == "no-files" else "", refusal(refused.reason))
        return _page(_ledger(case_id), found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_letters(case_id, letter_id)


@bp.route("/cases/<uuid:case_id>/letters/<uuid:letter_id>/change", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def change_letter(case_id: UUID, letter_id: UUID) -> Response | Page:
    """Change a letter that has not gone out."""
    ledger = _ledger(case_id)
    form = LetterForm(ledger.letter(letter_id))
    if request.method == "GET":
        return _writing(ledger, form), HTTPStatus.OK
    written = form.letter(ledger.today, ledger.accused)
    if written is None:
        return _writing(ledger, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        content = replace(written.content, to=written.to[0])
        seen = letter_id, request.form.get("versions", 0, type=int)
        portal().perform(lambda work: letters.rewrite(work, me(), case_id, seen, content))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return _writing(ledger, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to_letters(case_id, letter_id)


@bp.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/paper")
def letter_paper(case_id: UUID, letter_id: UUID) -> str:
    """Show a letter that goes out as a page to print."""
    ledger = _ledger(case_id)
    found = ledger.letter(letter_id)
    if found.content.way is Way.IN:
        abort(HTTPStatus.NOT_FOUND)
    return render_template("desk/letter-paper.html", ledger=ledger, letter=found)


def _ledger(case_id: UUID) -> Ledger:
    return reading(lambda work: letters.read_ledger(work, me(), case_id))


def _writing(ledger: Ledger, form: LetterForm) -> str:
    return render_template("desk/letter-write.html", ledger=ledger, form=form)


def _page(ledger: Ledger, found: Letter, sent: EventForm | None = None) -> str:
    forms = {kind: EventForm(kind, ledger) for kind in letters.possible(found, me().id)}
    if sent is not None:
        forms[sent.kind] = sent
    return render_template(
        "desk/letter.html",
        ledger=ledger,
        letter=found,
        forms=forms,
        sent=sent,
        limits=limits_sentence(),
    )


def _kind() -> Kind:
    said = request.form.get("do", "")
    if said not in set(Kind):
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    return Kind(said)


def _to_letters(case_id: UUID, letter_id: UUID | None) -> Response:
    if letter_id is None:
        return redirect(url_for("desk.letters_of", case_id=case_id), HTTPStatus.SEE_OTHER)
    there = url_for("desk.letter", case_id=case_id, letter_id=letter_id)
    return redirect(there, HTTPStatus.SEE_OTHER)
