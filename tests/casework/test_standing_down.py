"""Conflicts of those who cannot open the inquiry: down to the rows, and what the rows tell."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.builders import Somebody
from tests.casework.conflicting import decide, look, opened_rows, own, rows_of
from tests.casework.naming import ask, identify, listed, open_it, say
from tests.casework.protecting import keep, measure, protected
from tests.casework.scene import Scene, make_scene
from wbportal.casework import protection_list, standing_down
from wbportal.casework.catching_up import catch_up, is_up_to_date
from wbportal.casework.conflicts import Bar
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.out_of_reach import OutOfReach
from wbportal.casework.recipients import Named
from wbportal.casework.standing_down import Reason
from wbportal.db import audit, grants
from wbportal.db.inboxes import HandedIn, Inbox
from wbportal.domain.compartments import Compartment
from wbportal.domain.conflicts import Ground, Origin, Towards, Verdict
from wbportal.domain.registers import Register

WHY = Reason(Ground.KIN, Towards.ACCUSED, "a cousin of mine", "en")
_SIZES = select(func.length(HandedIn.sealed_body))
PART, NAME = Compartment.PROTECTION, Compartment.IDENTITY


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), officers=2)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), officers=1)


def _officer(scene: Scene, who: Somebody, case_id: UUID) -> None:
    scene.portal.perform(lambda work: standing_down.as_officer(work, who.person, case_id, WHY))


def _keeper(scene: Scene, who: Somebody, request_id: UUID) -> None:
    scene.portal.perform(lambda work: standing_down.as_keeper(work, who.person, request_id, WHY))


def _tables(scene: Scene, case_id: UUID) -> tuple[int, int, dict[UUID, int], str]:
    """Return what whoever reads the database sees of a case: rows, sizes, and the last entry."""
    with scene.portal.work() as work:
        sizes = list(work.db.scalars(_SIZES.where(HandedIn.case_id == case_id)))
        rows = grants.of_case(work.db, case_id)
        entries = audit.page(work.db, scene.office.id, audit.Wanted(), None, 1)
        held = {row.holder_id: len(row.wrapped_key) for row in rows}
        return len(sizes), len(set(sizes)), held, entries[0].deed


def _list(scene: Scene, who: Somebody) -> set[UUID]:
    found = scene.portal.perform(lambda work: protection_list.look(work, who.person, 1))
    return {row.case_id for row in found.rows}


def test_an_officer_who_stands_down_leaves_what_any_deed_of_theirs_leaves(scene: Scene) -> None:
    case_id, (me, other) = scene.owned(), scene.office.officers
    before = rows_of(scene, case_id, me)[0].wrapped_key
    measure(scene, case_id)
    handed, sizes, held, _ = _tables(scene, case_id)
    covered = rows_of(scene, case_id, me)[0].wrapped_key
    assert covered != before
    others = {one.id: rows_of(scene, case_id, one) for one in (other, *scene.office.leads)}
    _officer(scene, me, case_id)
    assert _tables(scene, case_id) == (handed + 1, sizes, held, "protect")
    assert rows_of(scene, case_id, me)[0].wrapped_key != covered
    for one in (other, *scene.office.leads):
        now = [row.wrapped_key for row in rows_of(scene, case_id, one)]
        assert now == [row.wrapped_key for row in others[one.id]]


def test_an_officer_who_stands_down_finds_the_case_no_more_and_a_lead_decides(
    scene: Scene,
) -> None:
    case_id, (me, other) = scene.owned(), scene.office.officers
    keep(scene, case_id, Register.SAFETY, {"what": "call", "state": "open"})
    assert case_id in _list(scene, me)
    _officer(scene, me, case_id)
    assert opened_rows(scene, case_id, me) == {PART: False}
    assert opened_rows(scene, case_id, other) == {PART: True}
    with pytest.raises(CaseNotFound):
        protected(scene, case_id, me)
    assert case_id not in _list(scene, me)
    assert own(scene, me.person)[0].is_kept_out
    assert scene.look(scene.office.handlers[0].person, case_id).kept_out == (me.display_name,)
    lead = scene.office.leads[0]
    (one,) = look(scene, lead.person, case_id).found
    assert (one.name, one.by, one.bar) == (me.display_name, me.display_name, None)
    assert (one.raised.origin, one.raised.text) == (Origin.DECLARED, "a cousin of mine")
    (again,) = look(scene, lead.person, case_id).found
    assert again.id == one.id
    assert _tables(scene, case_id)[0] == 0
    decide(scene, lead.person, case_id, Verdict.NONE)
    assert opened_rows(scene, case_id, me) == {PART: True}
    assert case_id in _list(scene, me)
    assert {one.is_kept_out for one in own(scene, me.person)} == {True, False}
    assert protected(scene, case_id, me).measures


def test_what_is_found_to_be_a_conflict_leaves_an_officer_out_for_good(scene: Scene) -> None:
    case_id, (me, _) = scene.owned(), scene.office.officers
    _officer(scene, me, case_id)
    decide(scene, scene.lead, case_id, Verdict.CONFLICT)
    assert not any(opened_rows(scene, case_id, me).values())
    assert look(scene, scene.lead, case_id).found[0].bar is Bar.DECIDED


def test_the_leads_stand_in_for_the_only_officer_but_for_the_walled(alone: Scene) -> None:
    me, lead, handler = alone.office.officers[0], *alone.office.leads[:1], alone.office.handlers[0]
    second = alone.office.leads[1]
    case_id = alone.report(named=Named(listed=frozenset({second.id})))
    alone.assign(case_id, handler)
    measure(alone, case_id)
    _officer(alone, me, case_id)
    for one in (lead, second, me):
        assert not opened_rows(alone, case_id, one)[PART]
    alone.look(handler.person, case_id)  # only a lead can
    assert not opened_rows(alone, case_id, lead)[PART]
    assert not alone.portal.perform(lambda work: is_up_to_date(work, lead.person))
    catch_up(alone.portal, lead.person, seconds=60)
    assert alone.portal.perform(lambda work: is_up_to_date(work, lead.person))
    assert opened_rows(alone, case_id, lead)[PART]
    assert not opened_rows(alone, case_id, second)[PART]
    assert not opened_rows(alone, case_id, me)[PART]
    assert protected(alone, case_id, lead).measures
    decide(alone, lead.person, case_id, Verdict.NONE)
    assert opened_rows(alone, case_id, me)[PART]
    assert not opened_rows(alone, case_id, lead)[PART]
    assert protected(alone, case_id, me).measures


def test_a_custodian_who_stands_down_refuses_and_keeps_no_share(scene: Scene) -> None:
    case_id, (me, other) = scene.owned(), scene.office.custodians
    identify(scene, case_id)
    request = ask(scene, scene.office.handlers[0].person, case_id)
    say(scene, me, request)  # let it, and thinks again
    _keeper(scene, me, request)
    assert opened_rows(scene, case_id, me) == {NAME: False}
    assert opened_rows(scene, case_id, other) == {NAME: True}
    assert request not in {one.id for one in listed(scene, me)}
    with pytest.raises(CaseNotFound):
        _keeper(scene, me, request)
    with scene.portal.work() as work:
        last = audit.page(work.db, scene.office.id, audit.Wanted(), None, 1)[0]
    assert (last.deed, last.actor_id) == ("refuse-identity", me.id)
    # One keeper is not enough: only paper opens it until a lead gives the share back.
    with pytest.raises(Refused, match="no-keepers"):
        ask(scene, scene.office.handlers[0].person, case_id)
    decide(scene, scene.lead, case_id, Verdict.NONE)
    assert opened_rows(scene, case_id, me) == {NAME: True}
    again = ask(scene, scene.office.handlers[0].person, case_id)
    for one in (me, other):
        say(scene, one, again)
    open_it(scene, scene.office.handlers[0].person, case_id, again)


def _beyond(scene: Scene, case_id: UUID, who: Somebody | None = None) -> OutOfReach | None:
    reader = scene.lead if who is None else who.person
    found = scene.look(reader, case_id).out_of_reach
    assert look(scene, reader, case_id).out_of_reach == found
    return found


def test_leads_alone_are_told_that_only_recovery_opens_what_the_last_officer_left(
    scene: Scene,
) -> None:
    case_id, (one, other) = scene.owned(), scene.office.officers
    lead = scene.office.leads[0]
    _officer(scene, one, case_id)
    assert _beyond(scene, case_id) is None
    _officer(scene, other, case_id)
    assert _beyond(scene, case_id) == OutOfReach(protection=True, identity=False, has_recovery=True)
    assert _beyond(scene, case_id, scene.office.handlers[0]) is None
    held = {who.id: opened_rows(scene, case_id, who).get(PART) for who in (one, other, lead)}
    assert not any(held.values())
    decide(scene, scene.lead, case_id, Verdict.NONE)
    assert _beyond(scene, case_id) is None
    assert any(opened_rows(scene, case_id, who)[PART] for who in (one, other))


def test_leads_are_told_that_too_few_keep_a_name_and_not_while_they_stand_in(alone: Scene) -> None:
    case_id, keeper = alone.owned(), alone.office.custodians[0]
    request = ask(alone, alone.lead, case_id)
    _officer(alone, alone.office.officers[0], case_id)
    assert _beyond(alone, case_id) is None  # the leads stand in, from this look on
    assert opened_rows(alone, case_id, alone.office.leads[0])[PART]
    _keeper(alone, keeper, request)
    assert _beyond(alone, case_id) == OutOfReach(protection=False, identity=True, has_recovery=True)


def test_an_inbox_has_another_key_as_soon_as_its_inquiry_has(scene: Scene) -> None:
    case_id = scene.owned()
    with scene.portal.work() as work:
        before = work.db.get_one(Inbox, case_id).signed_key
    _officer(scene, scene.office.officers[0], case_id)
    look(scene, scene.lead, case_id)
    with scene.portal.work() as work:
        assert work.db.get_one(Inbox, case_id).signed_key != before
