"""What is good to know before a report: a few pages, one thing each. They set no cookie."""

from dataclasses import dataclass

from flask import abort, render_template, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.offices import OfficeView, office_at
from wbportal.domain.elsewhere import bodies_besides
from wbportal.web import hosts
from wbportal.web.current import portal
from wbportal.web.intake.blueprint import bp
from wbportal.web.intake.promises import PROMISES
from wbportal.web.office import present


@dataclass(frozen=True, slots=True)
class Page:
    """A page of these, as the first page and the one before lead to it.

    Its key stands in the browser's history: no word there says that somebody reports.
    """

    key: str
    title: LazyString
    about: LazyString


PAGES = (
    Page(
        "device",
        lazy_gettext("Stay safe"),
        lazy_gettext("What we protect, and what we cannot: your phone, your network, people."),
    ),
    Page(
        "tor",
        lazy_gettext("Hide your visit with Tor"),
        lazy_gettext("Step by step, for phones and computers."),
    ),
    Page(
        "files",
        lazy_gettext("Photos, papers and other evidence"),
        lazy_gettext("What they may say about you. Take no risks for them."),
    ),
    Page(
        "after",
        lazy_gettext("Who reads it, and what happens then"),
        lazy_gettext("Who gets a key, and when you hear from us."),
    ),
    Page(
        "law",
        lazy_gettext("You and the law"),
        lazy_gettext("What a report to us is, and what it is not."),
    ),
    Page(
        "elsewhere",
        lazy_gettext("Others you can turn to"),
        lazy_gettext("Names and telephone numbers."),
    ),
)
_BY_KEY = {page.key: page for page in PAGES}
_NEXT = dict(zip(_BY_KEY, PAGES[1:], strict=False))


@dataclass(frozen=True, slots=True)
class Way:
    """A page, and the way to it at one office."""

    address: str
    title: LazyString
    about: LazyString


@bp.get("/o/<slug>/before/<key>")
def before(slug: str, key: str) -> str:
    """Show one of the pages. Answers 404 if there is none of this name."""
    if key not in _BY_KEY:
        abort(404)
    with portal().work() as work:
        office = office_at(work, slug)
    present(office)
    following, url = _NEXT.get(key), hosts.here()
    return render_template(
        f"intake/before/{key}.html",
        here=_BY_KEY[key],
        next=_way(office, following) if following else None,
        promises=PROMISES,
        bodies=bodies_besides(office.kind),
        onion=hosts.hosts().onion(),
        origin=url.origin if url else "",
        over_onion=url is not None and url.is_onion,
    )


def ways(office: OfficeView) -> tuple[Way, ...]:
    """Return the way to each of the pages."""
    return tuple(_way(office, page) for page in PAGES)


def _way(office: OfficeView, page: Page) -> Way:
    address = url_for("intake.before", slug=office.slug, key=page.key)
    return Way(address, page.title, page.about)
