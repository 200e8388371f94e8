"""Two offices with cases of every kind, and everybody who could ask for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.builders import (
    Browser,
    MadeOffice,
    Somebody,
    found,
    join,
    sign_in,
    visit,
)
from tests.casework.conflicting import declare, look
from tests.casework.hearing import hear
from tests.casework.lettering import letter
from tests.casework.naming import ask
from tests.casework.protecting import measure
from tests.casework.redacting import redaction
from tests.casework.scene import Scene
from tests.journeys.reporter import Reporter, Town, make_town
from wbportal.casework import clocks, destruction, handovers, inquiry
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.handovers import Plan
from wbportal.casework.invitations import Invitee, invite
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.casework.registers import Draft
from wbportal.db import invitations
from wbportal.db.records import Record
from wbportal.domain.dates import read_date
from wbportal.domain.handovers import Kind
from wbportal.domain.legal_dates import Allegation
from wbportal.domain.registers import Register
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action

_TOKEN = re.compile(r'(name="csrf_token" value=")[^"]+|(<!-- )[^>]*')
_ANY_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a browser; `roles` are those that count."""

    name: str
    browser: Browser = field(repr=False)
    somebody: Somebody | None = None
    roles: frozenset[Role] = frozenset()
    is_signed_in: bool = False
    _tokens: list[str] = field(default_factory=list, repr=False)  # one is good for every form

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> TestResponse:
        """Send a request as the pages of the portal would, with a good token."""
        data = None
        if method == "POST":
            data = {"csrf_token": self._token(), **(fields or {})}
        return self.browser.client.open(
            path,
            method=method,
            data=data,
            base_url=self.browser.origin,
            headers={"Sec-Fetch-Site": "same-origin", "Origin": self.browser.origin},
            buffered=True,
        )

    def _token(self) -> str:
        if not self._tokens:
            page = "/account/" if self.is_signed_in else "/account/sign-in"
            found_token = _ANY_TOKEN.search(self.browser.get(page, status=None).text)
            assert found_token is not None
            self._tokens.append(found_token[1])
        return self._tokens[0]


@dataclass(slots=True)
class World:
    """Everything that the matrix is made of."""

    town: Town
    other: MadeOffice
    cases: dict[str, UUID]
    canaries: dict[str, str]
    records: dict[str, UUID]
    accounts: dict[str, UUID]
    invitations: dict[str, UUID]
    handovers: dict[str, UUID]
    openings: dict[str, UUID]
    conflicts: dict[str, UUID]
    letters: dict[str, UUID]
    items: dict[str, UUID]  # evidence
    redactions: dict[str, UUID]
    entries: dict[str, UUID]  # of registers of protection
    interviews: dict[str, UUID]
    clocks: dict[str, UUID]  # prescriptions: they bind every office
    visitors: dict[str, Visitor] = field(default_factory=dict)
    holders: dict[str, dict[UUID, Role]] = field(default_factory=dict)  # case → who holds it
    protectors: dict[str, set[UUID]] = field(default_factory=dict)  # case → who protects there

    def role_in(self, visitor: Visitor, case: str) -> Role | None:
        """Return what somebody is to a case, as it was arranged; None if it is not theirs."""
        if visitor.somebody is None:
            return None
        return self.holders.get(case, {}).get(visitor.somebody.id)

    def dossier(self, case: str) -> Dossier:
        """Open a case as a lead of its office does, for the facts that the rules ask for."""
        holder_id = next(who for who, role in self.holders[case].items() if role is Role.LEAD)
        people = (*self.town.office.people, *self.other.people)
        person = next(one.person for one in people if one.id == holder_id)
        return self.town.portal.perform(lambda work: open_dossier(work, person, self.cases[case]))


