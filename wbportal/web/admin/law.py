"""Law packs: what each says and how surely, and which a named person has approved."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import abort, render_template, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response
from wtforms import StringField

from wbportal.casework import law as deeds
from wbportal.casework.errors import Refused
from wbportal.casework.law import MAX_CHARS, Approvals
from wbportal.casework.offices import office_of
from wbportal.domain.lawpacks import PACKS, LawPack, Start, Whose
from wbportal.portal import Work
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, VersionedForm, plain_line, save, status_here
from wbportal.web.current import portal
from wbportal.web.forms import later
from wbportal.web.reckoned import PROVENANCE
from wbportal.web.traits import Traits, declare

_STARTS: Mapping[Start, LazyString] = MappingProxyType(
    {
        Start.RECEIVED: lazy_gettext("when it is received"),
        Start.ACKNOWLEDGED_OR_DAY_7: lazy_gettext(
            "when it is acknowledged, at the latest on day 7"
        ),
        Start.ASKED: lazy_gettext("when the reporter is asked"),
        Start.CLOSED: lazy_gettext("when the case is closed"),
        Start.ASSIGNED: lazy_gettext("when somebody is put in charge, by the date of the order"),
        Start.INQUIRY_STARTED: lazy_gettext("when the inquiry starts"),
        Start.REFUSAL_NOTIFIED: lazy_gettext("when a refusal is notified"),
        Start.REVIEW_ASKED: lazy_gettext("when the reporter asks for a review"),
        Start.CONFLICT_DECLARED: lazy_gettext("when a conflict of interest is declared"),
        Start.GROUND_APPEARS: lazy_gettext("when the ground for it appears"),
        Start.RESOLVED: lazy_gettext("when it is resolved"),
        Start.ORDER_RECEIVED: lazy_gettext("when the order is received"),
        Start.MATTER_RECEIVED: lazy_gettext("when the body whose duty it is receives the matter"),
        Start.REFERRAL_RECEIVED: lazy_gettext("when the file of another body is received"),
        Start.THE_ACT: lazy_gettext("when the act was done"),
    }
)
_WHOSE: Mapping[Whose, LazyString] = MappingProxyType(
    {
        Whose.OFFICE: lazy_gettext("the office"),
        Whose.REPORTER: lazy_gettext("the reporter"),
        Whose.ACCUSED: lazy_gettext("the accused"),
    }
)
_OBSTACLES: Mapping[str, LazyString] = MappingProxyType(
    {
        "not-for-display": lazy_gettext("This pack is not for display, so nobody can approve it."),
        "version": lazy_gettext(
            "Another version of this pack came with the portal meanwhile. Read it first."
        ),
        "who": lazy_gettext("Please say who approves it: a name and a position."),
        "not-approved": lazy_gettext("Nobody has approved it."),
    }
)


class ApprovalForm(VersionedForm):
    """Who approves a pack."""

    name = StringField(later(lazy_gettext("Name of whoever approves it")), [plain_line(MAX_CHARS)])
    position = StringField(later(lazy_gettext("Position")), [plain_line(MAX_CHARS)])


@bp.get("/law")
def law() -> str:
    """List the packs, and what stands approved."""
    return render_template(
        "admin/law.html", packs=PACKS, approvals=_approvals().by_pack, **_words()
    )


@bp.route("/law/<pack>", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def law_pack(pack: str) -> Response | Page:
    """Show all that a pack says; approve it, or withdraw that."""
    known = PACKS.get(pack) or abort(HTTPStatus.NOT_FOUND)
    form = ApprovalForm(_approvals().number)
    if not form.accepted():
        return _page(known, form, status_here())
    try:
        return save(
            lambda work: _do(work, known, form),
            lambda status: _page(known, form, status),
            "admin.law",
        )
    except Refused as refused:
        form.form_errors.append(str(_OBSTACLES[refused.reason]))
        return _page(known, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _do(work: Work, pack: LawPack, form: ApprovalForm) -> None:
    if request.form.get("do") == "withdraw":
        deeds.withdraw(work, me(), pack.name, form.based_on)
        return
    read = request.form.get("pack_version", type=int) or 0
    signed = (form.name.data or "", form.position.data or "")
    deeds.approve(work, me(), pack.name, read, signed, form.based_on)


def _approvals() -> Approvals:
    with portal().work() as work:
        return deeds.approvals(work, me().office_id)


def _page(pack: LawPack, form: ApprovalForm, status: HTTPStatus) -> Page:
    with portal().work() as work:
        kind = office_of(work, me().office_id).kind
    found = _approvals()
    form.version.data = str(found.number)
    page = render_template(
        "admin/law-pack.html",
        pack=pack,
        form=form,
        approval=found.by_pack.get(pack.name),
        binds_us=bool(pack.binding(kind)),
        overtaken=status is HTTPStatus.CONFLICT,
        **_words(),
    )
    return page, status


def _words() -> dict[str, object]:
    return {"tags": PROVENANCE, "starts": _STARTS, "whose": _WHOSE}
