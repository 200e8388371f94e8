"""How hard a page is to read: what its sentences are, and the school year they ask for."""

import re
from html.parser import HTMLParser

# What ends a line of thought although no full stop does.
_BLOCKS = frozenset({"p", "li", "h1", "h2", "dt", "dd", "a", "strong", "summary", "span", "button"})
_SILENT = frozenset({"head", "script", "style", "nav", "header", "footer", "code"})


class _Main(HTMLParser):
    """Collects what stands in the main part of a page, block by block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._in_main = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser gives it
        self._in_main |= tag == "main"
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_main &= tag != "main"
        self._silent -= tag in _SILENT
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._in_main and not self._silent:
            self.blocks[-1] += data


def blocks(html: str) -> list[str]:
    """Return the texts of the main part, one for each paragraph, heading or entry."""
    reader = _Main()
    reader.feed(html)
    return [text for one in reader.blocks if (text := " ".join(one.split()))]


def sentences(html: str) -> list[str]:
    """Return the sentences of the main part; a heading is one, too."""
    parts = [part for one in blocks(html) for part in re.split(r"(?<=[.?!:])[”’]?\s+", one)]
    return [part for part in parts if re.search(r"\w", part)]


def school_year(html: str) -> float:
    """Return the Flesch–Kincaid grade of the English on a page.

    Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability Formulas for Navy
    Enlisted Personnel", Research Branch Report 8-75 (1975).
    """
    said = sentences(html)
    words = [word for one in said for word in re.findall(r"[A-Za-z][A-Za-z’']*", one)]
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(said) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """Count the groups of vowels, less an e that is not spoken at the end."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$", letters) is not None
    return max(1, groups - silent)
