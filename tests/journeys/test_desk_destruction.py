"""Two leads destroy a case that was worked on, over HTTP."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tests.journeys.desk import World, make_world, words
from wbportal.casework import settings
from wbportal.domain.rules import Action
from wbportal.domain.settings import Topic

SAID = {"reason": "retention-ended", "text": "I read it again", "officer_asked": "y"}


def _closed(world: World) -> UUID:
    case_id = world.scene.owned("canary of the bridge")
    world.scene.do(world.scene.lead, case_id, Action.ASSESS)
    world.scene.do(world.scene.lead, case_id, Action.DECLINE, code="not-ours", text="not ours")
    return case_id


def _kept_long_enough(home: Path) -> tuple[World, UUID]:
    world = make_world(home, officers=1)
    with world.scene.portal.work() as work:
        administrator = world.scene.office.administrators[0].person
        settings.write(work, administrator, Topic.RETENTION, {"case_months": 12}, 0)
    case_id = _closed(world)
    world.scene.clock.move(timedelta(days=371))
    return world, case_id


def test_one_lead_proposes_and_another_destroys_a_closed_case(tmp_path: Path) -> None:
    world, case_id = _kept_long_enough(tmp_path)
    here = f"/desk/cases/{case_id}/destruction/"
    first, second = (world.desk(one).browser for one in world.scene.office.leads)
    first.post(here, SAID, status=303)
    assert "another lead has to confirm it" in words(first.get(here))
    page = second.get(here)
    assert "I read it again" in page.text
    found = re.search(r'name="proposal" value="([^"]+)"', page.text)
    assert found is not None
    fields = {"proposal": found[1], "officer_asked": "y"}
    first.post(f"{here}confirm", {**fields, "sure": "y"}, form=here, status=409)
    unsure = second.post(f"{here}confirm", fields, form=here, status=422)
    assert "it cannot be undone" in words(unsure)
    done = second.post(f"{here}confirm", {**fields, "sure": "y"}, form=here, status=303)
    assert "gone everywhere by" in words(second.get(done.headers["Location"]))
    for browser in (first, second, world.handler.browser):
        browser.get(f"/desk/cases/{case_id}", status=404)
        browser.get(here, status=404)


def test_the_page_is_for_leads_and_closed_cases_and_says_what_is_missing(tmp_path: Path) -> None:
    world, case_id = _kept_long_enough(tmp_path)
    open_one = world.scene.owned("still worked on")
    here, lead = f"/desk/cases/{case_id}/destruction/", world.lead.browser
    assert here in world.lead.case(case_id).text
    assert "destruction/" not in world.lead.case(open_one).text
    lead.get(f"/desk/cases/{open_one}/destruction/", status=409)
    world.handler.browser.get(here, status=403)
    refused = lead.post(here, {**SAID, "officer_asked": ""}, form=here, status=422).text
    assert 'id="officer_asked-error"' in refused
    assert "I read it again" in refused
    assert 'id="reason-error"' in lead.post(here, {"text": "why"}, form=here, status=422).text


def test_a_proposal_is_withdrawn_and_the_case_stays(tmp_path: Path) -> None:
    world = make_world(tmp_path, officers=0)
    case_id = _closed(world)
    here, lead = f"/desk/cases/{case_id}/destruction/", world.lead.browser
    lead.post(here, {"reason": "destruction-ordered", "text": "the court says so"}, status=303)
    lead.post(f"{here}withdraw", {}, form=here, status=303)
    page = words(lead.get(here))
    assert "Withdrawn" in page
    assert "the court says so" in page
    assert "Propose to destroy it" in page
