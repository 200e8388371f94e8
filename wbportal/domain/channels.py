"""The ways on which a report reaches an office: one table.

Everything but the portal's own pages has to be written down by somebody, apart from the day on
which the office received it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wbportal.domain.roles import Role


class Channel(StrEnum):
    """How a report came."""

    WEB = "web"  # its reporter sent it here
    TELEPHONE = "telephone"
    MEETING = "meeting"
    LETTER = "letter"  # handed over
    POST = "post"
    EMAIL = "e-mail"
    CHAT = "chat"
    OTHER_OFFICE = "other-office"
    FOUND = "found"  # nobody handed it over


IS_SPOKEN: Mapping[Channel, bool] = MappingProxyType(
    {
        Channel.TELEPHONE: True,
        Channel.MEETING: True,
        Channel.LETTER: False,
        Channel.POST: False,
        Channel.EMAIL: False,
        Channel.CHAT: False,
        Channel.OTHER_OFFICE: False,
        Channel.FOUND: False,
    }
)
"""The ways of which a report is written down by somebody, in the order in which they are offered.

Of what was spoken a transcript is made, which the reporter may check, rectify and agree to
(Directive (EU) 2019/1937 art. 18); we ask the same about what was copied from paper.
"""

WRITE_DOWN = frozenset({Role.INTAKE, Role.LEAD, Role.HANDLER})
"""The roles that may write a report down for somebody."""
