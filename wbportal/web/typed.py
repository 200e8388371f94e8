"""What was typed into a form, as it came: for a draft."""

from collections.abc import Collection, Mapping

from flask import request

from wbportal.casework.records import Json
from wbportal.web.current import portal

_NOT_KEPT = frozenset({"csrf_token", "form", "do", "remove", "shows_me", "shows_me_new"})


def typed_here(names: Collection[str] | None = None) -> dict[str, Json]:
    """Return what was typed into these fields, or into all of them, as it came."""
    return {
        name: [*values]
        for name, values in request.form.lists()
        if name not in _NOT_KEPT and (names is None or name in names)
    }


def fits(typed: Mapping[str, Json]) -> bool:
    """Tell whether it is no more than any form may hold."""
    lists = (values for values in typed.values() if isinstance(values, list))
    length = sum(len(value) for values in lists for value in values if isinstance(value, str))
    return length <= 2 * portal().limits.max_text_chars
