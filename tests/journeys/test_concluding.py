"""Concluding a case over HTTP: nothing is forgotten, and what was typed stays."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import make_app, visit
from tests.casework.scene import make_scene
from tests.journeys.desk import World
from tests.journeys.reporter import Reporter
from wbportal.casework import registers
from wbportal.casework.dossier import open_dossier
from wbportal.domain.conclusions import FOUND, Gap, Stated, gap, totals
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.domain.states import State

SAID = {"outcome": "put-right", "measures": "none", "money": "none", "text": "the bridge is mended"}
MEASURE = {
    "measure-what": "Two signatures for each payment",
    "measure-sort": "system",
    "measure-to": "the mayor",
    "measure-state": "open",
}
MONEY = {
    "money-sort": "found",
    "money-amount": "๑,๒๕๐,๐๐๐",
    "money-currency": "THB",
    "money-basis": "bank statements",
    "money-dated": "1 November 2026",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    home: Path = tmp_path_factory.mktemp("home")
    scene = make_scene(home)
    return World(scene, make_app(scene.portal))


@pytest.fixture
def case_id(world: World) -> UUID:
    found = world.scene.owned("the bridge")
    for action in (Action.ASSESS, Action.ADDRESS):
        world.scene.do(world.scene.lead, found, action)
    return found


def _kept(world: World, case_id: UUID, register: Register) -> list[dict[str, object]]:
    lead = world.scene.lead
    dossier = world.scene.portal.perform(lambda work: open_dossier(work, lead, case_id))
    return [{**one.fields} for one in registers.kept(dossier.investigation, register)]


def test_what_is_said_has_to_fit_what_is_there() -> None:
    fits = {(stated, there): gap(stated, is_there=there) for stated in Stated for there in (0, 1)}
    assert fits == {
        (Stated.LISTED, 0): Gap.EMPTY,
        (Stated.LISTED, 1): None,
        (Stated.NONE, 0): None,
        (Stated.NONE, 1): Gap.THERE,
    }
    money = [
        {"sort": "found", "amount": "1000000", "currency": "THB"},
        {"sort": "found", "amount": "0.5", "currency": "THB"},
        {"sort": "found", "amount": "300", "currency": "USD"},
        {"sort": "lost", "amount": "9", "currency": "THB"},
    ]
    assert totals(money, FOUND) == ("1000000.5 THB", "300 USD")


def test_where_nothing_was_entered_somebody_says_so(world: World, case_id: UUID) -> None:
    page = f"/desk/cases/{case_id}/conclusion"
    bare = world.lead.browser.post(page, {"text": "the bridge is mended"}, status=422).text
    assert all(f'id="{one}-error"' in bare for one in ("outcome", "measures", "money"))
    assert "the bridge is mended" in bare
    listed = SAID | {"measures": "listed"}
    empty = world.lead.browser.post(page, listed, status=422).text
    assert "The register of measures is empty" in empty
    wrong = world.lead.browser.post(page, SAID | {"outcome": "grounds-found"}, status=422)
    assert 'id="outcome-error"' in wrong.text
    world.handler.browser.post(page, SAID, form="/account/", status=403)
    assert world.scene.row(case_id).state is State.ADDRESSING

    world.lead.browser.post(page, SAID, status=303)
    assert world.scene.row(case_id).state is State.CONCLUDED
    assert _kept(world, case_id, Register.CONCLUSION) == [
        {"outcome": "put-right", "measures": [], "found": [], "recovered": []}
        | {"no_measures": True, "no_money": True}
    ]
    world.lead.browser.post(page, SAID, form="/account/", status=409)


def test_a_measure_and_a_sum_are_added_at_once(world: World, case_id: UUID) -> None:
    page = f"/desk/cases/{case_id}/conclusion"
    said = SAID | {"measures": "listed", "money": "listed", "tells_money": "y"}
    half = world.lead.browser.post(page, said | MEASURE | {"money-amount": "much"}, status=422).text
    assert 'id="money-amount-error"' in half
    assert "Two signatures for each payment" in half
    none = world.lead.browser.post(page, SAID | MEASURE, status=422).text
    assert "There are measures in the register" in none
    assert not _kept(world, case_id, Register.MEASURE)

    world.lead.browser.post(page, said | MEASURE | MONEY, status=303)
    assert len(_kept(world, case_id, Register.MEASURE)) == 1
    (kept,) = _kept(world, case_id, Register.CONCLUSION)
    assert kept["found"] == ["1250000 THB"]
    reporter = Reporter(visit(world.app), list(world.scene.codes[case_id].groups()))
    read = reporter.come_back().text
    assert "the bridge is mended" in read
    assert "1,250,000 Thai baht" in read
    assert "Two signatures" not in read
