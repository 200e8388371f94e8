"""Why the date on the reporter's page is that one, and what they have a right to."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from wbportal.casework import rights
from wbportal.casework.errors import CaseNotFound, CodeNeeded
from wbportal.casework.offices import office_of
from wbportal.web.beat import on_the_beat
from wbportal.web.current import portal
from wbportal.web.office import present
from wbportal.web.receipt.blueprint import bp
from wbportal.web.receipt.visiting import led_to, visit_here
from wbportal.web.receipt.words import come_back
from wbportal.web.reporter import perform


@bp.get("/receipt/why")
def why() -> Response:
    """Say why the next date is that one, and which dates are the reporter's own."""
    return on_the_beat(_shown)


def _shown() -> Response:
    try:
        found = perform(lambda work: rights.dates(work, visit_here(work)))
    except (CaseNotFound, CodeNeeded):
        return led_to("receipt.case")
    with portal().work() as work:
        present(office_of(work, found.office_id))
    page = render_template("receipt/why.html", dates=found, come_back=come_back(found.next_date))
    return make_response(page)
