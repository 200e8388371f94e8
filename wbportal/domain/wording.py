"""What an office says in its own words: the same thing in Thai and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from wbportal.domain.texts import clean_text

__all__ = ["LANGUAGES", "NOTHING", "Words", "read_words"]

LANGUAGES = ("th", "en")
"""The languages in which an office writes; readers of others get what the office speaks."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; either may be missing."""

    th: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.th or self.en)

    def of(self, language: str) -> str:
        """Return the text in one of the two languages, as it is."""
        return self.th if language == "th" else self.en

    def read_in(self, language: str, otherwise: str) -> str:
        """Return the text for a reader, else in the language `otherwise`, else in any."""
        wanted = language if language in LANGUAGES else otherwise
        return self.of(wanted) or self.of(otherwise) or self.th or self.en

    def kept(self) -> dict[str, str]:
        """Return the words as they are stored; `read_words` reads them."""
        return {language: said for language in LANGUAGES if (said := self.of(language))}


NOTHING = Words()


def read_words(stored: object, max_chars: int) -> Words:
    """Return words as they were stored. Raises TextRefused if they are none, or too long."""
    if not isinstance(stored, Mapping):
        return NOTHING
    return Words(*(clean_text(stored.get(language), max_chars) for language in LANGUAGES))


def filled_in(text: str, known: Mapping[str, str]) -> str:
    """Return a text with `{name}` replaced for every name that is known and not empty."""
    for name, value in known.items():
        if value:
            text = text.replace(f"{{{name}}}", value)
    return text
