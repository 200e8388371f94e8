"""Pages for somebody who wants to report."""

from wbportal.web.intake import landing, report, review, steps
from wbportal.web.intake.blueprint import bp

__all__ = ["bp", "landing", "report", "review", "steps"]
