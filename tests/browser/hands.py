"""Two ways to use a page: by pointing, or with nothing but a keyboard and a focus that shows."""

from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Page

from tests.browser.people import press

_MOST_STOPS = 80
# What has the focus: whether it is the one that is looked for, shown as such, and in view.
_FOCUS = """selector => {
    const one = document.activeElement, style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const top = box.top + Math.min(box.height / 2, 20);
    const hit = document.elementFromPoint(box.left + box.width / 2, top);
    return {
        arrived: one.matches(selector),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: one === hit || one.contains(hit) || hit !== null && hit.contains(one),
        what: one.outerHTML.slice(0, 80),
    };
}"""


class Hand(Protocol):
    """What people do with a page, whatever they do it with."""

    page: Page

    def press(self, selector: str) -> None:
        """Press what leads to another page."""

    def write(self, selector: str, words: str) -> None:
        """Write into a field."""

    def choose(self, selector: str) -> None:
        """Tick a box, or choose one of several."""


@dataclass(slots=True)
class Pointer:
    """A finger, or a mouse."""

    page: Page = field(repr=False)

    def press(self, selector: str) -> None:
        press(self.page.locator(selector).first)

    def write(self, selector: str, words: str) -> None:
        self.page.fill(selector, words)

    def choose(self, selector: str) -> None:
        self.page.check(selector)


@dataclass(slots=True)
class Keys:
    """A keyboard."""

    page: Page = field(repr=False)

    def press(self, selector: str) -> None:
        tab_to(self.page, selector)
        enter(self.page)

    def write(self, selector: str, words: str) -> None:
        tab_to(self.page, selector)
        self.page.keyboard.insert_text(words)

    def choose(self, selector: str) -> None:
        group = selector.partition("[value")[0]
        tab_to(self.page, group)  # one stop for all of several; arrows choose among them
        self.page.keyboard.press("Space")
        for _ in range(_MOST_STOPS):
            if self.page.locator(selector).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {selector}")


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Go on until the focus is where it is wanted; it shows on every stop, and is never covered."""
    if page.evaluate(_FOCUS, selector)["arrived"]:  # some pages begin there
        return
    for _ in range(_MOST_STOPS):
        page.keyboard.press(key)
        focus = page.evaluate(_FOCUS, selector)
        assert focus["outlined"], f"the focus does not show: {focus['what']}"
        assert focus["seen"], f"the focus is covered: {focus['what']}"
        if focus["arrived"]:
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


def enter(page: Page) -> None:
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
