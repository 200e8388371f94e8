"""What whoever receives reports says of one when they pass it on to the leads."""

from datetime import date

from wbportal.domain.assessments import Matter, Priority
from wbportal.domain.periods import days_after
from wbportal.domain.register_fields import Definition, Field, Kind
from wbportal.domain.registers import Register

PASS_ON_DAYS = 3
"""From receipt to passing on; our own measure, well within the seven days of the acknowledgement.

Directive (EU) 2019/1937 art. 9(1)(b).
"""

PASSING_ON = Definition(
    Register.PASSED_ON,
    "R",
    (
        Field("matter", Kind.CHOICE, choices=tuple(Matter), must_choose=True),
        Field("priority", Kind.CHOICE, choices=tuple(Priority)),
        Field("number", optional=True),
        Field("numbered_on", Kind.DATE, optional=True, past=True),
        Field("alike", Kind.LINES, optional=True),
        Field("text", Kind.TEXT, optional=True),
    ),
    title="matter",
)
"""What its form asks for."""


def pass_on_by(received_on: date) -> date:
    """Return the last day on which a report is passed on in time."""
    return days_after(received_on, PASS_ON_DAYS)
