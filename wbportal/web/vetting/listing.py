"""Whom to vet: who waits, whose vetting runs out, who is to leave."""

from flask import render_template

from wbportal.casework import vetting
from wbportal.web.current import me, portal
from wbportal.web.vetting.blueprint import bp


@bp.get("/")
def everybody() -> str:
    """List whom leads have to think of."""
    with portal().work() as work:
        found = vetting.overview(work, me())
    return render_template("vetting/people.html", found=found)
