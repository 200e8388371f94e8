"""Where the words of Thai text begin and end; Thai is written without blanks between them."""

import re
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from typing import Protocol

_DICTIONARY = "wbportal"
_THAI_RUN = re.compile("[\u0e00-\u0e7f]+")
_MOST_CHARS = 2000  # of one run at once: time grows faster than the length where much is possible


class _Segment(Protocol):
    def __call__(self, text: str, dict_name: str) -> list[str]: ...


def segmented(run: str) -> list[str]:
    """Return the words of a run of Thai letters; about 0.4 µs a letter, 60 ms the first time."""
    segment = _segmenter()
    words: list[str] = []
    for begun in range(0, len(run), _MOST_CHARS):
        words += segment(run[begun : begun + _MOST_CHARS], _DICTIONARY)
    return words


def words_in(chunk: str) -> list[str]:
    """Return the words of a chunk without blanks: its Thai runs segmented, the others whole."""
    found, at = [], 0
    for run in _THAI_RUN.finditer(chunk):
        if at < run.start():
            found.append(chunk[at : run.start()])
        found += segmented(run.group())
        at = run.end()
    if at < len(chunk):
        found.append(chunk[at:])
    return found


@cache
def _segmenter() -> _Segment:
    """Load the library and its dictionary when they are first needed: together 10 MB."""
    library = import_module("nlpo3")
    with as_file(files("wbportal.domain").joinpath("data/thai_words.txt")) as path:
        library.load_dict(str(path), _DICTIONARY)
    segment: _Segment = library.segment
    return segment
