"""Short words for asking for a reporter's name, letting it be opened, and opening it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text as sql

from tests.builders import Somebody
from tests.casework.scene import Scene
from wbportal.casework import (
    identity,
    identity_asking,
    identity_requests,
    reporter_acts,
    visits,
)
from wbportal.casework.access import open_case
from wbportal.casework.identity_asking import Wish
from wbportal.casework.identity_requests import Request
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.reporter_acts import Said
from wbportal.casework.sheet import Identity
from wbportal.casework.visits import Visit
from wbportal.db import compartments, grants
from wbportal.domain.compartments import Compartment
from wbportal.domain.prior_notices import Prior
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptKeys
from wbportal.vault.sessions import SessionSecret

WHO = Identity("Malee Jaidee", "after eight, by telephone", "never at work")
WHY = "the case officer fears for the reporter"
UNTOLD = Wish(
    code=Reason.PROTECT_REPORTER.value,
    text=WHY,
    lang="en",
    prior=Prior.URGENT,
    why_untold="tomorrow is too late",
)


def keys_of(scene: Scene, work: Work, case_id: UUID) -> ReceiptKeys:
    return scene.codes[case_id].keys(work.keys.receipt_salt, work.keys.receipt_cost)


def identify(scene: Scene, case_id: UUID, who: Identity | None = WHO) -> None:
    def act(work: Work) -> None:
        opened = open_case(work, CodeHolder(case_id, keys_of(scene, work, case_id)), case_id)
        reporter_acts.act(work, opened, Said(Action.IDENTIFY, identity=who, undone=who is None))

    scene.portal.perform(act)


def ask(scene: Scene, who: Person, case_id: UUID, **more: object) -> UUID:
    scene.clock.move(timedelta(seconds=1))
    wish = replace(UNTOLD, **more)  # type: ignore[arg-type]  # a test says what it needs
    scene.portal.perform(lambda work: identity_asking.request(work, who, case_id, wish))
    return of_case(scene, who, case_id)[0].id


def of_case(scene: Scene, who: Person, case_id: UUID) -> tuple[Request, ...]:
    return scene.portal.perform(lambda work: identity_requests.of_case(work, who, case_id))


def listed(scene: Scene, keeper: Somebody) -> tuple[Request, ...]:
    return scene.portal.perform(lambda work: identity_requests.to_answer(work, keeper.person))


def say(
    scene: Scene, keeper: Somebody | Person, request_id: UUID, words: str = "", *, yes: bool = True
) -> None:
    who = keeper.person if isinstance(keeper, Somebody) else keeper
    scene.clock.move(timedelta(seconds=1))
    scene.portal.perform(lambda work: identity.answer(work, who, request_id, words, approved=yes))


def open_it(scene: Scene, who: Person, case_id: UUID, request_id: UUID) -> None:
    scene.portal.perform(lambda work: identity.open_identity(work, who, case_id, request_id))


def read_it(scene: Scene, who: Person, case_id: UUID, request_id: UUID) -> Identity | None:
    return scene.portal.perform(lambda work: identity.read_again(work, who, case_id, request_id))


def epoch(scene: Scene, case_id: UUID) -> int:
    with scene.portal.work() as work:
        row = compartments.one(work.db, case_id, Compartment.IDENTITY)
        assert row is not None
        return row.epoch


def grants_of(scene: Scene, case_id: UUID) -> dict[UUID, tuple[int, bytes]]:
    with scene.portal.work() as work:
        rows = grants.of_case(work.db, case_id)
        return {
            row.holder_id: (row.epoch, row.wrapped_key)
            for row in rows
            if row.kind is Compartment.IDENTITY
        }


def deeds_of(scene: Scene, case_id: UUID) -> list[str]:
    query = "SELECT deed FROM audit_entries WHERE case_id = :case ORDER BY number"
    with scene.portal.engine.connect() as db:
        return [row.deed for row in db.execute(sql(query), {"case": case_id.bytes})]


def visit_of(work: Work, secret: SessionSecret) -> Visit:
    found = visits.find(work, secret)
    assert found is not None
    return found
