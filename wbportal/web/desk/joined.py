"""The cases with which one is joined: joining, ending a join, one reply to all of them."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework import agenda, joined_cases
from wbportal.casework.errors import Refused
from wbportal.casework.joined_cases import Group
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.checked_form import CheckedForm, Made, radio
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

_Page = tuple[str, HTTPStatus]
_THIS, _OTHER = "this", "other"
_LEADS: Mapping[str, LazyString] = MappingProxyType(
    {_THIS: lazy_gettext("This case"), _OTHER: lazy_gettext("The other case")}
)


class JoinForm(CheckedForm):
    """With which case, and which of the two leads."""

    def __init__(self, *, sent: bool = False) -> None:
        super().__init__(sent=sent, prefix="join-")
        self.add("reference", UnboundField(StringField, gettext("Reference of the other case")))
        self.add("leads", radio(gettext("Which one leads?"), _LEADS))

    def check(self) -> bool:
        """Say on the form what is wrong."""
        good = self.accepted()
        self.line("reference", needed=True)
        self.choice("leads")
        return good and not self.errors


class ReplyForm(CheckedForm):
    """One text, and to whom it goes."""

    def __init__(self, group: Group, *, sent: bool = False) -> None:
        super().__init__(sent=sent, prefix="reply-")
        choices = {str(group.cover.case_id): group.cover.reference}
        choices |= {str(one.case_id): one.reference for one in group.joined}
        to: Made = UnboundField(
            SelectMultipleField,
            gettext("To the reporters of"),
            choices=choices,
            validate_choice=False,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
        self.add("to", to, list(choices))
        self.add("text", UnboundField(TextAreaField, gettext("Text to each reporter")))
        self._choices = choices
        self.text, self.to = "", frozenset[UUID]()

    def check(self) -> bool:
        """Say on the form what is wrong."""
        good, chosen = self.accepted(), set(self["to"].data or ())
        self.text = self.words("text", needed=True)
        if not chosen or not chosen <= set(self._choices):
            self.complain("to", gettext("Please choose at least one case."))
        else:
            self.to = frozenset(UUID(one) for one in chosen)
        return good and not self.errors


@bp.get("/cases/<uuid:case_id>/joined/")
def joined_with(case_id: UUID) -> str:
    """List the cases with which one is joined."""
    return _rendered(_group(case_id))


@bp.post("/cases/<uuid:case_id>/joined/")
@declare(Traits(keeps_text=True))
def join_cases(case_id: UUID) -> Response | _Page:
    """Join, end a join, or write to all reporters, as the button that was pressed says."""
    group = _group(case_id)
    return _DOINGS.get(request.form.get("do", ""), _nothing)(group)


def _join(group: Group) -> Response | _Page:
    form, case_id = JoinForm(sent=True), group.cover.case_id
    if not form.check():
        return _rendered(group, join=form), HTTPStatus.UNPROCESSABLE_ENTITY
    typed, leads = str(form["reference"].data), form["leads"].data == _THIS

    def join(work: Work) -> None:
        other = joined_cases.find_other(work, me(), case_id, typed)
        joined_cases.join(work, me(), case_id, other, leads=leads)

    try:
        portal().perform(join)
    except Refused as refused:
        form.complain("reference", refusal(refused.reason))
        return _rendered(group, join=form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(case_id)


def _reply(group: Group) -> Response | _Page:
    form, case_id = ReplyForm(group, sent=True), group.cover.case_id
    if not form.check():
        return _rendered(group, reply=form), HTTPStatus.UNPROCESSABLE_ENTITY
    said = form.text, language()
    portal().perform(lambda work: joined_cases.reply_to_all(work, me(), case_id, form.to, said))
    return _back(case_id)


def _unjoin(group: Group) -> Response | _Page:
    form, case_id = CheckedForm(), group.cover.case_id
    other = next(
        (one for one in group.joined if str(one.case_id) == request.form.get("other")), None
    )
    if other is None or not form.accepted():
        return _rendered(group), HTTPStatus.UNPROCESSABLE_ENTITY
    portal().perform(lambda work: joined_cases.unjoin(work, me(), case_id, other.case_id))
    return _back(case_id)


def _nothing(group: Group) -> Response | _Page:
    return _rendered(group), HTTPStatus.UNPROCESSABLE_ENTITY


_DOINGS: Mapping[str, Callable[[Group], Response | _Page]] = MappingProxyType(
    {"join": _join, "unjoin": _unjoin, "reply": _reply}
)


def _group(case_id: UUID) -> Group:
    return reading(lambda work: joined_cases.look(work, me(), case_id))


def _rendered(group: Group, join: JoinForm | None = None, reply: ReplyForm | None = None) -> str:
    return render_template(
        "desk/joined.html",
        group=group,
        sent=join or reply,
        twins=_twins(group),
        join=join or JoinForm(),
        reply=reply or ReplyForm(group),
    )


def _twins(group: Group) -> list[agenda.Twin]:
    """Return the cases about the same procurement that are not joined with this one."""
    reading(lambda work: agenda.refresh(work, me()))
    found = reading(lambda work: agenda.twins(work, me(), group.cover.case_id))
    known = {one.case_id for one in group.joined}
    return [one for one in found if one.case_id not in known]


def _back(case_id: UUID) -> Response:
    return redirect(url_for("desk.joined_with", case_id=case_id), HTTPStatus.SEE_OTHER)
