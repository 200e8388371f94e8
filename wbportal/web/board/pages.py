"""The meetings of somebody of a board, each with the case to read for it."""

from flask import render_template

from wbportal.casework import board
from wbportal.web.board.blueprint import bp, me
from wbportal.web.desks import reading


@bp.get("/")
def meetings() -> str:
    """List what somebody reads for meetings to come."""
    found = reading(lambda work: board.meetings(work, me()))
    return render_template("board/meetings.html", meetings=found)
