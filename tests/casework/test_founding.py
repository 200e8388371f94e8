"""An office's people count only as its root signed them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.builders import (
    MadeOffice,
    Somebody,
    found,
    join,
    make_plan,
    make_portal,
    vet,
    vetting_of,
)
from wbportal.casework import founding, rosters
from wbportal.casework.errors import Refused, RosterMissing
from wbportal.casework.founding import Obstacle
from wbportal.casework.shares import Quorum
from wbportal.db import audit
from wbportal.domain.roles import Role
from wbportal.portal import Portal
from wbportal.vault.errors import RosterRefused, ShareRefused
from wbportal.vault.keys import PrivateKey
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.quorum import from_paper
from wbportal.vault.signatures import RootKey


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_portal(tmp_path)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=0, auditors=0)


@pytest.fixture
def newcomer(portal: Portal, office: MadeOffice) -> Somebody:
    return join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))


def test_the_paper_gives_the_root_key_back(office: MadeOffice) -> None:
    words = office.founded.root_words()
    assert founding.root_from_words(words.upper()) == office.founded.root
    assert len(words.split()) == 33


def test_a_mistyped_root_word_is_named(office: MadeOffice) -> None:
    words = office.founded.root_words().split()
    words[4] = "academic" if words[4] != "academic" else "acid"
    with pytest.raises(ShareRefused) as refused:
        founding.root_from_words(" ".join(words))
    assert refused.value.word == 4


def test_enough_paper_shares_give_the_recovery_key(portal: Portal, office: MadeOffice) -> None:
    seed = from_paper(office.founded.recovery_shares[1:])
    with portal.work() as work:
        current = rosters.history(work, office.id).current
    assert PrivateKey(seed).public().raw == current.recovery_kem


def test_recovery_can_be_declined(portal: Portal) -> None:
    with portal.work() as work:
        founded = founding.found_office(work, make_plan("bare"), None)
    with portal.work() as work:
        assert rosters.history(work, founded.office_id).current.recovery_kem is None
    assert founded.recovery_shares == ()


@pytest.mark.parametrize("slug", ["", "Upper", "two words", "../up", "ไทย"])
def test_an_address_that_cannot_be_one_is_refused(portal: Portal, slug: str) -> None:
    with pytest.raises(Refused, match=Obstacle.SLUG), portal.work() as work:
        founding.found_office(work, make_plan(slug), Quorum(2, 3))


def test_two_offices_cannot_share_an_address(portal: Portal, office: MadeOffice) -> None:
    with pytest.raises(Refused, match=Obstacle.SLUG), portal.work() as work:
        founding.found_office(work, make_plan(office.slug), None)


def test_nobody_has_a_role_before_the_root_signed(
    portal: Portal, office: MadeOffice, newcomer: Somebody
) -> None:
    with portal.work() as work:
        known = rosters.history(work, office.id)
        assert known.roles(newcomer.id, work.today) == frozenset()
    vet(portal, office.founded, (newcomer,))
    with portal.work() as work:
        known = rosters.history(work, office.id)
        assert known.roles(newcomer.id, work.today) == {Role.HANDLER}
        assert known.entry(office.leads[0].id) is not None


def test_the_words_of_other_keys_are_refused(
    portal: Portal, office: MadeOffice, newcomer: Somebody
) -> None:
    words = " ".join(fingerprint_words(PersonKeys.generate().public()))
    vetting = replace(vetting_of(newcomer), words=words)
    with pytest.raises(Refused, match=Obstacle.OTHER_WORDS), portal.work() as work:
        founding.admit(work, office.id, office.founded.root, [vetting])


def test_another_root_signs_nothing(portal: Portal, office: MadeOffice, newcomer: Somebody) -> None:
    with pytest.raises(Refused, match=Obstacle.OTHER_ROOT), portal.work() as work:
        founding.admit(work, office.id, RootKey.generate(), [vetting_of(newcomer)])


@pytest.mark.parametrize(
    ("roles", "first_reader", "reason"),
    [
        ({Role.ADMINISTRATOR, Role.HANDLER}, False, Obstacle.ROLES_CONFLICT),
        ({Role.AUDITOR, Role.LEAD}, True, Obstacle.ROLES_CONFLICT),
        ({Role.REPORTER}, False, Obstacle.NO_ROLE),
        (set(), False, Obstacle.NO_ROLE),
        ({Role.HANDLER}, True, Obstacle.NOT_A_LEAD),
    ],
)
def test_roles_that_may_not_meet_are_refused(
    portal: Portal,
    office: MadeOffice,
    newcomer: Somebody,
    *,
    roles: set[Role],
    first_reader: bool,
    reason: Obstacle,
) -> None:
    vetting = replace(vetting_of(newcomer), roles=frozenset(roles), first_reader=first_reader)
    with pytest.raises(Refused, match=reason), portal.work() as work:
        founding.admit(work, office.id, office.founded.root, [vetting])


def test_a_vetting_that_is_over_is_refused(
    portal: Portal, office: MadeOffice, newcomer: Somebody
) -> None:
    vetting = replace(vetting_of(newcomer), valid_until=date(2026, 11, 22))
    with pytest.raises(Refused, match=Obstacle.LAPSED), portal.work() as work:
        founding.admit(work, office.id, office.founded.root, [vetting])


def test_somebody_of_another_office_is_refused(portal: Portal, office: MadeOffice) -> None:
    other = found(portal, "other", leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    with pytest.raises(Refused, match=Obstacle.NO_PERSON), portal.work() as work:
        founding.admit(work, office.id, office.founded.root, [vetting_of(other.leads[0])])


def test_who_left_the_roster_has_no_role(portal: Portal, office: MadeOffice) -> None:
    handler = office.handlers[0]
    with portal.work() as work:
        founding.retire(work, office.id, office.founded.root, [handler.username])
    with portal.work() as work:
        known = rosters.history(work, office.id)
        assert known.roles(handler.id, work.today) == frozenset()
        assert known.roles(office.leads[0].id, work.today) == {Role.LEAD}
        assert handler.id in known.signing_keys  # what they signed before still counts


def test_an_older_roster_is_refused_once_a_newer_one_was_seen(
    portal: Portal, office: MadeOffice
) -> None:
    with portal.work() as work:
        founding.retire(work, office.id, office.founded.root, [office.handlers[0].username])
    with portal.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM rosters WHERE version = 3")
    with pytest.raises(RosterRefused), portal.work() as work:
        rosters.history(work, office.id)


def test_no_roster_counts_without_its_pinned_root(portal: Portal, office: MadeOffice) -> None:
    (portal.home / "roots.json").unlink()
    with pytest.raises(RosterMissing), portal.work() as work:
        rosters.history(work, office.id)


def test_a_vetting_runs_out(portal: Portal, office: MadeOffice) -> None:
    handler = office.handlers[0]
    with portal.work() as work:
        vetting = vetting_of(handler, until=work.today)
        founding.admit(work, office.id, office.founded.root, [vetting])
    with portal.work() as work:
        known = rosters.history(work, office.id)
        assert known.roles(handler.id, work.today) == {Role.HANDLER}
        assert known.roles(handler.id, work.today + timedelta(days=1)) == frozenset()


def test_founding_and_vetting_are_in_the_trail(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        entries = [(entry.deed, entry.detail) for entry in audit.entries(work.db, office.id)]
    assert entries[0][0] == "found-office"
    assert [deed for deed, _ in entries[-2:]] == ["admit", "admit"]
    assert str(office.leads[0].id) in entries[-2][1]


def test_nothing_secret_shows_in_a_repr(office: MadeOffice) -> None:
    lead = office.leads[0]
    shown = repr(office) + repr(office.founded) + repr(vetting_of(lead))
    for secret in (
        office.founded.root.seed.hex(),
        repr(office.founded.root.seed),
        office.founded.recovery_shares[0].split()[5],
        lead.passphrase,
        fingerprint_words(lead.keys.public())[0],
    ):
        assert secret not in shown
