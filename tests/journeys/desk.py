"""An office with its application, and people at their desks."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import Browser, Somebody, fresh_otp, make_app, sign_in
from tests.casework.scene import Scene, make_scene

_KNOWN = re.compile(r'name="(csrf_token|version)"[^>]* value="([^"]+)"')


@dataclass(slots=True)
class Desk:
    """A signed-in person in front of a browser."""

    browser: Browser = field(repr=False)
    code: Callable[[], str] = field(repr=False)  # of their second factor, not used yet

    def queue(self, query: str = "") -> TestResponse:
        return self.browser.get(f"/desk/{query}")

    def case(self, case_id: UUID, *, status: int = 200) -> TestResponse:
        return self.browser.get(f"/desk/cases/{case_id}", status=status)

    def do(
        self, case_id: UUID, action: str, *, status: int = 303, **fields: object
    ) -> TestResponse:
        """Send the form of an action, with the token and version that the case's page holds now.

        With a second factor again where one is asked for.
        """
        page = self.browser.client.get(f"/desk/cases/{case_id}", base_url=self.browser.origin)
        known = dict(reversed(_KNOWN.findall(page.text)))  # the first of each
        again = {"step_up_for": "form", "step_up_code": self.code()} if action == "destroy" else {}
        return self.browser.post(
            f"/desk/cases/{case_id}/{action}",
            {**known, **again, **fields},
            form="/desk/",  # for a token, where there is no such case
            status=status,
        )


@dataclass(slots=True)
class World:
    """An office at work, reached over HTTP."""

    scene: Scene
    app: Flask = field(repr=False)
    _desks: dict[UUID, Desk] = field(default_factory=dict, repr=False)

    def desk(self, somebody: Somebody) -> Desk:
        if somebody.id not in self._desks:
            portal, clock = self.scene.portal, self.scene.clock
            self._desks[somebody.id] = Desk(
                sign_in(self.app, somebody), lambda: fresh_otp(portal, somebody, clock.now)
            )
        return self._desks[somebody.id]

    @property
    def lead(self) -> Desk:
        return self.desk(self.scene.office.leads[0])

    @property
    def handler(self) -> Desk:
        return self.desk(self.scene.office.handlers[0])


def make_world(home: Path, **people: int) -> World:
    scene = make_scene(home, **people)
    return World(scene, make_app(scene.portal))


def words(response: TestResponse) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def upload(content: bytes, name: str, kind: str = "application/octet-stream") -> tuple[object, ...]:
    return (io.BytesIO(content), name, kind)
