"""A case for somebody outside: redacted, read by a second person, and taken along."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from wbportal.casework import exporting, redactions, typesetting
from wbportal.casework.dossier import Cover
from wbportal.casework.errors import Refused
from wbportal.casework.exporting import Export
from wbportal.casework.items import FileLine, Item
from wbportal.casework.papers import Chapter, Paper, Passage
from wbportal.casework.redactions import Redacted, Redaction, Standing
from wbportal.domain.texts import clean_text
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.export_form import typed
from wbportal.web.desk.papers import SECRECY, marks_of, paper_of
from wbportal.web.desk.redact_form import KINDS, WHYS, RedactForm
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.downloads import attachment
from wbportal.web.forms import Form, later
from wbportal.web.traits import Traits, declare

Page = tuple[str, HTTPStatus]
_MOST_WORDS_CHARS = 2000


class ReleaseForm(Form):
    """What a second person says to a redacted export."""

    words = TextAreaField(
        later(lazy_gettext("To whoever redacted it")),
        [typed(clean_text, _MOST_WORDS_CHARS, is_optional=True)],
    )


@bp.route("/cases/<uuid:case_id>/exports/redacted", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def redact_case(case_id: UUID) -> Response | Page:
    """Ask what is to leave, show every word that may point to somebody, and keep the result.

    What is found is rendered without a redirect, because no address may name it.
    """
    case, parts, _ = reading(lambda work: exporting.look(work, me(), case_id))
    form = RedactForm(parts)
    if not form.accepted():
        return _asked(case, form, None)
    try:
        redacted = _redacted(case_id, form)
        if request.form.get("do") == "ask" and form.is_decided():
            item = portal().perform(lambda work: redactions.ask(work, me(), case_id, redacted))
            there = url_for("desk.redacted_case", case_id=case_id, redaction_id=item)
            return redirect(there, HTTPStatus.SEE_OTHER)
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
        return _asked(case, form, None)
    return _asked(case, form, redacted)


@bp.route("/cases/<uuid:case_id>/exports/<uuid:redaction_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, needs_step_up=True))
def redacted_case(case_id: UUID, redaction_id: UUID) -> Response | Page:
    """Show what would leave; somebody else than its author lets it, or sends it back."""
    form = ReleaseForm()
    if form.accepted():
        released = request.form.get("do") == "release"
        words = form.words.data or ""
        try:
            portal().perform(
                lambda work: redactions.answer(
                    work, me(), case_id, redaction_id, words, released=released
                )
            )
            here = url_for("desk.redacted_case", case_id=case_id, redaction_id=redaction_id)
            return redirect(here, HTTPStatus.SEE_OTHER)
        except Refused as refused:
            form.form_errors.append(refusal(refused.reason))
    return _shown(case_id, redaction_id, form)


@bp.post("/cases/<uuid:case_id>/exports/<uuid:redaction_id>/take")
@declare(Traits(keeps_text=True, needs_step_up=True))
def take_redacted(case_id: UUID, redaction_id: UUID) -> Response | Page:
    """Hand out what was released, as a PDF; the trail is told before the first byte."""
    form = Form()
    try:
        case, found = reading(lambda work: redactions.look(work, me(), case_id, redaction_id))
        if form.accepted() and found.standing is Standing.RELEASED:
            wish = found.redacted.wish
            marks = marks_of(wish.secrecy, wish.recipient, wish.copies)
            pdf = typesetting.typeset(found.redacted.paper, marks)
            portal().perform(lambda work: redactions.take(work, me(), case_id, redaction_id))
            name = f"{case.reference}-redacted-{found.number}.pdf"
            return attachment(iter([pdf]), name, len(pdf))
    except Refused as refused:
        form.form_errors.append(refusal(refused.reason))
    return _shown(case_id, redaction_id, ReleaseForm(), form)


def _redacted(case_id: UUID, form: RedactForm) -> Redacted:
    """Return what would leave if everything stayed as it was chosen."""
    wish = form.wanted()
    export = reading(lambda work: exporting.prepare(work, me(), case_id, wish))
    paper = _with_summary(paper_of(without_names(export)), str(form.summary.data or ""))
    terms = reading(lambda work: redactions.known_terms(work, me(), case_id))
    texts = redactions.leaving(paper, wish)
    leaks = redactions.find_in(texts, (*form.own_terms(), *terms))
    form.show(leaks, texts)
    clean, taken_out = redactions.taken_out(paper, leaks, form.let())
    return Redacted(wish, clean, form.let(), taken_out)


def without_names(export: Export) -> Export:
    """Return an export that names nobody of the office, and no file."""
    case, office = export.case, gettext("The office")

    def nameless(item: Item) -> Item:
        files = tuple(_nameless(one) for one in item.files)
        author = "" if item.is_reporters else office
        return replace(item, author=author, about="", acting_for="", files=files)

    return replace(
        export,
        by=office,
        names={one: office if name else "" for one, name in export.names.items()},
        file_names=dict.fromkeys(export.file_names, gettext("a file")),
        case=replace(
            case,
            report=None if case.report is None else nameless(case.report),
            thread=tuple(map(nameless, case.thread)),
            notes=tuple(map(nameless, case.notes)),
            steps=tuple(map(nameless, case.steps)),
            protection=None if case.protection is None else tuple(map(nameless, case.protection)),
            people=(),
        ),
    )


def _nameless(file: FileLine) -> FileLine:
    return replace(file, name=gettext("a file"), sha256="")


def _with_summary(paper: Paper, summary: str) -> Paper:
    if not summary:
        return paper
    first = Chapter(gettext("Summary"), (Passage(text=summary),))
    return replace(paper, chapters=(first, *paper.chapters))


def _asked(case: Cover, form: RedactForm, redacted: Redacted | None) -> Page:
    is_sent = request.method == "POST"
    page = render_template(
        "desk/redact.html", case=case, form=form, redacted=redacted, kinds=KINDS, whys=WHYS
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK


def _shown(
    case_id: UUID, redaction_id: UUID, form: ReleaseForm, taking: Form | None = None
) -> Page:
    case, found = reading(lambda work: redactions.look(work, me(), case_id, redaction_id))
    page = render_template(
        "desk/redacted.html",
        case=case,
        found=found,
        form=form,
        taking=taking or form,
        kinds=KINDS,
        whys=WHYS,
        secrecy=SECRECY,
        may_answer=_may_answer(found),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def _may_answer(found: Redaction) -> bool:
    return found.standing is Standing.WAITS and not found.is_mine
