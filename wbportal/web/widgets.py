"""A list of many choices, made quickly: the provinces alone are most of the form otherwise."""

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup
from wtforms import Field, SelectField
from wtforms.widgets import html_params

# Without end tags, which HTML lets go: the page of all questions is a tenth lighter.
_OPTION = Markup('<option value="{}">{}')
_GROUP = Markup('<optgroup label="{}">{}</optgroup>')
_SELECTED = Markup('<option selected value="{}">{}')


class QuickSelect:
    """Renders a `<select>` whose options are made once for all requests."""

    def __call__(self, field: SelectField, **attributes: str) -> Markup:
        choices = field.choices if isinstance(field.choices, dict) else {}
        alone = {key: label for key, label in choices.items() if not isinstance(label, dict)}
        groups = {name: within for name, within in choices.items() if isinstance(within, dict)}
        made = _made(alone, field.data)
        for name, within in groups.items():
            made += _GROUP.format(name, _made(within, field.data))
        attributes.setdefault("id", field.id)
        own = Markup(html_params(name=field.name, **attributes))  # noqa: S704 - it escapes them
        select = Markup("<select {}>{}</select>")
        return select.format(own, made)


def _made(choices: dict[str, str], chosen: object) -> Markup:
    options = dict(_options(tuple(choices.items())))
    if isinstance(chosen, str) and chosen in options:
        options[chosen] = _SELECTED.format(chosen, choices[chosen])
    return Markup().join(options.values())


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Markup], ...]:
    return tuple((value, _OPTION.format(value, label)) for value, label in choices)


def keep_offering(field: Field, words: Callable[[str], str]) -> None:
    """Leave an answer in the list that was offered once: it would be lost otherwise.

    `words` says what it is called, or the answer itself if nobody ever offered it.
    """
    if not isinstance(field, SelectField) or not isinstance(field.choices, dict):
        return
    inner = (one for one in field.choices.values() if isinstance(one, dict))
    said = field.data if isinstance(field.data, str) else ""
    if said and said not in field.choices and not any(said in within for within in inner):
        label = words(said)
        if label != said:
            field.choices = {**field.choices, said: label}
