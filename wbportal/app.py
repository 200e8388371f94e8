"""Putting the portal together as a Flask application: the only place that knows everything.

It opens no connection, starts no thread and checks no schema: starting the server does.
"""

import os
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

import wbportal
from config import Config, Refused
from wbportal.i18n import languages
from wbportal.portal import Portal
from wbportal.web import (
    account,
    admin,
    answers,
    audience,
    board,
    csrf,
    current,
    desk,
    errors,
    floods,
    gate,
    handover,
    headers,
    health,
    hosts,
    intake,
    leave,
    locale,
    logs,
    office,
    padding,
    proof,
    protection,
    receipt,
    reckoned,
    requests,
    staff,
    statics,
    step_up,
    style,
    training,
    vetting,
    wording,
)
from wbportal.web.account import failures
from wbportal.web.admin import alarms, trail_proof
from wbportal.web.audience import Audience, mount
from wbportal.web.uploads import Room


def create_app(config: Config | None = None, portal: Portal | None = None) -> Flask:
    """Compose the application from its settings, read from the environment if not given.

    Raises config.Refused if the settings do not allow a start, UndeclaredRoute if a route does
    not say who it is for.
    """
    config = config or Config.from_env(os.environ)
    if config.default_locale not in languages(development=config.demo):
        raise Refused("WBPORTAL_DEFAULT_LOCALE names a translation that nobody has reviewed yet.")
    portal = portal or Portal.from_config(config)
    app = Flask("wbportal", template_folder=str(wbportal.folder("templates")))
    app.config.update(SECRET_KEY=portal.keys.flask_key)
    app.jinja_options |= {"trim_blocks": True, "lstrip_blocks": True}
    _surround(app, config, portal)
    _mount_all(app)
    if config.demo:
        mount(app, style.bp, Audience.PUBLIC)
    app.cli = _Commands(app.name)
    audience.check(app)
    return app


class _Commands(AppGroup):
    """What `flask` offers, imported when it is asked for: a server process needs none of it.

    That is a quarter of what such a process would hold while it is idle.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        for command in import_module("wbportal.cli").COMMANDS:
            self.add_command(command)


def _surround(app: Flask, config: Config, portal: Portal) -> None:
    """Register what happens around every request.

    Before a view: host, place, audience, token. After it, in Flask's reverse order: padding first,
    then the headers.
    """
    logs.register()
    current.register(app, portal)
    hosts.register(app, hosts.Hosts.parse(config.public_urls))
    floods.register(app, floods.Floods(portal.clock))
    audience.register(app)
    requests.register(app, Room(portal))
    gate.register(app)
    csrf.register(app)
    step_up.register(app)
    locale.register(app, config.default_locale, development=config.demo)
    wording.register(app)
    answers.register(app)
    reckoned.register(app)
    office.register(app)
    statics.register(app)
    staff.register(app)
    training.register(app)
    failures.register(app)
    headers.register(app)
    padding.register(app)
    errors.register(app)


def _mount_all(app: Flask) -> None:
    mount(app, health.bp, Audience.PUBLIC)
    mount(app, leave.bp, Audience.REPORTER)
    mount(app, intake.bp, Audience.REPORTER)
    mount(app, receipt.bp, Audience.REPORTER)
    mount(app, proof.bp, Audience.REPORTER)
    mount(app, account.bp, Audience.SIGNED_IN, account.BEFORE_SIGNING_IN)
    mount(app, desk.bp, Audience.DESK)
    mount(app, protection.bp, Audience.PROTECT)
    mount(app, vetting.bp, Audience.LEAD, vetting.FOR_KEEPERS)
    mount(app, handover.bp, Audience.LEAD)
    mount(app, board.bp, Audience.BOARD)
    mount(app, admin.bp, Audience.ADMINISTRATOR)
    mount(app, trail_proof.bp, Audience.AUDIT)
    mount(app, alarms.bp, Audience.WATCH)
