"""A reporter who is punished, and the officer who answers: over HTTP, apart from the inquiry."""

from datetime import timedelta

import pytest

from tests.builders import join, sign_in, vetting_of
from tests.journeys.reporter import CASE, Town, hidden, make_town, post
from wbportal.casework import founding
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action

_TOLD = "ถูกย้ายโต๊ะไปนั่งหน้าห้องหัวหน้า"
_ANSWER = "We have read it. Please keep the letter at home."
_RISK = {
    "likelihood": "likely",
    "severity": "serious",
    "reasons": "The head asks around.",
    "who_knows": "A sister.",
    "circle": "few",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"), officers=1)


def test_what_is_told_apart_is_answered_apart(town: Town) -> None:
    reporter = town.reporter()
    reporter.has_reported()
    case_id = town.case_of(reporter).id
    told = reporter.browser.get("/receipt/more/5/").text
    post(reporter.browser, "/receipt/more/5/", {**hidden(told), "text": _TOLD, "do": "send"})
    town.assign(reporter)
    officer = sign_in(town.app, town.office.officers[0])
    here = f"/protection/{case_id}/"

    page = officer.get("/protection/").text
    assert f'href="{here}"' in page
    assert "Waits for an answer" in page
    assert _TOLD in officer.get(here).text
    officer.get(f"/desk/cases/{case_id}", status=404)
    for somebody in (town.office.leads[0], town.office.handlers[0]):
        browser = sign_in(town.app, somebody)
        assert _TOLD not in browser.get(f"/desk/cases/{case_id}").text
        assert browser.get(here, status=None).status_code in {403, 404}

    refused = officer.post(f"{here}answer", {"text": " "}, form=here, status=422)
    assert "Please fill this in." in refused.text
    officer.post(f"{here}answer", {"text": _ANSWER}, form=here)
    mine = reporter.browser.get(CASE).text
    assert mine.index(_ANSWER) < mine.index("What was said")
    assert "Waits for an answer" not in officer.get("/protection/").text


def test_a_small_circle_asks_for_a_cover_plan(town: Town) -> None:
    reporter = town.reporter()
    reporter.has_reported()
    officer = sign_in(town.app, town.office.officers[0])
    here = f"/protection/{town.case_of(reporter).id}/"
    small = officer.post(f"{here}risk/", _RISK, status=422)
    assert _RISK["who_knows"] in small.text  # nothing typed is lost: a small circle asks for more
    officer.post(f"{here}risk/", {**_RISK, "guessed": "The clerk", "cover": "Ask all offices"})
    officer.post(
        f"{here}measures/",
        {"what": "Call", "who": "Person officer1", "by": "1 ธ.ค. 2569", "state": "open"},
    )
    page = officer.get(here).text
    assert "High risk" in page
    assert "1 December 2026" in page


def test_after_the_end_a_reporter_says_how_it_is_with_one_choice(town: Town) -> None:
    reporter = town.reporter()
    reporter.has_reported()
    town.assign(reporter)
    town.do(reporter, Action.ASSESS)
    town.do(reporter, Action.DECLINE, code="not-ours", text="not ours")
    assert "How have things been since?" not in reporter.browser.get(CASE).text
    town.clock.move(timedelta(days=31))
    reporter.come_back()
    assert "/receipt/more/9/" in reporter.browser.get(CASE).text
    page = reporter.browser.get("/receipt/more/9/").text
    missing = post(reporter.browser, "/receipt/more/9/", {**hidden(page), "do": "send"})
    assert missing.status_code == 422
    chosen = {**hidden(missing.text), "how": "nothing", "do": "send"}
    assert post(reporter.browser, "/receipt/more/9/", chosen).status_code == 303
    page = reporter.browser.get(CASE).text
    assert "No, nothing happened" in page
    assert "Say how it is" not in page
    officer = sign_in(town.app, town.office.officers[0])
    assert "Answered" in officer.get(f"/protection/{town.case_of(reporter).id}/").text


def test_an_officer_hands_keys_in_and_a_lead_passes_them_on_by_looking(town: Town) -> None:
    reporter = town.reporter()
    reporter.has_reported()
    case_id = town.case_of(reporter).id
    lead, officer = (
        sign_in(town.app, town.office.leads[0]),
        sign_in(town.app, town.office.officers[0]),
    )
    lead.get("/desk/")
    late = join(town.portal, town.office.id, "late", frozenset({Role.PROTECTION}))
    with town.portal.work() as work:
        founding.admit(work, town.office.id, town.office.founded.root, [vetting_of(late)])
    officer.get("/protection/")
    asked = officer.get("/protection/").text
    assert f"{late.display_name} lacks keys of earlier cases" in asked
    officer.post(f"/protection/keys/{late.id}", {}, form="/protection/")
    assert "Hand the keys in" not in officer.get("/protection/").text
    new = sign_in(town.app, late)
    new.get(f"/protection/{case_id}/", status=404)
    while "at once" in lead.get("/desk/").text:
        continue
    assert case_id.hex in new.get("/protection/").text.replace("-", "")
    new.get(f"/protection/{case_id}/")
    assert "lacks keys of earlier cases" not in officer.get("/protection/").text
