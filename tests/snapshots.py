"""An office that was founded once is laid down again for the next test, file by file.

Founding takes a quarter of a second, and most tests begin with the same office. Only the first
installation in a test's own folder may share its secrets with those of other tests: a second one
in the same test, or one that a module shares, is a stranger, with secrets and people of its own.
"""

import atexit
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import func, select

from wbportal.db.models import METADATA
from wbportal.portal import Portal

_Office = TypeVar("_Office")
_NAME_CHARS = 30  # of a test, that `tmp_path` is named by
# Where it is now: a test may move what is temporary, to look at what is left there.
_FOLDER = tempfile.gettempdir()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an installation is given, and never stores."""

    root: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    pepper: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    database: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)


@dataclass(slots=True)
class Snapshots(Generic[_Office]):
    """The offices of one process, by what they were founded with."""

    shared: Secrets = field(default_factory=Secrets)
    _homes: set[Path] = field(default_factory=set)
    _test: str = ""
    _kept: dict[tuple[object, ...], tuple[Path, _Office]] = field(default_factory=dict)

    def secrets_for(self, home: Path) -> Secrets:
        """Return the secrets of an installation: those of others for the first one of a test."""
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        if not test or test == self._test or not _is_of(test, home):
            return Secrets()
        self._test = test
        self._homes.add(home)
        return self.shared

    def founded(
        self, portal: Portal, wanted: tuple[object, ...], found: Callable[[], _Office]
    ) -> _Office:
        """Return the office that `found` founds, or the same one laid down again."""
        if portal.home not in self._homes or not _is_empty(portal):
            return found()
        key = (portal.clock(), *wanted)
        if key not in self._kept:
            office = found()
            self._kept[key] = _copy_of(portal), office
            return office
        files, office = self._kept[key]
        portal.engine.dispose()
        shutil.copytree(files, portal.home, dirs_exist_ok=True)
        return office


def _is_of(test: str, home: Path) -> bool:
    """Say whether a folder is one test's own: those that a module shares are in no other's."""
    name = re.sub(r"\W", "_", test.rpartition("::")[2])[:_NAME_CHARS]
    return any(part.startswith(name) for part in home.parts)


def _is_empty(portal: Portal) -> bool:
    with portal.engine.connect() as connection:
        return not any(
            connection.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
        )


def _copy_of(portal: Portal) -> Path:
    # The last connection that closes brings everything into the one file.
    portal.engine.dispose()
    copy = Path(tempfile.mkdtemp(prefix="founded-", dir=_FOLDER))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    shutil.copytree(portal.home, copy, dirs_exist_ok=True)
    return copy
