"""The application as a whole: what it offers, and what it leaves out."""

import subprocess
import sys
from pathlib import Path

import click

from tests.builders import make_app, make_portal
from wbportal.cli import COMMANDS


def test_flask_offers_every_command_of_ours(tmp_path: Path) -> None:
    app = make_app(make_portal(tmp_path))
    offered = app.cli.list_commands(click.Context(app.cli))
    assert {command.name for command in COMMANDS} <= set(offered)


def test_flask_finds_a_command_by_its_name(tmp_path: Path) -> None:
    app = make_app(make_portal(tmp_path))
    assert app.cli.get_command(click.Context(app.cli), "serve") in COMMANDS


def test_a_server_process_loads_no_commands() -> None:
    look = "import sys, wbportal.app; print(sorted({'wbportal.cli', 'PIL'} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
