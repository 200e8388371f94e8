"""Pages on which leads hand cases over: to a new lead, on a day, for some days, or on leaving."""

from wbportal.web.handover import pages, words
from wbportal.web.handover.blueprint import bp

__all__ = ["bp", "pages", "words"]
