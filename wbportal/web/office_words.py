"""What an office's own words are called, where they stand and where they are written."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

OFFICE_WORDS: Mapping[str, LazyString] = MappingProxyType(
    {
        "handles": lazy_gettext("What this office looks into"),
        "readers": lazy_gettext("Who reads reports here"),
        "hours": lazy_gettext("When somebody is here"),
        "privacy": lazy_gettext("What this office adds"),
    }
)
