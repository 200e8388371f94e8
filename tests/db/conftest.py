"""A database that migrations made, and a session on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from wbportal.db.engine import open_engine, open_sessions
from wbportal.db.models import METADATA

KEY = bytes(range(32))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path}/portal.sqlite", KEY)
    METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    with open_sessions(engine)() as session:
        yield session
