"""The first pages: what this is, what is protected, and where to go. They set no cookie."""

from flask import render_template

from wbportal.casework.offices import OfficeView, all_offices, office_at
from wbportal.casework.settings import texts
from wbportal.domain.settings import Topic
from wbportal.web.current import portal
from wbportal.web.intake.before import ways
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.inside import app_around
from wbportal.web.intake.promises import PROMISES
from wbportal.web.locale import language
from wbportal.web.office import present
from wbportal.web.office_words import OFFICE_WORDS
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
    found = _office_at(slug)
    present(found)
    return render_template("intake/privacy.html", added=_own_words(found)["privacy"])


def _office_at(slug: str) -> OfficeView:
    with portal().work() as work:
        return office_at(work, slug)


def _own_words(found: OfficeView) -> dict[str, str]:
    """Return what the office says in its own words, for whoever reads the page."""
    with portal().work() as work:
        said = texts(work, found.id, Topic.TEXTS)
    return {key: words.read_in(language(), found.language) for key, words in said.items()}


def _first_page(found: OfficeView) -> str:
    present(found)
    return render_template(
        "intake/landing.html",
        promises=PROMISES,
        before=ways(found),
        inside=app_around(),
        own=_own_words(found),
        own_titles=OFFICE_WORDS,
    )
