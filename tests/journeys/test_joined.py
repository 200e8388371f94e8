"""Two reports about the same thing are joined at the desk, answered together, and parted again."""

from collections.abc import Iterator

import pytest

from tests.builders import sign_in
from tests.journeys.reporter import Town, make_town


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


def test_two_cases_are_joined_answered_together_and_parted(town: Town) -> None:
    first, second = town.reporter(), town.reporter()
    for reporter in (first, second):
        reporter.has_reported()
    one, other = town.case_of(first), town.case_of(second)
    desk, page = sign_in(town.app, town.office.leads[0]), f"/desk/cases/{one.id}/joined/"
    wrong = {"do": "join", "reference": "K7M4-QXW9", "leads": "this"}
    assert "K7M4-QXW9" in desk.post(page, wrong, status=422).text
    desk.post(page, {**wrong, "reference": other.reference.lower()})
    assert other.reference in desk.get(page).text
    assert one.reference in desk.get(f"/desk/cases/{other.id}/joined/").text
    nobody = desk.post(page, {"do": "reply", "text": "we have begun"}, status=422)
    assert "we have begun" in nobody.text
    both = {"do": "reply", "text": "we have begun", "to": [str(one.id), str(other.id)]}
    desk.post(page, both)
    for reporter, stranger in ((first, other), (second, one)):
        reporter.come_back()
        told = reporter.browser.get("/receipt/case").text
        assert "we have begun" in told
        assert stranger.reference not in told
    desk.post(page, {"do": "unjoin", "other": str(other.id)})
    assert other.reference not in desk.get(page).text
