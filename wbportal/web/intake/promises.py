"""When an office promises to answer, for the first page to say."""

from dataclasses import dataclass

from wbportal.domain.lawpacks import load_pack

_ACKNOWLEDGE, _FEEDBACK = "house.ack", "house.feedback"


@dataclass(frozen=True, slots=True)
class Promises:
    """Our own deadlines; what the law asks of an office is shown once its pack was approved."""

    acknowledge_days: int
    feedback_months: int


def _read() -> Promises:
    clocks = load_pack("house").clocks
    return Promises(clocks[_ACKNOWLEDGE].days or 0, clocks[_FEEDBACK].months or 0)


PROMISES = _read()
