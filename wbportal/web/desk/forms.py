"""The form of each action: the fields it needs, filled in from what the case offers."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.widgets import CheckboxInput, ListWidget

from wbportal.casework.casefile import CaseFile
from wbportal.casework.desk import Order
from wbportal.casework.staff import Colleague
from wbportal.domain.rules import Action
from wbportal.domain.texts import TextRefused, clean_line, clean_text
from wbportal.web.current import portal
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.forms import Form, problem_sentence
from wbportal.web.locale import language

FIELDS: Mapping[Action, tuple[str, ...]] = MappingProxyType(
    {
        Action.REPLY: ("text", "files"),
        Action.NOTE: ("text",),
        Action.ACKNOWLEDGE: ("text",),
        Action.ASSESS: (),
        Action.ADDRESS: (),
        Action.ASK: ("reason", "text"),
        Action.RESUME: (),
        Action.REFER: ("body", "reason", "text", "despite"),
        Action.RETURN: (),
        Action.DECLINE: ("reason", "text"),
        Action.ANSWER_REVIEW: ("text",),
        Action.REOPEN: ("reason", "new", "text"),
        Action.ASSIGN: ("handler",),
        Action.REVOKE: ("handler",),
        Action.RESOLVE_NAMES: ("meant", "nobody"),
        Action.NEW_SLIP: (),
        Action.DESTROY: ("reason", "sure"),
    }
)
"""What each action asks for; the names are part of the public contract."""

_MAY_STAY_EMPTY = frozenset(
    {
        (Action.ACKNOWLEDGE, "text"),
        (Action.REOPEN, "text"),
        (Action.REOPEN, "new"),  # the deed demands it where there is new evidence
        (Action.REPLY, "text"),
        (Action.REFER, "despite"),  # the deed demands it where an objection stands
    }
)
_MAX_LINE_CHARS = 200
_MAX_VERSION_DIGITS = 18
_OF_NO_CASE = -1
# In quotes, because it is generic only for the type checker. One that no form has yet.
_Made: TypeAlias = "UnboundField[Field]"


class OrderForm(Form):
    """One action on one case; `sent` tells the form that this request fills in from the others."""

    def __init__(self, action: Action, found: CaseFile, *, sent: bool = False) -> None:
        super().__init__()
        self.action = action
        self._found = found
        self._texts: dict[str, str] = {}
        given = request.form if sent else None
        version: _Made = UnboundField(HiddenField, default=str(found.version))
        # Always of the page as it is now: whoever sends it again has seen what changed.
        self._add("version", version, None)
        self._version_sent = given.get("version", "") if given else ""
        for name in self._names():
            self._add(name, _MAKERS[name](action, found), given)

    def inputs(self) -> list[Field]:
        """Return the fields that somebody fills in, in order."""
        return [self._fields[name] for name in self._names()]

    def _names(self) -> list[str]:
        objects = self._found.wishes.objection is not None
        return [name for name in FIELDS[self.action] if name != "despite" or objects]

    @property
    def has_nobody(self) -> bool:
        """Whether the action is for a person, and there is none to choose."""
        field = self._fields.get("handler")
        return field is not None and not _offered(field) - {""}

    def is_optional(self, field: Field) -> bool:
        return (self.action, field.short_name) in _MAY_STAY_EMPTY

    def check(self, *, has_files: bool = False) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        for name in self._names():
            _CHECKS[name](self, self._fields[name])
        if self.action is Action.REPLY and not (self._texts.get("text") or has_files):
            self.complain("text", gettext("Please write something, or choose a file."))
        return good and not self.errors

    def begin_with(self, text: str) -> None:
        """Put a text before what was typed."""
        field = self._fields.get("text")
        if field is not None:
            field.data = f"{text}\n\n{field.data or ''}".strip()

    def complain(self, name: str, message: str) -> None:
        """Say what is wrong beside a field, or above the form if there is no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    def order(self) -> Order:
        """Return what was checked, without the files."""
        chosen = self._value("handler")
        return Order(
            version=version_sent(self._version_sent),
            text=self._texts.get("text", ""),
            lang=language(),
            code=self._value("reason"),
            body=self._texts.get("body", ""),
            despite=self._texts.get("despite", ""),
            new=self._texts.get("new", ""),
            holder_id=UUID(chosen) if chosen else None,
            meant=frozenset(UUID(one) for one in self._several("meant")),
        )

    def check_text(self, field: Field) -> None:
        self._check_typed(field, clean_text, portal().limits.max_text_chars)

    def check_line(self, field: Field) -> None:
        self._check_typed(field, clean_line, _MAX_LINE_CHARS)

    def check_choice(self, field: Field) -> None:
        if not field.data or field.data not in _offered(field):
            message = gettext("%(field)s: please choose one from the list.", field=field.label.text)
            self.complain(field.short_name, message)

    def check_meant(self, field: Field) -> None:
        chosen, nobody = self._several("meant"), bool(self._fields["nobody"].data)
        if not set(chosen) <= _offered(field):
            self.complain("meant", gettext("Please choose people from the list."))
        elif bool(chosen) == nobody:
            self.complain("meant", gettext("Please say who is meant, or that it is nobody here."))

    def check_sure(self, field: Field) -> None:
        if not field.data:
            self.complain("sure", gettext("Please confirm: it cannot be undone."))

    def check_nothing(self, field: Field) -> None:
        """Let a field stand that another one's check, or the upload itself, looks at."""

    def _check_typed(
        self, field: Field, clean: Callable[[object, int], str], max_chars: int
    ) -> None:
        name = field.short_name
        try:
            self._texts[name] = clean(field.data, max_chars)
        except TextRefused as refused:
            self.complain(name, problem_sentence(refused.problem, max_chars))
            return
        if not self._texts[name] and not self.is_optional(field):
            self.complain(name, gettext("%(field)s: please fill this in.", field=field.label.text))

    def _value(self, name: str) -> str:
        field = self._fields.get(name)
        return str(field.data or "") if field is not None else ""

    def _several(self, name: str) -> list[str]:
        field = self._fields.get(name)
        return list(field.data or []) if field is not None else []

    def _add(self, name: str, made: _Made, given: MultiDict[str, str] | None) -> None:
        # Several forms stand on one page: only with the action is an id the only one of its kind.
        field = made.bind(self, name, id=f"{self.action}-{name}")
        self._fields[name] = field
        field.process(given)


