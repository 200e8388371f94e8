"""`rotate`: what it says at its end, and that a running server stops it with a sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import found, make_app, make_portal
from tests.casework.scene import make_scene
from tests.cli import typed_in
from tests.house.installation import installation
from wbportal.casework.recipients import Named
from wbportal.cli import main
from wbportal.db import schema
from wbportal.portal import Portal, running
from wbportal.portal.secrets import draw


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    env = installation(tmp_path / "home")
    draw(tmp_path / "home/secrets")
    for name in ("PEPPER", "DATABASE_KEY"):
        del env[f"WBPORTAL_{name}"]
    portal = Portal.from_env(env)
    schema.upgrade(portal.engine)
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    return env


def _run(env: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env=env)


def test_the_pepper_is_exchanged_and_the_accounts_counted(env: dict[str, str]) -> None:
    done = _run(env, "rotate", "pepper")
    assert done.exit_code == 0, done.output
    assert "1 accounts are under the new one" in done.output


def test_the_database_is_encrypted_anew_and_its_size_said(env: dict[str, str]) -> None:
    done = _run(env, "rotate", "database-key")
    assert done.exit_code == 0, done.output
    assert "MB are under the new one" in done.output


@pytest.mark.parametrize("what", ["pepper", "database-key"])
def test_a_server_that_runs_has_to_be_stopped(env: dict[str, str], what: str) -> None:
    with running.sharing(Path(env["WBPORTAL_HOME"])):
        refused = _run(env, "rotate", what)
    assert refused.exit_code == 1
    assert refused.output == "Error: Stop the server first.\n"


def test_a_person_and_recovery_get_new_keys_at_the_terminal(tmp_path: Path) -> None:
    portal = make_portal(tmp_path)
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    app, lead, root = make_app(portal), office.leads[0], office.founded.root_words()
    done = app.test_cli_runner().invoke(
        args=["rotate", "keys", lead.username], input=f"{lead.passphrase}\n{root}\n"
    )
    assert done.exit_code == 0, done.output
    assert "0 cases and 0 shares of identities are under them" in done.output
    old = "\n".join(office.founded.recovery_shares[:2])
    done = typed_in.run(
        app,
        *("rotate", "recovery", "--lead", lead.username, "--recovery", "2 of 3"),
        typed=[lead.passphrase, *old.splitlines(), root],
        status=0,
    )
    assert len(typed_in.slips_of(done.output, "RECOVERY SHARE")) == 3
    assert "Every case is under the new shares." in done.output
    assert all(share not in done.output for share in office.founded.recovery_shares)


def test_without_old_shares_it_is_said_to_keep_them(tmp_path: Path) -> None:
    portal = make_portal(tmp_path)
    office = found(portal, leads=2, handlers=0, custodians=0, administrators=0, auditors=0)
    leads = office.leads
    typed = [*(lead.passphrase for lead in leads), ""]
    named = [one for lead in leads for one in ("--lead", lead.username)]
    arguments = ("rotate", "recovery", *named, "--recovery", "2 of 3")
    done = typed_in.run(make_app(portal), *arguments, typed=typed, status=0)
    assert "KEEP THE OLD SHARES" in done.output


def test_an_office_without_recovery_gets_it_and_hears_what_is_left(tmp_path: Path) -> None:
    scene = make_scene(
        tmp_path, leads=2, handlers=0, custodians=0, administrators=0, auditors=0, recovery=None
    )
    app, (first, second) = make_app(scene.portal), scene.office.leads
    scene.report("about a lead", named=Named(frozenset({first.id})))
    root = scene.office.founded.root_words()
    arguments = ("rotate", "recovery", "--lead", first.username)
    refused = typed_in.run(app, *arguments, "--rest", typed=[first.passphrase], status=1)
    assert "no recovery: run this without --rest" in refused.output
    done = typed_in.run(
        app, *arguments, "--recovery", "2 of 3", typed=[first.passphrase, root], status=0
    )
    assert len(typed_in.slips_of(done.output, "RECOVERY SHARE")) == 3
    assert "1 cases are in no share yet" in done.output
    assert "Old shares" not in done.output
    rest = ("rotate", "recovery", "--rest", "--lead", second.username)
    done = typed_in.run(app, *rest, typed=[second.passphrase], status=0)
    assert "in no share yet" not in done.output
    assert "papers will be shown" not in done.output
