"""Pages for those who work cases: the queue, a case, its files."""

from wbportal.web.desk import (
    actions,
    case,
    conflict,
    damage,
    destroy,
    enter,
    exports,
    files,
    identities,
    identity,
    inquiry,
    letters,
    opinions,
    queue,
    redact,
    search,
    sections,
)
from wbportal.web.desk.blueprint import bp

__all__ = [
    "actions",
    "bp",
    "case",
    "conflict",
    "damage",
    "destroy",
    "enter",
    "exports",
    "files",
    "identities",
    "identity",
    "inquiry",
    "letters",
    "opinions",
    "queue",
    "redact",
    "search",
    "sections",
]
