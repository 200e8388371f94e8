"""Writing a report down for somebody, and the slip that is handed to them."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import drafts, entering, intake, questions
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.entering import WrittenDown
from wbportal.casework.errors import AlreadySent, CodeGone, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json
from wbportal.domain import pages
from wbportal.domain.channels import WRITE_DOWN
from wbportal.domain.texts import Problem
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.web import hosts
from wbportal.web.attachments import Attached, limits_sentence, too_many_sentence
from wbportal.web.audience import WrongRole
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.enter_form import EnterForm
from wbportal.web.desks import reading
from wbportal.web.floods import floods
from wbportal.web.forms import Form, problem_sentence
from wbportal.web.noting import words_of
from wbportal.web.report_form import VERSION, Asking, ReportForm
from wbportal.web.traits import Traits, declare
from wbportal.web.typed import fits, typed_here

_NUMBER = re.compile(r"[0-9a-f]{32}")
_Page = tuple[str, HTTPStatus]


@dataclass(frozen=True, slots=True)
class _Here:
    """Whoever writes a report down, and in which form."""

    who: Person = field(repr=False)
    asking: Asking = field(repr=False)
    key: FormKey = field(repr=False)

    def form(self, kept: Mapping[str, Json] | None = None) -> EnterForm:
        return EnterForm(self.asking, self.who, kept)

    def people_form(self, kept: Mapping[str, Json] | None = None) -> ReportForm:
        return ReportForm(self.asking, kept, pages.of_people(self.asking.asked))


@bp.route("/enter/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True, takes_files=True))
def enter() -> Response | _Page:
    """Show the form, with what was begun and not sent, or take in what it sends."""
    here = _here()
    if request.method == "POST":
        return _arrived(here)
    with portal().work() as work:
        begun = entering.unsent(work, here.who)
        draft = None if begun is None else drafts.find(work, begun)
    if begun is None or draft is None:
        return _page(here, here.form(), Draft(), HTTPStatus.OK)
    here = _here(begun, draft)
    return _page(here, here.form(draft.typed or None), draft, HTTPStatus.OK, begun_before=True)


@bp.route("/enter/people", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def enter_people() -> Response | _Page:
    """Ask apart from the form whom of the office to keep out: an office can be large."""
    here = _here()
    if request.method == "POST":
        return _people_said(here)
    with portal().work() as work:
        begun = entering.unsent(work, here.who)
        draft = None if begun is None else drafts.find(work, begun)
    if begun is None or draft is None:
        return redirect(url_for("desk.enter"), HTTPStatus.SEE_OTHER)
    here = _here(begun, draft)
    return _people_page(here, here.people_form(draft.typed), HTTPStatus.OK)


@bp.route("/entered/", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def entered() -> Response | _Page:
    """Show the slip of the report that arrived, until it was handed over; an hour at most."""
    who = _writer()
    refused = request.method == "POST" and not Form().accepted()
    try:
        if request.method == "POST" and not refused:
            portal().perform(lambda work: entering.hand_over(work, who))
            return redirect(url_for("desk.queue"), HTTPStatus.SEE_OTHER)
        with portal().work() as work:
            found = entering.entered(work, who)
    except CodeGone:
        if refused:
            abort(HTTPStatus.GONE)
        return redirect(url_for("desk.queue"), HTTPStatus.SEE_OTHER)
    page = render_template(
        "desk/entered.html", found=found, case_id=found.case_id, **_card(found.code)
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK


@bp.get("/cases/<uuid:case_id>/slip")
def slip(case_id: UUID) -> str:
    """Show the slip of a case as long as nobody has used it, to whoever wrote the report down."""
    found = reading(lambda work: entering.slip_of(work, me(), case_id))
    return render_template(
        "desk/slip.html", case_id=case_id, reference=found.reference, **_card(found.code)
    )


def _card(code: ReceiptCode | None) -> dict[str, object]:
    here = hosts.here()
    return {
        "groups": () if code is None else code.groups(),
        "words": () if code is None else words_of(code),
        "origin": "" if here is None else here.origin,
    }


def _writer() -> Person:
    who = me()
    if not who.roles & WRITE_DOWN:
        raise WrongRole
    return who


def _here(begun: FormKey | None = None, draft: Draft | None = None) -> _Here:
    """Return the form that this request sends, one that was `begun`, or a fresh one.

    It asks what it asked when it was begun, whatever the office has published since.
    """
    who = _writer()
    number = request.form.get("form", "")
    if not _NUMBER.fullmatch(number):
        number = secrets.token_hex(16)
    with portal().work() as work:
        people = intake.choosable(work, who.office_id)
        asks = questions.of_office(work, who.office_id)
        offer = questions.offer(work, who.office_id)
    kept = draft.typed.get(VERSION) if draft is not None else request.form.getlist(VERSION)
    version = str(kept[0]) if isinstance(kept, list) and kept else asks.live.version
    asking = Asking(people, asks.of(version), offer)
    return _Here(who, asking, begun or entering.new_form(who, number))


def _arrived(here: _Here) -> Response | _Page:
    form, attached = here.form(), Attached.here()
    if request.form.get("do") == "discard" and form.accepted():
        portal().perform(lambda work: drafts.forget(work, here.key))
        return redirect(url_for("desk.enter"), HTTPStatus.SEE_OTHER)
    if request.form.get("do") == "keep" or attached.removed is not None:
        return _kept(here, form, attached, told_to=True)
    if request.form.get("do") == "people":
        return _to_people(here, form, attached)
    with portal().work() as work:
        today = work.today
    if not form.check_all(today) or attached.refusals:
        return _kept(here, form, attached)
    return _sent(here, form, attached)


def _sent(here: _Here, form: EnterForm, attached: Attached) -> Response | _Page:
    try:
        # The lane of browsers that somebody signed in with: no flood of strangers is in it.
        with floods().known_device.enter():
            reading(lambda work: _enter(work, here, form, attached))
    except AlreadySent:
        return _page(here, form, Draft(), HTTPStatus.CONFLICT, already_sent=True)
    except Refused as refused:
        return _kept(here, form, attached, refused=refused.reason)
    return redirect(url_for("desk.entered"), HTTPStatus.SEE_OTHER)


def _enter(work: Work, here: _Here, form: EnterForm, attached: Attached) -> None:
    draft = drafts.find(work, here.key) or Draft()
    if attached.too_many_with(draft):
        raise Refused("too-many-files")
    if draft.stage is Stage.WRITING and draft.files:
        drafts.keep(work, here.key, attached.marked_in(draft))
    report = replace(form.report(), files=attached.arrived)
    written = WrittenDown(report, form.came(), form.wants_slip, form.shuts_out)
    entering.enter(work, here.who, here.key, written)


def _to_people(here: _Here, form: EnterForm, attached: Attached) -> Response | _Page:
    """Keep everything, and lead to the list of people; what can't be kept stays here."""
    if form.accepted() and not attached.refusals:
        draft = reading(lambda work: _keep(work, here, attached))
        kept = {(slip.name, slip.sha256) for slip in draft.files}
        has_all = kept >= {(slip.name, slip.sha256) for slip in attached.arrived}
        if draft.stage is Stage.WRITING and draft.typed and has_all:
            return redirect(url_for("desk.enter_people"), HTTPStatus.SEE_OTHER)
    return _kept(here, form, attached, told_to=True)


