"""The forms of the letters register: a letter to one or several, and what happens to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from flask import request
from flask_babel import gettext
from wtforms import (
    BooleanField,
    MultipleFileField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework.letter_items import Content, Event, Kind, Letter
from wbportal.casework.letters import Ledger
from wbportal.domain.letters import MOST_AT_ONCE, Addressee, Near, Secrecy, Speed, Way, likely_near
from wbportal.web.days import DayField, as_typed
from wbportal.web.desk.checked_form import CheckedForm, Made, radio, select
from wbportal.web.desk.letter_words import NEAR, SECRECY, SPEED, WAYS
from wbportal.web.locale import language


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as its form says it: one text, and to whom."""

    content: Content
    to: tuple[Addressee, ...]
    sent: Event | None  # it went out already, or came in


class LetterForm(CheckedForm):
    """A letter; one that is changed keeps its one addressee, and has not gone out."""

    def __init__(self, before: Letter | None = None) -> None:
        super().__init__()
        self.before = before
        self.rows = 1 if before is not None else _rows()
        self.alike: tuple[str, ...] = ()  # of the accused
        if before is None:
            for name, made in _of_new_ones().items():
                self.add(name, made, Way.OUT if name == "way" else None)
        old = _as_typed(before)
        for row in range(self.rows):
            for part, label in _parts().items():
                self.add(f"{part}_{row}", UnboundField(StringField, label), old.get(part))
        for name, made in _of_all().items():
            self.add(name, made, old.get(name))

    def addressees(self) -> list[list[str]]:
        """Return the names of the fields of each addressee."""
        return [[f"{part}_{row}" for part in _parts()] for row in range(self.rows)]

    def letter(self, today: date, accused: Sequence[str]) -> Written | None:
        """Return the letter, or say on the form what is wrong."""
        good = self.accepted()
        way = Way.OUT if self.before is not None else Way(self.choice("way") or Way.OUT)
        to = self._to()
        near = Near.NO if way is Way.IN else Near(self.choice("near") or Near.UNSURE)
        content = Content(
            way=way,
            to=Addressee(),
            subject=self.line("subject", needed=True),
            text=self.words("text", needed=way is Way.OUT),
            lang=language(),
            secrecy=Secrecy(self.choice("secrecy") or Secrecy.ORDINARY),
            speed=Speed(self.choice("speed") or Speed.ORDINARY),
            enclosures=self.words("enclosures"),
            reply_due=self.day("reply_due"),
            near=near,
            reason=self.words("reason", needed=near.needs_second and not self["near"].errors),
            compared=self.ticked("compared"),
            received_on=None if way is Way.OUT else self.day("received_on", latest=today),
        )
        sent = None if self.before is not None else self._sent(way, near, today)
        self._compare(to, content, accused)
        return Written(content, to, sent) if good and not self.errors else None

    def _to(self) -> tuple[Addressee, ...]:
        found = []
        for names in self.addressees():
            one = Addressee(*(self.line(name) for name in names))
            if one.parts:
                found.append(one)
        if not found:
            self.complain("body_0", gettext("Please say to whom, or from whom."))
        return tuple(found)

    def _sent(self, way: Way, near: Near, today: date) -> Event | None:
        is_in = way is Way.IN
        number = self.line("number")
        day = self.day("on", needed=is_in or bool(number), latest=today)
        if day is None:
            return None
        if near.needs_second:
            self.complain("on", gettext("It can go out once a second person has agreed."))
        return Event(Kind.SENT, day, number)

    def _compare(self, to: Sequence[Addressee], content: Content, accused: Sequence[str]) -> None:
        if content.way is Way.IN or content.near.needs_second or content.compared:
            return
        self.alike = tuple(sorted({name for one in to for name in likely_near(one, accused)}))
        if self.alike:
            names = ", ".join(self.alike)
            self.complain(
                "near",
                gettext(
                    "This looks like %(names)s, who is among the accused or their units. Say yes,"
                    " or tick below that you have compared.",
                    names=names,
                ),
            )


EVENT_FIELDS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.AGREED: ("words",),
        Kind.REFUSED: ("words",),
        Kind.SENT: ("number", "on"),
        Kind.REMINDED: ("on", "reply_due", "words"),
        Kind.ANSWERED: ("number", "on", "words"),
        Kind.CAME_OF_IT: ("words",),
        Kind.ENCLOSED: ("files", "from_case", "words"),
    }
)
_NEEDED = frozenset(
    {
        (Kind.REFUSED, "words"),
        (Kind.SENT, "on"),
        (Kind.REMINDED, "on"),
        (Kind.ANSWERED, "on"),
        (Kind.CAME_OF_IT, "words"),
    }
)