def make_world(home: Path) -> World:
    """Make both offices, six cases and nineteen visitors; about three seconds."""
    town = make_town(home, officers=1, receivers=1)  # the other office has none: its leads stand in
    other = found(town.portal, "other")
    scene = Scene(town.portal, town.clock, town.office)
    there = Scene(town.portal, town.clock, other)
    lead, second = town.office.leads
    handler, former = town.office.handlers
    canaries = {name: f"canary of {name} {uuid4().hex}" for name in _CASES}
    ids = {
        "own": scene.report(canaries["own"], files=(b"own file",)),
        "walled": scene.report(
            canaries["walled"], named=Named(listed=frozenset({second.id})), files=(b"its file",)
        ),
        "foreign": there.report(canaries["foreign"], files=(b"foreign file",)),
        "destroyed": scene.report(canaries["destroyed"]),
        "unknown": uuid4(),
    }
    reporter = town.reporter()
    reporter.has_reported(canaries["visited"])
    ids["visited"] = town.case_of(reporter).id
    for somebody in (handler, former):
        scene.assign(ids["own"], somebody)
    scene.do(lead.person, ids["own"], Action.REVOKE, holder_id=former.id)
    there.assign(ids["foreign"], other.handlers[0])
    town.portal.perform(
        lambda work: destruction.destroy(work, lead.person, [ids["destroyed"]], "spam", None)
    )
    # From then on the row that puts them in charge stands there, and the case is not theirs.
    scene.assign(ids["walled"], handler)
    declare(scene, handler.person, ids["walled"])
    conflict = look(scene, lead.person, ids["walled"]).found[0].id
    leads = {lead.id: Role.LEAD, second.id: Role.LEAD}
    theirs = {one.id: Role.LEAD for one in other.leads}
    world = World(
        town=town,
        other=other,
        cases=ids,
        canaries=canaries,
        records={name: _file_of(town, ids[name]) for name in ("own", "walled", "foreign")}
        | {"unknown": uuid4()},
        accounts={
            "own": join(town.portal, town.office.id, "spare", frozenset({Role.HANDLER})).id,
            "foreign": other.handlers[1].id,
            "unknown": uuid4(),
        },
        invitations={
            "own": _invitation(town, town.office, "guest"),
            "foreign": _invitation(town, other, "stranger"),
            "unknown": uuid4(),
        },
        handovers={
            "own": _handover(town, town.office),
            "foreign": _handover(town, other),
            "unknown": uuid4(),
        },
        openings={
            "own": ask(scene, lead.person, ids["own"]),
            "foreign": ask(there, other.leads[0].person, ids["foreign"]),
            "unknown": uuid4(),
        },
        letters={"own": letter(scene, ids["own"]), "unknown": uuid4()},
        conflicts={"walled": conflict, "unknown": uuid4()},
        items={"own": _item(town, lead.person, ids["own"])},
        redactions={"own": redaction(scene, handler.person, ids["own"]), "unknown": uuid4()},
        entries={"own": measure(scene, ids["own"]), "unknown": uuid4()},
        interviews={"own": hear(scene, ids["own"], scene.lead), "unknown": uuid4()},
        clocks={"own": _prescription(scene, ids["own"])},
        holders={
            "own": {**leads, handler.id: Role.HANDLER},
            "walled": {lead.id: Role.LEAD},
            "foreign": {**theirs, other.handlers[0].id: Role.HANDLER},
            "visited": {**leads, town.office.receivers[0].id: Role.INTAKE},
        },
        protectors={
            **{name: {town.office.officers[0].id} for name in ("own", "walled", "visited")},
            "foreign": {one.id for one in other.leads},
        },
    )
    world.visitors = {one.name: one for one in _visitors(world, reporter)}
    return world


_CASES = ("own", "walled", "foreign", "destroyed", "visited")


def as_anybody_sees_it(page: str) -> str:
    """Return a page without what differs from browser to browser: tokens, and the padding."""
    return _TOKEN.sub(r"\1\2", page).rstrip()


def _visitors(world: World, reporter: Reporter) -> list[Visitor]:
    town, office, other = world.town, world.town.office, world.other
    waiting = join(town.portal, office.id, "waiting", frozenset({Role.LEAD}))
    halfway = office.leads[0]
    pending = visit(town.app)
    pending.post(
        "/account/sign-in", {"username": halfway.username, "passphrase": halfway.passphrase}
    )
    people = {
        "lead": office.leads[0],
        "walled lead": office.leads[1],
        "handler": office.handlers[0],
        "former handler": office.handlers[1],
        "intake officer": office.receivers[0],
        "custodian": office.custodians[0],
        "protection officer": office.officers[0],
        "administrator": office.administrators[0],
        "auditor": office.auditors[0],
        "foreign lead": other.leads[0],
        "foreign handler": other.handlers[0],
        "foreign custodian": other.custodians[0],
        "foreign administrator": other.administrators[0],
        "foreign auditor": other.auditors[0],
    }
    return [
        Visitor("nobody", visit(town.app)),
        Visitor("reporter", reporter.browser),
        Visitor("pending", pending),
        Visitor("unvetted", sign_in(town.app, waiting), waiting, is_signed_in=True),
        _suspended(world),
        *(
            Visitor(name, sign_in(town.app, who), who, who.roles, is_signed_in=True)
            for name, who in people.items()
        ),
    ]


def _suspended(world: World) -> Visitor:
    """Sign somebody in who was a lead, and suspend them while they are."""
    custodian = world.town.office.custodians[1]
    browser = sign_in(world.town.app, custodian)
    administrator = sign_in(world.town.app, world.town.office.administrators[0])
    administrator.post(f"/admin/people/{custodian.id}/suspend", {}, form="/admin/people/")
    return Visitor("suspended", browser)


def _file_of(town: Town, case_id: UUID) -> UUID:
    with town.portal.work() as work:
        record_id = work.db.scalar(
            select(Record.id).where(Record.case_id == case_id, Record.kind == "file")
        )
    assert record_id is not None
    return record_id


def _handover(town: Town, office: MadeOffice) -> UUID:
    """Plan that a handler follows another one: there may be keys ahead, and never a role."""
    one, two = office.handlers
    with town.portal.work() as work:
        plan = Plan(Kind.SUCCESSION, two.id, one.id, starts_on=work.today + timedelta(days=30))
        return handovers.plan(work, office.leads[0].person, plan)


def _item(town: Town, who: Person, case_id: UUID) -> UUID:
    draft = Draft(Register.EVIDENCE, {"what": "a letter", "sort": "document", "source": "the post"})
    return town.portal.perform(lambda work: inquiry.record(work, who, case_id, draft))


def _prescription(scene: Scene, case_id: UUID) -> UUID:
    said = Allegation("section 157", read_date("2560"), date(2032, 1, 1), "section 95")
    return scene.portal.perform(
        lambda work: clocks.prescribe(work, scene.lead, case_id, said, "en")
    )


def _invitation(town: Town, office: MadeOffice, username: str) -> UUID:
    with town.portal.work() as work:
        invitee = Invitee(username, "A guest", frozenset({Role.HANDLER}))
        by = office.administrators[0].person
        invite(work, office.id, invitee, by)
    with town.portal.work() as work:
        [row] = [one for one in invitations.of_office(work.db, office.id) if one.used_at is None][
            :1
        ]
        return row.id
