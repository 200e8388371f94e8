"""A list of many choices, made quickly: the provinces alone are most of the form otherwise."""

from functools import lru_cache

from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.widgets import html_params


class QuickSelect:
    """Renders a `<select>` whose options are made once for all requests."""

    def __call__(self, field: SelectField, **attributes: str) -> Markup:
        choices = field.choices if isinstance(field.choices, dict) else {}
        options = dict(_options(tuple(choices.items())))
        if field.data in options:
            options[field.data] = options[field.data].replace("<option", "<option selected", 1)
        attributes.setdefault("id", field.id)
        opening = Markup("<select {}>").format(Markup(html_params(name=field.name, **attributes)))  # noqa: S704 - WTForms escapes them
        return opening + Markup().join(options.values()) + Markup("</select>")


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Markup], ...]:
    option = Markup('<option value="{}">{}</option>')
    return tuple((value, option.format(escape(value), escape(label))) for value, label in choices)
