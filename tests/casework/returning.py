"""People who lost every way in and join anew, and offices that lost everybody."""

import secrets
from dataclasses import replace
from uuid import UUID

from tests.builders import Somebody, join, otp, vet, vetting_of
from tests.casework.scene import Scene
from wbportal.casework import (
    account,
    founding,
    invitations,
    joining,
    recovering,
    shares,
)
from wbportal.casework.errors import CaseNotFound
from wbportal.casework.founding import Vetting
from wbportal.casework.keyholders import Person
from wbportal.db import accounts
from wbportal.domain.roles import Role
from wbportal.portal import Portal
from wbportal.vault.people import PersonKeys


def rejoined(portal: Portal, somebody: Somebody) -> Somebody:
    """Let somebody join anew under their own account; no list names the new keys yet."""
    passphrase = f"plain walnut {secrets.token_hex(8)}"
    with portal.work() as work:
        code = invitations.invite_again(work, somebody.office_id, somebody.username).code
    with portal.work() as work:
        cookie = joining.begin_joining(work, code or "").raw
    with portal.work() as work:
        cookie = joining.join_with(work, cookie, passphrase).raw
    with portal.work() as work:
        enrolment = account.enrolment(work, cookie)
        assert enrolment is not None
        accepted = account.accept_code(work, cookie, otp(enrolment.secret, work.now))
        row = accounts.by_id(work.db, somebody.id)
        assert row is not None
        row.totp_step = 0
    return replace(
        somebody,
        passphrase=passphrase,
        totp_secret=enrolment.secret,
        keys=PersonKeys(accepted.seed),
    )


def listed(scene: Scene, somebody: Somebody) -> Somebody:
    """Let the root sign the keys that somebody has now."""
    vet(scene.portal, scene.office.founded, (somebody,))
    return somebody


def start_over(scene: Scene, *names: str, alias: str = "") -> tuple[Somebody, ...]:
    """Take everybody off the list, and put new leads on it; the first of them reads first."""
    root, office_id = scene.office.founded.root, scene.office.id
    people = [one.username for one in scene.office.people]
    with scene.portal.work() as work:
        founding.retire(work, office_id, root, people)
    found = tuple(join(scene.portal, office_id, name, frozenset({Role.LEAD})) for name in names)
    with scene.portal.work() as work:
        founding.admit(work, office_id, root, [_new_lead(one, found[0], alias) for one in found])
    return found


def _new_lead(one: Somebody, first: Somebody, alias: str) -> Vetting:
    is_first = one is first
    return replace(
        vetting_of(one),
        position=f"Officer {one.username}",
        first_reader=is_first,
        aliases=() if is_first or not alias else (alias,),
    )


def recover(
    scene: Scene, lead: Person, account_id: UUID | None, typed: tuple[str, ...] | None = None
) -> int:
    """Do what the command does, or go on with it; return how many cases open now."""
    office_id, portal = scene.office.id, scene.portal
    typed = typed or scene.office.founded.recovery_shares[:2]
    with portal.work() as work:
        key = shares.key_of(work, office_id, list(typed))
        if not recovering.check(work, lead, account_id):
            recovering.begin(work, lead, account_id, (1, 2))
    with portal.work() as work:
        run = recovering.unfinished(work, office_id)
        assert run is not None
        waiting = recovering.waiting(work, office_id, run)
        every = recovering.of_run(work, office_id, run)
    for case_id in waiting:
        with portal.work() as work:
            recovering.give_back(work, lead, key, run, case_id)
    with portal.work() as work:
        given = sum(recovering.is_given(work, lead, key, run, one) for one in every)
    with portal.work() as work:
        recovering.finish(work, lead, run)
    return given


def sees(scene: Scene, who: Person, case_id: UUID) -> bool:
    try:
        scene.look(who, case_id)
    except CaseNotFound:
        return False
    return True