def version_sent(sent: str) -> int | None:
    """Return which version of a case a form was made for; None if it does not say."""
    # Anything else that was sent is of no page, and of no version of any case.
    if not sent:
        return None
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= _MAX_VERSION_DIGITS
    return int(sent) if is_number else _OF_NO_CASE


def _offered(field: Field) -> set[str]:
    if not isinstance(field, SelectField | SelectMultipleField):
        return set()
    return {str(value) for value, *_ in field.iter_choices()}


def _text(action: Action, _: CaseFile) -> _Made:
    match action:
        case Action.NOTE:
            label = gettext("Note")
        case _:
            label = gettext("Text to the reporter")
    return UnboundField(TextAreaField, label)


def _body(_: Action, found: CaseFile) -> _Made:
    announced = "" if found.referral is None else found.referral.plan.body
    return UnboundField(StringField, gettext("To whom"), default=announced)


def _new(_: Action, __: CaseFile) -> _Made:
    return UnboundField(TextAreaField, gettext("What is new, for colleagues"))


def _despite(_: Action, __: CaseFile) -> _Made:
    return UnboundField(TextAreaField, gettext("Why, although the reporter objects"))


def _files(_: Action, __: CaseFile) -> _Made:
    return UnboundField(MultipleFileField, gettext("Files"))


def _reason(action: Action, found: CaseFile) -> _Made:
    choices = {reason.value: str(REASONS[reason]) for reason in found.reasons.get(action, ())}
    return _select(gettext("Reason"), choices)


def _handler(action: Action, found: CaseFile) -> _Made:
    if action is Action.REVOKE:
        here = {str(one.id): one.name for one in found.people}
        gone = {
            str(one.id): gettext(
                "%(name)s (nothing to this case any more, and still has keys)", name=one.name
            )
            for one in found.lingering
        }
        return _select(gettext("Who"), here | gone)
    return _select(gettext("Who"), _named(found.assignable))


def _meant(_: Action, found: CaseFile) -> _Made:
    return UnboundField(
        SelectMultipleField,
        gettext("Who is meant by “%(name)s”?", name=found.typed_name),
        choices=_named(found.colleagues),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _nobody(_: Action, __: CaseFile) -> _Made:
    return UnboundField(BooleanField, gettext("Nobody of this office is meant"))


def _sure(_: Action, __: CaseFile) -> _Made:
    return UnboundField(BooleanField, gettext("Yes, destroy it for good"))


def _named(people: Sequence[Colleague]) -> dict[str, str]:
    return {
        str(one.id): f"{one.name} · {one.position}" if one.position else one.name for one in people
    }


def _select(label: str, choices: dict[str, str]) -> _Made:
    nothing = {"": gettext("Please choose")}
    return UnboundField(SelectField, label, choices=nothing | choices, validate_choice=False)


_MAKERS: Mapping[str, Callable[[Action, CaseFile], _Made]] = MappingProxyType(
    {
        "text": _text,
        "body": _body,
        "despite": _despite,
        "new": _new,
        "files": _files,
        "reason": _reason,
        "handler": _handler,
        "meant": _meant,
        "nobody": _nobody,
        "sure": _sure,
    }
)
_CHECKS: Mapping[str, Callable[[OrderForm, Field], None]] = MappingProxyType(
    {
        "text": OrderForm.check_text,
        "body": OrderForm.check_line,
        "despite": OrderForm.check_text,
        "new": OrderForm.check_text,
        "files": OrderForm.check_nothing,
        "reason": OrderForm.check_choice,
        "handler": OrderForm.check_choice,
        "meant": OrderForm.check_meant,
        "nobody": OrderForm.check_nothing,
        "sure": OrderForm.check_sure,
    }
)
