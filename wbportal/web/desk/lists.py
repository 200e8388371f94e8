"""Reading for lists of cases: what is new is opened first, and what waits for a lead is done."""

from collections.abc import Callable
from typing import TypeVar

from wbportal.casework.catching_up import catch_up, is_up_to_date
from wbportal.casework.queue import open_new
from wbportal.portal import Work
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import me
from wbportal.web.desks import reading

_Result = TypeVar("_Result")


def listing(deed: Callable[[Work], _Result]) -> tuple[_Result, bool]:
    """Read a page of a list; tell, too, whether there are more new cases than were opened now.

    In one work where nothing is new, which is nearly always.
    """
    found = reading(lambda work: (deed(work),) if is_up_to_date(work, me()) else ())
    if found:
        return found[0], False
    waits = catch_up(portal(), me())
    are_more = reading(lambda work: open_new(work, me()))
    return reading(deed), are_more or waits
