"""Nobody does anything without the token of their own browser: every form, every role."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from tests.builders import Browser, sign_in
from tests.journeys.reporter import Town, make_town
from wbportal.domain.rules import Action

DONE = {303, 200, 204}
ACTS = range(1, 11)
NOBODY = UUID(int=0)
FIELDS = {
    "text": "words",
    "reason": "other",
    "outcome": "other",
    "code": "0421",
    "give_up": "1",
    "old": "x",
    "passphrase": "x",
    "again": "x",
    "language": "th",
    "answer": "words",
}


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


def addresses(app: Flask, case_id: UUID, account_id: UUID) -> Iterator[str]:
    """Every address that takes a form, with a case and a person that exist."""
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint == "leave.leave":
            continue
        names = (
            ACTS if "number" in rule.arguments else Action if "name" in rule.arguments else ("",)
        )
        for name in names:
            given = {
                "slug": "office",
                "case_id": case_id,
                "account_id": account_id,
                "record_id": NOBODY,
                "handover_id": NOBODY,
                "kind": "keys",
                "alarm_id": NOBODY,
                "opening_id": NOBODY,
                "letter_id": NOBODY,
                "view_id": NOBODY,
                "conflict_id": NOBODY,
                "item_id": NOBODY,
                "register": "evidence",
                "redaction_id": NOBODY,
                "entry_id": NOBODY,
                "part": "measures",
                "extension_id": NOBODY,
                "interview_id": NOBODY,
                "clock": "house.ack",
                "clock_id": NOBODY,
                "invitation_id": NOBODY,
                "page": 1,
                "name": getattr(name, "value", ""),
                "number": name,
                "pack": "house",
                "own": "own_1",
            }
            with app.test_request_context(base_url="http://127.0.0.1:8000"):
                path = app.url_map.bind("127.0.0.1").build(
                    rule.endpoint, {key: given[key] for key in rule.arguments}, "POST"
                )
            yield path


@pytest.mark.parametrize("role", ["lead", "handler", "administrator", "custodian", "reporter"])
@pytest.mark.parametrize("token", [None, "stale"])
def test_no_form_is_taken_without_its_token(town, role, token):
    reporter = town.reporter()
    reporter.has_reported()
    case_id = town.case_of(reporter).id
    lead = town.office.leads[0]
    who = town.office.with_role(role)
    browser = sign_in(town.app, who[0]) if who else come_back(reporter)
    fields = FIELDS | ({} if token is None else {"csrf_token": token})
    for path in addresses(town.app, case_id, lead.id):
        response = browser.client.post(path, data=fields, base_url=browser.origin)
        assert response.status_code not in DONE or is_door(response), (path, response.status)


def come_back(reporter) -> Browser:
    reporter.come_back()
    return reporter.browser


def is_door(response) -> bool:
    doors = {"/receipt/", "/account/sign-in", "/account/join"}
    return response.headers.get("Location", "") in doors
