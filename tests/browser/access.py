"""Everybody can use every page: screen readers, keyboards, small phones, the dark; and no script.

`complaints` walks through places of one audience in one language, and says what is wrong
where, so that one look shows all of it.
"""

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser import reading, travelling
from tests.browser.conftest import Opening
from tests.browser.places import Guide, Place
from tests.browser.serving import Demonstration
from tests.browser.watching import DESKTOP

_WHOLE = "th"  # the language in which everything is looked at
Check = Callable[[Guide], list[str]]
# WCAG A and AA, and what axe itself holds for good practice; in the dark only colours change.
_EVERYTHING: dict[str, object] = {}
# What a translation can break of a page that was looked at whole in another language.
_WORDS: dict[str, object] = {
    "runOnly": [
        "aria-command-name",
        "aria-input-field-name",
        "button-name",
        "document-title",
        "empty-heading",
        "empty-table-header",
        "html-has-lang",
        "html-lang-valid",
        "input-button-name",
        "label",
        "label-title-only",
        "landmark-unique",
        "link-name",
        "scrollable-region-focusable",
        "select-name",
        "summary-name",
        "valid-lang",
    ]
}
_CONTRAST: dict[str, object] = {"runOnly": ["color-contrast"]}
# How many rules hold, and of those that do not where; what else axe knows takes long to hand over.
_LOOK = """async options => {
  const {passes, violations} = await axe.run(document, options);
  const places = one => one.nodes.slice(0, 3).map(node => String(node.target[0]));
  return [passes.length, violations.map(one => [one.id, places(one)])];
}"""


def _axe(guide: Guide) -> list[str]:
    page = guide.page
    page.set_viewport_size(DESKTOP)
    return _violations(page, "light", _EVERYTHING)


def _axe_of_words(guide: Guide) -> list[str]:
    guide.page.set_viewport_size(DESKTOP)
    return _violations(guide.page, "light", _WORDS)


def _in_the_dark(guide: Guide) -> list[str]:
    page = guide.page
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")
    found = _violations(page, "dark", _CONTRAST)
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, scheme: str, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    passed, found = page.evaluate(_LOOK, {**options, "resultTypes": ["violations"]})
    assert passed, "axe looked at nothing"
    return [f"{scheme}: {rule} at {targets}" for rule, targets in found]


_EVERYBODY: tuple[Check, ...] = (reading.structure, reading.narrow)
# What no language changes is asked in one of them: colours, and the order of what a key reaches.
_ONCE: dict[str, tuple[Check, ...]] = {
    _WHOLE: (_axe, _in_the_dark),
    "en": (_axe_of_words, reading.keyboard),
}
_IN_A_SOAK: tuple[Check, ...] = (_axe, _in_the_dark, reading.keyboard)
FOR_REPORTERS = (
    travelling.light_and_discreet,  # the first to ask: what the others do travels, too
    *_EVERYBODY,
    *(reading.private, reading.languages, reading.thumbs, reading.large_type),
)
FOR_STAFF = (*_EVERYBODY, reading.pointers)


def complaints_of_axe(page: Page) -> list[str]:
    """Say what axe finds on a page as it stands."""
    return _violations(page, "light", _EVERYTHING)


def guide_of(here: Demonstration, open_browser: Opening, lang: str) -> Guide:
    """Return somebody who walks in one language."""
    # axe is a script, so they are on here; every story is told without them.
    watched = open_browser(here.url, lang, java_script_enabled=True)
    return Guide(here, watched, lang, number=1 + (lang == "th"))


def complaints(
    guide: Guide, places: tuple[Place, ...], checks: tuple[Check, ...], *, soak: bool
) -> list[str]:
    """Walk through the places, and say of each what is wrong with it; in a soak, all of it."""
    asked = (*checks, *(_IN_A_SOAK if soak else _ONCE[guide.lang]))
    return [
        f"{name}: {complaint}"
        for name in guide.walk(places)
        for check in asked
        for complaint in check(guide)
    ]
