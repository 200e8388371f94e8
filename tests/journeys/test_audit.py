"""Auditors read who did what, and prove that nothing was changed; nobody else does."""

import re
from pathlib import Path

import pytest

from tests.builders import sign_in
from tests.journeys.reporter import Town, make_town
from wbportal.casework.audit import Finding
from wbportal.domain.rules import RULES, Action, Role
from wbportal.web.admin.deeds import DEEDS, FINDINGS

# The deed stands third in a draft, second in what a reporter does.
_DEED = re.compile(
    r'(?:AuditDraft\([^,()]+,[^,()]+, |note_reporter_act\([^,()]+, |\bdeed=)"([a-z-]+)"',
)
_CASEWORK = Path(__file__).parents[2] / "wbportal" / "casework"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    made = make_town(tmp_path_factory.mktemp("home"))
    here = made.reporter()
    here.has_reported("Nobody who audits may read this sentence.")
    made.do(here, Action.REPLY, text="Nor this answer.")
    return made


def test_an_auditor_reads_deeds_and_no_word_of_a_case(town: Town) -> None:
    page = sign_in(town.app, town.office.auditors[0]).get("/admin/audit/").text
    assert "Wrote to a reporter" in page
    assert town.office.leads[0].display_name in page
    assert "The office bureau" in page, "whose pages these are stands on top"
    assert "this sentence" not in page
    assert "this answer" not in page


def test_reading_the_trail_is_a_deed_too(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    auditor.get("/admin/audit/")
    assert "Read the audit trail" in auditor.get("/admin/audit/").text


def test_an_auditor_sees_that_the_trail_is_whole(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    assert "The trail is whole" in auditor.get("/admin/audit/check").text


def test_older_entries_are_a_page_away(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/?before=3").text
    assert "The office was founded" in page
    assert "Wrote to a reporter" not in page


@pytest.mark.parametrize("role", ["leads", "handlers", "custodians", "administrators"])
@pytest.mark.parametrize("page", ["/admin/audit/", "/admin/audit/check"])
def test_nobody_else_reads_the_trail(town: Town, role: str, page: str) -> None:
    somebody = getattr(town.office, role)[0]
    assert sign_in(town.app, somebody).get(page, status=None).status_code in {403, 404}


def test_every_deed_that_is_entered_has_words() -> None:
    entered = {deed for path in _CASEWORK.glob("*.py") for deed in _DEED.findall(path.read_text())}
    assert {"report", "sign-in", "audit-read"} <= entered
    assert entered <= set(DEEDS)
    # What reporters do is entered under one word, so that the trail tells no act from another.
    by_staff = {rule.action for rule in RULES if rule.roles != {Role.REPORTER}}
    assert {str(action) for action in by_staff} <= {str(deed) for deed in DEEDS}


def test_every_finding_of_a_check_has_words() -> None:
    assert set(FINDINGS) == set(Finding)
