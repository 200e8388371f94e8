"""The form of a search: words, what to look through, and the name of a view to be saved."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, SelectField, StringField

from wbportal import i18n
from wbportal.casework.queue import Filter
from wbportal.casework.search import Asked, Order
from wbportal.domain.areas import AREAS, areas_sorted
from wbportal.domain.channels import Channel
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.domain.searching import (
    MAX_QUERY_CHARS,
    MOST_TERMS,
    Problem,
    Query,
    QueryRefused,
    read_query,
)
from wbportal.domain.states import LIVE, State
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.web.desk.words import CHANNELS, state_words
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import language

MAX_NAME_CHARS = 60
_MAX_DAY_CHARS = 60
_CATEGORIES = QUESTIONNAIRE.question("category").choices
_ORDERS = {
    Order.NEWEST: lazy_gettext("The newest cases first"),
    Order.MOST: lazy_gettext("Where it stands most often first"),
}


class SearchForm(Form):
    """What is looked for; everything in it can be left empty but one thing."""

    words = StringField(later(lazy_gettext("Words")))
    state = SelectField(later(lazy_gettext("State")), validate_choice=False)
    area = SelectField(later(lazy_gettext("Area")), validate_choice=False)
    category = SelectField(later(lazy_gettext("What it is about")), validate_choice=False)
    channel = SelectField(later(lazy_gettext("How it came")), validate_choice=False)
    since = StringField(later(lazy_gettext("Received from")))
    until = StringField(later(lazy_gettext("Received until")))
    order = SelectField(later(lazy_gettext("Order")), validate_choice=False)
    mine = BooleanField(later(lazy_gettext("Only mine")))
    urgent = BooleanField(later(lazy_gettext("Only urgent ones")))
    name = StringField(later(lazy_gettext("Name of this view")))

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        super().__init__(values)
        any_one = {"": gettext("Any")}
        self.state.choices = list(
            (any_one | {one.value: str(state_words(one)) for one in State if one in LIVE}).items()
        )
        areas = {area.code: area.name(language()) for area in areas_sorted(language())}
        self.area.choices = list((any_one | areas).items())
        kinds = {choice.key: gettext(choice.label) for choice in _CATEGORIES}
        self.category.choices = list((any_one | kinds).items())
        ways = {one.value: str(words) for one, words in CHANNELS.items()}
        self.channel.choices = list((any_one | ways).items())
        self.order.choices = [(one.value, str(words)) for one, words in _ORDERS.items()]

    @property
    def told(self) -> dict[str, str]:
        """What was filled in, as a view keeps it and as the form is sent again."""
        asked = {f.name: f.data for f in self if f.name not in {"csrf_token", "name"}}
        return {
            name: "y" if value is True else str(value) for name, value in asked.items() if value
        }

    @property
    def narrows(self) -> bool:
        """Whether more is asked for than words."""
        return any(name != "words" and told != Order.NEWEST for name, told in self.told.items())

    def asked(self, number: int) -> Asked | None:
        """Return what is looked for, or say on the form what is wrong with it."""
        query = self._query()
        wanted = Filter(
            state=State(self.state.data) if self.state.data in set(LIVE) else None,
            mine=self.mine.data,
            urgent=self.urgent.data,
            area=self.area.data if self.area.data in AREAS else None,
            category=self.category.data if self.category.data in _keys() else None,
            channel=self.channel.data if self.channel.data in set(Channel) else None,
            received_from=_day(self.since, 0),
            received_to=_day(self.until, 1),
        )
        if query is None and wanted == Filter() and not self.errors_told:
            _complain(self.words, gettext("Please type a word, or choose something below."))
        if self.errors_told:
            return None
        order = Order(self.order.data) if self.order.data in set(Order) else Order.NEWEST
        return Asked(query, wanted, order, number)

    def view_name(self) -> str:
        """Return the name of a view, or say on the form what is wrong with it."""
        try:
            name = clean_line(self.name.data, MAX_NAME_CHARS)
        except TextRefused as refused:
            _complain(self.name, problem_sentence(refused.problem, MAX_NAME_CHARS))
            return ""
        if not name:
            _complain(self.name, gettext("Please give it a name."))
        return name

    @property
    def errors_told(self) -> bool:
        return any(field.errors for field in self)

    def _query(self) -> Query | None:
        typed = self.words.data or ""
        try:
            return read_query(typed) if typed.strip() else None
        except QueryRefused as refused:
            _complain(self.words, _refusal(refused.problem))
            return None


def _keys() -> set[str]:
    return {choice.key for choice in _CATEGORIES}


def _refusal(problem: Problem) -> str:
    match problem:
        case Problem.EMPTY:
            return gettext("There is no letter and no digit in it.")
        case Problem.TOO_LONG:
            most = i18n.number(MAX_QUERY_CHARS, language())
            return gettext("This is too long: at most %(count)s letters.", count=most)
        case Problem.TOO_MANY:
            most = i18n.number(MOST_TERMS, language())
            return gettext("These are too many words: at most %(count)s.", count=most)


def _day(field: Field, end: int) -> date | None:
    """Return the first or last day of what was typed."""
    try:
        typed = clean_line(field.data, _MAX_DAY_CHARS)
    except TextRefused:
        typed = "?"
    if not typed:
        return None
    span = i18n.read_date(typed, language()).span
    if span is None:
        _complain(field, gettext("This day cannot be read. For example: 12 March 2569."))
        return None
    return span[end]


def _complain(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]
