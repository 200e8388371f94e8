"""Serving: gunicorn and a worker as two children of one process, which live and end together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import click
from flask.cli import with_appcontext

from wbportal.cli.condition import problems
from wbportal.cli.terminal import portal
from wbportal.jobs import worker as working
from wbportal.portal import Portal, PortalRunning, running

_LOOPBACK = "127.0.0.1"
# As a file: as a module of this package it would load all commands into every server process.
_SETTINGS = Path(__file__).with_name("gunicorn_settings.py")
# mallopt(3): each thread would else keep what one stretching took, 19 MiB; after forty reporters at
# once a process held 425 MB, and with one arena it holds 150, at no cost that could be measured.
_ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
_LOOK_EVERY_SECONDS = 0.2
_SECONDS_TO_END = 45  # requests have 30 of them to finish
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_BUSY = "A backup, an upgrade or a sweep of everything is using the data: try again after it."


@click.command("serve")
@click.option("--bind", default=_LOOPBACK, show_default=True, help="The address to listen at.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Or PORT.")
@with_appcontext
def serve(bind: str, port: int) -> None:
    """Serve the portal, and do by the clock what nobody asks for, until told to stop."""
    here = portal()
    if here.demo and bind != _LOOPBACK:
        raise click.ClickException("A demonstration is served on this machine only.")
    refuse_unready(here)
    refuse_taken(bind, port)
    click.echo(f"Serving {here.public_url} at {bind}:{port}; Ctrl-C ends it.")
    sys.exit(run(here, bind, port))


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Only do what is due by the clock, until told to stop; `serve` runs one of these."""
    here = portal()
    refuse_unready(here)
    with _using(here):
        working.run(here, working.stopped_by_signals())


COMMANDS: tuple[click.Command, ...] = (serve, worker)


def refuse_unready(here: Portal) -> None:
    """Raise click.ClickException with the first thing that forbids a start."""
    for _, problem in problems(here, to_start=True):
        if problem is not None:
            raise click.ClickException(problem)


def refuse_taken(bind: str, port: int) -> None:
    """Raise click.ClickException if somebody else listens there already."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server does: an address that was left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} at {bind} cannot be had: choose another one with PORT."
            ) from error


def run(here: Portal, bind: str, port: int) -> int:
    """Serve until a signal says stop or a child ends; return the exit status."""
    with _using(here):
        here.engine.dispose()  # the children open the database for themselves
        return _supervise(
            [
                [
                    *(sys.executable, "-m", "gunicorn"),
                    *("--config", f"file:{_SETTINGS}"),
                    *("--bind", f"{bind}:{port}"),
                ],
                [sys.executable, "-m", "wbportal.cli", "worker"],
            ]
        )


def _supervise(commands: Sequence[Sequence[str]]) -> int:
    stop = working.stopped_by_signals()
    # Sessions of their own: Ctrl-C reaches this process alone, which ends them in order.
    children = [
        subprocess.Popen(  # noqa: S603 - nothing typed
            command,
            env=os.environ | _ONE_ARENA,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads yet
        )
        for command in commands
    ]
    while not stop.wait(_LOOK_EVERY_SECONDS):
        if any(child.poll() is not None for child in children):
            click.echo("A part of the server ended by itself, so all of it ends.", err=True)
            break
    # A child that was told to end before it was ready to hear it has ended as it was told to.
    ended_well = all(status in {0, -signal.SIGTERM} for status in _end(children))
    return 0 if stop.is_set() and ended_well else 1


def _end(children: Sequence[subprocess.Popen[bytes]]) -> list[int]:
    for child in children:
        child.terminate()
    deadline = monotonic() + _SECONDS_TO_END
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - monotonic()))
        child.kill()
    return [child.wait() for child in children]


def _end_with_parent() -> None:
    """Let the kernel end this process in order if its parent is killed (prctl(2); Linux)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def _using(here: Portal) -> Iterator[None]:
    try:
        with running.sharing(here.home):
            yield
    except PortalRunning as error:
        raise click.ClickException(_BUSY) from error
