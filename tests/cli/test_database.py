"""`db`: from no tables to those of this version, and whether they are."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.builders import make_app, make_config
from wbportal.db import schema
from wbportal.portal import Portal, running


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal.from_config(make_config(tmp_path))


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=("db", *arguments))


def test_tables_are_made_and_then_as_needed(app: Flask) -> None:
    assert _run(app, "current").output == "none\n"
    assert _run(app, "upgrade").exit_code == 0
    assert _run(app, "current").output == f"{schema.head()}\n"
    assert _run(app, "check").exit_code == 0


def test_an_upgrade_may_be_repeated(app: Flask) -> None:
    assert _run(app, "upgrade").exit_code == 0
    assert _run(app, "upgrade").exit_code == 0


def test_tables_that_are_behind_fail_the_check(app: Flask) -> None:
    assert _run(app, "check").exit_code != 0


def test_a_server_that_runs_keeps_its_tables(app: Flask, portal: Portal) -> None:
    with running.sharing(portal.home):
        refused = _run(app, "upgrade")
    assert refused.exit_code == 1
    assert "Stop the server first" in refused.output
    assert schema.current(portal.engine) is None
