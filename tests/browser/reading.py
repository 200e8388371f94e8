"""What axe does not look for: names, errors, focus, order, targets, large type, languages.

Every check is a question to one page, and its answer a list of complaints.
"""

from playwright.sync_api import Page

from tests.browser.places import Guide
from tests.browser.watching import PHONE, SMALL_PHONE

# In the tab and in the history of a browser, whatever the page is about; the last is of an exit.
_TITLES = {"th": {"ติดต่อ", "ปิดหน้าแล้ว"}, "en": {"Contact", "Page closed"}}

_SAID = "const said = one => `${one.outerHTML.replace(/\\s+/g, ' ').slice(0, 90)}`;"
_SEEN = """const seen = one => one.checkVisibility({ visibilityProperty: true })
    && one.getClientRects().length > 0 && !one.closest(".hidden");"""
_ALL = """const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const stops = () => all("a[href], button, input:not([type=hidden]), select, textarea, summary")
    .filter(one => !one.matches(":disabled") && one.tabIndex >= 0 && seen(one));"""
_START = f"{_SAID}{_SEEN}{_ALL}const found = [];"

# What a page is made of, and what its title gives away.
_STRUCTURE = f"""titles => {{ {_START}
const first = all("h1").length, own = all("script, style, [style], [onclick], [onload]");
if (first !== 1) found.push(`${{first}} first headings`);
for (const one of own) found.push(`a script or a style in the page: ${{said(one)}}`);
if (!titles.includes(document.title)) found.push(`a title that tells: ${{document.title}}`);
return found; }}"""

# Names and errors: what a screen reader says of a field, and where a summary leads.
_NAMES = f"""() => {{ {_START}
for (const one of all("input:not([type=hidden]), select, textarea").filter(seen))
    if (![...(one.labels || [])].some(label => label.innerText.trim() && seen(label))
            && !one.ariaLabel)
        found.push(`no label: ${{said(one)}}`);
const told = all("[aria-describedby]").flatMap(
    one => one.getAttribute("aria-describedby").split(" ").map(id => [id, one]));
for (const [id, one] of told)
    if (!document.getElementById(id)) found.push(`described by nothing: ${{said(one)}}`);
for (const error of all(".error"))
    if (!told.some(([id, one]) => id === error.id && (one.matches("fieldset, [aria-invalid]")
            || one.matches("[type=file]"))))
        found.push(`an error that no field tells: ${{said(error)}}`);
for (const link of all("[role=alert] a[href^='#']")) {{
    const field = document.getElementById(link.hash.slice(1));
    if (!field || !(field.matches("input, select, textarea") || field.tabIndex === -1))
        found.push(`a summary that leads to no field: ${{said(link)}}`);
}}
for (const wrong of all(".wrong"))
    if (!all("[role=alert] a").some(link => wrong.querySelector(link.hash)
            || wrong.matches(link.hash)))
        found.push(`an error that the summary leaves out: ${{said(wrong)}}`);
return found; }}"""

# What is typed is nobody else's business; a form may say so for its fields.
_PRIVATE = f"""() => {{ {_START}
const own = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea";
for (const one of all(own)) {{
    const kept = one.autocomplete || (one.form && one.form.autocomplete);
    if (kept !== "off") found.push(`a browser remembers it: ${{said(one)}}`);
    if (one.spellcheck) found.push(`a speller reads it: ${{said(one)}}`);
    if (one.autocapitalize !== "none" && one.matches("input"))
        found.push(`a keyboard changes it: ${{said(one)}}`);
}}
if (!document.querySelector("form.leave button") && document.querySelector("a, form"))
    found.push("no way to leave at once");
return found; }}"""

# The keyboard: in the order of reading, never nowhere, and always seen.
_FOCUS = f"""() => {{ {_START}
for (const one of all("[tabindex]"))
    if (one.tabIndex > 0) found.push(`a place of its own in the order: ${{said(one)}}`);
let last = null;
for (const one of stops()) {{
    one.focus();
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (document.activeElement !== one) found.push(`takes no focus: ${{said(one)}}`);
    else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
        found.push(`the focus does not show: ${{said(one)}}`);
    if (last && one.closest("main") && last.closest("main")
            && box.bottom + scrollY <= last.getBoundingClientRect().top + scrollY)
        found.push(`comes after what is below it: ${{said(one)}}`);
    last = one;
}}
return found; }}"""

