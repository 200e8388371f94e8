"""What is kept of an interview or an oral report, as data."""

from wbportal.domain.register_fields import Definition, Field, Kind, Values, text
from wbportal.domain.registers import Register

REPORTER = "reporter"
YES, NO, UNSURE = "yes", "no", "unsure"
MAY_BE_MINOR = frozenset({YES, UNSURE})
NOT_TOLD = "not-told"

# fmt: off
INTERVIEWS = Definition(Register.INTERVIEW, "I", title="who", fields=(
    Field("sort", Kind.CHOICE, must_choose=True, choices=(
        REPORTER, "witness", "accused", "victim", "expert", "other")),
    Field("who"),
    Field("manner", Kind.CHOICE, choices=("face-to-face", "telephone", "video", "oral-report")),
    Field("held", Kind.DATE, past=True),
    Field("hours", optional=True),
    Field("place", optional=True),
    Field("spoken"),
    Field("interpreter", optional=True),
    Field("officer", Kind.PERSON),
    Field("second_officer", Kind.PERSON, optional=True),
    Field("alone", Kind.TEXT, optional=True),
    Field("present", Kind.LINES, optional=True),
    Field("minor", Kind.CHOICE, must_choose=True, choices=(NO, YES, UNSURE)),
    Field("with_minor", Kind.TEXT, optional=True, needed_if=("minor", MAY_BE_MINOR)),
    Field("rights", Kind.CHOICE, must_choose=True, choices=("told", NOT_TOLD)),
    Field("rights_note", Kind.TEXT, optional=True,
          needed_if=("rights", frozenset({NOT_TOLD}))),
), dated="held")
# fmt: on


def lacks_second_officer(values: Values) -> bool:
    """Say whether one officer alone took a statement, and nobody wrote down why."""
    second, first = text(values, "second_officer"), text(values, "officer")
    return second in {"", first} and not text(values, "alone")
