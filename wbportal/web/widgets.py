"""A list of many choices, made quickly: the provinces alone are most of the form otherwise."""

from functools import lru_cache

from markupsafe import Markup
from wtforms import SelectField
from wtforms.widgets import html_params

# Without end tags, which HTML lets go: the page of all questions is a tenth lighter.
_OPTION = Markup('<option value="{}">{}')
_SELECTED = Markup('<option selected value="{}">{}')


class QuickSelect:
    """Renders a `<select>` whose options are made once for all requests."""

    def __call__(self, field: SelectField, **attributes: str) -> Markup:
        choices = field.choices if isinstance(field.choices, dict) else {}
        options = dict(_options(tuple(choices.items())))
        if field.data in options:
            options[field.data] = _SELECTED.format(field.data, choices[field.data])
        attributes.setdefault("id", field.id)
        own = Markup(html_params(name=field.name, **attributes))  # noqa: S704 - it escapes them
        select = Markup("<select {}>{}</select>")
        return select.format(own, Markup().join(options.values()))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Markup], ...]:
    return tuple((value, _OPTION.format(value, label)) for value, label in choices)
