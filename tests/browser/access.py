"""Everybody can use every page: screen readers, keyboards, small phones, the dark; and no script.

`complaints` walks through all places of one audience in one language, and says what is wrong
where, so that one look shows all of it.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opening
from tests.browser.places import Guide, Place
from tests.browser.serving import Demonstration
from tests.browser.watching import DESKTOP, PHONE, SMALL_PHONE

# WCAG A and AA, and what axe itself holds for good practice; in the dark only colours change.
_EVERYTHING: dict[str, object] = {}
_CONTRAST: dict[str, object] = {"runOnly": ["color-contrast"]}
_WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - innerWidth"
# What would be cut off at either side; a table may scroll in its own box.
_BEYOND_THE_SCREEN = """() => [...document.querySelectorAll("body *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)
        && !one.closest(".scroll, .hidden, .skip");
}).slice(0, 3).map(one => `${one.tagName}.${one.className}`)"""


def _axe(page: Page) -> list[str]:
    page.set_viewport_size(DESKTOP)
    found = _violations(page, "light", _EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += _violations(page, "dark", _CONTRAST)
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, scheme: str, options: dict[str, object]) -> list[str]:
    result = Axe().run(page, options=options).response
    assert result["passes"], "axe looked at nothing"
    return [
        f"{scheme}: {one['id']} at {[node['target'][0] for node in one['nodes']][:3]}"
        for one in result["violations"]
    ]


def _structure(page: Page) -> list[str]:
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    if page.locator("script, style, [style], [onclick], [onload]").count():
        found.append("a script or a style in the page")
    found += [
        f"an error beside nothing: {field.evaluate('one => one.outerHTML')[:90]}"
        for field in page.locator("[aria-invalid=true], .wrong").all()
        if not field.evaluate(_IS_TOLD)
    ]
    if page.locator(".wrong").count() and not page.locator("[role=alert] li").count():
        found.append("errors that nothing sums up on top")
    found += [
        f"a summary that leads nowhere: {link.inner_text()}"
        for link in page.locator("[role=alert] a[href^='#']").all()
        if not page.locator(f"[id='{(link.get_attribute('href') or '#')[1:]}']").count()
    ]
    return found


# Whether a field says, by its description, what is wrong with it.
_IS_TOLD = """element => {
    const field = element.matches(".wrong") && !element.hasAttribute("aria-describedby")
        ? element.querySelector("[aria-describedby]") : element;
    return field !== null && (field.getAttribute("aria-describedby") || "").split(" ")
        .some(id => document.getElementById(id)?.classList.contains("error"));
}"""


def _narrow(page: Page) -> list[str]:
    found = []
    for size in (PHONE, SMALL_PHONE):
        page.set_viewport_size(size)
        beyond = page.evaluate(_BEYOND_THE_SCREEN)
        if beyond or page.evaluate(_WIDER_THAN_THE_SCREEN) > 0:
            found.append(f"wider than a screen of {size['width']}: {beyond}")
    return found


def complaints(
    here: Demonstration, open_browser: Opening, lang: str, places: tuple[Place, ...]
) -> list[str]:
    """Walk through the places, and say of each what is wrong with it."""
    # axe is a script, so they are on here; every story is told without them.
    watched = open_browser(here.url, lang, java_script_enabled=True)
    guide = Guide(here, watched, lang, number=1 + (lang == "th"))
    return [
        f"{name}: {complaint}"
        for name in guide.walk(places)
        for check in (_axe, _structure, _narrow)
        for complaint in check(guide.page)
    ]
