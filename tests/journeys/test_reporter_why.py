"""Why a date on the reporter's page is that one, and what of the law is told with it."""

from datetime import date
from pathlib import Path

from tests.journeys.desk import words
from tests.journeys.reporter import CASE, Town, make_town
from wbportal.casework import clocks, law
from wbportal.domain.dates import read_date
from wbportal.domain.legal_dates import Allegation
from wbportal.domain.rules import Action

WHY = "/receipt/why"
PRESCRIBED = Allegation("section 157", read_date("2550"), date(2026, 11, 1), "section 95")


def _approve(town: Town, pack: str) -> None:
    administrator = town.office.administrators[0].person
    with town.portal.work() as work:
        number = law.approvals(work, town.office.id).number
        law.approve(work, administrator, pack, 1, ("Somying", "Counsel"), number)


def _why(town: Town, *, declined: bool = False, **answers: str) -> str:
    reporter = town.reporter()
    reporter.has_reported(**answers)
    case_id, lead = town.case_of(reporter).id, town.office.leads[0].person
    town.assign(reporter)
    town.portal.perform(lambda work: clocks.prescribe(work, lead, case_id, PRESCRIBED, "en"))
    if declined:
        town.do(reporter, Action.ASSESS)
        town.do(reporter, Action.DECLINE, code="not-ours", text="it is not ours")
    assert WHY in reporter.browser.get(CASE).text
    page = words(reporter.browser.get(f"{WHY}?lang=en"))
    for never in ("rescri", "157", "too late", "2568"):
        assert never not in page
    return page


def test_a_reporter_is_told_why_and_of_the_law_only_what_the_office_approved(
    tmp_path: Path,
) -> None:
    town = make_town(tmp_path)
    ordered = {"ordered": "ordered", "when": "20 Nov 2026"}
    page = _why(town, **ordered)
    assert "It counts from Monday 23 November 2026. 7 days: until Monday 30 November 2026." in page
    for law_said in ("2019/1937", "section", "What you can do", "Organic Act"):
        assert law_said not in page
    assert "review" not in _why(town, declined=True)

    _approve(town, "house")
    assert "art. 9(1)(b)" in _why(town)
    declined = _why(town, declined=True)
    assert "You have 30 days from the day on which you first read" in declined
    assert "they end on Wednesday 23 December 2026" in declined

    _approve(town, "th-nacc")
    page = _why(town, **ordered)
    assert "section 134" in page
    assert "This office is not the NACC" in page
    assert "it ends on Monday 21 December 2026" in page  # the 20th is a Sunday
    assert "it ends on" not in _why(town, ordered="ordered", when="1 May 2020")
    assert "section 134" not in _why(town)
    # A right against the NACC is none against this office.
    assert "section 49" not in _why(town, declined=True)
