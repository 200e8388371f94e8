"""A flood at one door leaves the others open."""

from base64 import urlsafe_b64encode
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask

from wbportal.casework import account
from wbportal.web.floods import Floods
from wbportal.web.throttle import Lane


@pytest.fixture
def floods(app: Flask) -> Floods:
    found: Floods = app.extensions["wbportal.floods"]
    for shares in (found.requests, found.bodies):
        for lane in (shares.newcomers, shares.returning, shares.entrance):
            lane.patience = timedelta(milliseconds=20)
    return found


def fill(lane: Lane, held: ExitStack) -> None:
    for _ in range(lane.width):
        held.enter_context(lane.enter())


DOORS = {"newcomers": "/", "returning": "/receipt/", "entrance": "/account/sign-in"}


@pytest.mark.parametrize("flooded", DOORS)
def test_only_the_flooded_door_is_shut(client, floods, flooded):
    with ExitStack() as held:
        fill(getattr(floods.requests, flooded), held)
        answers = {name: client.get(path) for name, path in DOORS.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 429 if name == flooded else 200 for name in DOORS
    }
    assert answers[flooded].headers["Retry-After"] == "1"


@pytest.mark.parametrize("genuine", [True, False])
def test_the_door_is_open_to_a_browser_that_signed_in_before(client, floods, portal, genuine):
    token = account.device_token(portal.keys, "lead") if genuine else bytes(32)
    client.set_cookie(
        "__Host-device", urlsafe_b64encode(token).decode().rstrip("="), domain="portal.example"
    )
    with ExitStack() as held:
        fill(floods.requests.entrance, held)
        fill(floods.bodies.entrance, held)
        statuses = [
            client.get("/account/sign-in").status_code,
            client.post("/account/sign-in", data={"username": "lead"}).status_code,
        ]
    assert statuses == ([200, 422] if genuine else [429, 429])


def test_a_flood_does_not_hide_the_style_sheet(client, floods):
    with ExitStack() as held:
        fill(floods.requests.newcomers, held)
        assert client.get("/static/portal.css").status_code == 200


@pytest.mark.parametrize("path", ["/", "/o/nobody/", "/o/ombud/report/"])
def test_every_request_gives_its_place_back(client, floods, path):
    for _ in range(floods.requests.newcomers.width + 3):
        assert client.get(path).status_code != 429


def test_too_many_bodies_at_once_wait_and_are_then_refused(client, floods):
    with ExitStack() as held:
        fill(floods.bodies.returning, held)
        response = client.post("/receipt/", data={"code": "0421"})
    assert response.status_code == 429
    assert client.post("/receipt/", data={"code": "0421"}).status_code == 422


def test_together_they_leave_threads_for_the_desk(floods):
    shares = floods.requests
    doors = (shares.newcomers, shares.returning, shares.entrance)
    assert sum(lane.width + lane.queue for lane in doors) < 64


def test_no_more_than_32_bodies_are_read_at_once(floods):
    bodies = floods.bodies
    lanes = (bodies.newcomers, bodies.returning, bodies.entrance, bodies.desk)
    assert sum(lane.width for lane in lanes) == 32
