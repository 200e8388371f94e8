"""Every page of somebody who reports and comes back is for everybody."""

import pytest

from tests.browser.access import FOR_REPORTERS, complaints
from tests.browser.conftest import Opening
from tests.browser.places_of_reporters import REPORTERS
from tests.browser.serving import Demonstration

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_is_for_everybody(
    demonstration: Demonstration, open_browser: Opening, lang: str
) -> None:
    assert complaints(demonstration, open_browser, lang, REPORTERS, FOR_REPORTERS) == []
