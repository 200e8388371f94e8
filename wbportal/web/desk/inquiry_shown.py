"""Items of an inquiry in words: for lists, for their own pages, and to be chosen from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework.inquiry import Inquiry, Item
from wbportal.casework.records import EntryType
from wbportal.casework.timeline import Sort
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.register_fields import Definition, Kind, Values, amount, text
from wbportal.domain.registers import Register
from wbportal.web.desk.blueprint import bp
from wbportal.web.desk.inquiry_words import WORDS
from wbportal.web.locale import language
from wbportal.web.register_forms import Line, Offers, in_words, title_of

_BRIEF = frozenset({Kind.CHOICE, Kind.DATE, Kind.ITEM, Kind.MONEY, Kind.PERSON})
_NUMBERS = frozenset({"egp", "ocid"})
_SORTS: Mapping[str, LazyString] = {
    Sort.SAID: lazy_gettext("Conversation"),
    Sort.FILE: lazy_gettext("Files"),
    Sort.DONE: lazy_gettext("Steps of the case"),
    Sort.NOTE: lazy_gettext("Notes"),
    Sort.DUE: lazy_gettext("Due"),
    Register.LETTER: lazy_gettext("Letters"),
    Register.INTERVIEW: lazy_gettext("Interviews"),
}
_SAID: Mapping[EntryType, LazyString] = {
    EntryType.REPORT: lazy_gettext("The report arrived"),
    EntryType.MESSAGE: lazy_gettext("The reporter wrote"),
    EntryType.REPLY: lazy_gettext("The office wrote"),
    EntryType.QUESTION: lazy_gettext("The office asked"),
    EntryType.DECISION: lazy_gettext("The office decided"),
    EntryType.FILE: lazy_gettext("File"),
    EntryType.NOTE: lazy_gettext("Note"),
}


def offers(found: Inquiry, definition: Definition, without: Item | None = None) -> Offers:
    """Return which people and items may be chosen in the fields of a register.

    What an item names already can be chosen again, whoever has left the case since.
    """
    offered: dict[str, Mapping[str, str]] = {}
    for one in definition.fields:
        if one.kind is Kind.PERSON:
            kept = "" if without is None else text(without.values, one.name)
            former = {kept: found.names[UUID(kept)]} if kept else {}
            offered[one.name] = {**found.people, **former}
        elif one.of is not None:
            offered[one.name] = {
                str(item.id): f"{item.number} {title(item)}"
                for item in found.items[one.of]
                if item is not without and _fits(definition, item)
            }
    return offered


def _fits(definition: Definition, item: Item) -> bool:
    """Only an accused takes the steps of one."""
    return definition.register is not Register.STEP or text(item.values, "role") == "accused"


@bp.app_template_filter("item_title")
def title(item: Item) -> str:
    """Return what names an item in a list."""
    return title_of(item.definition, item.values, WORDS[item.register])


@bp.app_template_filter("item_lines")
def lines(item: Item, found: Inquiry, values: Values | None = None) -> Sequence[Line]:
    """Return every field of an item, or of an older version of it."""
    given = item.values if values is None else values
    definition = item.definition
    return in_words(definition, WORDS[item.register], given, _named(found, definition))


@bp.app_template_filter("item_rest")
def rest(item: Item, found: Inquiry) -> Sequence[Line]:
    """Return every field of an item but the one line that its heading says already."""
    name = item.definition.title
    is_said = item.definition.field(name).kind is not Kind.TEXT
    return [one for one in lines(item, found) if one.name != name or not is_said]


@bp.app_template_filter("item_brief")
def brief(item: Item, found: Inquiry, without: str = "") -> str:
    """Return the short fields of an item on one line, but for what names it."""
    said = {one.name for one in item.definition.fields if one.kind in _BRIEF} | _NUMBERS
    shown: list[str] = []
    for one in lines(item, found):
        if one.name == "currency" and shown:
            shown[-1] = f"{shown[-1]} {one.texts[0]}"
        elif one.name in said - {item.definition.title, without}:
            shown.append(one.texts[0])
    return " · ".join(shown)


@bp.app_template_filter("register_title")
def register_title(sort: Sort | Register) -> LazyString:
    """Return what a register, or another kind of event, is called."""
    return _SORTS[sort] if sort in _SORTS else WORDS[Register(sort)].title


@bp.app_template_filter("register_about")
def register_about(register: Register) -> LazyString:
    """Return one sentence on what belongs into a register."""
    return WORDS[register].about


@bp.app_template_filter("said_words")
def said_words(type_: EntryType) -> LazyString:
    """Return what happened when such an entry was written."""
    return _SAID[type_]


@bp.app_template_filter("sums")
def sums(items: Sequence[Item]) -> list[tuple[LazyString, list[str]]]:
    """Add up the sums of the register of money, by what happened to them and by currency."""
    totals: dict[str, dict[str, Decimal]] = {}
    for one in items:
        of_sort = totals.setdefault(text(one.values, "sort"), {})
        currency = text(one.values, "currency")
        of_sort[currency] = of_sort.get(currency, Decimal(0)) + (
            amount(one.values, "amount") or Decimal(0)
        )
    words = WORDS[Register.MONEY].fields
    sorts, currencies = words["sort"].choices, words["currency"].choices
    return [
        (
            label,
            [
                f"{i18n.amount(str(total), language())} {currencies[currency]}"
                for currency, total in totals[sort].items()
            ],
        )
        for sort, label in sorts.items()
        if sort in totals
    ]


def _named(found: Inquiry, definition: Definition) -> Offers:
    """Return the names of whatever an item can name: people, and items by number and title."""
    named: dict[str, Mapping[str, str]] = {}
    for one in definition.fields:
        if one.kind is Kind.PERSON:
            named[one.name] = {str(holder_id): name for holder_id, name in found.names.items()}
        elif one.of is not None:
            named[one.name] = {
                str(item.id): f"{item.number} {title(item)}" for item in found.items[one.of]
            }
    return named


@bp.app_template_global()
def inquiry_registers() -> Sequence[Register]:
    """Return the registers that have a page of their own, in order."""
    return [one for one in INQUIRY if one is not Register.CUSTODY]
