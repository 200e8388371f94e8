"""What clocks are called at the desk."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.queue import DueKind
from wbportal.domain.clocks import ACKNOWLEDGE, ANSWER, FEEDBACK

CLOCKS: Mapping[str, LazyString] = MappingProxyType(
    {
        ACKNOWLEDGE: lazy_gettext("Acknowledge by"),
        FEEDBACK: lazy_gettext("Feedback by"),
        ANSWER: lazy_gettext("Waits for the reporter until"),
        DueKind.ACKNOWLEDGEMENT: lazy_gettext("Acknowledge"),
        DueKind.FEEDBACK: lazy_gettext("Feedback"),
        DueKind.ANSWER: lazy_gettext("Waits until"),
    }
)
"""Each clock, and each kind of day in the queue, as its date is introduced."""
