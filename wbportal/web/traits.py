"""What a view declares about itself to the machinery around every request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, current_app, request

_ATTRIBUTE = "wbportal_traits"
_STEP_BYTES = 8 * 1024
THREAD_STEP_BYTES = 16 * 1024
"""The padding step of pages that show a thread (`padded_to`)."""

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How the machinery treats one view; the defaults suit a view that declares nothing."""

    keeps_text: bool = False  # a bad token is an error on its own form, with the text still there
    takes_files: bool = False  # its file parts are sealed and kept; elsewhere they are discarded
    reads_files: bool = False  # small files are read in memory, and kept nowhere
    tokenless: bool = False  # SameSite=Strict cookies protect it, or there is nothing to protect
    indexed: bool = False  # search engines may list it
    needs_step_up: bool = False  # a second factor is asked for again; see web/step_up.py
    scripted: bool = False  # the one script of the portal runs on its pages: it asks for passkeys
    for_enrolment: bool = False  # open to those who still have to enrol what their office asks for
    padded_to: int = _STEP_BYTES  # pages are padded to a multiple of this many bytes


_DEFAULT = Traits()


def declare(traits: Traits) -> Callable[[View], View]:
    """Attach `traits` to a view; stands below the route's decorator."""

    def attach(view: View) -> View:
        view.__dict__[_ATTRIBUTE] = traits
        return view

    return attach


def of(app: Flask, endpoint: str | None) -> Traits:
    """Return the traits of an endpoint's view; the defaults if there is no such view."""
    view = app.view_functions.get(endpoint or "")
    found = _DEFAULT if view is None else view.__dict__.get(_ATTRIBUTE, _DEFAULT)
    return found if isinstance(found, Traits) else _DEFAULT


def current() -> Traits:
    """Return the traits of the view that this request is for."""
    return of(current_app, request.endpoint)
