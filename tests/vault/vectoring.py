"""What makers and readers of vectors need: spoilt inputs, and what each must give."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.vault import reader
from tests.vault.samples import flip
from wbportal.vault.errors import VaultError

# Of both implementations, which name them alike.
_ERRORS = (VaultError, reader.WrongKey, reader.Tampered, reader.NotACode)
FOLDER = Path(__file__).with_name("vectors")
Vector = dict[str, object]


def damages(field: str, vector: Vector, **errors: str) -> Iterator[Vector]:
    """The same vector with its sealed bytes spoilt in the usual ways.

    The error is the vector's `spoilt`, unless `errors` has one for the first word of the way.
    """
    sealed = bytes.fromhex(str(vector[field]))
    changed = {
        "version 2": b"\x02" + sealed[1:],
        "nothing": b"",
        "only a version byte": sealed[:1],
        "cut by one byte": sealed[:-1],
        "extended by one byte": sealed + b"\0",
        "first bit of the body flipped": flip(sealed, 8),
        "last bit flipped": flip(sealed, 8 * len(sealed) - 1),
        "middle bit flipped": flip(sealed, 4 * len(sealed)),
    }
    for name, content in changed.items():
        unknown = content[:1] != b"\x01"
        usual = errors.get(name.split()[0], vector["spoilt"])
        error = "UnknownVersion" if unknown else usual
        yield refused(vector, name, error, **{field: content.hex()})


def refused(vector: Vector, name: str, error: object, **changes: object) -> Vector:
    """The same vector with other inputs, and the error they must give."""
    kept = {key: value for key, value in vector.items() if key not in {"expected", "spoilt"}}
    return {**kept, **changes, "name": f"{vector['name']}: {name}", "error": error}


def load(name: str) -> list[Vector]:
    """Read the vectors of one format."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def all_of(names: Iterable[str]) -> list[object]:
    """List the vectors of several formats, for `parametrize`: format, then vector."""
    return [
        pytest.param(name, vector, id=f"{name}: {vector['name']}")
        for name in names
        for vector in load(name)
    ]


def expected(vector: Vector) -> object:
    """What reading the vector must give: content, or the name of an error."""
    return vector["error"] if "error" in vector else vector["expected"]


def outcome(read: Callable[[Vector], object], vector: Vector) -> object:
    """What reading the vector gives: content, or the name of an error of the vault's."""
    try:
        return read(vector)
    except _ERRORS as error:
        return type(error).__name__


def raw(vector: Vector, field: str) -> bytes:
    return bytes.fromhex(str(vector[field]))
