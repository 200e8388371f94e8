"""The registers of a case: what the office keeps as items, and not as running text."""

from enum import StrEnum


class Register(StrEnum):
    """One register; its code stands in every sealed item, so it is never used for another."""

    TASK = "task"
