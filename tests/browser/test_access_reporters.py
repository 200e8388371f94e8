"""Every page of somebody who reports and comes back is for everybody, light, and discreet."""

import pytest

from tests.browser.access import FOR_REPORTERS, complaints, guide_of
from tests.browser.conftest import Opening
from tests.browser.places_of_reporters import REPORTERS
from tests.browser.serving import Demonstration
from tests.browser.travelling import forget_what_was_fetched
from tests.builders import make_app
from wbportal.portal import Portal
from wbportal.web import audience

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Pages of those who sign in, and what no browser shows: files, a sign of life.
_OTHERS = {"account", "health", "static"}
_FILES = {"receipt.file", "receipt.proof_file", "proof.key_file"}


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_is_for_everybody(
    demonstration: Demonstration,
    open_browser: Opening,
    request: pytest.FixtureRequest,
    lang: str,
) -> None:
    guide = guide_of(demonstration, open_browser, lang)
    forget_what_was_fetched(guide.browser)
    soak = bool(request.config.getoption("--soak"))
    assert complaints(guide, REPORTERS, FOR_REPORTERS, soak=soak) == []
    assert _never_seen(demonstration.portal, guide.seen) == set()


def _never_seen(portal: Portal, seen: set[tuple[str, str]]) -> set[str]:
    """Return the pages of reporters that no place leads to."""
    app = make_app(portal)
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in _OTHERS
        and audience.of(app, rule.endpoint).is_anonymous
    }
    match = app.url_map.bind("").match
    walked = {(method, path) for method, path in seen if not path.startswith("/o/nowhere")}
    return pages - _FILES - {match(path, method)[0] for method, path in walked}
