"""Known answers for exported trails, to which the portal and a second reader are both held."""

import ast
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tests.vault import reader_of_trails
from tests.vault.reader_of_trails import TrailRefused, read_trail
from tests.vault.vectoring import Vector, load
from wbportal.casework import export_check
from wbportal.casework.export_check import ExportRefused, Wrong

VECTORS = load("trails")
EXPORTS: dict[str, Vector] = {one["name"]: one for one in VECTORS if "export" in one}


def lines_of(vector: Vector) -> list[str]:
    """The lines of a vector, of which a damaged one says how they differ from an export."""
    of = EXPORTS[vector.get("of", vector["name"])]["export"]
    found = []
    for line in vector.get("lines", range(len(of))):
        match line:
            case int():
                found.append(of[line])
            case str():
                found.append(line)
            case [at, old, new]:
                assert old in of[at], vector["name"]
                found.append(of[at].replace(old, new, 1))
    return found


def keys_of(vector: Vector) -> list[str]:
    return vector.get("keys") or EXPORTS[vector["of"]]["keys"][:1]


def expected(vector: Vector) -> object:
    return vector["expected"] if "expected" in vector else [vector["error"], vector["number"]]


def by_the_portal(lines: list[str], key: str) -> object:
    try:
        checked = export_check.check((line.encode() for line in lines), key)
    except ExportRefused as refused:
        return [refused.wrong.value, refused.number]
    told = {name: getattr(checked, name) for name in checked.__slots__}
    told["office"] = told.pop("office_id")
    return {k: str(v) if isinstance(v, date | UUID) else v for k, v in told.items()}


def by_the_second_reader(lines: list[str], key: str) -> object:
    try:
        return read_trail("".join(lines).encode(), key)
    except TrailRefused as refused:
        return [refused.error, refused.number]


@pytest.mark.parametrize("read", [by_the_portal, by_the_second_reader])
def test_an_export_gives_what_it_always_gave(read):
    for vector in VECTORS:
        for key in keys_of(vector):
            assert read(lines_of(vector), key) == expected(vector), vector["name"]


def test_every_error_has_its_vectors_and_no_two_are_one():
    assert {one["error"] for one in VECTORS if "error" in one} == {one.value for one in Wrong}
    assert len({one["name"] for one in VECTORS}) == len(VECTORS)
    told = [(keys_of(one), lines_of(one)) for one in VECTORS]
    assert not [one for at, one in enumerate(told) if one in told[:at]]


def test_the_second_reader_imports_nothing_of_the_portal():
    tree = ast.parse(Path(reader_of_trails.__file__).read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in modules if name.startswith("wbportal")]