class EventForm(CheckedForm):
    """What happened to a letter."""

    def __init__(self, kind: Kind, ledger: Ledger, *, sent: bool = False) -> None:
        super().__init__(sent=sent, prefix=f"{kind}-")
        self.kind = kind
        self._offered = {str(one): slip.name for one, slip in ledger.from_case.items()}
        labels = {
            "number": gettext("Its number"),
            "on": gettext("On which day?"),
            "reply_due": gettext("The reply is now due by"),
            "words": _words_label(kind),
        }
        types = {"on": DayField, "reply_due": DayField, "words": TextAreaField}
        for name in EVENT_FIELDS[kind]:
            if name == "files":
                self.add(name, UnboundField(MultipleFileField, gettext("New files")))
            elif name == "from_case":
                self._add_offered()
            else:
                self.add(name, UnboundField(types.get(name, StringField), labels[name]))

    def asks(self) -> list[tuple[str, bool]]:
        """Return the fields in order, and whether each may stay empty."""
        names = [name for name in EVENT_FIELDS[self.kind] if name in self]
        return [(name, (self.kind, name) not in _NEEDED) for name in names]

    def event(self, today: date) -> Event | None:
        """Return what happened, or say on the form what is wrong."""
        good, names = self.accepted(), EVENT_FIELDS[self.kind]
        on = self.day("on", needed=True, latest=today) if "on" in names else today
        event = Event(
            kind=self.kind,
            on=on or today,
            number=self.line("number") if "number" in names else "",
            words=self._words() if "words" in names else "",
            lang=language(),
            reply_due=self.day("reply_due") if "reply_due" in names else None,
            files=self._chosen(),
        )
        return event if good and not self.errors else None

    def _add_offered(self) -> None:
        """Offer the files of the conversation, if there are some."""
        if self._offered:
            made: Made = UnboundField(
                SelectMultipleField,
                gettext("Files of the case"),
                choices=self._offered,
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
            self.add("from_case", made)

    def _chosen(self) -> tuple[UUID, ...]:
        chosen = list(self["from_case"].data or []) if "from_case" in self else []
        if not set(chosen) <= set(self._offered):
            self.complain("from_case", gettext("Please choose files from the list."))
            return ()
        return tuple(UUID(one) for one in chosen)

    def _words(self) -> str:
        return self.words("words", needed=(self.kind, "words") in _NEEDED)


def _words_label(kind: Kind) -> str:
    match kind:
        case Kind.AGREED | Kind.REFUSED:
            return gettext("Your reasons")
        case Kind.ANSWERED:
            return gettext("What it says")
        case Kind.CAME_OF_IT:
            return gettext("What came of it")
        case Kind.SENT | Kind.REMINDED | Kind.ENCLOSED:
            return gettext("Note")


def _of_new_ones() -> dict[str, Made]:
    return {
        "way": radio(gettext("Which way does it go?"), WAYS),
        "number": UnboundField(StringField, gettext("Its number")),
        "on": UnboundField(DayField, gettext("Its date")),
        "received_on": UnboundField(DayField, gettext("Received on")),
    }


def _of_all() -> dict[str, Made]:
    return {
        "subject": UnboundField(StringField, gettext("Subject")),
        "text": UnboundField(TextAreaField, gettext("What it says")),
        "enclosures": UnboundField(TextAreaField, gettext("Enclosures")),
        "secrecy": select(gettext("Secrecy"), SECRECY),
        "speed": select(gettext("Speed"), SPEED),
        "reply_due": UnboundField(DayField, gettext("A reply is due by")),
        "near": radio(gettext("Is it the unit of somebody accused, or above it?"), NEAR),
        "reason": UnboundField(TextAreaField, gettext("Why it must go there all the same")),
        "compared": UnboundField(BooleanField, gettext("I have compared: it is somebody else")),
    }


def _parts() -> dict[str, str]:
    return {
        "body": gettext("Body"),
        "unit": gettext("Unit"),
        "person": gettext("Person or position"),
    }


def _rows() -> int:
    """Return for how many addressees there is room: one more each time it is asked for."""
    rows = request.form.get("rows", 1, type=int)
    return min(MOST_AT_ONCE, max(1, rows + ("more" in request.form)))


def _as_typed(before: Letter | None) -> Mapping[str, str]:
    if before is None:
        return {}
    old = before.content
    return {
        "body": old.to.body,
        "unit": old.to.unit,
        "person": old.to.person,
        "subject": old.subject,
        "text": old.text,
        "enclosures": old.enclosures,
        "secrecy": old.secrecy,
        "speed": old.speed,
        "reply_due": as_typed(old.reply_due),
        "near": old.near,
        "reason": old.reason,
        "compared": "1" if old.compared else "",
    }
