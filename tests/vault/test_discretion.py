"""No value of the vault shows a secret, and nothing in it logs or prints."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path

import pytest

from tests.vault.samples import uuid
from wbportal import vault
from wbportal.vault.keys import PrivateKey, PublicKey, SymmetricKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.signatures import HybridKey, SigningKey, VerifyKey
from wbportal.vault.streams import FileKey, SealingWriter

MARK = b"CANARY-of-exactly-32-bytes-long!"
SHOWN = {MARK.decode(), MARK.hex(), repr(MARK), str(list(MARK)), str(int.from_bytes(MARK, "big"))}
MODULES = [
    importlib.import_module(f"wbportal.vault.{module.name}")
    for module in pkgutil.iter_modules(vault.__path__)
]
# What may be shown, because it lies in a row in the clear or can be derived from one.
PUBLIC_BYTES = {
    ("PublicKey", "raw"),
    ("HybridPublic", "raw"),
    ("VerifyKey", "raw"),
    ("PersonPublic", "kem"),
    ("PersonPublic", "verify"),
    ("RosterEntry", "kem"),
    ("RosterEntry", "verify"),
    ("Roster", "previous_hash"),
    ("Roster", "recovery_kem"),
    ("Roster", "root"),
    ("SignedRoster", "signatures"),
    ("EpochStatement", "commitment"),
    ("EpochStatement", "previous_hash"),
    ("EpochStatement", "reporter_kem"),
    ("EpochStatement", "reporter_verify"),
    ("SignedStatement", "signature"),
    ("SignedStatement", "proof"),
    ("SignedStatement", "hash"),
    ("ReporterSuccession", "kem"),
    ("ReporterSuccession", "verify"),
    ("SignedSuccession", "kem"),
    ("SignedSuccession", "verify"),
    ("SignedSuccession", "signature"),
    ("Head", "link"),
    ("Link", "sealed_hash"),
    ("Link", "link"),
    ("DraftKey", "id"),
    ("DeploymentKeys", "receipt_salt"),
    ("Proof", "commitment"),
    ("DayCount", "previous_hash"),
}


def values() -> Iterator[type]:
    for module in MODULES:
        for value in vars(module).values():
            ours = isinstance(value, type) and value.__module__ == module.__name__
            if ours and is_dataclass(value):
                yield value


VALUES = sorted(set(values()), key=lambda value: value.__name__)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_shows_no_bytes_that_are_not_public(value):
    for field in fields(value):
        if "bytes" in str(field.type) and (value.__name__, field.name) not in PUBLIC_BYTES:
            assert not field.repr, field.name


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_is_frozen_and_has_slots(value):
    assert value.__dataclass_params__.frozen
    assert hasattr(value, "__slots__")


@pytest.mark.parametrize(
    "value",
    [
        PrivateKey(MARK),
        SymmetricKey(MARK),
        SigningKey(MARK),
        HybridKey(MARK),
        PersonKeys(MARK),
        FileKey(uuid("file"), MARK),
        SealingWriter(FileKey(uuid("file"), MARK), BytesIO()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_key_does_not_show_itself(value):
    shown = f"{value!r} {value!s} {value:}"
    assert not [form for form in SHOWN if form in shown]


def test_every_other_value_shows_nothing_of_the_bytes_it_hides():
    """Each dataclass is filled with the mark wherever bytes or a number may be secret."""
    for value in VALUES:
        hidden = {field.name for field in fields(value) if not field.repr and field.init}
        filled = object.__new__(value)
        for field in fields(value):
            content = MARK if field.name in hidden else "-"
            object.__setattr__(filled, field.name, content)
        assert not [form for form in SHOWN if form in repr(filled)], value


def test_the_names_of_public_bytes_still_exist():
    existing = {(value.__name__, field.name) for value in VALUES for field in fields(value)}
    assert existing >= PUBLIC_BYTES


def test_public_halves_may_be_shown():
    assert "raw=" in repr(PublicKey(b"public"))
    assert "raw=" in repr(VerifyKey(b"public"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_nothing_is_logged_or_printed(module):
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert imported.isdisjoint({"logging", "warnings", "traceback", "sys"})
    assert called.isdisjoint({"print", "open", "input", "exec", "eval"})
