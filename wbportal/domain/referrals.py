"""Before a report is passed on its reporter is told, and has some days to object.

How many is the office's own decision (`terms`). Only law or danger may forbid to tell them.
"""

from enum import StrEnum


class Notice(StrEnum):
    """Whether the reporter is told before, or why not."""

    TOLD = "told"
    LAW = "law"  # a law forbids to tell
    DANGER = "danger"  # somebody would be in danger
