"""The views that somebody saved of the list of cases: a name, words and filters, theirs alone."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from wbportal.casework import shelf
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.shelf import Shelf, View
from wbportal.portal import Work

__all__ = ["MOST_VIEWS", "View", "find", "forget", "keep", "kept"]

MOST_VIEWS = 20


def kept(work: Work, who: Person) -> tuple[View, ...]:
    """List somebody's views, the oldest first."""
    return (shelf.load(work, who) or Shelf()).views


def find(work: Work, who: Person, view_id: UUID) -> View | None:
    return next((one for one in kept(work, who) if one.id == view_id), None)


def keep(work: Work, who: Person, name: str, fields: Mapping[str, str]) -> None:
    """Save a view; one of the same name is replaced. Raises Refused if there are too many."""
    known = shelf.load(work, who) or shelf.rebuilt(work, who)
    others = tuple(one for one in known.views if one.name != name)
    if len(others) >= MOST_VIEWS:
        raise Refused("too-many-views")
    view = View(uuid4(), name, dict(fields))
    shelf.keep(work, who, replace(known, views=(*others, view)))


def forget(work: Work, who: Person, view_id: UUID) -> None:
    """Let a view go; nothing happens if it is gone already."""
    known = shelf.load(work, who)
    if known is not None:
        left = tuple(one for one in known.views if one.id != view_id)
        shelf.keep(work, who, replace(known, views=left))
