"""Role × route × object, made from the route table: nothing but what the rules allow."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.builders import make_app, make_portal
from tests.journeys.matrix import Visitor, World, as_anybody_sees_it, make_world
from tests.journeys.matrix_clocks import CLOCKS, of_a_clock
from wbportal.domain.channels import WRITE_DOWN
from wbportal.domain.handovers import Kind
from wbportal.domain.opinions import STEPS
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, NotAllowed, NotPossible, decide
from wbportal.web import audience
from wbportal.web.audience import Audience
from wbportal.web.desk.forms import FIELDS
from wbportal.web.intake import before

_OK = {200}
_DONE = {303, 422}  # done, or asked for what is missing: the fields are sent empty
_METHODS = {"GET", "POST"}

# Those with a form on the case's page, and one of those without: their names lead nowhere there.
_ACTIONS = {action.value: action.value for action in (*FIELDS, Action.READ)}
_SLUGS = {"office": "office", "other": "other", "none": "nowhere"}
_PAGES: dict[str, int | str] = {"text": 1, "area": 6, "files": 17, "none": 18}


def _objects(world: World) -> dict[str, Mapping[str, UUID | str | int]]:
    """Return what a route's arguments are filled with; one that is not here fails the test."""
    return {
        "case_id": world.cases,
        "record_id": world.records,
        "account_id": world.accounts,
        "invitation_id": world.invitations,
        "handover_id": world.handovers,
        "kind": {kind.value: kind.value for kind in Kind} | {"none": "nothing"},
        "alarm_id": {"none": UUID(int=0)},
        "opening_id": world.openings,
        "clock": {"own": "house.feedback"},  # the acknowledgement's ends with the deed
        "clock_id": world.clocks,
        "conflict_id": world.conflicts,
        "letter_id": world.letters,
        "view_id": {"none": UUID(int=0)},
        "item_id": world.items,
        "register": {"evidence": "evidence"},
        "redaction_id": world.redactions,
        "entry_id": world.entries,
        "part": {"measures": "measures", "none": "nowhere"},
        "interview_id": world.interviews,
        "slug": _SLUGS,
        "page": _PAGES,
        "number": {"first": 1, "seventh": 7, "none": 1_000_000},
        "filename": {"sheet": "portal.css"},
        "pack": {"house": "house", "none": "nowhere"},
        "own": {"none": "nowhere"},
        "name": _ACTIONS,
        "extension_id": {"none": UUID(int=0)},
        "key": {page.key: page.key for page in before.PAGES} | {"none": "nowhere"},
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


def _endpoints() -> list[str]:
    with TemporaryDirectory() as home:
        rules = make_app(make_portal(Path(home))).url_map.iter_rules()
        return sorted({rule.endpoint for rule in rules} - _ENDS_A_VISIT)


def _requests(world: World, endpoint: str) -> Iterator[tuple[Rule, str, dict[str, str], str]]:
    """Yield every method and object of an endpoint's routes, and the path that stands for it."""
    adapter = world.town.app.url_map.bind("127.0.0.1:8000")
    for rule in world.town.app.url_map.iter_rules(endpoint):
        names = sorted(rule.arguments)
        choices = [list(_objects(world)[name].items()) for name in names]
        for picked in product(*choices):
            objects = {name: label for name, (label, _) in zip(names, picked, strict=True)}
            values = {name: value for name, (_, value) in zip(names, picked, strict=True)}
            for method in sorted(_METHODS & (rule.methods or set())):
                yield rule, method, objects, adapter.build(rule.endpoint, values, method)


# These end what the visitors that come after are, or ask for: tried by tests of their own.
_ENDS_A_VISIT = {"admin.withdraw", "leave.leave", "account.sign_out", "account.end_sessions"}


@pytest.mark.parametrize("endpoint", _endpoints())
def test_every_request_of_everybody_is_answered_as_the_rules_say(
    world: World, endpoint: str
) -> None:
    """Every page that opens is searched, besides, for the words of every case not theirs."""
    wrong: list[tuple[object, ...]] = []
    kept_out: set[tuple[str, str]] = set()
    for rule, method, objects, path in _requests(world, endpoint):
        for visitor in world.visitors.values():
            gate = _at_the_gate(world, visitor, rule, method)
            # The gate looks at nothing but who asks for which page: one object stands for all.
            if gate is not None and (visitor.name, method) in kept_out:
                continue
            kept_out.add((visitor.name, method))
            expected = gate or _beyond_the_gate(world, visitor, rule, method, objects)
            page = visitor.ask(method, path, _FIELDS.get(endpoint))
            if page.status_code not in expected:
                wrong.append((visitor.name, method, objects, page.status, expected))
            elif (method, page.status_code) == ("GET", 200) and endpoint != "static":
                shown = _shown(world, visitor, page)
                wrong += [(visitor.name, path, "shows", case) for case in shown]
    assert {name for name, _ in kept_out} == set(world.visitors)
    assert wrong == [], "\n".join(map(str, wrong[:40]))


def test_whose_a_case_is_reads_its_words(world: World) -> None:
    for case, canary in world.canaries.items():
        for visitor in world.visitors.values():
            if world.role_in(visitor, case) in {Role.INTAKE, Role.LEAD, Role.HANDLER}:
                page = visitor.ask("GET", f"/desk/cases/{world.cases[case]}")
                assert canary in page.text, (visitor.name, case)


def _shown(world: World, visitor: Visitor, page: TestResponse) -> list[str]:
    """Return the cases of which a page shows words to somebody whose they are not."""
    return [
        case
        for case, canary in world.canaries.items()
        if canary in page.text
        and (case, visitor.name) != ("visited", "reporter")
        and world.role_in(visitor, case) is None
    ]


def test_not_yours_and_not_there_are_one_page(world: World) -> None:
    for visitor in world.visitors.values():
        if not visitor.roles & Audience.DESK.roles:
            continue
        nothing = visitor.ask("GET", f"/desk/cases/{world.cases['unknown']}")
        for case in world.cases:
            if world.role_in(visitor, case) is None:
                page = visitor.ask("GET", f"/desk/cases/{world.cases[case]}")
                assert as_anybody_sees_it(page.text) == as_anybody_sees_it(nothing.text), (
                    visitor.name,
                    case,
                )
                assert len(page.data) == len(nothing.data)


def test_nobody_finds_a_case_that_is_not_theirs(world: World) -> None:
    """Everybody of the desk searches for words of every case, in so many letters."""
    searched = 0
    for visitor, (case, canary) in product(world.visitors.values(), world.canaries.items()):
        if not visitor.is_signed_in or not visitor.roles & Audience.DESK.roles:
            continue
        page = visitor.ask("POST", "/desk/search/", {"words": f'"{canary}"'})
        searched += 1
        is_theirs = world.role_in(visitor, case) is not None
        assert ('class="title"' in page.text) is is_theirs, (visitor.name, case)
    assert searched > 30


def test_the_walled_lead_counts_one_case_less(world: World) -> None:
    counted = {}
    for name in ("lead", "walled lead"):
        page = world.visitors[name].ask("GET", "/desk/").text
        counted[name] = page.count('href="/desk/cases/')
    assert counted["lead"] == counted["walled lead"] + 1


# Without these a form would be refused before anybody asks whose the object is.
_FIELDS = {
    "account.remove_factor": {"factor": "totp"},
    "desk.take": {"copy": "original", "reason": "no-copy"},
}

# Forms of a page of their own; what is sent here is empty.
_ASKS_ON_ITS_PAGE = {
    "desk.ask_identity",
    "desk.declare_conflict",
    "desk.pass_on",
    "desk.enter_objection",
    "desk.export_case",
    "desk.join_cases",
    "desk.redact_case",
    "desk.redacted_case",
    "desk.take_redacted",
}

# All that whoever receives reports is answered of a case that was not passed on.
_OF_INTAKE = {
    "desk.act",
    "desk.case",
    "desk.conflicts_of",
    "desk.declare_conflict",
    "desk.enter_objection",  # to look at; a rule refuses it
    "desk.pass_on",
    "desk.slip",  # of what they wrote down themselves
    "desk.why_of_own",
}

# The pages on which people write down what they think, by the action of the rules.
_DECIDES = {
    "desk.assessment": Action.RECORD_ASSESSMENT,
    "desk.extension": Action.ASK_EXTENSION,
    "desk.answer_extension": Action.ANSWER_EXTENSION,
    "desk.referral": Action.ANNOUNCE_REFERRAL,
    "desk.conclude_case": Action.CONCLUDE,
    "desk.second_referral": Action.SECOND_REFERRAL,
    "desk.board_of": Action.CONVENE,
    "desk.end_meeting": Action.END_MEETING,
    "desk.destruction_of": Action.PROPOSE_DESTRUCTION,
    "desk.confirm_destruction": Action.CONFIRM_DESTRUCTION,
    "desk.withdraw_destruction": Action.WITHDRAW_DESTRUCTION,
}

# Pages for whoever is on the way in; where they have nothing to do there they are led elsewhere.
_WAYS_IN = {
    "account.sign_in",
    "account.second_factor",
    "account.enrol",
    "account.enrolment_code",
    "account.enrol_passkey",
    "account.passkey_sign_in",
    "account.join",
    "account.choose_passphrase",
}
# For those who may write a report down; where nothing was, one is led to the queue.
_WRITES_DOWN = {"desk.enter", "desk.enter_people", "desk.entered"}
_OF_A_VISIT = {
    "receipt.case",
    "receipt.change",
    "receipt.file",
    "receipt.new",
    "receipt.opening",
    "receipt.proof",
    "receipt.proof_file",
    "receipt.more",
    "receipt.act",
    "receipt.earlier",
    "receipt.why",
    "receipt.record",
}


def _at_the_gate(world: World, visitor: Visitor, rule: Rule, method: str) -> set[int] | None:
    """Return what somebody for whom a page is not there gets; None for whom it is."""
    whom = audience.of(world.town.app, rule.endpoint)
    if not whom.is_anonymous and not visitor.is_signed_in:
        return {303} if method == "GET" else {303, 422}
    if whom.roles and whom is not Audience.SIGNED_IN and not visitor.roles & whom.roles:
        return {403}
    return None


def _beyond_the_gate(
    world: World, visitor: Visitor, rule: Rule, method: str, objects: dict[str, str]
) -> set[int]:
    is_protection = rule.endpoint.startswith("protection.")
    if rule.endpoint == "desk.officer_stands_down":
        # Who stands in for an officer leads the case, and declares there.
        is_protection = Role.PROTECTION in visitor.roles
        if not is_protection:
            return {404}
    if is_protection and "case_id" in objects:
        return _in_protection(world, visitor, method, objects)
    if rule.endpoint == "desk.keeper_stands_down":
        return {200 if method == "GET" else 422} if _is_asked(visitor, objects) else {404}
    if "case_id" in objects:
        role = world.role_in(visitor, objects["case_id"])
        apart = set() if role is None else _of_who_receives(role, rule.endpoint)
        if role is not None and not apart and rule.endpoint in CLOCKS:
            return of_a_clock(role, rule.endpoint, objects)
        return apart or _at_the_desk(world, visitor, rule, objects)
    return _elsewhere(visitor, rule, method, objects)


def _is_asked(visitor: Visitor, objects: dict[str, str]) -> bool:
    theirs = {("custodian", "own"), ("foreign custodian", "foreign")}
    return (visitor.name, objects["opening_id"]) in theirs


def _elsewhere(visitor: Visitor, rule: Rule, method: str, objects: dict[str, str]) -> set[int]:
    done = _OK if method == "GET" else {200, 303, 409, 422}
    if rule.endpoint == "desk.answer_identity":
        return {200, 422} if _is_asked(visitor, objects) else {404}
    if rule.endpoint in _WRITES_DOWN:
        return done | {303} if visitor.roles & WRITE_DOWN else {403}
    if "none" in (
        rule.endpoint == "trail.entry" and objects["number"],
        # There is one officer, and nobody to hand anything in for.
        rule.endpoint == "protection.hand_in" and "none",
        objects.get("alarm_id"),
        *(objects.get(name) for name in ("slug", "page", "key", "pack", "kind", "own")),
    ):
        return {404}
    if (
        rule.endpoint.startswith(("admin.", "handover.", "vetting."))
        and {"account_id", "invitation_id", "handover_id"} & objects.keys()
    ):
        mine = "foreign" if visitor.name.startswith("foreign") else "own"
        return done if list(objects.values()) == [mine] else {404}
    if rule.endpoint in _WAYS_IN:
        return {200, 303, 404, 422}
    return {200, 303, 404, 410, 422} if rule.endpoint in _OF_A_VISIT else done


# Who is answered about an object of a case, by (visitor, case, object); nobody else is.
_THEIRS = {
    "opening_id": {("lead", "own", "own"), ("foreign lead", "foreign", "foreign")},
    "conflict_id": {("lead", "walled", "walled")},
}


def _in_protection(
    world: World, visitor: Visitor, method: str, objects: dict[str, str]
) -> set[int]:
    case = objects["case_id"]
    is_theirs = visitor.somebody is not None and visitor.somebody.id in world.protectors.get(
        case, set()
    )
    is_there = objects.get("part") != "none" and objects.get("entry_id", case) == case
    if not (is_theirs and is_there):
        return {404}
    return _OK if method == "GET" else {422}


def _at_the_desk(world: World, visitor: Visitor, rule: Rule, objects: dict[str, str]) -> set[int]:
    case = objects["case_id"]
    role = world.role_in(visitor, case)
    if role is None:
        return {404}
    for name in _THEIRS.keys() & objects.keys():
        return {200, 422} if (visitor.name, case, objects[name]) in _THEIRS[name] else {404}
    if any(one in rule.endpoint for one in ("inquiry", "letter", "interview")):
        names = ("item_id", "letter_id", "interview_id", "record_id")
        things = {objects.get(name, case) for name in names}
        return _OK | _DONE if things == {case} else {404}
    if rule.endpoint in _DECIDES or rule.endpoint == "desk.opine":
        return _of_an_opinion(world, role, rule.endpoint, objects)
    if rule.endpoint == "desk.destroy_case" or "name" in objects:
        action = Action(objects.get("name", Action.DESTROY))
        return _of_an_action(world, role, case, action)
    done = _OK | _DONE if rule.endpoint in _ASKS_ON_ITS_PAGE else _OK
    if rule.endpoint == "desk.preview":
        done = {404}  # none of these files is a picture
    thing = objects.get("record_id", objects.get("redaction_id", case))
    return done if thing == case else {404}


def _of_who_receives(role: Role, endpoint: str) -> set[int]:
    """Return what is answered where it is refused for this role alone; else nothing."""
    if role is Role.INTAKE:
        return set() if endpoint in _OF_INTAKE else {403, 404}
    return {403} if endpoint == "desk.pass_on" else set()


def _of_an_opinion(world: World, role: Role, endpoint: str, objects: dict[str, str]) -> set[int]:
    action = _DECIDES.get(endpoint) or Action(objects["name"])
    if "extension_id" in objects or (endpoint == "desk.opine" and action not in STEPS):
        return {404}
    answers = _as_decided(world, role, objects["case_id"], action)
    return _OK | _DONE if answers == _DONE else answers


def _of_an_action(world: World, role: Role, case: str, action: Action) -> set[int]:
    return _as_decided(world, role, case, action) if action in FIELDS else {404}


def _as_decided(world: World, role: Role, case: str, action: Action) -> set[int]:
    dossier = world.dossier(case)
    try:
        decide(action, role, dossier.opened.case.state, dossier.facts)
    except NotAllowed:
        return {403}
    except NotPossible:
        return {409}
    return _DONE
