"""The report on one page: written, kept, sent once; whatever goes wrong, what was typed stays."""

from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from wbportal.casework import drafts, intake
from wbportal.casework.drafts import Draft, Stage
from wbportal.casework.errors import AlreadySent, Refused
from wbportal.casework.records import Json
from wbportal.domain import pages
from wbportal.domain.offices import OfficeKind
from wbportal.portal import Work
from wbportal.web.attachments import Attached, limits_sentence, too_many_sentence
from wbportal.web.floods import floods
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.opening import OpenForm, find, open_form, resumed
from wbportal.web.intake.save import save_under_code
from wbportal.web.locale import language
from wbportal.web.report_form import Asking, ReportForm
from wbportal.web.reporter import perform
from wbportal.web.traits import Traits, declare
from wbportal.web.typed import fits, typed_here

OF_WHOLE = "whole"
"""Kept in a draft like a field: its writer has all on one page, and comes from there to choose."""


@bp.route("/o/<slug>/report/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True))
def report(slug: str) -> Response:
    """Show the form, or take in what it sends."""
    here = open_form(slug)
    return _arrived(here) if request.method == "POST" else _empty(here)


def shown_whole(here: OpenForm, draft: Draft) -> Response:
    """Show what a draft holds as one page; nothing was sent."""
    here = here.going_on(draft)
    form = ReportForm(here.asking, kept=draft.typed)
    return _show(here, form, draft, HTTPStatus.UNPROCESSABLE_ENTITY, kept_on_request=True)


def _show(
    here: OpenForm, form: ReportForm, draft: Draft, status: HTTPStatus, **said: object
) -> Response:
    is_empty = status is HTTPStatus.OK
    office = here.office
    page = render_template(
        "intake/report.html",
        form=form,
        questions=_no_answers(language(), office.language, office.kind, here.asking)
        if is_empty
        else _questions(form),
        number=here.number,
        kept=draft.files,
        limits=limits_sentence(),
        saved=draft.pointer is not None,
        **said,
    )
    return here.hand_out(page, status)


def _empty(here: OpenForm) -> Response:
    found = resumed(here, newest=False)
    return _show(
        here,
        ReportForm(here.asking),
        Draft(),
        HTTPStatus.OK,
        unsent=found.unsent,
        sent=found.has_sent,
    )


def _arrived(here: OpenForm) -> Response:
    match request.form.get("do", "send"):
        case "show":
            return shown_whole(here, perform(lambda work: find(work, here)))
        case "steps":
            return _in_steps(here, pages.TEXT)
        case "people":
            return _in_steps(here, pages.of_people(here.asked), OF_WHOLE)
        case "save":
            return _saved(here, ReportForm(here.asking))
        case do if do == "keep" or "remove" in request.form:
            return _kept(here, ReportForm(here.asking), told_to=True)
        case _:
            return _sent(here)


def _sent(here: OpenForm) -> Response:
    form, attached = ReportForm(here.asking), Attached.here()
    is_fine = form.check() and not here.is_new_browser and not attached.refusals
    if not is_fine:
        return _kept(here, form)
    try:
        with floods().reports.enter():
            perform(lambda work: _send(work, here, form, attached))
    except AlreadySent:
        return _show(here, form, Draft(), HTTPStatus.CONFLICT, already_sent=True)
    except Refused as refused:
        return _kept(here, form, refused=refused.reason)
    return redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)


def _send(work: Work, here: OpenForm, form: ReportForm, attached: Attached) -> None:
    draft = find(work, here)
    if attached.too_many_with(draft):
        raise Refused("too-many-files")
    if draft.stage is Stage.WRITING and draft.files:
        drafts.keep(work, here.key, attached.marked_in(draft))
    whole = replace(form.report(), files=attached.arrived)
    intake.send(work, here.office.id, here.key, whole)


def _in_steps(here: OpenForm, page: int, *marks: str) -> Response:
    """Keep everything, and go on with one question a page; what can't be kept stays here."""
    form = ReportForm(here.asking)
    if not _all_kept(here, form, *marks):
        return _kept(here, form, told_to=True)
    step = url_for("intake.step", slug=here.office.slug, page=page)
    return redirect(step, HTTPStatus.SEE_OTHER)


def _saved(here: OpenForm, form: ReportForm) -> Response:
    """Keep everything, and lead to a code for it; what can't be kept stays here."""
    if not _all_kept(here, form):
        return _kept(here, form, told_to=True)
    return save_under_code(here.key, here.office)


def _all_kept(here: OpenForm, form: ReportForm, *marks: str) -> bool:
    attached = Attached.here()
    if not form.accepted() or here.is_new_browser or attached.refusals:
        return False
    draft = perform(lambda work: _keep(work, here, attached, *marks))
    return draft.stage is Stage.WRITING and bool(draft.typed)


def _kept(
    here: OpenForm, form: ReportForm, *, told_to: bool = False, refused: str = ""
) -> Response:
    """Keep text and files, and show them again: nothing was sent.

    Rendered without a redirect, so that two tabs of one browser keep apart: only the page itself
    says which form it is.
    """
    attached = Attached.here()
    draft = perform(lambda work: _keep(work, here, attached))
    is_sent = draft.stage is not Stage.WRITING
    if told_to and not is_sent and not draft.typed:
        form.check()  # says what is too long to be kept; first, because it begins anew
    for problem in attached.problems():
        form.add_problem(problem)
    if refused == "too-many-files" or len(draft.files) < len(attached.arrived):
        form.add_problem(too_many_sentence())
    if is_sent and attached.arrived:
        form.add_problem(_not_kept())
    return _show(
        here,
        form,
        draft,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        sent=draft.shows_code,
        already_sent=draft.is_over,
        kept_on_request=told_to and not is_sent and bool(draft.typed),
        no_cookie=here.is_new_browser,
        nobody=refused == "nobody",
        named_later=refused == "named-later",
    )


def _keep(work: Work, here: OpenForm, attached: Attached, *marks: str) -> Draft:
    before = find(work, here)
    if before.stage is not Stage.WRITING:
        return before  # it was sent meanwhile; its code is not to be written over
    typed = typed_here()
    marked: dict[str, Json] = {mark: [] for mark in marks}
    draft = replace(attached.added_to(before), typed=typed | marked if fits(typed) else {})
    drafts.keep(work, here.key, draft)
    return draft


def _not_kept() -> str:
    return gettext(
        "This form was sent before, so the files that you chose now were not kept. Choose them"
        " once more and press “Send the report”: then they go to the same report."
    )


def _questions(form: ReportForm) -> Markup:
    return Markup(render_template("intake/questions.html", form=form))  # noqa: S704 - it escapes


@lru_cache(maxsize=64)
def _no_answers(
    language: str,  # noqa: ARG001 - a key
    office_language: str,  # noqa: ARG001 - a key
    kind: OfficeKind,  # noqa: ARG001 - a key
    asking: Asking,
) -> Markup:
    """Return the questionnaire as everybody finds it: half the work of the page, done once."""
    return _questions(ReportForm(asking))
