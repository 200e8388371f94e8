"""The report: written, kept, sent once; whatever goes wrong, what was typed stays on the page."""

import re
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from wbportal.casework import drafts, intake
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage, Waiting
from wbportal.casework.errors import AlreadySent, Refused
from wbportal.casework.intake import Choosable
from wbportal.casework.offices import OfficeView, office_at
from wbportal.casework.records import Json
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.attachments import Attached, limits_sentence, too_many_sentence
from wbportal.web.current import portal
from wbportal.web.floods import floods
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.forms import ReportForm
from wbportal.web.locale import language
from wbportal.web.office import present
from wbportal.web.reporter import draft_secret, hand_out, perform
from wbportal.web.session import Cookie
from wbportal.web.traits import Traits, declare

_NUMBER = re.compile(r"[0-9a-f]{32}")
_NOT_KEPT = frozenset({"csrf_token", "form", "do", "remove", "shows_me", "shows_me_new"})


@dataclass(frozen=True, slots=True)
class _Page:
    """The form of one office in one browser."""

    office: OfficeView
    people: tuple[Choosable, ...]
    secret: SessionSecret
    number: str
    is_new_browser: bool  # it sent no cookie, so it gets one

    @property
    def key(self) -> FormKey:
        return FormKey(self.secret, Purpose.REPORT, str(self.office.id), self.number)

    def show(self, form: ReportForm, draft: Draft, status: HTTPStatus, **said: object) -> Response:
        is_empty = status is HTTPStatus.OK
        questions = _no_answers(language(), self.people) if is_empty else _questions(form)
        page = make_response(
            render_template(
                "intake/report.html",
                form=form,
                questions=questions,
                number=self.number,
                kept=draft.files,
                limits=limits_sentence(),
                **said,
            ),
            status,
        )
        return hand_out(page, Cookie.DRAFT, self.secret)


@bp.route("/o/<slug>/report/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True))
def report(slug: str) -> Response:
    """Show the form, or take in what it sends."""
    with portal().work() as work:
        office = office_at(work, slug)
        people = intake.choosable(work, office.id)
    present(office)
    cookie = draft_secret()
    if cookie is None and _came_by_a_link_of_others():
        return redirect(url_for("intake.landing", slug=slug), HTTPStatus.SEE_OTHER)
    number = request.form.get("form", "")
    page = _Page(
        office=office,
        people=people,
        secret=cookie or SessionSecret.generate(),
        number=number if _NUMBER.fullmatch(number) else secrets.token_hex(16),
        is_new_browser=cookie is None,
    )
    return _arrived(page) if request.method == "POST" else _empty(page)


def _came_by_a_link_of_others() -> bool:
    """Tell whether the browser may have held our cookie back.

    SameSite=Strict: a new one would replace it, and with it go an unsent report and a code that
    was not noted. From our own first page the browser sends what it has.
    """
    return request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site"


def _empty(page: _Page) -> Response:
    before: tuple[Waiting, ...] = ()
    if not page.is_new_browser:  # nothing waits under a secret that was drawn just now
        with portal().work() as work:
            before = drafts.waiting(work, page.secret)
    mine = [one for one in before if one.form.scope == str(page.office.id)]
    return page.show(
        ReportForm(page.people),
        Draft(),
        HTTPStatus.OK,
        unsent=[one.form.number for one in mine if one.stage is Stage.WRITING][-1:],
        sent=any(one.stage is Stage.SENT for one in mine),
    )


def _arrived(page: _Page) -> Response:
    match request.form.get("do", "send"):
        case "show":
            return _shown_again(page)
        case "keep":
            return _kept(page, ReportForm(page.people), told_to=True)
        case _ if "remove" in request.form:
            return _kept(page, ReportForm(page.people), told_to=True)
        case _:
            return _sent(page)


def _sent(page: _Page) -> Response:
    form, attached = ReportForm(page.people), Attached.here()
    is_fine = form.check() and not page.is_new_browser and not attached.refusals
    if not is_fine:
        return _kept(page, form)
    try:
        with floods().reports.enter():
            perform(lambda work: _send(work, page, form, attached))
    except AlreadySent:
        return page.show(form, Draft(), HTTPStatus.CONFLICT, already_sent=True)
    except Refused as refused:
        return _kept(page, form, refused=refused.reason)
    return redirect(url_for("receipt.new"), HTTPStatus.SEE_OTHER)


def _send(work: Work, page: _Page, form: ReportForm, attached: Attached) -> None:
    draft = drafts.find(work, page.key) or Draft()
    if attached.too_many_with(draft):
        raise Refused("too-many-files")
    if draft.stage is Stage.WRITING and draft.files:
        drafts.keep(work, page.key, attached.marked_in(draft))
    whole = replace(form.report(), files=attached.arrived)
    intake.send(work, page.office.id, page.key, whole)


def _kept(page: _Page, form: ReportForm, *, told_to: bool = False, refused: str = "") -> Response:
    """Keep text and files, and show them again: nothing was sent.

    Rendered without a redirect, so that two tabs of one browser keep apart: only the page itself
    says which form it is.
    """
    attached = Attached.here()
    draft = perform(lambda work: _keep(work, page, attached))
    is_sent = draft.stage is not Stage.WRITING
    if told_to and not is_sent and not draft.typed:
        form.check()  # says what is too long to be kept; first, because it begins anew
    for problem in attached.problems():
        form.add_problem(problem)
    if refused == "too-many-files" or len(draft.files) < len(attached.arrived):
        form.add_problem(too_many_sentence())
    if is_sent and attached.arrived:
        form.add_problem(_not_kept())
    return page.show(
        form,
        draft,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        sent=draft.stage is Stage.SENT,
        kept_on_request=told_to and not is_sent and bool(draft.typed),
        no_cookie=page.is_new_browser,
        nobody=refused == "nobody",
        named_later=refused == "named-later",
    )


def _keep(work: Work, page: _Page, attached: Attached) -> Draft:
    before = drafts.find(work, page.key) or Draft()
    if before.stage is not Stage.WRITING:
        return before  # it was sent meanwhile; its code is not to be written over
    draft = replace(attached.added_to(before), typed=_typed())
    drafts.keep(work, page.key, draft)
    return draft


def _not_kept() -> str:
    return gettext(
        "This form was sent before, so the files that you chose now were not kept. Choose them"
        " once more and press “Send the report”: then they go to the same report."
    )


def _shown_again(page: _Page) -> Response:
    with portal().work() as work:
        draft = drafts.find(work, page.key) or Draft()
    form = ReportForm(page.people, kept=draft.typed)
    return page.show(form, draft, HTTPStatus.UNPROCESSABLE_ENTITY, kept_on_request=True)


def _questions(form: ReportForm) -> Markup:
    return Markup(render_template("intake/questions.html", form=form))  # noqa: S704 - it escapes


@lru_cache(maxsize=64)
def _no_answers(language: str, people: tuple[Choosable, ...]) -> Markup:  # noqa: ARG001 - a key
    """Return the questionnaire as everybody finds it: half the work of the page, done once."""
    return _questions(ReportForm(people))


def _typed() -> dict[str, Json]:
    """Return what was typed as it came, unless it is more than any form may hold."""
    lists = {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}
    length = sum(len(value) for values in lists.values() for value in values)
    if length > 2 * portal().limits.max_text_chars:
        return {}
    return {name: [*values] for name, values in lists.items()}
