"""Who is let in where, and what happens to those who are not."""

from io import BytesIO

import pytest
from flask import Blueprint, Flask, render_template_string, request

from tests.builders import Browser, MadeOffice, found, make_app, make_portal, sign_in, visit
from tests.web.forms import hidden_fields
from wbportal.casework import trail as trails
from wbportal.portal import Portal
from wbportal.web import audience
from wbportal.web.audience import Audience, UndeclaredRoute, mount
from wbportal.web.forms import Form
from wbportal.web.requests import received
from wbportal.web.traits import Traits, declare

PAGE = '{% from "macros/forms.html" import token with context %}{{ token() }}'


@pytest.fixture
def portal(tmp_path) -> Portal:
    portal = make_portal(tmp_path)
    yield portal
    portal.engine.dispose()


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, auditors=1)


@pytest.fixture
def seen() -> dict[str, object]:
    return {}


@pytest.fixture
def app(portal: Portal, seen: dict[str, object]) -> Flask:
    app = make_app(portal)
    for whom in Audience:
        mount(app, pages(f"pages-{whom.name.lower()}", whom.name.lower(), seen), whom)
    return app


def pages(name: str, path: str, seen: dict[str, object]) -> Blueprint:
    bp = Blueprint(name, __name__, url_prefix=f"/for/{path}")

    @bp.get("/")
    def look() -> str:
        return render_template_string(PAGE)

    @bp.post("/")
    @declare(Traits(keeps_text=True, takes_files=True))
    def write() -> str:
        seen["accepted"] = Form().accepted()
        seen["text"] = request.form["text"]
        seen["files"] = received("files").slips
        return "taken"

    return bp


@pytest.mark.parametrize(
    ("role", "open_to_them"),
    [
        ("nobody", {"public", "reporter"}),
        ("lead", {"public", "reporter", "signed_in", "desk", "lead", "protect", "keepers"}),
        ("handler", {"public", "reporter", "signed_in", "desk"}),
        ("administrator", {"public", "reporter", "signed_in", "administrator", "watch", "keepers"}),
        ("auditor", {"public", "reporter", "signed_in", "audit", "watch"}),
    ],
)
def test_each_role_is_let_in_where_it_belongs(app, office, role, open_to_them):
    browser = visit(app) if role == "nobody" else sign_in(app, office.with_role(role)[0])
    answers = {
        whom.name.lower(): browser.get(f"/for/{whom.name.lower()}/", status=None).status_code
        for whom in Audience
    }
    shut = 303 if role == "nobody" else 403
    assert answers == {name: 200 if name in open_to_them else shut for name in answers}


@pytest.mark.usefixtures("office")
def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_nowhere_else(app):
    response = visit(app).get("/for/desk/?next=https://evil.example", status=303)
    assert response.headers["Location"] == "/account/sign-in"


def test_a_denial_is_in_the_trail_with_the_page_and_without_a_case(app, portal, office):
    sign_in(app, office.handlers[0]).get("/for/administrator/", status=403)
    with portal.work() as work:
        denials = [
            deed for deed in trails.page(work, office.auditors[0].person) if deed.deed == "denied"
        ]
    assert [(deed.detail["page"], deed.case_id) for deed in denials] == [
        ("pages-administrator.look", None)
    ]


def test_text_sent_after_the_session_ended_is_still_there(app, office, seen):
    browser = sign_in(app, office.leads[0])
    fields = hidden_fields(browser.get("/for/desk/").text)
    text = "The director said:\n“pay later” & <more>"
    browser.client.delete_cookie("session", domain="127.0.0.1")
    response = send(browser, fields | {"text": text, "reason": "other"})
    assert response.status_code == 422
    assert "“pay later” &amp; &lt;more&gt;</textarea>" in response.text
    assert seen == {}
    again = hidden_fields(response.text)
    assert again["reason"] == "other"
    sign_in(app, office.leads[0], browser)
    send(browser, again | {"text": text})
    assert seen["accepted"] is True
    assert seen["text"] == text


def test_files_sent_after_the_session_ended_are_not_stored(app, portal, office, seen):
    browser = sign_in(app, office.leads[0])
    fields = hidden_fields(browser.get("/for/desk/").text)
    browser.client.delete_cookie("session", domain="127.0.0.1")
    response = send(browser, fields | {"text": "x", "files": (BytesIO(b"x" * 999), "a.txt")})
    assert "Files could not be kept" in response.text
    assert seen == {}
    assert not [path for path in portal.blobs.root.rglob("*") if path.is_file()]


def send(browser: Browser, fields: dict[str, object]):
    return browser.client.post(
        "/for/desk/", data=fields, base_url=browser.origin, content_type="multipart/form-data"
    )


def test_a_route_without_an_audience_stops_the_start():
    bare = Flask("bare")
    audience.register(bare)
    bare.add_url_rule("/secret", "secret", lambda: "secret")
    with pytest.raises(UndeclaredRoute):
        audience.check(bare)


def test_an_exception_for_a_view_that_is_not_there_stops_the_start(app, seen):
    with pytest.raises(UndeclaredRoute):
        mount(app, pages("more", "more", seen), Audience.DESK, {"typo": Audience.PUBLIC})


def test_on_a_reporters_page_nobody_is_signed_in(app, office, portal):
    browser = sign_in(app, office.handlers[0])
    browser.get("/o/nobody/", status=404)
    with portal.work() as work:
        trail = trails.page(work, office.auditors[0].person)
    assert "denied" not in {deed.deed for deed in trail}