def _people_said(here: _Here) -> Response | _Page:
    """Keep who was chosen with what the form said before, and lead back to it."""
    form = here.people_form()
    typed = typed_here(form.names)
    if not form.check():
        return _people_page(here, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    draft = reading(lambda work: _keep_people(work, here, typed))
    if draft.stage is not Stage.WRITING:
        return _people_page(here, form, HTTPStatus.CONFLICT, already_sent=True)
    if any(draft.typed.get(name) != said for name, said in typed.items()):
        most = 2 * portal().limits.max_text_chars
        form.form_errors.append(problem_sentence(Problem.TOO_LONG, most))
        return _people_page(here, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("desk.enter", _anchor="see"), HTTPStatus.SEE_OTHER)


def _keep_people(work: Work, here: _Here, typed: Mapping[str, Json]) -> Draft:
    before = drafts.find(work, here.key) or Draft()
    if before.stage is not Stage.WRITING:
        return before
    names = here.people_form().names
    both = {name: said for name, said in before.typed.items() if name not in names} | {**typed}
    draft = replace(before, typed=both if fits(both) else before.typed)
    drafts.keep(work, here.key, draft)
    return draft


def _people_page(here: _Here, form: ReportForm, status: HTTPStatus, **said: object) -> _Page:
    number = here.key.number
    return render_template("desk/enter-people.html", form=form, number=number, **said), status


def _kept(
    here: _Here, form: EnterForm, attached: Attached, *, told_to: bool = False, refused: str = ""
) -> _Page:
    """Keep text and files, and show them again: nothing was sent."""
    draft = reading(lambda work: _keep(work, here, attached))
    if told_to and not draft.typed:
        form.check()  # says what is too long to be kept; first, because it begins anew
    for problem in attached.problems():
        form.add_problem(problem)
    if refused == "too-many-files" or len(draft.files) < len(attached.arrived):
        form.add_problem(too_many_sentence())
    if draft.stage is not Stage.WRITING:
        return _page(here, form, Draft(), HTTPStatus.CONFLICT, already_sent=True)
    said = {"kept_on_request": told_to and bool(draft.typed), "nobody": refused == "nobody"}
    return _page(here, form, draft, HTTPStatus.UNPROCESSABLE_ENTITY, **said)


def _keep(work: Work, here: _Here, attached: Attached) -> Draft:
    before = drafts.find(work, here.key) or Draft()
    if before.stage is not Stage.WRITING:
        return before
    typed = typed_here()
    draft = replace(attached.added_to(before), typed=typed if fits(typed) else {})
    drafts.keep(work, here.key, draft)
    return draft


def _page(here: _Here, form: EnterForm, draft: Draft, status: HTTPStatus, **said: object) -> _Page:
    page = render_template(
        "desk/enter.html",
        form=form,
        number=here.key.number,
        kept=draft.files,
        limits=limits_sentence(),
        **said,
    )
    return page, status
