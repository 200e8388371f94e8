"""The pages of errors, as the portal itself makes them: most can't be brought about at will."""

from datetime import timedelta
from http import HTTPStatus

from playwright.sync_api import Route
from werkzeug.exceptions import HTTPException, default_exceptions

from tests.browser.places import Guide, Leading, Place
from tests.builders import make_app
from wbportal.portal.errors import Busy
from wbportal.web.errors import page_for
from wbportal.web.throttle import Crowded

_TYPED = "เขียนไว้แล้ว และต้องไม่หาย\nIt was written, and must not get lost."


def _error(error: Exception) -> Leading:
    """Lead to what a report is answered with when this happens to it."""

    def lead(guide: Guide) -> None:
        address = f"{guide.office}report/"
        with make_app(guide.here.portal).test_request_context(
            f"{address}?lang={guide.lang}",
            base_url=guide.here.url,
            method="POST",
            data={"text": _TYPED},
        ) as made:
            made.request.form.get("text")  # read, as it is when a view fails
            page = made.app.process_response(page_for(error))

        def answer(route: Route) -> None:
            # A fault of ours is answered as if it were none: whoever watches would complain.
            status = 200 if page.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else None
            route.fulfill(
                status=status or page.status_code,
                headers=dict(page.headers),
                body=page.get_data(),
            )

        guide.page.route(guide.here.url + address, answer)
        guide.browser.go(address)
        guide.page.unroute(guide.here.url + address)

    return lead


def _refusal(status: HTTPStatus) -> HTTPException:
    return default_exceptions[status]()


ERRORS = (
    *(
        Place(f"error-{status:d}", _error(_refusal(status)))
        for status in (
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.FORBIDDEN,
            HTTPStatus.METHOD_NOT_ALLOWED,
            HTTPStatus.CONFLICT,
            HTTPStatus.GONE,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    ),
    Place("error-429", _error(Crowded(timedelta(seconds=5)))),
    Place("error-503", _error(Busy())),
)
