"""The pages of an inquiry: its overview, its registers, one item of them, its timeline."""

from http import HTTPStatus
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wbportal.casework import agenda, inquiry, timeline
from wbportal.casework.inquiry import CaseFileSlip, Inquiry, Item
from wbportal.casework.registers import Draft
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.register_fields import Definition, Values, text
from wbportal.domain.registers import Register
from wbportal.portal import StaleRow, Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.inquiry_shown import offers
from wbportal.web.desk.inquiry_words import WORDS
from wbportal.web.desks import reading
from wbportal.web.forms import Form
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm
from wbportal.web.traits import Traits, declare

_PER_PAGE = 25
_EVENTS_PER_PAGE = 50
_MOST_DIGITS = 9
_Page = tuple[str, HTTPStatus]


@bp.get("/cases/<uuid:case_id>/inquiry")
def inquiry_overview(case_id: UUID) -> str:
    """Say on one page where an inquiry stands."""
    return render_template("desk/inquiry.html", found=_found(case_id))


@bp.route("/cases/<uuid:case_id>/inquiry/<register>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def inquiry_register(case_id: UUID, register: str) -> Response | _Page:
    """List the items of a register, and add one."""
    found, definition = _found(case_id), _definition(register)
    form = _form(found, definition)
    if request.method == "GET":
        return _register_page(found, form), HTTPStatus.OK
    if not form.check(found.today):
        return _register_page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    _record(case_id, definition.register, form.values)
    return _see(url_for("desk.inquiry_register", case_id=case_id, register=register))


@bp.route("/cases/<uuid:case_id>/inquiry/items/<uuid:item_id>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def inquiry_item(case_id: UUID, item_id: UUID) -> Response | _Page:
    """Show an item with all that it ever said, and correct it."""
    found = _found(case_id)
    item = found.find(item_id)
    form = _form(found, item.definition, item.values, without=item)
    if request.method == "GET":
        return _item_page(found, item, form), HTTPStatus.OK
    if not form.check(found.today):
        return _item_page(found, item, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _record(case_id, item.register, form.values, (item_id, _versions_seen()))
    except StaleRow:
        form.form_errors.append(_overtaken())
        found = _found(case_id)
        return _item_page(found, found.find(item_id), form), HTTPStatus.CONFLICT
    return _see(url_for("desk.inquiry_item", case_id=case_id, item_id=item_id))


@bp.route("/cases/<uuid:case_id>/inquiry/items/<uuid:item_id>/custody", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def inquiry_custody(case_id: UUID, item_id: UUID) -> Response | _Page:
    """Show who had a piece of evidence, and enter that somebody else has it."""
    found = _found(case_id)
    item = found.find(item_id)
    if item.register is not Register.EVIDENCE:
        abort(HTTPStatus.NOT_FOUND)
    form = _form(found, INQUIRY[Register.CUSTODY], {"evidence": str(item_id)})
    good = request.method == "POST" and form.check(found.today)
    if good:
        _record(case_id, Register.CUSTODY, form.values)
        return _see(url_for("desk.inquiry_item", case_id=case_id, item_id=item_id))
    sent = request.method == "POST"
    page = render_template("desk/inquiry-custody.html", found=found, item=item, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK


@bp.post("/cases/<uuid:case_id>/inquiry/take-in/<uuid:record_id>")
@declare(Traits(keeps_text=True))
def inquiry_take_in(case_id: UUID, record_id: UUID) -> Response | _Page:
    """Enter a file of the thread as evidence, with its hash."""
    found = _found(case_id)
    slip = next((one for one in found.files if one.record_id == record_id), None)
    if slip is None:
        abort(HTTPStatus.NOT_FOUND)
    form = Form()
    if not form.accepted():
        page = _register_page(found, _form(found, INQUIRY[Register.EVIDENCE]))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    made = _record(case_id, Register.EVIDENCE, _of_slip(slip))
    return _see(url_for("desk.inquiry_item", case_id=case_id, item_id=made))


@bp.get("/cases/<uuid:case_id>/inquiry/evidence/list")
def inquiry_evidence_list(case_id: UUID) -> str:
    """List all evidence with its custody, to be printed."""
    found = _found(case_id)
    return render_template(
        "desk/inquiry-evidence.html", found=found, items=found.items[Register.EVIDENCE]
    )


@bp.get("/cases/<uuid:case_id>/inquiry/timeline")
def inquiry_timeline(case_id: UUID) -> str:
    """List everything dated of the case."""
    found = _found(case_id)
    events = timeline.timeline(found)
    sorts = sorted({one.sort for one in events}, key=str)
    wanted = next((one for one in sorts if one == request.args.get("kind")), None)
    shown = [one for one in events if wanted is None or one.sort is wanted]
    number, last = _window(len(shown), _EVENTS_PER_PAGE)
    start = (number - 1) * _EVENTS_PER_PAGE
    return render_template(
        "desk/inquiry-timeline.html",
        found=found,
        events=shown[start : start + _EVENTS_PER_PAGE],
        sorts=sorts,
        wanted=wanted,
        number=number,
        last=last,
    )


@bp.get("/tasks/")
def own_tasks() -> str:
    """List what whoever is signed in has to do, across their cases."""
    are_more = reading(lambda work: agenda.refresh(work, me()))
    with portal().work() as work:
        tasks, today = agenda.own_tasks(work, me()), work.today
    return render_template("desk/tasks.html", tasks=tasks, today=today, are_more=are_more)


def _found(case_id: UUID) -> Inquiry:
    return reading(lambda work: inquiry.look(work, me(), case_id))


def _definition(register: str) -> Definition:
    found = next((one for one in INQUIRY.values() if one.register == register), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _form(
    found: Inquiry,
    definition: Definition,
    values: Values | None = None,
    without: Item | None = None,
) -> RegisterForm:
    words = WORDS[definition.register]
    return RegisterForm(definition, words, offers(found, definition, without), values)


def _record(
    case_id: UUID, register: Register, values: Values, correcting: tuple[UUID, int] | None = None
) -> UUID:
    draft = Draft(register, inquiry.to_fields(values), lang=language())

    def deed(work: Work) -> UUID:
        return inquiry.record(work, me(), case_id, draft, correcting)

    return portal().perform(deed)


def _of_slip(slip: CaseFileSlip) -> Values:
    source = gettext("From the reporter") if slip.is_reporters else gettext("From the office")
    return {
        "what": slip.name,
        "sort": "file",
        "source": source,
        "obtained": slip.day.isoformat(),
        "by": str(me().id),
        "sha256": slip.sha256,
    }


def _register_page(found: Inquiry, form: RegisterForm) -> str:
    register = form.definition.register
    items = found.items[register]
    number, last = _window(len(items), _PER_PAGE)
    start = (number - 1) * _PER_PAGE
    taken = {text(one.values, "sha256") for one in found.items[Register.EVIDENCE]}
    is_projects = register is Register.PROCUREMENT
    return render_template(
        "desk/inquiry-register.html",
        found=found,
        form=form,
        items=items[start : start + _PER_PAGE],
        number=number,
        last=last,
        files=[one for one in found.files if one.sha256 not in taken],
        twins=_twins(found.cover.case_id) if is_projects and items else (),
    )


def _twins(case_id: UUID) -> tuple[agenda.Twin, ...]:
    reading(lambda work: agenda.refresh(work, me()))
    return reading(lambda work: agenda.twins(work, me(), case_id))


def _item_page(found: Inquiry, item: Item, form: RegisterForm) -> str:
    in_thread = next(
        (one for one in found.files if one.sha256 == text(item.values, "sha256")), None
    )
    return render_template(
        "desk/inquiry-item.html", found=found, item=item, form=form, in_thread=in_thread
    )


def _window(length: int, per_page: int) -> tuple[int, int]:
    """Return the page that was asked for, and the last one there is."""
    last = max(1, -(-length // per_page))
    return min(max(request.args.get("page", 1, type=int), 1), last), last


def _versions_seen() -> int:
    sent = request.form.get("versions", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= _MOST_DIGITS else 0


def _overtaken() -> str:
    return gettext(
        "Somebody corrected this meanwhile: see below what it says now. What you typed is still"
        " here; send it again to put it in its place."
    )


def _see(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)
