"""Opening who a reporter is: two people let it, one reads it, and nothing they used opens more."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.casework.naming import (
    WHO,
    WHY,
    ask,
    deeds_of,
    epoch,
    grants_of,
    identify,
    listed,
    of_case,
    open_it,
    read_it,
    say,
    visit_of,
)
from tests.casework.scene import Scene, make_scene
from wbportal.casework import (
    conversation,
    destruction,
    identity,
    identity_keys,
    identity_requests,
    lapsing,
    receipt,
)
from wbportal.casework.errors import CaseNotFound, CodeNeeded, Damaged, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.db import compartments, openings
from wbportal.domain.compartments import Compartment
from wbportal.domain.prior_notices import Prior
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.vault.errors import ShareRefused
from wbportal.vault.keys import WrappedKey
from wbportal.vault.quorum import SharePlace, unwrap_share
from wbportal.vault.sessions import SessionSecret


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), custodians=3)


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    found = scene.owned("the report")
    identify(scene, found)
    return found


def test_two_keepers_let_a_handler_read_who_the_reporter_is(scene: Scene, case_id: UUID) -> None:
    first, second, _ = scene.office.custodians
    request_id = ask(scene, scene.handler, case_id)
    found = listed(scene, first)[0]
    assert (found.id, found.needed) == (request_id, 2)
    assert found.basis is not None
    assert found.basis.text == WHY

    say(scene, first, request_id, "go ahead")
    say(scene, second, request_id)
    open_it(scene, scene.handler, case_id, request_id)

    assert read_it(scene, scene.handler, case_id, request_id) == WHO
    said = of_case(scene, scene.handler, case_id)[0].answers
    assert [(one.approved, one.words) for one in said] == [(True, "go ahead"), (True, "")]
    deeds = deeds_of(scene, case_id)
    wanted = ["request-identity", "approve-identity", "approve-identity", "open-identity"]
    assert deeds[-5:] == [*wanted, "read-identity"]


def test_one_keeper_opens_nothing(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    say(scene, scene.office.custodians[0], request_id)
    with pytest.raises(Refused, match="not-yet"):
        open_it(scene, scene.handler, case_id, request_id)
    with scene.portal.work() as work:
        case = identity_requests.case_of(work, case_id)
        lent = openings.answers(work.db, request_id)[0].wrapped_share
        assert lent is not None
        share = identity_keys.lent_share(work, case, scene.handler, request_id, lent)
        with pytest.raises(ShareRefused):
            identity_keys.put_together(work, case, [share])


def test_the_same_keeper_counts_once(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    say(scene, scene.office.custodians[0], request_id)
    with pytest.raises(Refused, match="answered"):
        say(scene, scene.office.custodians[0], request_id)


def test_a_refusal_ends_the_request_and_says_why(scene: Scene, case_id: UUID) -> None:
    first, second, _ = scene.office.custodians
    request_id = ask(scene, scene.handler, case_id)
    say(scene, first, request_id)
    say(scene, second, request_id, "ask on the page first", yes=False)
    with pytest.raises(Refused, match="answered"):
        say(scene, scene.office.custodians[2], request_id)
    with pytest.raises(CaseNotFound):
        open_it(scene, scene.handler, case_id, request_id)
    found = of_case(scene, scene.handler, case_id)[0]
    assert found.closed_at is not None
    assert found.answers[-1].words == "ask on the page first"
    assert of_case(scene, scene.lead, case_id)[0].answers[-1].words == ""
    assert ask(scene, scene.handler, case_id) != request_id


def test_what_was_lent_opens_only_for_whom_and_for_what_it_was_lent(
    scene: Scene, case_id: UUID
) -> None:
    request_id = ask(scene, scene.handler, case_id)
    say(scene, scene.office.custodians[0], request_id)
    with scene.portal.work() as work:
        lent = openings.answers(work.db, request_id)[0].wrapped_share
        case = identity_requests.case_of(work, case_id)
        assert lent is not None
        for who in (scene.lead, scene.office.handlers[1].person, scene.office.custodians[1].person):
            with pytest.raises(CaseNotFound):
                identity_keys.lent_share(work, case, who, request_id, lent)
        with pytest.raises(CaseNotFound):
            identity_keys.lent_share(work, case, scene.handler, case_id, lent)
    with pytest.raises(CaseNotFound):
        open_it(scene, scene.lead, case_id, request_id)


def test_an_opening_gives_the_identity_another_key(scene: Scene, case_id: UUID) -> None:
    first, second, _ = scene.office.custodians
    before, held = epoch(scene, case_id), grants_of(scene, case_id)
    request_id = ask(scene, scene.handler, case_id)
    say(scene, first, request_id)
    say(scene, second, request_id)
    open_it(scene, scene.handler, case_id, request_id)

    after = grants_of(scene, case_id)
    assert epoch(scene, case_id) == before + 1
    assert after.keys() == held.keys()
    assert {epoch for epoch, _ in after.values()} == {before + 1}
    assert all(after[one][1] != held[one][1] for one in held)
    with scene.portal.work() as work:
        assert all(one.wrapped_share is None for one in openings.answers(work.db, request_id))
        row = compartments.one(work.db, case_id, Compartment.IDENTITY)
        assert row is not None
        old = [
            unwrap_share(
                one.keys.kem, WrappedKey(held[one.id][1]), SharePlace(row.id, before, one.id)
            )
            for one in (first, second)
        ]
        # What was lent, and what the keepers had, makes the key before and no later one.
        case = identity_requests.case_of(work, case_id)
        with pytest.raises(Damaged):
            identity_keys.put_together(work, case, old)
    # The other keepers open it again, the reporter and recovery as well.
    again = ask(scene, scene.handler, case_id)
    say(scene, scene.office.custodians[2], again)
    say(scene, second, again)
    open_it(scene, scene.handler, case_id, again)
    assert read_it(scene, scene.handler, case_id, again) == WHO


def test_the_reporter_goes_on_and_takes_the_name_back(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id, prior=Prior.TOLD, told="to protect you")
    scene.clock.move(timedelta(days=8))
    secret = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], secret))
    for keeper in scene.office.custodians[:2]:
        say(scene, keeper, request_id)
    open_it(scene, scene.handler, case_id, request_id)
    with pytest.raises(CodeNeeded):
        scene.portal.perform(lambda work: conversation.look(work, visit_of(work, secret)))
    again = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], again))
    seen = scene.portal.perform(lambda work: conversation.look(work, visit_of(work, again)))
    assert seen.is_identified
    assert any(one.details.get("action") == "request-identity" for one in seen.said)

    identify(scene, case_id, None)
    later = ask(scene, scene.handler, case_id)
    for keeper in scene.office.custodians[1:]:
        say(scene, keeper, later)
    open_it(scene, scene.handler, case_id, later)
    assert read_it(scene, scene.handler, case_id, later) is None


def test_a_reporter_who_is_not_told_is_not_told(scene: Scene, case_id: UUID) -> None:
    ask(scene, scene.handler, case_id)
    secret = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], secret))
    seen = scene.portal.perform(lambda work: conversation.look(work, visit_of(work, secret)))
    assert not any(one.details.get("action") == "request-identity" for one in seen.said)


def test_what_was_read_is_forgotten_in_time(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    for keeper in scene.office.custodians[:2]:
        say(scene, keeper, request_id)
    open_it(scene, scene.handler, case_id, request_id)
    with pytest.raises(CaseNotFound):
        read_it(scene, scene.lead, case_id, request_id)
    scene.clock.move(timedelta(hours=71, minutes=59))
    assert read_it(scene, scene.handler, case_id, request_id) == WHO
    scene.clock.move(timedelta(minutes=1))
    with pytest.raises(CaseNotFound):
        read_it(scene, scene.handler, case_id, request_id)
    with scene.portal.work() as work:
        lapsing.forget_expired(work)
    with scene.portal.work() as work:
        row = openings.by_id(work.db, request_id)
        assert row is not None
        assert row.sealed_seen is None


def test_a_request_that_nobody_answers_ends(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    with pytest.raises(Refused, match="asked-already"):
        ask(scene, scene.handler, case_id)
    say(scene, scene.office.custodians[0], request_id)
    scene.clock.move(timedelta(days=30, minutes=1))
    with pytest.raises(Refused, match="answered"):
        say(scene, scene.office.custodians[1], request_id)
    with scene.portal.work() as work:
        lapsing.forget_expired(work)
    with scene.portal.work() as work:
        assert all(one.wrapped_share is None for one in openings.answers(work.db, request_id))
    assert of_case(scene, scene.handler, case_id)[0].closed_at is not None


def test_a_request_can_be_taken_back_and_made_anew(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    for keeper in scene.office.custodians[:2]:
        say(scene, keeper, request_id)

    def take_back(who: Person) -> None:
        scene.portal.perform(lambda work: identity.withdraw(work, who, case_id, request_id))

    with pytest.raises(CaseNotFound):
        take_back(scene.lead)
    take_back(scene.handler)
    with scene.portal.work() as work:
        assert all(one.wrapped_share is None for one in openings.answers(work.db, request_id))
    with pytest.raises(CaseNotFound):
        open_it(scene, scene.handler, case_id, request_id)
    assert ask(scene, scene.handler, case_id) != request_id


def test_whoever_was_taken_off_the_case_opens_nothing(scene: Scene) -> None:
    case_id = scene.owned("taken away")
    identify(scene, case_id)
    request_id = ask(scene, scene.handler, case_id)
    for keeper in scene.office.custodians[:2]:
        say(scene, keeper, request_id)
    scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.handler.id)
    for deed in (open_it, read_it):
        with pytest.raises(CaseNotFound):
            deed(scene, scene.handler, case_id, request_id)


def test_of_two_openings_the_later_one_asks_the_keepers_anew(scene: Scene, case_id: UUID) -> None:
    first, second, third = scene.office.custodians
    mine, theirs = ask(scene, scene.handler, case_id), ask(scene, scene.lead, case_id)
    for request_id in (mine, theirs):
        say(scene, first, request_id)
        say(scene, second, request_id)
    open_it(scene, scene.handler, case_id, mine)
    with pytest.raises(Refused, match="not-yet"):
        open_it(scene, scene.lead, case_id, theirs)
    say(scene, first, theirs)
    say(scene, third, theirs)
    open_it(scene, scene.lead, case_id, theirs)
    assert read_it(scene, scene.lead, case_id, theirs) == WHO


def test_a_keeper_who_must_not_see_the_case_finds_no_request_of_it(scene: Scene) -> None:
    walled, second, third = scene.office.custodians
    case_id = scene.report("about a keeper", named=Named(listed=frozenset({walled.id})))
    scene.assign(case_id, scene.office.handlers[0])
    identify(scene, case_id)
    request_id = ask(scene, scene.handler, case_id)
    assert request_id not in {one.id for one in listed(scene, walled)}
    with pytest.raises(CaseNotFound):
        say(scene, walled, request_id)
    for keeper in (second, third):
        assert request_id in {one.id for one in listed(scene, keeper)}
        say(scene, keeper, request_id)
    open_it(scene, scene.handler, case_id, request_id)
    assert read_it(scene, scene.handler, case_id, request_id) == WHO
    # Outwardly they have a share like the others, of the new key as of the old one.
    held = grants_of(scene, case_id)
    assert {len(held[one.id][1]) for one in scene.office.custodians} == {len(held[second.id][1])}


def test_nobody_but_a_keeper_answers(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    for who in (scene.lead, scene.handler, scene.office.auditors[0].person):
        with pytest.raises(CaseNotFound):
            say(scene, who, request_id)


def test_a_reason_that_another_wrote_counts_for_nothing(scene: Scene, case_id: UUID) -> None:
    request_id = ask(scene, scene.handler, case_id)
    other = ask(scene, scene.lead, case_id)
    with scene.portal.work() as work:
        one, two = openings.by_id(work.db, request_id), openings.by_id(work.db, other)
        assert one is not None
        assert two is not None
        one.sealed_request = two.sealed_request
    with pytest.raises(CaseNotFound):
        say(scene, scene.office.custodians[0], request_id)


def test_in_a_small_office_a_lead_who_keeps_a_share_needs_one_other(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    small = make_scene(tmp_path_factory.mktemp("small"), custodians=1, leads=1)
    case_id = small.report("small")
    identify(small, case_id)
    request_id = ask(small, small.lead, case_id)
    assert of_case(small, small.lead, case_id)[0].needed == 1
    with pytest.raises(Refused, match="not-yet"):
        open_it(small, small.lead, case_id, request_id)
    say(small, small.office.custodians[0], request_id)
    open_it(small, small.lead, case_id, request_id)
    assert read_it(small, small.lead, case_id, request_id) == WHO


def test_without_two_keepers_nobody_can_ask(tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = make_scene(tmp_path_factory.mktemp("alone"), custodians=0, leads=1)
    case_id = alone.report("alone")
    with pytest.raises(Refused, match="no-keepers"):
        ask(alone, alone.lead, case_id)


def test_whoever_writes_to_the_database_gets_no_share(scene: Scene, case_id: UUID) -> None:
    """Another requester, with nobody's or with a colleague's id: it is not their request."""
    request_id = ask(scene, scene.handler, case_id)
    for requester_id in (uuid4(), scene.office.handlers[1].id):
        with scene.portal.work() as work:
            row = openings.by_id(work.db, request_id)
            assert row is not None
            row.requester_id = requester_id
        with pytest.raises(CaseNotFound):
            say(scene, scene.office.custodians[0], request_id)


def test_a_destroyed_case_leaves_no_request(scene: Scene) -> None:
    case_id = scene.report("spam, with a request")
    request_id = ask(scene, scene.lead, case_id)
    say(scene, scene.office.custodians[0], request_id)
    reason = Reason.SPAM.value
    scene.portal.perform(lambda work: destruction.destroy(work, scene.lead, [case_id], reason))
    with scene.portal.work() as work:
        assert openings.by_id(work.db, request_id) is None
        assert openings.answers(work.db, request_id) == []
    assert request_id not in {one.id for one in listed(scene, scene.office.custodians[1])}
