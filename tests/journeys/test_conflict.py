"""A conflict of interest over HTTP: declared, decided, and nowhere to be read in between."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.builders import sign_in
from tests.casework.naming import ask
from tests.journeys.desk import World, make_world

OWN = "/desk/conflicts/"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


def _here(case_id: UUID) -> str:
    return f"/desk/cases/{case_id}/conflict/"


def _declare(world: World, case_id: UUID, **said: str) -> TestResponse:
    fields = {"ground": "kin", "towards": "accused", "text": "a cousin of mine", **said}
    return world.handler.browser.post(f"{_here(case_id)}declare", fields, status=303)


def test_whoever_declares_finds_nothing_from_then_on(world: World) -> None:
    case_id = world.scene.owned("canary of the cousin")
    handler, here = world.handler.browser, _here(case_id)
    assert "canary of the cousin" in world.handler.queue().text
    page = handler.get(f"{here}declare").text
    assert "What happens at once" in page
    assert 'name="holder"' not in page
    refused = handler.post(f"{here}declare", {"text": "a cousin of mine"}, status=422).text
    assert 'id="ground-error"' in refused
    assert "a cousin of mine" in refused
    assert _declare(world, case_id).location.endswith(OWN)
    assert "The case is kept from you." in handler.get(OWN).text
    for path in (f"/desk/cases/{case_id}", here, f"{here}declare"):
        handler.get(path, status=404)
    for page in (world.handler.queue().text, handler.get(OWN).text):
        assert "canary of the cousin" not in page
        assert str(case_id) not in page


def test_a_lead_who_finds_no_conflict_gives_the_case_back(world: World) -> None:
    case_id = world.scene.owned("canary of the other cousin")
    handler, lead, here = world.handler.browser, world.lead.browser, _here(case_id)
    _declare(world, case_id)
    seen = world.lead.case(case_id).text
    assert "A conflict of interest is to be decided" in seen
    assert "Kept out until it is decided" in seen
    listed = lead.get(here).text
    assert "a cousin of mine" in listed
    found = re.search(rf'href="({here}[-0-9a-f]{{36}})"', listed)
    assert found is not None
    lead.post(found[1], {"verdict": "none"}, status=422)
    lead.post(found[1], {"verdict": "none", "words": "another family"}, status=303)
    assert "canary of the other cousin" in world.handler.queue().text
    assert "another family" in handler.get(here).text
    assert "the case opens to you again" in handler.get(OWN).text
    handler.get(found[1], status=403)


def test_an_auditor_reads_of_a_conflict_what_they_read_of_a_note(world: World) -> None:
    case_id = world.scene.owned()
    said = {"ground": "interest", "towards": "accuser"}
    world.handler.browser.post(f"{_here(case_id)}declare", said, status=303)
    auditor = sign_in(world.app, world.scene.office.auditors[0])
    page = auditor.get("/admin/audit/").text
    assert "Wrote a note" in page
    assert "onflict" not in page


def test_an_objection_has_its_document_and_its_day(world: World) -> None:
    case_id, two = world.scene.owned(), world.scene.office.leads[1]
    here = f"{_here(case_id)}object"
    said = {
        "holder": str(two.id),
        "origin": "accused",
        "ground": "hostility",
        "towards": "accused",
        "on": "1 January 2099",
    }
    refused = world.handler.browser.post(here, said, status=422).text
    assert all(f'id="{name}-error"' in refused for name in ("document", "on"))
    good = said | {"document": "letter 7/2569", "on": "20 พ.ย. 2569", "known_on": "1 Sep 2026"}
    world.handler.browser.post(here, good, status=303)
    page = world.lead.browser.get(_here(case_id)).text
    assert "letter 7/2569" in page
    assert "After thirty days" in page
    world.desk(two).case(case_id, status=404)


def test_a_custodian_and_an_officer_declare_from_their_own_pages(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path, officers=1)
    case_id = world.scene.owned("canary of the niece")
    officer = sign_in(world.app, world.scene.office.officers[0])
    keeper = sign_in(world.app, world.scene.office.custodians[0])
    request = ask(world.scene, world.scene.lead, case_id)
    said = {"ground": "kin", "towards": "accused", "text": "a niece of mine"}
    own_pages = (
        (officer, f"/protection/{case_id}/", f"/desk/conflicts/protection/{case_id}"),
        (keeper, f"/desk/identities/{request}", f"/desk/conflicts/identity/{request}"),
    )
    for browser, page, here in own_pages:
        assert f'href="{here}"' in browser.get(page).text
        asked = browser.get(here).text
        assert "What happens at once" in asked
        assert "canary of the niece" not in asked
        refused = browser.post(here, {"text": "a niece of mine"}, status=422).text
        assert 'id="ground-error"' in refused
        assert "a niece of mine" in refused
        browser.post(here, said, status=303)
        for gone in (page, here, f"/desk/cases/{case_id}"):
            browser.get(gone, status=404)
        assert "The case is kept from you." in browser.get(OWN).text
    assert str(case_id) not in officer.get("/protection/").text
    assert str(request) not in keeper.get("/desk/identities/").text
    listed = world.lead.browser.get(_here(case_id)).text
    assert listed.count("a niece of mine") == 2
    assert "Nobody of the office can open this part" in listed
    handler = sign_in(world.app, world.scene.office.handlers[0])
    assert "Nobody of the office can open" not in handler.get(_here(case_id)).text
    assert "A conflict of interest is to be decided" in world.lead.case(case_id).text
