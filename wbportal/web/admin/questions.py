"""What the office asks: in which order, what besides, seen before it is published."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import abort, render_template, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from wbportal.casework import intake, offices
from wbportal.casework import questions as deeds
from wbportal.casework.questions import Draft
from wbportal.domain import pages
from wbportal.domain.own_questions import (
    ALWAYS_ASKED,
    MAX_OWN,
    Plan,
    QuestionnaireRefused,
    Unsound,
    questionnaire,
)
from wbportal.domain.questionnaire import Question
from wbportal.portal import Work
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.question_forms import KIND_WORDS, QuestionForm
from wbportal.web.admin.saving import Page, VersionedForm, save, status_here
from wbportal.web.admin.weighing import weights
from wbportal.web.current import portal
from wbportal.web.report_form import Asking, ReportForm
from wbportal.web.traits import Traits, declare

_REFUSALS: Mapping[Unsound, LazyString] = MappingProxyType(
    {
        Unsound.UNKNOWN: lazy_gettext("This question is not there any more."),
        Unsound.LEFT_OUT: lazy_gettext("This question is always asked."),
        Unsound.CONDITION: lazy_gettext(
            "Another question depends on an answer to it, and has to come after it."
        ),
        Unsound.TOO_MANY: lazy_gettext(
            "These are too many own questions: people would not finish the form."
        ),
        Unsound.TOGETHER: lazy_gettext("Questions of one page have to stand together."),
    }
)
_MOVES: Mapping[str, Callable[[Plan, int], Plan]] = MappingProxyType(
    {
        "up": lambda plan, page: plan.moved(page, -1),
        "down": lambda plan, page: plan.moved(page, 1),
        "leave": Plan.without,
        "ask": Plan.with_again,
    }
)


@bp.route("/questions", methods=["GET", "POST"])
def questions() -> Response | Page:
    """Show what is asked; move it, leave it out, ask it again, publish all that."""
    found = _draft()
    form = VersionedForm(found.number)
    if not form.accepted():
        return _page(found, form, status_here())
    who, do = me(), request.form.get("do", "")
    if do == "publish":
        return _save(form, lambda work: deeds.publish(work, who, form.based_on))
    if do == "discard":
        return _save(form, lambda work: deeds.keep_draft(work, who, None, form.based_on))
    name, _, page = do.partition(":")
    move = _MOVES.get(name)
    if move is None or not page.isdigit():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        plan = move(found.plan, int(page[:9]))
    except QuestionnaireRefused as refused:
        form.form_errors.append(str(_REFUSALS[refused.why]))
        return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _save(form, lambda work: deeds.keep_draft(work, who, plan, form.based_on))


@bp.route("/questions/add", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def add_question() -> Response | Page:
    """Ask something more."""
    return _edited(None)


@bp.route("/questions/own/<own>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def edit_question(own: str) -> Response | Page:
    """Change the words, the answers or the condition of an own question."""
    return _edited(own)


@bp.get("/questions/preview")
def preview_questions() -> str:
    """Show the questions as reporters would see them: on one page, and one by one."""
    with portal().work() as work:
        office = offices.office_of(work, me().office_id)
        plan = deeds.draft(work, office.id).plan
        asking = Asking(
            intake.choosable(work, office.id),
            questionnaire(plan, ""),
            deeds.offer(work, office.id),
        )
    steps = [
        ReportForm(asking, {}, page)
        for page in pages.all_of(asking.asked)
        if page not in (pages.TEXT, pages.FILES)
    ]
    return render_template(
        "admin/questions-preview.html", form=ReportForm(asking, {}), steps=steps, office=office
    )


def _edited(own: str | None) -> Response | Page:
    found = _draft()
    question = None if own is None else _own(found.plan, own)
    form = QuestionForm(found.number, found.plan, question)
    if not form.accepted():
        return _question_page(form, question, status_here())
    who = me()
    try:
        plan = found.plan.with_own(form.question())
    except QuestionnaireRefused as refused:
        form.form_errors.append(str(_REFUSALS[refused.why]))
        return _question_page(form, question, HTTPStatus.UNPROCESSABLE_ENTITY)
    return save(
        lambda work: deeds.keep_draft(work, who, plan, form.based_on),
        lambda status: _overtaken(form, question, status),
        "admin.questions",
    )


def _own(plan: Plan, key: str) -> Question:
    return next((one for one in plan.own if one.key == key), None) or abort(HTTPStatus.NOT_FOUND)


def _overtaken(form: QuestionForm, question: Question | None, status: HTTPStatus) -> Page:
    form.version.data = str(_draft().number)
    return _question_page(form, question, status)


def _question_page(form: QuestionForm, question: Question | None, status: HTTPStatus) -> Page:
    overtaken = status is HTTPStatus.CONFLICT
    page = render_template("admin/question.html", form=form, question=question, overtaken=overtaken)
    return page, status


def _draft() -> Draft:
    with portal().work() as work:
        return deeds.draft(work, me().office_id)


def _save(form: VersionedForm, deed: Callable[[Work], None]) -> Response | Page:
    def again(status: HTTPStatus) -> Page:
        now = _draft()
        form.version.data = str(now.number)
        return _page(now, form, status)

    return save(deed, again, "admin.questions")


def _page(found: Draft, form: VersionedForm, status: HTTPStatus) -> Page:
    page = render_template(
        "admin/questions.html",
        form=form,
        draft=found,
        blocks=found.plan.blocks(),
        left_out=_pages_of(found.plan.left_out()),
        always=ALWAYS_ASKED,
        kinds=KIND_WORDS,
        own=sum(block[0].is_own for block in found.plan.blocks()),
        most=MAX_OWN,
        weights=weights(questionnaire(found.plan, "")),
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status


def _pages_of(questions: tuple[Question, ...]) -> list[Question]:
    return list({one.page: one for one in reversed(questions)}.values())[::-1]
