"""By hand: what operators type, as `wbportal …` or as `flask …`.

A module of commands adds one line to `COMMANDS`.
"""

import click
from flask.cli import ScriptInfo

from wbportal.cli import (
    backup,
    bundle,
    database,
    demo,
    drill,
    founding,
    maintenance,
    offices,
    people,
    proof,
    recovering,
    rotation,
    serve,
    trail,
)
from wbportal.db.errors import DatabaseRefused
from wbportal.portal import Refused

COMMANDS: tuple[click.Command, ...] = (
    *founding.COMMANDS,
    *offices.COMMANDS,
    *people.COMMANDS,
    *serve.COMMANDS,
    *maintenance.COMMANDS,
    *trail.COMMANDS,
    *bundle.COMMANDS,
    *proof.COMMANDS,
    *database.COMMANDS,
    *backup.COMMANDS,
    *rotation.COMMANDS,
    *drill.COMMANDS,
    *recovering.COMMANDS,
    *demo.COMMANDS,
)


class _Main(click.Group):
    """A group that tells in one sentence which setting allows no start."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            result: object = super().invoke(ctx)
        except (Refused, DatabaseRefused) as error:
            raise click.ClickException(str(error)) from error
        return result


main = _Main(
    name="wbportal",
    help="Look after a portal for reports of wrongdoing.",
    commands=COMMANDS,
    # By name, because the layers forbid this one to know the application; it loads when needed.
    context_settings={"obj": ScriptInfo(app_import_path="wbportal.app:create_app")},
)