# Targets: the label of a box belongs to it; a link in a sentence is as high as its line.
_TARGETS = f"""least => {{ {_START}
for (const one of stops()) {{
    if (one.matches("a") && getComputedStyle(one).display === "inline") continue;
    if (one.matches(".skip")) continue;
    const boxes = [one, ...(one.labels || [])].map(part => part.getBoundingClientRect());
    const high = Math.max(...boxes.map(box => box.height));
    const wide = Math.max(...boxes.map(box => box.width));
    if (high < least - .5 || wide < least - .5)
        found.push(`${{Math.round(wide)}} x ${{Math.round(high)}} is hard to hit: ${{said(one)}}`);
}}
return found; }}"""

# Languages: letters of one script in a page of the other, unless somebody typed them.
_LANGUAGES = f"""([lang, foreign]) => {{ {_START}
if (document.documentElement.lang !== lang) found.push(`is in ${{document.documentElement.lang}}`);
const typed = ".text, .message, .thread, .files, textarea, select, .brand, .facts, #see"
    + ", main .card";
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {{
    const one = walk.currentNode.parentElement;
    const said = one.closest("[lang]").lang;
    if (said === lang && new RegExp(foreign, "u").test(walk.currentNode.data)
            && !one.closest(typed) && seen(one))
        found.push(`not said to be in another language: ${{walk.currentNode.data.slice(0, 60)}}`);
}}
return found; }}"""
_FOREIGN = {"en": r"\p{Script=Thai}", "th": r"\p{Script=Latin}{3,}( \p{Script=Latin}{2,}){3,}"}

# What would be cut off at either side; a table may scroll in its own box.
_TOO_WIDE = """what => {
    const beyond = [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)
            && !one.closest(".scroll, .hidden, .skip");
    }).slice(0, 3).map(one => `${one.tagName}.${one.className}`);
    return beyond.length || document.documentElement.scrollWidth > innerWidth
        ? [`wider than ${what}: ${beyond}`] : [];
}"""


def structure(guide: Guide) -> list[str]:
    """Say what a screen reader would stumble over, and what a title tells."""
    return _ask(guide.page, _STRUCTURE, sorted(_TITLES[guide.lang])) + _ask(guide.page, _NAMES)


def languages(guide: Guide) -> list[str]:
    """Say what would be read aloud in the wrong language."""
    return _ask(guide.page, _LANGUAGES, [guide.lang, _FOREIGN[guide.lang]])


def private(guide: Guide) -> list[str]:
    """Say what a browser would remember, send to its speller or change in what is typed."""
    return _ask(guide.page, _PRIVATE)


def keyboard(guide: Guide) -> list[str]:
    """Say where a keyboard gets lost; on a phone, where one thing stands below the other."""
    guide.page.set_viewport_size(PHONE)
    guide.page.keyboard.press("Tab")  # from now on the browser shows where the focus is
    return _ask(guide.page, _FOCUS)


def thumbs(guide: Guide) -> list[str]:
    """Say what a thumb would miss (WCAG 2.2, 2.5.5)."""
    guide.page.set_viewport_size(PHONE)
    return _ask(guide.page, _TARGETS, 44)


def pointers(guide: Guide) -> list[str]:
    """Say what a pointer would miss: a desk may be denser (WCAG 2.2, 2.5.8)."""
    guide.page.set_viewport_size(PHONE)
    return _ask(guide.page, _TARGETS, 24)


def narrow(guide: Guide) -> list[str]:
    """Say what doesn't fit on a small phone."""
    found = []
    for size in (SMALL_PHONE, PHONE):
        guide.page.set_viewport_size(size)
        found += _too_wide(guide.page, f"a screen of {size['width']}")
    return found


def large_type(guide: Guide) -> list[str]:
    """Say what doesn't fit on a phone whose letters are twice as large (WCAG 2.2, 1.4.4)."""
    guide.page.set_viewport_size(PHONE)
    guide.page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = _too_wide(guide.page, "a phone with large type")
    guide.page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _too_wide(page: Page, what: str) -> list[str]:
    return _ask(page, _TOO_WIDE, what)


def _ask(page: Page, question: str, told: object = None) -> list[str]:
    return [str(one) for one in page.evaluate(question, told)]
