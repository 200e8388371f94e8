"""Somebody who forgot their passphrase joins anew over HTTP, and everybody hears of recovery."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import Browser, make_app, otp, secret_of_page, sign_in, vetting_of, visit
from tests.casework.returning import recover
from tests.casework.scene import Scene, make_scene
from wbportal.casework import founding
from wbportal.db import accounts

PASSPHRASE = "seven green bottles by the canal"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=2, handlers=0, custodians=0, administrators=1, auditors=0)


@pytest.fixture
def app(scene: Scene) -> Flask:
    return make_app(scene.portal)


def _joined_anew(app: Flask, scene: Scene, username: str) -> Browser:
    arguments = ["recover", "invite", username, "--yes"]
    printed = app.test_cli_runner().invoke(args=arguments).output
    code = re.search(r"Code +(\S+)", printed)
    assert code is not None, printed
    browser = visit(app)
    browser.post("/account/join", {"code": code[1]})
    browser.post("/account/join/passphrase", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    secret = secret_of_page(browser.get("/account/enrol").text)
    browser.post("/account/enrol", {"otp": otp(secret, scene.clock.now)})
    return browser


def test_old_keys_and_sessions_are_out_and_the_new_ones_wait_with_their_words(
    app: Flask, scene: Scene
) -> None:
    lost = scene.office.leads[0]
    scene.report("before")
    old = sign_in(app, lost)
    old.get("/desk/")
    browser = _joined_anew(app, scene, lost.username)
    old.get("/desk/", status=303)
    page = browser.get("/account/").text
    assert "wait to be vetted" in page
    assert re.search(r'lang="en"><strong>(\w+[ -]?)+', page)
    browser.get("/desk/", status=403)
    people = sign_in(app, scene.office.administrators[0]).get("/admin/people/").text
    assert "Waits to be vetted" in people


def test_everybody_of_the_office_reads_for_whom_recovery_was_used(app: Flask, scene: Scene) -> None:
    lost, other = scene.office.leads
    scene.report("before")
    browser = _joined_anew(app, scene, lost.username)
    words = re.search(r'lang="en"><strong>([^<]+)<', browser.get("/account/").text)
    assert words is not None
    with scene.portal.work() as work:
        row = accounts.by_id(work.db, lost.id)
        assert row is not None
        assert row.kem_public != lost.keys.kem.public().raw
    before = sign_in(app, scene.office.administrators[0])
    assert "Recovery was used" not in before.get("/account/").text
    _sign_list(scene, lost.username, words[1])
    assert recover(scene, other.person, lost.id) == 1
    for somebody in (other, scene.office.administrators[0]):
        page = sign_in(app, somebody).get("/account/").text
        assert "Recovery was used" in page
        assert lost.display_name in page
    assert "last proved" in before.get("/admin/people/").text


def _sign_list(scene: Scene, username: str, words: str) -> None:
    from_list = next(one for one in scene.office.people if one.username == username)
    vetting = replace(vetting_of(from_list), words=words)
    with scene.portal.work() as work:
        founding.admit(work, scene.office.id, scene.office.founded.root, [vetting])
