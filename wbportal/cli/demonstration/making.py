"""Making a demonstration once: all of it or nothing, however often it is interrupted.

It is made in a folder inside the home and moved out piece by piece; `demo.json` is written last
there and moved last, so that its place says how far an interrupted making has come.
"""

import json
import shutil
from base64 import b32encode
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from wbportal.casework.records import Json
from wbportal.cli.demonstration.people import Cast
from wbportal.cli.demonstration.story import Clock, Demonstration, tell
from wbportal.db import schema
from wbportal.portal import Portal, lines, running, secrets

_STAMP = "demo.json"
_CODES = "demo-codes.json"
_LOCK = "running.lock"
# Reports whose codes are shown: in one a question waits, in one people talk, in one all is said.
_SHOWN = (1, 3, 7)


class NotEmpty(Exception):
    """The folder holds something that no demonstration made."""


def make_once(home: Path, env: Mapping[str, str]) -> bool:
    """Make a demonstration in `home` unless it is there; return whether it was made now.

    About 6 s. Raises NotEmpty, or PortalRunning if another process is making it.
    """
    if is_made(home):
        return False
    building = home / "building"
    with running.alone(home):
        if not (building / _STAMP).exists():
            if {path.name for path in home.iterdir()} - {_LOCK, building.name}:
                raise NotEmpty
            shutil.rmtree(building, ignore_errors=True)
            _make(building, env)
        _move_out(building, home)
    return True


def is_made(home: Path) -> bool:
    """Say whether there is a demonstration in `home`, all of it."""
    return (home / _STAMP).exists()


def read(home: Path) -> Mapping[str, Json]:
    """Return what `demo.json` says: the address, the office and its people."""
    return _read(home / _STAMP)


def read_codes(home: Path) -> Mapping[str, Json]:
    """Return the receipt codes to try, by what their reports are about."""
    return _read(home / _CODES)


def say_url(home: Path, url: str) -> None:
    """Keep under which address the demonstration is served now."""
    _write(home / _STAMP, {**read(home), "url": url})


def _make(building: Path, env: Mapping[str, str]) -> None:
    secrets.draw(building / "secrets")
    clock = Clock(datetime.now(UTC))
    portal = Portal.from_env({**env, "WBPORTAL_HOME": str(building)}, clock)
    schema.upgrade(portal.engine)
    made = tell(portal, clock)
    portal.engine.dispose()  # the last connection folds the log into the database
    shown = [made.codes[number] for number in _SHOWN]
    codes: Json = {title: " ".join(code.groups()) for title, code in shown}
    _write(building / _CODES, codes)
    _write(building / _STAMP, _as_json(portal.public_url, made))


def _move_out(building: Path, home: Path) -> None:
    for path in sorted(building.iterdir(), key=lambda path: path.name == _STAMP):
        if path.name != _LOCK:
            path.rename(home / path.name)
    shutil.rmtree(building)


def _as_json(url: str, made: Demonstration) -> Json:
    return {"url": url, "office": made.slug, "people": [_person(one) for one in made.people]}


def _person(one: Cast) -> Json:
    return {
        "username": one.username,
        "display_name": one.display_name,
        "passphrase": one.passphrase,
        "totp_secret": b32encode(one.totp_secret).decode(),
        "roles": [*sorted(role.value for role in one.person.roles)],
    }


def _write(path: Path, value: Json) -> None:
    lines.replace(path, json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")


def _read(path: Path) -> Mapping[str, Json]:
    found: Mapping[str, Json] = json.loads(path.read_bytes())
    return found
