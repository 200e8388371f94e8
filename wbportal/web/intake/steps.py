"""The report one question a page: what is typed is kept before the next question is asked."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import drafts
from wbportal.casework.drafts import Draft, Stage
from wbportal.casework.records import Json
from wbportal.domain import pages
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.portal import Work
from wbportal.web.answers import unknown_to
from wbportal.web.attachments import Attached, limits_sentence, too_many_sentence
from wbportal.web.forms import Form
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.opening import (
    OpenForm,
    answers_in,
    find,
    open_form,
    resumed,
)
from wbportal.web.intake.report import OF_WHOLE, shown_whole
from wbportal.web.intake.save import save_under_code
from wbportal.web.report_form import VERSION, ReportForm
from wbportal.web.reporter import perform
from wbportal.web.traits import Traits, declare
from wbportal.web.typed import fits, typed_here

# Kept in a draft like a field: its writer has seen the end, and comes back only to change.
_END = "end"


@bp.route("/o/<slug>/report/<int:page>/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True))
def step(slug: str, page: int) -> Response:
    """Ask one question, or keep what was answered and lead on."""
    here = open_form(slug)
    if not any(page in pages.all_of(one) for one in here.questions.versions.values()):
        abort(HTTPStatus.NOT_FOUND)
    return _answered(here, page) if request.method == "POST" else _asked(here, page)


def _asked(here: OpenForm, page: int) -> Response:
    found = resumed(here)
    if page not in pages.all_of(found.here.asked):  # of a version that this form does not ask
        return _to(here, pages.TEXT)
    form = ReportForm(found.here.asking, kept=found.draft.typed, page=page)
    return _show(
        found.here,
        page,
        form,
        found.draft,
        HTTPStatus.OK,
        sent=found.has_sent,
        unsent=found.unsent if page == pages.TEXT else None,
    )


def _show(
    here: OpenForm, page: int, form: ReportForm, draft: Draft, status: HTTPStatus, **said: object
) -> Response:
    asked = pages.asked(answers_in(draft.typed, here.asked), here.asked)
    order = pages.all_of(here.asked)
    shown = render_template(
        "intake/step.html",
        form=form,
        number=here.number,
        page=page,
        at=sum(order.index(one) < order.index(page) for one in asked) + 1,
        of=len(asked) + 1,  # looking it all over is a step, too
        is_text=page == pages.TEXT,
        is_files=page == pages.FILES,
        of_whole=OF_WHOLE in draft.typed and page == pages.of_people(here.asked),
        unknown=_unknown_words(here, page),
        kept=draft.files,
        has_begun=bool(draft.typed.keys() - {VERSION} or draft.files),
        limits=limits_sentence(),
        saved=draft.pointer is not None,
        **said,
    )
    return here.hand_out(shown, status)


def _answered(here: OpenForm, page: int) -> Response:
    if request.form.get("do") == "show":
        return _gone_on_with(here, page)
    if page not in pages.all_of(here.asked):
        return _to(here, pages.TEXT)
    form = ReportForm(here.asking, page=page)
    attached = Attached.here() if page == pages.FILES else None
    typed = _typed(form, page)
    stays = page == pages.of_people(here.asked)
    names = form.names if stays else form.names | {OF_WHOLE}
    draft = perform(lambda work: _keep(work, here, names, typed, attached))
    is_fine = form.check() or (_do() == "back" and form.accepted())
    is_kept = all(draft.typed.get(name) == value for name, value in typed.items())
    lost = [] if attached is None else _lost(attached, draft)
    for problem in lost:
        form.add_problem(problem)
    if is_fine and is_kept and not lost and not here.is_new_browser:
        return _led_on(here, page, draft)
    return _not_taken(here, page, form, draft)


def _lost(attached: Attached, draft: Draft) -> list[str]:
    """Say why files that were sent along are not kept."""
    if attached.arrived and draft.stage is not Stage.WRITING:
        return [_came_too_late()]
    kept = {(slip.name, slip.sha256) for slip in draft.files}
    if any((slip.name, slip.sha256) not in kept for slip in attached.arrived):
        return [*attached.problems(), too_many_sentence()]
    return attached.problems()


def _came_too_late() -> str:
    return gettext(
        "This report was sent before, so the files that you chose now were not kept. You can add"
        " them to it with your code."
    )


def _not_taken(here: OpenForm, page: int, form: ReportForm, draft: Draft) -> Response:
    """Show the page once more, with what was typed on it."""
    return _show(
        here,
        page,
        form,
        draft,
        HTTPStatus.CONFLICT if draft.is_over else HTTPStatus.UNPROCESSABLE_ENTITY,
        sent=draft.shows_code,
        already_sent=draft.is_over,
        no_cookie=here.is_new_browser,
    )


def _led_on(here: OpenForm, page: int, draft: Draft) -> Response:
    answers = answers_in(draft.typed, here.asked)
    leads_to: int | None
    match "keep" if "remove" in request.form else _do():
        case "save":
            return save_under_code(here.key, here.office)
        case "all":
            return shown_whole(here, draft)
        case "new":
            return _begun_anew(here.anew())
        case "back":
            leads_to = pages.before(page, answers, here.asked) or pages.TEXT
        case "keep":
            leads_to = page
        case "review":
            leads_to = None
        case _:
            leads_to = _next(here, page, draft)
    return _to(here, leads_to)


def _next(here: OpenForm, page: int, draft: Draft) -> int | None:
    """Return the page that comes next; for whoever only changes something, what it leads to."""
    answers = answers_in(draft.typed, here.asked)
    following = pages.after(page, answers, here.asked)
    if following is None or _END not in draft.typed:
        return following
    on_it = pages.questions_on(following, here.asked)
    is_new = any(one.show_if and one.key not in answers for one in on_it)
    return following if is_new else None


def _to(here: OpenForm, page: int | None) -> Response:
    slug = here.office.slug
    if page is None:
        return redirect(url_for("intake.review", slug=slug), HTTPStatus.SEE_OTHER)
    return redirect(url_for("intake.step", slug=slug, page=page), HTTPStatus.SEE_OTHER)


def _begun_anew(here: OpenForm) -> Response:
    """Keep an empty form, so that it is the one that was touched last."""
    perform(lambda work: drafts.keep(work, here.key, Draft()))
    return _to(here, pages.TEXT)


def _gone_on_with(here: OpenForm, page: int) -> Response:
    """Make the form that was asked for the one that was touched last."""
    if Form().accepted():
        perform(lambda work: _touch(work, here))
    return _to(here, page)


def _touch(work: Work, here: OpenForm) -> None:
    draft = find(work, here)
    if draft.stage is Stage.WRITING:
        drafts.keep(work, here.key, draft)


def _keep(
    work: Work,
    here: OpenForm,
    names: frozenset[str],
    typed: Mapping[str, Json],
    attached: Attached | None,
) -> Draft:
    """Keep what one page says, and what the others said before."""
    before = find(work, here)
    if before.stage is not Stage.WRITING:
        return before  # it was sent meanwhile; its code is not to be written over
    others = {name: value for name, value in before.typed.items() if name not in names}
    both = {**others, **typed}
    draft = before if attached is None else attached.added_to(before)
    draft = replace(draft, typed=both if fits(both) else before.typed)
    drafts.keep(work, here.key, draft)
    return draft


def _typed(form: ReportForm, page: int) -> dict[str, Json]:
    """Return what the page says; where nothing was written, "I don't know" if that was pressed."""
    typed = typed_here(form.names)
    if _do() == "unknown":
        for question, _ in form.questions():
            words = unknown_to(question)
            if words and not any(request.form.getlist(question.key)):
                typed[question.key] = [words]
    if _do() == "review" or page == pages.FILES:
        typed[_END] = []
    return typed


def _unknown_words(here: OpenForm, page: int) -> str:
    """Return what the button says; nothing where a list has it among its answers."""
    writes = any(not one.choices and one.unknown for one in pages.questions_on(page, here.asked))
    return gettext(QUESTIONNAIRE.unknown_label) if writes else ""


def _do() -> str:
    return request.form.get("do", "next")
