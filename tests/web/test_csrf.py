"""Only our own pages may send us forms. Tokens are on here, as everywhere."""

import pytest
from flask import Blueprint, render_template_string
from wtforms import StringField

from tests.web.conftest import ONION, URL, client_of
from tests.web.forms import cookies_set, hidden_fields
from wbportal.app import create_app
from wbportal.web.audience import Audience, mount
from wbportal.web.forms import Form
from wbportal.web.traits import Traits, declare

PAGE = """{% from "macros/forms.html" import token, problems, text with context %}
<form method="post">{{ token() }}{{ problems(form) }}{{ text(form.text) }}</form>"""


class NoteForm(Form):
    text = StringField("Text")


@pytest.fixture
def app(config, portal):
    """The portal with two forms: one that keeps its text, and one that has none."""
    bp = Blueprint("forms", __name__)

    @bp.route("/kept", methods=["GET", "POST"])
    @declare(Traits(keeps_text=True))
    def kept():
        form = NoteForm()
        if form.accepted():
            return "taken"
        return render_template_string(PAGE, form=form), 422 if form.is_submitted() else 200

    @bp.route("/plain", methods=["GET", "POST"])
    def plain():
        form = NoteForm()
        return "taken" if form.accepted() else render_template_string(PAGE, form=form)

    app = create_app(config, portal)
    mount(app, bp, Audience.PUBLIC)
    return app


@pytest.fixture(params=["/kept", "/plain"])
def path(request):
    return request.param


def filled(client, path, **fields):
    return hidden_fields(client.get(path).text) | {"text": "the mayor"} | fields


def test_our_own_form_is_taken(client, path):
    assert client.post(path, data=filled(client, path)).text.startswith("taken")


def test_a_form_without_text_is_refused_without_its_token(client):
    client.get("/plain")
    assert client.post("/plain", data={"text": "the mayor"}).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "ก" * 100, "IjEi.aaaa.bbbb"])
def test_a_form_with_text_comes_back_with_it_and_a_fresh_token(client, token):
    client.get("/kept")
    response = client.post("/kept?lang=en", data={"text": "the mayor", "csrf_token": token})
    assert response.status_code == 422
    assert 'value="the mayor"' in response.text
    assert "What you wrote is still here" in response.text
    again = client.post("/kept", data=hidden_fields(response.text) | {"text": "the mayor"})
    assert again.text.startswith("taken")


def test_a_browser_that_lost_its_cookie_sends_the_same_text_once_more(app):
    fields = filled(client_of(app), "/kept")
    forgetful = client_of(app)
    response = forgetful.post("/kept", data=fields)
    assert response.status_code == 422
    assert forgetful.post("/kept", data=fields | hidden_fields(response.text)).status_code == 200


def test_two_tabs_share_one_cookie(client, path):
    first, second = filled(client, path), filled(client, path)
    assert client.post(path, data=second).text.startswith("taken")
    assert client.post(path, data=first).text.startswith("taken")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "SAME-ORIGIN"])
def test_other_sites_are_refused_whatever_they_carry(client, path, site):
    fields = filled(client, path)
    response = client.post(path, data=fields, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 400
    assert "mayor" not in response.text


@pytest.mark.parametrize("origin", ["https://evil.example", "http://portal.example", "x", ""])
def test_other_origins_are_refused(client, path, origin):
    response = client.post(path, data=filled(client, path), headers={"Origin": origin})
    assert response.status_code == 400


@pytest.mark.parametrize("origin", [URL, ONION, "null"])
def test_our_origins_and_none_are_taken(client, path, origin):
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    assert client.post(path, data=filled(client, path), headers=headers).status_code == 200


def test_over_https_the_cookie_is_bound_to_the_host(client, path):
    cookie = cookies_set(client.get(path))["__Host-csrf"]
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_over_the_onion_the_cookie_has_its_plain_name(app, path):
    browser = client_of(app, ONION)
    assert set(cookies_set(browser.get(path))) == {"csrf"}
    assert browser.post(path, data=filled(browser, path)).text.startswith("taken")


def test_every_unsafe_route_of_the_portal_wants_a_token(config, portal):
    app = create_app(config, portal)
    browser = client_of(app)
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint != "leave.leave":
            path = rule.rule.replace("<slug>", "ombud").replace("<int:page>", "2")
            response = browser.post(path)
            sent_to = response.headers.get("Location", "")
            to_the_door = sent_to.startswith("/account/") or sent_to == "/receipt/"
            assert response.status_code in {400, 404, 410, 422} or to_the_door, rule
