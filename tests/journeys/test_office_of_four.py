"""Four people are enough: an administrator, two leads, a handler, from founding to an outcome."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    Somebody,
    join_all,
    make_app,
    make_plan,
    make_portal,
    sign_in,
    vet,
)
from tests.casework.scene import Scene
from wbportal.casework import founding
from wbportal.casework.access import open_case
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.recipients import Named
from wbportal.casework.shares import Quorum
from wbportal.db import cases, grants
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action
from wbportal.domain.states import State
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import WrappedKey
from wbportal.vault.people import fingerprint_words
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share

_SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]+)"')
_WANTED = {
    "keeper": frozenset({Role.ADMINISTRATOR}),
    "first": frozenset({Role.LEAD}),
    "second": frozenset({Role.LEAD}),
    "worker": frozenset({Role.HANDLER}),
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Found an office of four: the root vets the first three, and two of them the fourth."""
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    with portal.work() as work:
        founded = founding.found_office(work, make_plan("four"), Quorum(2, 3))
    people = join_all(portal, founded.office_id, _WANTED)
    vet(portal, founded, people[:3])
    return Scene(portal, clock, MadeOffice(founded.office_id, "four", founded, people))


def _vet_in_pages(scene: Scene, joiner: Somebody) -> None:
    app = make_app(scene.portal)
    own, first, second = (sign_in(app, one) for one in (joiner, *scene.office.leads))
    own.post("/account/declaration", {"nothing": "y"})
    words = " ".join(fingerprint_words(joiner.keys.public()))
    terms = {
        "words": words,
        "roles": ["handler"],
        "position": "Officer",
        "valid_until": "1 June 2027",
        "confirmed": "y",
    }
    first.post(f"/vetting/people/{joiner.id}", terms)
    _sign(second, words)


def _sign(browser: Browser, words: str) -> None:
    seen = _SEEN.search(browser.get("/vetting/proposal").text)
    assert seen is not None
    fields = {"seen": seen[1], "words-0": words}
    browser.post("/vetting/proposal/sign", fields, form="/vetting/proposal")


def _shares(scene: Scene, case_id: UUID) -> dict[UUID, tuple[SharePlace, WrappedKey]]:
    with scene.portal.work() as work:
        return {
            row.holder_id: (
                SharePlace(row.compartment_id, row.epoch, row.holder_id),
                WrappedKey(row.wrapped_key),
            )
            for row in grants.of_case(work.db, case_id)
            if row.kind is Compartment.IDENTITY
        }


def test_four_people_bring_a_case_to_its_end(scene: Scene) -> None:
    worker = scene.office.handlers[0]
    _vet_in_pages(scene, worker)
    case_id = scene.report("The weighbridge is tampered with.")
    scene.assign(case_id, worker)
    scene.do(worker.person, case_id, Action.ACKNOWLEDGE, text="We have read it.")
    scene.do(worker.person, case_id, Action.ASSESS)
    scene.do(worker.person, case_id, Action.ADDRESS)
    scene.do(scene.lead, case_id, Action.CONCLUDE, code="confirmed", text="It was put right.")
    assert scene.row(case_id).state is State.CONCLUDED


def test_two_leads_share_an_identity_and_neither_opens_it_alone(scene: Scene) -> None:
    case_id = scene.report()
    first, second = scene.office.leads
    shares = _shares(scene, case_id)
    assert set(shares) == {first.id, second.id, case_id, scene.office.id}
    opened = {}
    for lead in (first, second):
        place, wrapped = shares[lead.id]
        opened[lead.id] = unwrap_share(lead.keys.kem, wrapped, place)
        with pytest.raises(WrongKey):
            unwrap_share(lead.keys.kem, *reversed(shares[case_id]))
    keys = scene.codes[case_id].keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)
    with scene.portal.work() as work:
        case = open_case(work, CodeHolder(case_id, keys), case_id)
    assert join_shares([*opened.values()]) == case.keys[Compartment.IDENTITY].secret
    assert opened[first.id] != opened[second.id]


def test_the_one_handler_keeps_no_share_and_the_administrator_nothing(scene: Scene) -> None:
    _vet_in_pages(scene, scene.office.handlers[0])
    case_id = scene.report()
    with scene.portal.work() as work:
        holders = {row.holder_id for row in grants.of_case(work.db, case_id)}
    assert scene.office.handlers[0].id not in holders
    assert scene.office.administrators[0].id not in holders


def test_a_lead_in_charge_who_keeps_a_share_is_a_lead_and_nothing_else(scene: Scene) -> None:
    case_id = scene.report()
    scene.assign(case_id, scene.office.leads[1])
    with scene.portal.work() as work:
        [row] = cases.assignments(work.db, case_id)
    assert (row.holder_id, row.role) == (scene.office.leads[1].id, Role.LEAD)


def test_a_report_about_one_lead_is_worked_by_the_other(scene: Scene) -> None:
    worker, accused = scene.office.handlers[0], scene.office.leads[1]
    _vet_in_pages(scene, worker)
    case_id = scene.report(named=Named(frozenset({accused.id})))
    scene.assign(case_id, worker)
    assert scene.queue(accused.person).counts.all == 0
    assert scene.look(worker.person, case_id).report is not None
