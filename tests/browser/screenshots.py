"""`make screenshots`: a picture of every page, in every language, on a phone and on a desk.

They lie in screenshots/<language>/<width>/, each once in the light and once in the dark.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.places import Guide, Place
from tests.browser.places_of_reporters import REPORTERS
from tests.browser.places_of_staff import STAFF
from tests.browser.serving import Demonstration, demonstrating
from tests.browser.watching import DESKTOP, PHONE, launched, opened

_FOLDER = Path("screenshots")
_WIDTHS = {"phone": PHONE, "desktop": DESKTOP}
_SCHEMES = ("light", "dark")


def main() -> None:
    """Make the demonstration in a temporary home, walk through it and take pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", default=["th", "en"])
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstrating(Path(folder) / "home", Path(folder) / "made") as here,
    ):
        take(here, parser.parse_args().languages)


def take(here: Demonstration, languages: Sequence[str]) -> None:
    """Take every picture."""
    with launched() as browser:
        for number, (lang, width) in enumerate((a, b) for a in languages for b in _WIDTHS):
            for places in (REPORTERS, STAFF):
                _walk(browser, here, lang, width, places, number)


def _walk(
    browser: Browser,
    here: Demonstration,
    lang: str,
    width: str,
    places: tuple[Place, ...],
    number: int,
) -> None:
    folder = _FOLDER / lang / width
    watched = opened(browser, here.url, lang, viewport=_WIDTHS[width])
    guide = Guide(here, watched, lang, number)
    side = "reporter" if places is REPORTERS else "staff"
    for order, name in enumerate(guide.walk(places), 1):
        guide.page.evaluate("scrollTo(0, 0)")
        for scheme in _SCHEMES:
            guide.page.emulate_media(color_scheme=scheme)
            picture = folder / f"{side}-{order:02}-{name}-{scheme}.png"
            guide.page.screenshot(path=picture, full_page=True)
        guide.page.emulate_media(color_scheme="light")
    watched.context.close()


if __name__ == "__main__":
    main()
