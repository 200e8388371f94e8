"""A page as the house rules see it: its markup without Jinja, and Jinja's tree without markup."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
_TRANSLATES = {"_", "gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext"}
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "poster", "data", "xlink:href"}
_SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
_SVG = "http://www.w3.org/2000/svg"
_FOREIGN = re.compile(r"(?:https?:)?//[\w\[]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
# A capital and a small letter, or any Thai letter: a sentence, not a class of CSS or a method.
_PROSE = re.compile(r"^\s*[A-Z][a-z]|[\u0e01-\u0e3a]")


def complaints(source: str) -> list[str]:
    """Say, as `line: what`, where a template breaks a rule of the house."""
    return [*_markup_complaints(markup(source)), *_jinja_complaints(source)]


def markup(source: str) -> str:
    """Return the template without Jinja's tags and translated blocks, line for line."""
    kept = []
    inside_trans = False
    opened = ""
    for _, token, value in _ENVIRONMENT.lex(source):
        if token == "block_begin":
            opened = "?"
        elif token == "name" and opened == "?":
            opened = value
            inside_trans = value == "trans" or (inside_trans and value != "endtrans")
        spoken = token == "data" and not inside_trans
        kept.append(value if spoken else "\n" * value.count("\n"))
    return "".join(kept)


class _Markup(HTMLParser):
    """Collects what no page may have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        present = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in present):
            self._complain(f"inline <{tag}>")
        elif tag == "script":
            self._complain("a script")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_data(self, data: str) -> None:
        if _LETTERS.search(data):
            self._complain(f"untranslated text {data.strip()[:40]!r}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or name.startswith("on"):
            self._complain(f"inline {name}=")
        if name in _ADDRESSES and value.strip().lower().startswith(("javascript:", "data:")):
            self._complain(f"{name} runs or carries something")
        spoken = name in _SPOKEN or (tag in {"input", "button"} and name == "value")
        if spoken and _PROSE.search(value):
            self._complain(f"untranslated {name} {value[:40]!r}")

    def _complain(self, what: str) -> None:
        self.found.append(f"{self.getpos()[0]}: {what}")


def _markup_complaints(html: str) -> Iterator[str]:
    parser = _Markup()
    parser.feed(html)
    parser.close()
    yield from parser.found
    for number, line in enumerate(html.splitlines(), 1):
        if _FOREIGN.search(line.replace(_SVG, "")):
            yield f"{number}: a foreign address"


def _jinja_complaints(source: str) -> Iterator[str]:
    tree = _ENVIRONMENT.parse(source)
    for unescaped in tree.find_all(nodes.Filter):
        if unescaped.name in {"safe", "forceescape"}:
            yield f"{unescaped.lineno}: |{unescaped.name}"
        if isinstance(unescaped.node, nodes.Const):
            # Jinja works it out when it compiles: in the language of whoever came first.
            yield f"{unescaped.lineno}: |{unescaped.name} of a constant"
    for block in tree.find_all(nodes.ScopedEvalContextModifier):
        yield f"{block.lineno}: switches escaping"
    for literal in _literals(tree):
        if _PROSE.search(literal.value):
            yield f"{literal.lineno}: untranslated {literal.value[:40]!r}"


def _literals(node: nodes.Node) -> Iterator[nodes.Const]:
    """Every string in an expression that is not an argument of gettext."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    translated = isinstance(node, nodes.Call) and getattr(node.node, "name", "") in _TRANSLATES
    if not translated:
        for child in node.iter_child_nodes():
            yield from _literals(child)
