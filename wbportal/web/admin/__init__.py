"""Pages for whoever keeps an office: people, and how the office works; never any content."""

from wbportal.web.admin import (
    areas,
    inviting,
    law,
    members,
    office,
    questions,
    retention,
    tasks,
    terms,
    texts,
)
from wbportal.web.admin.blueprint import bp

__all__ = [
    "areas",
    "bp",
    "inviting",
    "law",
    "members",
    "office",
    "questions",
    "retention",
    "tasks",
    "terms",
    "texts",
]
