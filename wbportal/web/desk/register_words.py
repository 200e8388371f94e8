"""What registers and their fields are called on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.registers import Register

REGISTER_WORDS: Mapping[Register, LazyString] = MappingProxyType(
    {
        Register.TASK: lazy_gettext("Tasks"),
        Register.EXPORT: lazy_gettext("Exports"),
    }
)

FIELD_WORDS: Mapping[str, LazyString] = MappingProxyType(
    {
        "title": lazy_gettext("Title"),
        "due": lazy_gettext("Due"),
    }
)
"""Fields of items; one that is not here is called by its key."""
