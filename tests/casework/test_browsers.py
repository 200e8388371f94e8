"""What people call their browsers: read by its owner alone, and of one size for everybody."""

from pathlib import Path

import pytest

from tests.builders import MadeOffice, Somebody, found, make_portal
from wbportal.casework import browsers, sessions
from wbportal.db import sessions as rows
from wbportal.portal import Portal

NAME = "โรงแรมที่แม่สอด ห้อง 12 กับเพื่อนของพี่ๆ"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=2)


def _begin(portal: Portal, who: Somebody, kept: bytes = b"") -> bytes:
    with portal.work() as work:
        return sessions.begin(work, who.id, who.keys.seed, kept).raw


def _name(portal: Portal, who: Somebody, cookie: bytes, name: str = NAME) -> bytes:
    with portal.work() as work:
        return sessions.name_browser(work, who.person, cookie, name)


def _seen(portal: Portal, who: Somebody) -> dict[bytes, str]:
    with portal.work() as work:
        return {one.session_id: one.browser for one in sessions.own(work, who.person, None)}


def test_the_name_of_a_browser_is_its_owners_alone(portal: Portal, office: MadeOffice) -> None:
    lead, other = office.leads
    assert len(NAME) == browsers.MOST_CHARS
    here, there = _begin(portal, lead), _begin(portal, lead)
    kept = _name(portal, lead, here)
    _name(portal, other, there, "on a session of somebody else")
    again, broken = _begin(portal, lead, kept), _begin(portal, lead, kept[:-1])
    _begin(portal, other, kept)
    ids = [sessions.session_id(one) for one in (here, there, again, broken)]
    assert _seen(portal, lead) == dict(zip(ids, (NAME, "", NAME, ""), strict=True))
    assert set(_seen(portal, other).values()) == {""}
    assert browsers.from_browser(other.keys, other.id, kept) == ""


def test_a_name_has_one_size_and_fits_its_own_session(portal: Portal, office: MadeOffice) -> None:
    lead, other = office.leads
    here, there = _begin(portal, lead), _begin(portal, lead)
    _begin(portal, other)
    kept = _name(portal, lead, here)
    with portal.work() as work:
        every = [row for who in (lead, other) for row in rows.of_account(work.db, who.id)]
        sizes = {len(row.sealed_browser or b"") for row in every}
        by_id = {row.id: row for row in every}
        named, moved = (by_id[sessions.session_id(one) or b""] for one in (here, there))
        assert browsers.read_beside(lead.keys, named) == NAME
        moved.sealed_browser = named.sealed_browser
        assert browsers.read_beside(lead.keys, moved) == ""
    assert sizes == {len(kept)}
