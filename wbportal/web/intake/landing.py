"""The first pages: what this is, what is protected, and where to go. They set no cookie."""

from flask import render_template

from wbportal.casework.offices import OfficeView, all_offices, office_at
from wbportal.web.current import portal
from wbportal.web.intake.before import ways
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.inside import app_around
from wbportal.web.intake.promises import PROMISES
from wbportal.web.locale import language
from wbportal.web.office import present
from wbportal.web.traits import Traits, declare

_INDEXED = Traits(indexed=True)


@bp.get("/")
@declare(_INDEXED)
def offices() -> str:
    """Show the offices; with one office, its own first page."""
    with portal().work() as work:
        found = all_offices(work)
    if len(found) == 1:
        return _first_page(found[0])
    return render_template("intake/offices.html", offices=found, language=language())


@bp.get("/o/<slug>/")
@declare(_INDEXED)
def landing(slug: str) -> str:
    """Say what an office does with a report, and lead to the form and to the code."""
    return _first_page(_office_at(slug))


@bp.get("/o/<slug>/privacy")
def privacy(slug: str) -> str:
    """Say what is kept of a visit and of a report, by whom and for how long."""
    present(_office_at(slug))
    return render_template("intake/privacy.html")


def _office_at(slug: str) -> OfficeView:
    with portal().work() as work:
        return office_at(work, slug)


def _first_page(found: OfficeView) -> str:
    present(found)
    return render_template(
        "intake/landing.html", promises=PROMISES, before=ways(found), inside=app_around()
    )
