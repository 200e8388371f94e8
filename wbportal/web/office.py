"""The office a page belongs to: its name on top, its contact and privacy notice at the foot."""

from flask import Flask, g

from wbportal.casework.offices import OfficeView
from wbportal.web import locale

_OFFICE = "office"


def register(app: Flask) -> None:
    """Give every template the office that its view has named."""
    app.context_processor(_words)


def present(office: OfficeView) -> None:
    """Make this request's pages pages of `office`, in its language unless the reader has one."""
    setattr(g, _OFFICE, office)
    locale.office_speaks(office.language)


def _words() -> dict[str, object]:
    office = g.get(_OFFICE)
    if not isinstance(office, OfficeView):
        return {"office": None, "office_name": "", "office_contact": ""}
    language = locale.language()
    return {
        "office": office,
        "office_name": office.name(language),
        "office_contact": office.contact(language),
    }
