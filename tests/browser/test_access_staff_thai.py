"""Every page of somebody who signs in is for everybody, in Thai.

A file for each language: together they are the longest walk, and files go to workers one by one.
"""

import pytest

from tests.browser.access import FOR_STAFF, complaints, guide_of
from tests.browser.conftest import Opening
from tests.browser.places_of_staff import STAFF
from tests.browser.serving import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_page_is_for_everybody(
    demonstration: Demonstration, open_browser: Opening, request: pytest.FixtureRequest
) -> None:
    guide = guide_of(demonstration, open_browser, "th")
    soak = bool(request.config.getoption("--soak"))
    assert complaints(guide, STAFF, FOR_STAFF, soak=soak) == []
