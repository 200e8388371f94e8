"""Items of a case's registers as a paper says them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from flask_babel import gettext

from wbportal import i18n
from wbportal.casework.exporting import Export
from wbportal.casework.legal_dates import RECEIVED
from wbportal.casework.papers import Facts, Passage
from wbportal.casework.records import Json, text_of
from wbportal.casework.registers import Kept
from wbportal.domain.conclusions import SORTS
from wbportal.domain.register_fields import Definition, Kind, Value, Values
from wbportal.domain.registers import Register
from wbportal.web.current import portal
from wbportal.web.desk.register_words import (
    CHOICE_WORDS,
    DEFINED,
    FIELD_WORDS,
    NOT_PRINTED,
    REGISTER_WORDS,
    UNNAMED,
)
from wbportal.web.desk.words import clock_words
from wbportal.web.locale import language
from wbportal.web.money import sum_in_words
from wbportal.web.register_forms import Offers, in_words
from wbportal.web.register_forms import title_of as item_title

_NAMES_A_CLOCK = frozenset({"clock", "key"})


def title_of(register: Register) -> str:
    """Return what a register is called."""
    defined = DEFINED.get(register)
    return str(REGISTER_WORDS[register] if defined is None else defined[1].title)


def passage_of(export: Export, item: Kept) -> Passage:
    """Return who wrote an item and when, what its fields say, and its text."""
    newest = item.newest
    by = export.names.get(newest.author_id, "") or gettext("The reporter")
    speaks = language()
    day = i18n.short_date(newest.day, speaks)
    when = i18n.moment(newest.at, speaks, portal().timezone) if newest.at else day
    facts = _defined(export, item) if item.register in DEFINED else _plain(export, item)
    return Passage(f"{by}, {when}", newest.text, facts)


def _defined(export: Export, item: Kept) -> Facts:
    """Say the fields of an item whose register has a definition."""
    definition, words = DEFINED[item.register]
    lines = in_words(definition, words, _values(item.fields), _named(export, definition))
    return tuple((line.label, "\n".join(line.texts)) for line in lines)


def _values(fields: Mapping[str, Json]) -> Values:
    found: dict[str, Value] = {}
    for name, value in fields.items():
        match value:
            case str():
                found[name] = value
            case list():
                found[name] = tuple(one for one in value if isinstance(one, str))
            case _:
                continue
    return found


def _named(export: Export, definition: Definition) -> Offers:
    """Return the names of whatever an item can name: people, and items of other registers."""
    people = {str(one): name for one, name in export.names.items()}
    named: dict[str, Mapping[str, str]] = {}
    for one in definition.fields:
        if one.kind is Kind.PERSON:
            named[one.name] = people
        elif one.of is not None:
            other, words = DEFINED[one.of]
            named[one.name] = {
                str(item.id): item_title(other, _values(item.fields), words)
                for item in export.kept.get(one.of, ())
            }
    return named


def _plain(export: Export, item: Kept) -> Facts:
    letters = export.kept.get(Register.LETTER, ())
    subjects = {one.id: text_of(one.fields, "subject") for one in letters}
    measures = export.kept.get(Register.MEASURE, ())
    what = {one.id: text_of(one.fields, "what") for one in measures}
    names = {**export.names, **export.file_names, **subjects, **what}
    return tuple(
        (_label(key), said)
        for key, value in item.fields.items()
        if key not in NOT_PRINTED and (said := _said(key, value, names))
    )


def _label(key: str) -> str:
    return str(FIELD_WORDS.get(key, UNNAMED))


def _said(key: str, value: Json, names: Mapping[UUID, str]) -> str:
    match value:
        case bool():
            return gettext("Yes") if value else gettext("No")
        case str():
            return _chosen(key, value) or _text(value, names)
        case list():
            return ", ".join(filter(None, (_said(key, one, names) for one in value)))
        case Mapping():
            every = ((_label(one), _said(one, value[one], names)) for one in value)
            return "; ".join(f"{name}: {said}" for name, said in every if said)
        case _:
            return "" if value is None else str(value)


def _chosen(key: str, code: str) -> str:
    """Say what was chosen in a field; nothing where somebody wrote."""
    if key in SORTS:
        return sum_in_words(code)
    if key not in _NAMES_A_CLOCK:
        return str(CHOICE_WORDS.get((key, code), ""))
    return gettext("Received") if code == RECEIVED else str(clock_words(code))


def _text(value: str, names: Mapping[UUID, str]) -> str:
    """Say a day as a day and somebody's id as their name; an id of anything else says nothing."""
    with suppress(ValueError):
        return names.get(UUID(value), "")
    with suppress(ValueError):
        return i18n.short_date(date.fromisoformat(value), language())
    return value
