"""What data says to people: collected by `make catalogue` like the sentences of the code."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import IO

_SAID = frozenset({"label", "hint", "only_if"})

_Found = tuple[int, str, str, list[str]]


def said(
    file: IO[bytes], keywords: object, comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[_Found]:
    """Yield each sentence in a JSON file, as Babel wants it."""
    del keywords, comment_tags, options
    yield from ((1, "gettext", text, []) for text in _sentences(json.load(file)))


def _sentences(data: object) -> Iterator[str]:
    if isinstance(data, list):
        for one in data:
            yield from _sentences(one)
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _SAID and isinstance(value, str):
                yield value
            else:
                yield from _sentences(value)
