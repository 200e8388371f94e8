"""The clocks of a case over HTTP: they are started, asked why, changed and ended."""

import re
from pathlib import Path
from uuid import UUID

from tests.builders import Browser
from tests.journeys.desk import World, make_world, words
from wbportal.domain.offices import OfficeKind

_WHY = re.compile(r"/clocks/([0-9a-f-]{36})")
_ORDER = {"day": "10 พ.ย. 2569", "document": "order", "number": "12/2569"}


def test_a_clock_of_the_law_answers_why_with_section_document_and_arithmetic(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, kind=OfficeKind.NACC, handlers=1)
    case_id = world.scene.owned()
    here = f"/desk/cases/{case_id}/clocks/"
    clock_id = _start(world, case_id, here)
    _answers_why(world.handler.browser, here, clock_id)
    _is_changed_by_a_lead(world, here, clock_id)
    end = f"{here}{clock_id}/end"
    done = {"how": "met", "day": "23 Nov 2026", "document": "resolution", "seen": "2"}
    world.handler.browser.post(end, done, form=end, status=303)
    assert clock_id not in world.handler.case(case_id).text
    assert "It was done" in words(world.handler.browser.get(here))


def _start(world: World, case_id: UUID, here: str) -> str:
    handler = world.handler.browser
    assert "section 50" in handler.get(here).text
    start = f"{here}start/th.nacc.prelim"
    refused = handler.post(start, {**_ORDER, "day": "soon"}, form=start, status=422)
    assert 'value="12/2569"' in refused.text
    tomorrow = handler.post(start, {**_ORDER, "day": "24 Nov 2026"}, form=start, status=422)
    assert "still to come" in tomorrow.text
    handler.post(start, _ORDER, form=start, status=303)

    [clock_id] = set(_WHY.findall(world.handler.case(case_id).text))
    return clock_id


def _answers_why(handler: Browser, here: str, clock_id: str) -> None:
    why = words(handler.get(here + clock_id))
    for said in (
        "Organic Act on Anti-Corruption B.E. 2561 (2018), section 50",
        "pack th-nacc, version 1",
        "Order 12/2569",
        "period begins on Wednesday 11 November 2026",
        "180 days: until Sunday 9 May 2027",
        "next working day would be Monday 10 May 2027",
    ):
        assert said in why
    in_thai = words(handler.get(f"{here}{clock_id}?lang=th"))
    assert "มาตรา 50" in in_thai
    assert "วันอาทิตย์ที่ 9 พฤษภาคม 2570" in in_thai
    own = words(handler.get(f"{here}own/house.ack"))
    assert "7 days: until Monday 30 November 2026" in own


def _is_changed_by_a_lead(world: World, here: str, clock_id: str) -> None:
    lead = world.lead.browser
    change = f"{here}{clock_id}/change"
    world.handler.browser.get(change, status=403)
    lead.post(change, {**_ORDER, "seen": "1"}, form=change, status=422)
    changed = {**_ORDER, "day": "20 November 2026", "reason": "misread", "seen": "1"}
    lead.post(change, changed, form=change, status=303)
    stale = lead.post(change, changed, form=change, status=409)
    assert "misread" in stale.text
    assert "19 May 2027" in words(lead.get(here + clock_id))


def test_an_allegation_is_watched_and_the_desk_alone_is_warned(tmp_path: Path) -> None:
    world = make_world(tmp_path, kind=OfficeKind.NACC, handlers=1)
    case_id = world.scene.owned()
    here = f"/desk/cases/{case_id}/clocks/"
    form = f"{here}prescription"
    said = {
        "offence": "มาตรา 157",
        "act": "ประมาณปี 2556",
        "prescribed_on": "11 March 2572",
        "basis": "section 95",
        "left_office": "2562",
    }
    world.handler.browser.post(form, {**said, "basis": ""}, form=form, status=422)
    world.handler.browser.post(form, said, form=form, status=303)
    page = words(world.lead.browser.get(here))
    assert "มาตรา 157 : 11 March 2029" in page
    assert "more than ten years" in page
    assert "more than five years" in page
    assert "Prescribed after" in words(world.lead.case(case_id))
    received = f"{here}received"
    moved = {**_ORDER, "document": "stamp", "reason": "the stamp says so"}
    world.lead.browser.post(received, moved, form=received, status=303)
    assert "the stamp says so" in words(world.lead.browser.get(here))
    assert "17 Nov 2026" in words(world.lead.case(case_id))
