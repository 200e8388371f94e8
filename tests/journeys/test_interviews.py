"""A reporter is heard, checks what was written down, and the desk sees what they said of it."""

from collections.abc import Iterator

import pytest

from tests.builders import sign_in
from tests.journeys.reporter import Town, make_town

SAID = "Question: when? Answer: on the third."
BETTER = "Question: when? Answer: on the fourth."


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    town = make_town(tmp_path)
    yield town
    town.portal.engine.dispose()


def test_an_interview_is_entered_sent_corrected_and_read(town: Town) -> None:
    reporter = town.reporter()
    reporter.has_reported()
    case_id, lead = town.case_of(reporter).id, town.office.leads[0]
    desk, register = sign_in(town.app, lead), f"/desk/cases/{town.case_of(reporter).id}/interviews/"
    said = {
        "sort": "reporter",
        "who": "the reporter",
        "manner": "telephone",
        "held": "๑ พ.ย. ๒๕๖๙",
        "spoken": "Thai",
        "officer": str(lead.id),
        "minor": "unsure",
        "rights": "told",
        "transcript": SAID,
    }
    refused = desk.post(f"{register}new", said, form=f"{register}new", status=422)
    assert SAID in refused.text  # a child, perhaps, and nobody said who was with them
    there = desk.post(f"{register}new", {**said, "with_minor": "an aunt"}, form=f"{register}new")
    page = there.headers["Location"]
    assert "an aunt" in desk.get(page).text
    desk.post(page, {"text": SAID}, form=page)

    reporter.come_back()
    browser = reporter.browser
    assert "/receipt/record" in browser.get("/receipt/case").text
    asked = browser.get("/receipt/record")
    assert "on the third" in asked.text
    assert "an aunt" not in asked.text
    item = page.rpartition("/")[2]
    browser.post(
        "/receipt/record", {"do": "correct", "text": BETTER, "of": item}, form="/receipt/record"
    )
    assert "/receipt/record" not in browser.get("/receipt/case").text
    assert "on the fourth" in desk.get(page).text
    assert str(case_id) in page
