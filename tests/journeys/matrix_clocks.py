"""What the pages of one clock answer to whoever may open its case.

Both offices of the matrix are of a kind that no clock of the law binds.
"""

from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, may_ever

# By endpoint: what it takes, and for which object the page is there; "" for none.
CLOCKS = {
    "desk.why_of_own": (Action.READ, "clock"),
    "desk.why_of_law": (Action.READ, ""),
    "desk.start_clock": (Action.START_CLOCK, ""),
    "desk.change_clock": (Action.CHANGE_BASE, ""),
    "desk.end_clock": (Action.END_CLOCK, "clock_id"),
    "desk.change_prescription": (Action.CHANGE_BASE, "clock_id"),
    "desk.change_received": (Action.CHANGE_BASE, "case_id"),
    "desk.prescribe": (Action.PRESCRIBE, "case_id"),
}


def of_a_clock(role: Role, endpoint: str, objects: dict[str, str]) -> set[int]:
    action, name = CLOCKS[endpoint]
    if not may_ever(action, role):
        return {403}
    is_there = {
        "": False,
        "clock": objects.get("clock") == "own",
        "clock_id": (objects["case_id"], objects.get("clock_id")) == ("own", "own"),
        "case_id": True,
    }[name]
    return {200, 422} if is_there else {404}
