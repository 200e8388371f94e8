"""To whom digests go: to people who hold keys and said where."""

from pathlib import Path

import pytest

from tests.builders import MadeOffice, found, make_portal
from wbportal.casework import addresses, digests
from wbportal.casework.errors import Refused
from wbportal.db import accounts, audit
from wbportal.portal import Portal


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=1, auditors=1)


def _to_all(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        for one in office.people:
            addresses.write_to(work, one.id, f"{one.username}@example.org")


def test_nobody_is_written_to_who_did_not_say_where(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        assert digests.recipients(work) == []
    assert office.people


def test_those_who_hold_keys_are_written_to(portal: Portal, office: MadeOffice) -> None:
    _to_all(portal, office)
    wanted = {one.id for one in (*office.leads, *office.handlers, *office.custodians)}
    with portal.work() as work:
        assert set(digests.recipients(work)) == wanted


def test_somebody_can_stop_it(portal: Portal, office: MadeOffice) -> None:
    _to_all(portal, office)
    lead = office.leads[0]
    with portal.work() as work:
        addresses.write_to(work, lead.id, None)
    with portal.work() as work:
        assert lead.id not in digests.recipients(work)
        assert digests.recipient(work, lead.id) is None


@pytest.mark.parametrize("address", ["", "nobody", "a@b c", "a@b\nBcc: c@d", "a@b,c@d", "<a@b>"])
def test_what_is_no_address_is_refused(portal: Portal, office: MadeOffice, address: str) -> None:
    with pytest.raises(Refused), portal.work() as work:
        addresses.write_to(work, office.leads[0].id, address)


def test_the_trail_says_that_an_address_changed_and_not_which(
    portal: Portal, office: MadeOffice
) -> None:
    _to_all(portal, office)
    with portal.work() as work:
        entry = audit.last(work.db, office.id)
        assert entry is not None
        assert entry.deed == "digest-address"
        assert "example.org" not in entry.detail


def test_a_digest_names_the_end_of_the_trail_as_it_is_when_it_leaves(
    portal: Portal, office: MadeOffice
) -> None:
    _to_all(portal, office)
    with portal.work() as work:
        digests.enter_digest(work)
    with portal.work() as work:
        entry, to = audit.last(work.db, office.id), digests.recipient(work, office.leads[0].id)
        row = accounts.by_id(work.db, office.leads[0].id)
        assert entry is not None
        assert to is not None
        assert row is not None
        assert (entry.deed, to.trail_head) == ("digest", entry.entry_hash.hex())
        assert (to.address, to.language) == (row.email, "en")
