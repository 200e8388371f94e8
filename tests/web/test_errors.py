"""Every error is a page, and no log line tells what was written."""

import logging
from datetime import timedelta

import pytest
from flask import Blueprint, abort, request

from tests.web.conftest import client_of
from tests.web.forms import hidden_fields
from wbportal.app import create_app
from wbportal.casework.errors import CaseNotFound, Damaged
from wbportal.portal import Busy, StaleRow
from wbportal.vault.errors import Tampered
from wbportal.web.audience import Audience, mount
from wbportal.web.throttle import Crowded
from wbportal.web.traits import Traits, declare


@pytest.fixture
def raising(config, portal):
    """A portal with pages that fail as they are told."""
    bp = Blueprint("raising", __name__)
    raised = []

    @bp.get("/raise")
    def fail() -> str:
        raise raised[0]

    @bp.get("/abort/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    @bp.post("/write")
    @declare(Traits(keeps_text=True))
    def write() -> str:
        raise raised[0] if request.form else AssertionError

    app = create_app(config, portal)
    mount(app, bp, Audience.PUBLIC)
    browser = client_of(app)
    browser.raises = raised.append
    return browser


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CaseNotFound(), 404),
        (StaleRow(), 409),
        (Busy(), 503),
        (Tampered(), 500),
        (Damaged(), 500),
        (KeyError("somchai"), 500),
    ],
)
def test_an_error_becomes_its_page(raising, error, status):
    raising.raises(error)
    response = raising.get("/raise?lang=en")
    assert response.status_code == status
    assert "<h1>" in response.text
    assert len(response.data) % 8192 == 0


def test_a_flood_says_when_to_come_back(raising):
    raising.raises(Crowded(timedelta(seconds=9.2)))
    response = raising.get("/raise?lang=en")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "10"
    assert "10 seconds" in response.text


@pytest.mark.parametrize("status", [400, 429])
def test_whoever_was_writing_is_told_to_reload_and_not_only_to_go_back(raising, status):
    # Where the body was not read: the browser still has it, an empty form is all that lies behind.
    advice = raising.get(f"/abort/{status}?lang=en").text
    assert "reload this page" in advice.partition("go back")[0]


@pytest.mark.parametrize(
    ("error", "status"),
    [(StaleRow(), 409), (Busy(), 503), (KeyError(), 500), (Crowded(timedelta(seconds=1)), 429)],
)
def test_what_was_written_stands_on_the_page_of_the_error(raising, error, status):
    raising.raises(error)
    written = {"text": "the <mayor>", "reason": "other", "code": "0421", "csrf_token": "stale"}
    response = raising.post("/write?lang=en", data=written)
    assert response.status_code == status
    assert "the &lt;mayor&gt;</textarea>" in response.text
    again = hidden_fields(response.text)
    assert again["reason"] == "other"
    assert "csrf_token" in again
    assert again["csrf_token"] != "stale"
    assert "0421" not in response.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 429, 500, 503, 418])
def test_every_status_has_words(raising, status):
    response = raising.get(f"/abort/{status}?lang=en")
    assert response.status_code == status
    assert "<h1>" in response.text


def test_a_log_line_has_neither_message_nor_address(raising, caplog):
    caplog.set_level(logging.DEBUG)
    raising.raises(ValueError("the mayor took money"))
    raising.get("/raise?q=secret", headers={"User-Agent": "agent 7"})
    text = caplog.text
    assert "ValueError at raising.fail" in text
    for secret in ("mayor", "secret", "agent 7", "127.0.0.1"):
        assert secret not in text


def test_a_broken_database_still_gives_a_page(client, portal):
    portal.engine.dispose()
    (portal.home / "portal.sqlite").unlink(missing_ok=True)
    response = client.get("/o/ombud/?lang=en")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


def test_a_wrong_method_is_told_which_are_right(client):
    response = client.post("/healthz")
    assert response.status_code in {400, 405}
