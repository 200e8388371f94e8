"""Every route says who it is for; what anybody may ask for is listed here."""

import pytest
from flask import Flask

from config import Config
from tests.house.installation import installation
from wbportal.app import create_app
from wbportal.web import audience
from wbportal.web.audience import Audience, UndeclaredRoute

# What nobody has to sign in for. A new line here is a decision, not a formality.
_ANONYMOUS = {
    "static",
    "health.healthz",
    "intake.offices",
    "intake.landing",
    "intake.report",
    "intake.step",
    "intake.review",
    "receipt.new",
    "receipt.present",
    "receipt.case",
    "receipt.change",
    "receipt.file",
    "receipt.proof",
    "receipt.opening",
    "receipt.proof_file",
    "proof.check",
    "proof.key",
    "proof.key_file",
    "receipt.more",
    "receipt.act",
    "receipt.record",
    "receipt.earlier",
    "receipt.why",
    "leave.leave",
    "intake.privacy",
    "intake.before",
    "intake.save",
    "account.sign_in",
    "account.second_factor",
    "account.join",
    "account.choose_passphrase",
    "account.enrol",
    "account.enrolment_code",
    "account.enrol_passkey",
    "account.passkey_sign_in",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Config.from_env(installation(tmp_path_factory.mktemp("home"))))


def test_only_the_listed_routes_are_open_to_anybody(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in endpoints if audience.of(app, name).is_anonymous} == _ANONYMOUS


@pytest.mark.parametrize(
    ("prefix", "whom"),
    [
        ("/desk/", {Audience.DESK, Audience.LEAD}),
        ("/admin/", {Audience.ADMINISTRATOR, Audience.AUDIT, Audience.WATCH}),
    ],
)
def test_an_address_says_whom_it_is_for(app: Flask, prefix: str, whom: set[Audience]) -> None:
    under = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(prefix)]
    assert {audience.of(app, rule.endpoint) for rule in under} <= whom
    assert under


def test_a_route_without_an_audience_stops_the_start() -> None:
    bare = Flask("bare")
    audience.register(bare)
    bare.add_url_rule("/secret", "secret", lambda: "secret")
    with pytest.raises(UndeclaredRoute):
        audience.check(bare)


def test_no_route_answers_to_a_method_that_changes_nothing_here(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}
