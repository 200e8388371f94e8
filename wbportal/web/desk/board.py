"""Giving a case to members of the board for one meeting, and taking it away from them."""

from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework import board
from wbportal.casework.board import Board
from wbportal.casework.errors import Refused
from wbportal.web.current import portal
from wbportal.web.days import DayField
from wbportal.web.desk.blueprint import bp, me
from wbportal.web.desk.checked_form import CheckedForm
from wbportal.web.desk.refusal_words import refusal
from wbportal.web.desks import reading
from wbportal.web.forms import Form, later
from wbportal.web.traits import Traits, declare


class ConveneForm(CheckedForm):
    """Who of the board reads the case, and for which day."""

    members = SelectMultipleField(
        later(lazy_gettext("Who reads it")),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    meets_on = DayField(later(lazy_gettext("Day of the meeting")))

    def __init__(self, found: Board) -> None:
        super().__init__()
        self.members.choices = {str(one.id): f"{one.name}, {one.position}" for one in found.free}

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        chosen = self.members.data or []
        if not chosen or not set(chosen) <= set(self.members.choices or {}):
            self.complain("members", gettext("Please choose people of the board from the list."))
        self.day("meets_on", needed=True)
        return good and not self.errors

    @property
    def chosen(self) -> frozenset[UUID]:
        return frozenset(UUID(one) for one in self.members.data or [])


@bp.route("/cases/<uuid:case_id>/opinions/board", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def board_of(case_id: UUID) -> Response | tuple[str, HTTPStatus]:
    """Say who of the board reads a case, and give it to more of them."""
    found = reading(lambda work: board.look(work, me(), case_id))
    form, status = ConveneForm(found), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.check():
            try:
                portal().perform(
                    lambda work: board.convene(
                        work, me(), case_id, form.chosen, form.days["meets_on"]
                    )
                )
                return _here(case_id)
            except Refused as refused:
                beside = "meets_on" if refused.reason == "day-is-over" else "members"
                form.complain(beside, refusal(refused.reason))
    return render_template("desk/board.html", case=found.cover, found=found, form=form), status


@bp.post("/cases/<uuid:case_id>/opinions/board/end")
def end_meeting(case_id: UUID) -> Response:
    """Take a case away from its board, and give it new keys."""
    if Form().accepted():
        portal().perform(lambda work: board.end_meeting(work, me(), case_id))
    return _here(case_id)


def _here(case_id: UUID) -> Response:
    return redirect(url_for("desk.board_of", case_id=case_id), HTTPStatus.SEE_OTHER)
