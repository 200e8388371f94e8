"""Before a name is opened: the reporter is told, answers or not, and the keepers read it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text as sql

from tests.casework.naming import (
    WHO,
    ask,
    identify,
    keys_of,
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
    prior_notices,
    receipt,
    reporter_acts,
)
from wbportal.casework.access import open_case
from wbportal.casework.conversation import Conversation
from wbportal.casework.errors import Refused
from wbportal.casework.identity_requests import Notice as Heard
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.prior_notices import NO, YES
from wbportal.casework.reporter_acts import Said
from wbportal.db import openings
from wbportal.domain.prior_notices import Prior
from wbportal.domain.rules import Action, NotPossible
from wbportal.portal import Work
from wbportal.vault.keys import PrivateKey
from wbportal.vault.sessions import SessionSecret

TOLD = "only with your name can we ask them to stop"
WORDS = "not before I have moved house"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), custodians=2)


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    found = scene.owned("the report")
    identify(scene, found)
    return found


def _told(scene: Scene, case_id: UUID, days: int = 7) -> UUID:
    return ask(scene, scene.handler, case_id, prior=Prior.TOLD, told=TOLD, days=days)


def _act(scene: Scene, case_id: UUID, said: Said) -> None:
    def act(work: Work) -> None:
        opened = open_case(work, CodeHolder(case_id, keys_of(scene, work, case_id)), case_id)
        reporter_acts.act(work, opened, said)

    scene.portal.perform(act)


def _answer(scene: Scene, case_id: UUID, agrees: str, words: str = "") -> None:
    _act(scene, case_id, Said(Action.ANSWER_NOTICE, False, words, "en", {"agrees": agrees}))  # noqa: FBT003 - not undone


def _look(scene: Scene, case_id: UUID) -> Conversation:
    secret = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], secret))
    return scene.portal.perform(lambda work: conversation.look(work, visit_of(work, secret)))


def _seen(scene: Scene, number: int, case_id: UUID) -> Heard:
    found = next(
        one for one in listed(scene, scene.office.custodians[number]) if one.case_id == case_id
    )
    assert found.notice is not None
    return found.notice


def _sealed(scene: Scene, request_id: UUID) -> bytes:
    with scene.portal.engine.connect() as db:
        query = "SELECT sealed_reply FROM openings WHERE id = :id"
        found = db.execute(sql(query), {"id": request_id.bytes}).scalar_one()
    assert isinstance(found, bytes)
    return found


def test_a_keeper_lends_nothing_before_the_answer_or_the_day(scene: Scene, case_id: UUID) -> None:
    first, second = scene.office.custodians
    request_id = _told(scene, case_id)
    until = _seen(scene, 0, case_id).until
    assert until is not None
    for _ in range(2):
        with pytest.raises(Refused, match="not-heard"):
            say(scene, first, request_id)
        with scene.portal.work() as work:
            assert not openings.answers(work.db, request_id)
        scene.clock.move(timedelta(days=(until - scene.clock.now.date()).days - 1))
    scene.clock.move(timedelta(days=2))
    assert _seen(scene, 0, case_id).reply is None
    say(scene, first, request_id)
    say(scene, second, request_id)
    open_it(scene, scene.handler, case_id, request_id)
    assert read_it(scene, scene.handler, case_id, request_id) == WHO


def test_an_objection_is_read_by_the_keepers_and_by_those_who_work_the_case(
    scene: Scene, case_id: UUID
) -> None:
    request_id = _told(scene, case_id)
    _answer(scene, case_id, NO, WORDS)
    for notice in (
        *(_seen(scene, number, case_id) for number in (0, 1)),
        of_case(scene, scene.lead, case_id)[0].notice,
    ):
        assert notice is not None
        assert notice.reply is not None
        assert (notice.told, notice.reply.agrees, notice.reply.text) == (TOLD, False, WORDS)
    say(scene, scene.office.custodians[0], request_id, "they said no", yes=False)
    assert not _look(scene, case_id).prior


def test_the_last_answer_counts_and_other_acts_leave_it(scene: Scene, case_id: UUID) -> None:
    _told(scene, case_id)
    _answer(scene, case_id, NO, WORDS)
    _answer(scene, case_id, YES)
    _act(scene, case_id, Said(Action.WITHDRAW, text="please stop", lang="en"))
    reply = _seen(scene, 1, case_id).reply
    assert reply is not None
    assert (reply.agrees, reply.text) == (True, "")


def test_the_reporter_reads_who_asks_by_role_why_and_until_when(
    scene: Scene, case_id: UUID
) -> None:
    _told(scene, case_id, days=3)
    (one,) = _look(scene, case_id).prior
    assert (one.role, one.reason.value, one.text) == ("handler", "protect-reporter", TOLD)
    assert one.until == scene.clock.now.date() + timedelta(days=3)
    said = next(two for two in _look(scene, case_id).said if two.text == TOLD)
    assert scene.office.handlers[0].display_name not in str(said)


def test_whether_an_act_was_an_answer_does_not_show(scene: Scene, case_id: UUID) -> None:
    told, untold = _told(scene, case_id), ask(scene, scene.lead, case_id)
    sizes = {len(_sealed(scene, one)) for one in (told, untold)}
    seen = {one: {_sealed(scene, one)} for one in (told, untold)}
    for said in (
        Said(Action.WAIVE),
        Said(Action.ANSWER_NOTICE, text=WORDS * 20, lang="en", details={"agrees": NO}),
    ):
        _act(scene, case_id, said)
        for one, before in seen.items():
            sizes.add(len(_sealed(scene, one)))
            assert _sealed(scene, one) not in before
            before.add(_sealed(scene, one))
    assert len(sizes) == 1


def test_an_answer_opens_with_the_key_of_its_request_alone(scene: Scene, case_id: UUID) -> None:
    request_id = _told(scene, case_id)
    _answer(scene, case_id, YES)
    (one,) = _look(scene, case_id).prior
    with scene.portal.work() as work:
        row = openings.by_id(work.db, request_id)
        assert row is not None
        case = open_case(work, scene.lead, case_id).case
        for key in (PrivateKey.generate(), scene.lead.keys.kem):
            assert prior_notices.read_reply(work, case, row, key) is None
        # Whoever works the case has the public half, and can seal a yes: it is not the reporter's.
        forged = prior_notices.Reply(agrees=True, on=work.today)
        row.sealed_reply = prior_notices.sealed(row, scene.handler.keys.signing, one.key, forged)
    assert _seen(scene, 0, case_id).reply is None


def test_without_a_reason_nobody_is_left_untold(scene: Scene, case_id: UUID) -> None:
    with pytest.raises(Refused, match="why-untold"):
        ask(scene, scene.handler, case_id, why_untold="")
    for days in (1, 15):
        with pytest.raises(Refused, match="not-so-many-days"):
            _told(scene, case_id, days)
    ask(scene, scene.handler, case_id, prior=Prior.LAW, why_untold="section 1")
    notice = of_case(scene, scene.lead, case_id)[0].notice
    assert notice is not None
    assert (notice.prior, notice.why_untold, notice.until) == (Prior.LAW, "section 1", None)
    assert not _look(scene, case_id).prior
    with pytest.raises(NotPossible):
        _answer(scene, case_id, YES)
