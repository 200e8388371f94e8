"""A page, with an empty cache: at most 30 KiB and three requests, and nobody else is asked."""

import pytest

from tests.browser.conftest import Opening
from tests.browser.people import CASE, NEW, Reporter
from tests.browser.serving import Demonstration
from tests.browser.watching import Watched

pytestmark = pytest.mark.browser

_MOST_BYTES = 30 * 1024
_MOST_REQUESTS = 3


@pytest.mark.parametrize("lang", ["th", "en"])
def test_what_a_reporter_opens_is_light(
    demonstration: Demonstration, open_browser: Opening, lang: str
) -> None:
    def with_empty_cache(path: str, like: Watched | None = None) -> Watched:
        cookies = like.context.storage_state() if like else None
        fresh = open_browser(demonstration.url, lang, storage_state=cookies)
        assert fresh.go(path).status == 200
        return fresh

    reporter = Reporter(open_browser(demonstration.url, lang), demonstration.slug)
    reporter.report("ขอแจ้งเรื่องหนึ่ง")
    reporter.read_code()
    visits = [
        *(with_empty_cache(path) for path in ("/", reporter.form_path, "/receipt/")),
        *(with_empty_cache(f"{reporter.form_path}{page}/") for page in (1, 2, 6, 12, 16, 17)),
        with_empty_cache(f"{reporter.form_path}review/"),
        with_empty_cache(NEW, reporter.browser),
    ]
    reporter.note()
    visits.append(with_empty_cache(CASE, reporter.browser))
    for visit in visits:
        assert _weight(visit) <= _MOST_BYTES, visit.path()
        assert len(visit.requests) <= _MOST_REQUESTS, visit.path()


def _weight(visit: Watched) -> int:
    """Return the bytes of all bodies as they travelled."""
    return sum(request.sizes()["responseBodySize"] for request in visit.requests)
