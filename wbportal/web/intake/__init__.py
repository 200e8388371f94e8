"""Pages for somebody who wants to report."""

from wbportal.web.intake import before, landing, report, review, save, steps
from wbportal.web.intake.blueprint import bp

__all__ = ["before", "bp", "landing", "report", "review", "save", "steps"]
