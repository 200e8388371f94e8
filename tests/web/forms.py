"""Filling in forms as a browser does."""

import re
from html import unescape

from werkzeug.test import TestResponse

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms, the token among them."""
    found = {}
    for tag in _INPUT.findall(page):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get("type") == "hidden":
            found[attributes["name"]] = unescape(attributes["value"])
    return found


def cookies_set(response: TestResponse) -> dict[str, str]:
    """Return the cookies a response sets: by name, the whole header."""
    headers = response.headers.getlist("Set-Cookie")
    return {header.partition("=")[0]: header for header in headers}
