from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import MadeOffice, Somebody, found, make_portal, vetting_of
from tests.journeys.scene import office_row
from wbportal.casework import founding
from wbportal.casework.access import open_case
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.founding import Vetting
from wbportal.casework.intake import Report, submit_report
from wbportal.casework.recipients import Asked, Named, Recipients, recipients
from wbportal.db import accounts, grants
from wbportal.domain.compartments import Compartment
from wbportal.portal import Portal
from wbportal.vault.receipts import ReceiptCode


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=3)


def _choose(portal: Portal, office: MadeOffice, named: Named) -> Recipients:
    with portal.work() as work:
        return recipients(work, office_row(work, office), named)


def _ids(people: list[Somebody]) -> set[object]:
    return {one.id for one in people}


def _granted(to: Recipients) -> set[object]:
    return {entry.holder_id for entry in to.leads}


Change = Callable[[Vetting], Vetting]


def _vet_again(portal: Portal, office: MadeOffice, changes: dict[str, Change]) -> None:
    """Sign a roster on which some people's lines say something else."""
    people = [changes.get(one.username, _as_it_is)(vetting_of(one)) for one in office.people]
    with portal.work() as work:
        founding.admit(work, office.id, office.founded.root, people)


def _as_it_is(vetting: Vetting) -> Vetting:
    return vetting


def _later_reader(vetting: Vetting) -> Vetting:
    return replace(vetting, first_reader=False)


def test_every_lead_is_asked_when_nobody_is_named(portal: Portal, office: MadeOffice) -> None:
    to = _choose(portal, office, Named())
    assert _granted(to) == _ids(office.leads)
    assert to.asked is Asked.LEADS
    assert not to.withheld
    assert not to.unresolved


def test_a_lead_picked_from_the_list_gets_nothing(portal: Portal, office: MadeOffice) -> None:
    named = office.leads[0]
    to = _choose(portal, office, Named(listed=frozenset({named.id})))
    assert _granted(to) == _ids(office.leads[1:])
    assert [entry.holder_id for entry in to.withheld] == [named.id]
    assert to.asked is Asked.LEADS


@pytest.mark.parametrize("written", ["lead2", "Person lead2", "คุณ Person lead2", "PERSON  LEAD2"])
def test_a_typed_name_withholds(portal: Portal, office: MadeOffice, written: str) -> None:
    to = _choose(portal, office, Named(typed=written))
    assert office.leads[1].id not in _granted(to)


def test_a_nickname_and_a_position_withhold(portal: Portal, office: MadeOffice) -> None:
    _vet_again(
        portal,
        office,
        {
            "office-lead1": lambda v: replace(v, aliases=("พี่แดง",), position="ผู้อำนวยการ"),
            "office-lead2": lambda v: replace(v, position="หัวหน้างานพัสดุ"),
        },
    )
    assert office.leads[0].id not in _granted(_choose(portal, office, Named(typed="พี่แดง")))
    assert office.leads[1].id not in _granted(_choose(portal, office, Named(typed="หัวหน้างานพัสดุ")))


def test_while_a_name_is_unresolved_only_first_readers_are_asked(
    portal: Portal, office: MadeOffice
) -> None:
    _vet_again(
        portal,
        office,
        {"office-lead2": _later_reader, "office-lead3": _later_reader},
    )
    to = _choose(portal, office, Named(typed="ใครก็ไม่รู้ที่ชื่อสมชาย"))
    assert _granted(to) == {office.leads[0].id}
    assert to.unresolved
    assert to.asked is Asked.FIRST_READERS


def test_with_every_first_reader_named_and_a_name_open_no_other_lead_is_asked(
    portal: Portal, office: MadeOffice
) -> None:
    _vet_again(portal, office, {"office-lead2": _later_reader, "office-lead3": _later_reader})
    first = frozenset({office.leads[0].id})
    to = _choose(portal, office, Named(listed=first, typed="ใครก็ไม่รู้ที่ชื่อสมชาย"))
    # Any of the others may be meant by the name.
    assert not to.leads
    assert to.asked is Asked.RECOVERY


def test_with_every_lead_named_the_alternate_office_is_asked(
    portal: Portal, office: MadeOffice
) -> None:
    other = found(portal, "other", leads=2)
    with portal.work() as work:
        office_row(work, office).alternate_office_id = other.id
    to = _choose(portal, office, Named(listed=frozenset(one.id for one in office.leads)))
    assert _granted(to) == _ids(other.leads)
    assert to.asked is Asked.ALTERNATE


def test_with_nobody_left_only_recovery_is_asked(portal: Portal, office: MadeOffice) -> None:
    to = _choose(portal, office, Named(listed=frozenset(one.id for one in office.leads)))
    assert not to.leads
    assert to.recovery is not None
    assert to.asked is Asked.RECOVERY


def test_a_suspended_lead_is_not_asked(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        row = accounts.by_id(work.db, office.leads[0].id)
        assert row is not None
        row.suspended_at = work.now
    assert office.leads[0].id not in _granted(_choose(portal, office, Named()))


def test_a_named_custodian_holds_no_share_and_the_leads_keep_some(
    portal: Portal, office: MadeOffice
) -> None:
    named = office.custodians[0]
    to = _choose(portal, office, Named(listed=frozenset({named.id})))
    keepers = {entry.holder_id for entry in to.keepers}
    assert keepers == _ids([*office.custodians[1:], *office.leads])
    assert [entry.holder_id for entry in to.withheld_keepers] == [named.id]


@pytest.mark.parametrize(("custodians", "leads"), [(0, 2), (0, 3), (1, 1), (1, 3)])
def test_rows_of_an_identity_tell_nobody_behind_a_wall(
    tmp_path: Path, custodians: int, leads: int
) -> None:
    """Short of two custodians, leads keep shares: all of them have a row, whoever is named."""
    portal = make_portal(tmp_path)
    office = found(portal, leads=leads, custodians=custodians)
    everybody = (*office.custodians, *office.leads)
    expected = _identity_rows(portal, office, Named())
    assert expected.keys() - {"reporter", office.id} == _ids(list(everybody))
    for one in everybody:
        assert _identity_rows(portal, office, Named(listed=frozenset({one.id}))) == expected


def _identity_rows(portal: Portal, office: MadeOffice, named: Named) -> dict[object, int]:
    with portal.work() as work:
        report = Report(text="x", lang="en", named=named)
        taken = submit_report(work, office_row(work, office), report, ReceiptCode.generate())
    with portal.work() as work:
        return {
            "reporter" if g.holder_id == taken.case_id else g.holder_id: len(g.wrapped_key)
            for g in grants.of_case(work.db, taken.case_id)
            if g.kind is Compartment.IDENTITY
        }


def test_a_wall_cannot_be_told_from_a_grant(portal: Portal, office: MadeOffice) -> None:
    """Every lead has a row of the same size, and the walled one meets a case that is not there."""
    walled, free = office.leads[0], office.leads[1]
    with portal.work() as work:
        report = Report(text="x", lang="en", named=Named(listed=frozenset({walled.id})))
        taken = submit_report(work, office_row(work, office), report, ReceiptCode.generate())
    with portal.work() as work:
        rows = [g for g in grants.of_case(work.db, taken.case_id) if g.kind is Compartment.THREAD]
        sizes = {g.holder_id: len(g.wrapped_key) for g in rows}
    assert sizes[walled.id] == sizes[free.id]
    with portal.work() as work:
        open_case(work, free.person, taken.case_id)
        with pytest.raises(CaseNotFound):
            open_case(work, walled.person, taken.case_id)
