"""The form in which a case is redacted: what is to leave, and what becomes of each word found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import TextAreaField

from wbportal.casework.exporting import Files, Form, Wish
from wbportal.casework.redactions import Let, Why
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import Kind, Leak, Term, around
from wbportal.domain.texts import clean_text
from wbportal.web.desk.export_form import MarksForm, typed
from wbportal.web.forms import later

_MOST_CHARS = 8000
_TAKE_OUT = "out"
_PLACES_SHOWN = 5

KINDS: Mapping[Kind, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Kind.NAME: (
            lazy_gettext("Name"),
            lazy_gettext("Also a nickname or a spelling of it, and part of a name."),
        ),
        Kind.POSITION: (
            lazy_gettext("Position"),
            lazy_gettext("In a small office a position is a name."),
        ),
        Kind.PHONE: (lazy_gettext("Telephone number"), lazy_gettext("It leads to one person.")),
        Kind.EMAIL: (lazy_gettext("E-mail address"), lazy_gettext("It leads to one person.")),
        Kind.NUMBER: (
            lazy_gettext("Number of a card or an account"),
            lazy_gettext("It leads to one person."),
        ),
        Kind.HANDLE: (lazy_gettext("Name in a chat"), lazy_gettext("It leads to one person.")),
        Kind.FILE_NAME: (
            lazy_gettext("Name of a file"),
            lazy_gettext("Whoever made the file knows it again."),
        ),
        Kind.WORD: (lazy_gettext("Word of your own list"), lazy_gettext("You named it.")),
    }
)
"""Each kind of word that is found, and why it must not leave."""

WHYS: Mapping[Why, LazyString] = MappingProxyType(
    {
        Why.PUBLIC: lazy_gettext("Let it through: it is public already"),
        Why.NEEDED: lazy_gettext("Let it through: the recipient cannot act without it"),
        Why.KNOWN: lazy_gettext("Let it through: the recipient knows it already"),
        Why.NOBODY: lazy_gettext("Let it through: it points to nobody"),
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """A word that was found, with what was chosen for it."""

    leak: Leak
    chosen: str  # "out", a reason, or "" if nothing was
    places: tuple[tuple[str, str, str], ...] = field(repr=False)  # before, the word, after

    @property
    def name(self) -> str:
        return f"say-{self.leak.term.key}"

    @property
    def left(self) -> int:
        """How many places are not shown."""
        return len(self.leak.places) - len(self.places)


class RedactForm(MarksForm):
    """What leaves, for whom; besides, a text of one's own and words that must not leave."""

    summary = TextAreaField(
        later(lazy_gettext("A summary in your own words")),
        [typed(clean_text, _MOST_CHARS, is_optional=True)],
    )
    words = TextAreaField(
        later(lazy_gettext("Other words that must not leave")),
        [typed(clean_text, _MOST_CHARS, is_optional=True)],
    )

    def __init__(self, parts: Sequence[Compartment]) -> None:
        super().__init__(parts)
        self.found: tuple[Found, ...] = ()
        self._last = 0

    def wanted(self) -> Wish:
        """Return what was checked; files never go along."""
        return self.wish(Form.REDACTED, Files.NONE)

    def own_terms(self) -> Iterator[Term]:
        """Yield the words that whoever exports does not let out."""
        for line in str(self.words.data or "").split("\n"):
            if line.strip():
                yield Term(Kind.WORD, line.strip())

    def show(self, leaks: Sequence[Leak], texts: Sequence[str]) -> None:
        """Ask for each word what becomes of it; what was chosen stays chosen."""
        self._last = len(texts) - 1  # says for whom it is
        self.found = tuple(
            Found(
                leak,
                request.form.get(f"say-{leak.term.key}", ""),
                tuple(around(texts[one.passage], one) for one in leak.places[:_PLACES_SHOWN]),
            )
            for leak in leaks
        )

    def is_decided(self) -> bool:
        """Check that something was chosen for every word, and say so if not."""
        choices = {_TAKE_OUT, *Why}
        open_ones = [one for one in self.found if one.chosen not in choices]
        if open_ones:
            self.form_errors.append(
                gettext("Please say of each word below whether it is taken out.")
            )
        out = [one.leak for one in self.found if one.chosen == _TAKE_OUT]
        if any(place.passage == self._last for leak in out for place in leak.places):
            self.recipient.errors = [
                gettext(
                    "Here stands a word that you take out. Write it otherwise, or let it through."
                )
            ]
        return not (open_ones or self.recipient.errors)

    def let(self) -> tuple[Let, ...]:
        """Return what was let through, and why."""
        return tuple(
            Let(one.leak.term, Why(one.chosen)) for one in self.found if one.chosen in set(Why)
        )
