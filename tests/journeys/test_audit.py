"""Auditors read who did what, and prove that nothing was changed; nobody else does."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.builders import Browser, sign_in
from tests.journeys.reporter import Town, make_town
from wbportal.casework import checking, export_check
from wbportal.casework.audit import Finding
from wbportal.db.cases import Case
from wbportal.domain.rules import RULES, Action, Role
from wbportal.portal import AuditDraft
from wbportal.web.admin.deed_groups import FAILURES, Group, deeds_of
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
    page = sign_in(town.app, town.office.auditors[0]).get("/admin/audit/?deeds=cases").text
    assert "Wrote to a reporter" in page
    assert town.office.leads[0].display_name in page
    assert "The office bureau" in page, "whose pages these are stands on top"
    assert "this sentence" not in page
    assert "this answer" not in page


def test_reading_the_trail_is_a_deed_too(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    auditor.get("/admin/audit/")
    assert "Read the audit trail" in auditor.get("/admin/audit/").text


def _checked(auditor: Browser) -> TestResponse:
    """Check the trail to its end, as a browser does by itself."""
    answer = auditor.get("/admin/audit/check")
    while following := answer.headers.get("Refresh"):
        answer = auditor.get(following.removeprefix("0; url="))
    return answer


def test_an_auditor_sees_that_the_trail_is_whole(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    assert "The trail is whole" in _checked(auditor).text


def test_older_entries_are_a_page_away(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/?before=3").text
    assert "The office was founded" in page
    assert "Wrote to a reporter" not in page


def test_filters_are_said_back_in_both_calendars(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    asked = "/admin/audit/?deeds=cases&since=๒๐+พ.ย.+๒๕๖๙&until=2+Jan+2027&lang="
    assert "From 20 November 2026 to 2 January 2027." in auditor.get(asked + "en").text
    page = auditor.get(asked + "th").text
    assert "20 พฤศจิกายน 2569" in page
    assert "Wrote to a reporter" in auditor.get("/admin/audit/?deeds=cases&lang=en").text
    assert "No entry is like this" in auditor.get(asked + "en&failures=yes").text


def test_a_filter_that_cannot_be_read_is_kept_with_what_is_wrong(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/?since=soon&case=nothing", status=422).text
    assert "This day cannot be read" in page
    assert "No case here has this reference" in page
    assert 'value="soon"' in page
    later = auditor.get("/admin/audit/?since=2569&until=2568", status=422).text
    assert "before the first one" in later


def test_a_case_is_found_by_its_reference(town: Town) -> None:
    with town.portal.work() as work:
        [reference] = work.db.scalars(select(Case.reference))
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get(f"/admin/audit/?case={reference.lower()}").text
    assert "Wrote to a reporter" in page
    assert f'<span class="reference">{reference}</span>' in page
    assert "Signed in" not in page


def test_an_entry_has_a_page_with_what_proves_it(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/1").text
    assert "The office was founded" in page
    assert "This entry is as it was signed" in page
    assert town.office.auditors[0].display_name in page, "who vouched for it"
    auditor.get("/admin/audit/99999999999999999999", status=404)


def test_an_auditor_sees_who_read_what(town: Town) -> None:
    lead, auditor = town.office.leads[0], sign_in(town.app, town.office.auditors[0])
    with town.portal.work() as work:
        [case] = work.db.scalars(select(Case))
        case_id, reference = case.id, case.reference
    sign_in(town.app, lead).get(f"/desk/cases/{case_id}")
    page = auditor.get(f"/admin/audit/reads?case={reference}&who={lead.id}&lang=en").text
    assert "Opened the case" in page
    assert reference in page
    assert "Opened the case" not in auditor.get("/admin/audit/reads?until=2020&lang=en").text
    assert "Looked at who read what" in auditor.get("/admin/audit/?deeds=trail&lang=en").text
    auditor.get("/admin/audit/reads?since=soon", status=422)


def test_a_part_of_the_trail_is_taken_along_and_checked(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/?deeds=cases&lang=en").text
    [words] = re.findall(r"--key (?:&#34;|\")([a-z -]+)", page)
    taken = auditor.post(
        "/admin/audit/export", {"deeds": "cases"}, form="/admin/audit/", status=200
    )
    assert taken.headers["Content-Disposition"].startswith("attachment")
    checked = export_check.check(taken.data.splitlines(keepends=True), words)
    assert checked.entries >= 1
    assert checked.office_id == town.office.id
    auditor.post("/admin/audit/export", {"who": str(uuid4())}, form="/admin/audit/", status=422)
    auditor.post("/admin/audit/export", {"since": "soon"}, form="/admin/audit/", status=422)


def test_a_long_trail_is_checked_page_by_page(town: Town) -> None:
    with town.portal.work() as work:
        for _ in range(checking.STEP_ENTRIES):
            work.audit(AuditDraft(town.office.id, None, "digest"))
    auditor = sign_in(town.app, town.office.auditors[0])
    answer, steps = auditor.get("/admin/audit/check?lang=en"), 0
    while following := answer.headers.get("Refresh"):
        assert "are as they were signed so far" in answer.text
        answer, steps = auditor.get(following.removeprefix("0; url=")), steps + 1
    assert "The trail is whole" in answer.text
    assert "As many reports are there as were counted" in answer.text
    assert steps == 1
    # Nobody can hand over an address that claims to have looked at what was not.
    first = auditor.get("/admin/audit/check").headers["Refresh"].removeprefix("0; url=")
    auditor.get(first[:40] + ("A" if first[40] != "A" else "B") + first[41:], status=404)
    auditor.get("/admin/audit/check?go_on=x", status=404)
    auditor.get("/admin/audit/check?go_on=é", status=404)


def test_a_check_can_begin_after_what_somebody_vouched_for(town: Town) -> None:
    auditor = sign_in(town.app, town.office.auditors[0])
    page = auditor.get("/admin/audit/check?from=vouched&lang=en").text
    assert "The trail is whole" in page
    assert "it was not looked at now" in page


def test_every_group_names_deeds_that_have_words() -> None:
    known = set(map(str, DEEDS))
    of_groups = [deeds_of(group, only_failures=False) or () for group in Group]
    assert known <= {deed for deeds in of_groups for deed in deeds}
    assert set(FAILURES) <= known


@pytest.mark.parametrize("role", ["leads", "handlers", "custodians", "administrators"])
@pytest.mark.parametrize(
    "page", ["/admin/audit/", "/admin/audit/check", "/admin/audit/1", "/admin/audit/reads"]
)
def test_nobody_else_reads_the_trail(town: Town, role: str, page: str) -> None:
    somebody = getattr(town.office, role)[0]
    assert sign_in(town.app, somebody).get(f"/admin/audit/{page}", status=None).status_code in {
        403,
        404,
    }


def test_every_deed_that_is_entered_has_words() -> None:
    entered = {deed for path in _CASEWORK.glob("*.py") for deed in _DEED.findall(path.read_text())}
    assert {"report", "sign-in", "audit-read"} <= entered
    assert entered <= set(DEEDS)
    # What reporters do is entered under one word, so that the trail tells no act from another.
    by_staff = {rule.action for rule in RULES if rule.roles != {Role.REPORTER}}
    by_staff -= {Action.READ_INQUIRY}  # it says what a page shows; the page is what was read
    assert {str(action) for action in by_staff} <= {str(deed) for deed in DEEDS}


def test_every_finding_of_a_check_has_words() -> None:
    assert set(FINDINGS) == set(Finding)
