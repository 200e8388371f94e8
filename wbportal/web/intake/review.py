"""The last page of the report: everything once more, and the button that sends it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import intake
from wbportal.casework.drafts import Draft, Stage
from wbportal.casework.errors import AlreadySent, Refused
from wbportal.casework.recipients import Asked
from wbportal.domain import pages
from wbportal.domain.completeness import completeness
from wbportal.web.answers import answer_in_words, label_of
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.opening import OpenForm, answers_in, find, open_form, resumed
from wbportal.web.intake.report import shown_whole
from wbportal.web.report_form import ReportForm
from wbportal.web.reporter import perform
from wbportal.web.traits import Traits, declare


@dataclass(frozen=True, slots=True)
class Line:
    """A question, what was answered, and where that can be changed."""

    label: str
    said: str = field(repr=False)
    page: int
    problems: tuple[str, ...]


@bp.route("/o/<slug>/report/review/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def review(slug: str) -> Response:
    """Show the whole report, or send it."""
    here = open_form(slug)
    if request.method == "POST":
        return _answered(here)
    found = resumed(here)
    form = ReportForm(found.here.asking, kept=found.draft.typed)
    form.check()
    is_saved = found.draft.pointer is not None
    said = {"sent": found.has_sent, "kept_on_request": is_saved}
    return _show(found.here, form, found.draft, HTTPStatus.OK, **said)


def _show(
    here: OpenForm, form: ReportForm, draft: Draft, status: HTTPStatus, **said: object
) -> Response:
    shown = render_template(
        "intake/review.html",
        form=form,
        number=here.number,
        text=form["text"],
        lines=tuple(_lines(here, form)),
        files=draft.files,
        file_problems=form["files"].errors,
        of=len(pages.asked(answers_in(draft.typed, here.asked), here.asked)) + 1,
        text_page=pages.TEXT,
        files_page=pages.FILES,
        meter=completeness(form.clean_text, form.answers, len(draft.files)),
        can_open=_can_open(here, form),
        is_fine=not form.problems(),
        saved=draft.pointer is not None,
        **said,
    )
    return here.hand_out(shown, status)


def _answered(here: OpenForm) -> Response:
    with portal().work() as work:
        draft = find(work, here)
    if request.form.get("do") == "back":
        last = url_for("intake.step", slug=here.office.slug, page=pages.FILES)
        return redirect(last, HTTPStatus.SEE_OTHER)
    if request.form.get("do") == "all":
        return shown_whole(here, draft)
    here = here.going_on(draft)
    form = ReportForm(here.asking, kept=draft.typed)
    match draft.stage:
        case Stage.SENT:  # pressed twice
            return redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)
        case Stage.SPENT:
            return _show(here, form, Draft(), HTTPStatus.CONFLICT, already_sent=True)
        case Stage.WRITING:
            return _sent(here, form, draft)


def _sent(here: OpenForm, form: ReportForm, draft: Draft) -> Response:
    if here.is_new_browser or not form.check():
        return _not_sent(here, form, draft, no_cookie=here.is_new_browser)
    report = form.report()
    try:
        with floods().reports.enter():
            perform(lambda work: intake.send(work, here.office.id, here.key, report))
    except AlreadySent:
        return _show(here, form, draft, HTTPStatus.CONFLICT, already_sent=True)
    except Refused as refused:
        return _not_sent(here, form, draft, nobody=refused.reason == "nobody")
    return redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)


def _not_sent(here: OpenForm, form: ReportForm, draft: Draft, **said: bool) -> Response:
    return _show(here, form, draft, HTTPStatus.UNPROCESSABLE_ENTITY, **said)


def _lines(here: OpenForm, form: ReportForm) -> Iterator[Line]:
    """Yield what is asked of this reporter, or was answered, in the order of the pages."""
    people = {one.key: one.label for one in here.people}
    for question, typed in form.questions():
        answer = form.answers.get(question.key)
        if answer is None and not typed.errors and not question.is_asked(form.answers):
            continue
        said = str(typed.data or "") if typed.errors else ""
        yield Line(
            label=label_of(question),
            said=said if answer is None else answer_in_words(question, answer, people),
            page=question.page,
            problems=tuple(map(str, typed.errors)),
        )


def _can_open(here: OpenForm, form: ReportForm) -> Asked | None:
    with portal().work() as work:
        return intake.would_be_asked(work, here.office.id, form.named())
