"""What reporters do behind the code: sealed apart, alike from outside, seen by whom it is for."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text as sql

from tests.casework.rows import difference, identity_by, records_of, rows, rows_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import conversation, receipt, reporter_acts
from wbportal.casework.access import OpenCase, open_case
from wbportal.casework.casefile import CaseFile
from wbportal.casework.conversation import Conversation
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.errors import Damaged, Refused
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.reporter_acts import Said
from wbportal.casework.sheet import Identity
from wbportal.casework.visits import Visit
from wbportal.domain.compartments import Compartment
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action, NotPossible
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.errors import ShareRefused
from wbportal.vault.sessions import SessionSecret

WHO = Identity("Malee Jaidee", "after eight, by telephone", "never at work")
IDENTIFY = Said(Action.IDENTIFY, identity=WHO)
DETRIMENT = Said(
    Action.REPORT_DETRIMENT,
    text="I was moved to the store room",
    lang="en",
    details={"who": "the head", "when": "yesterday", "safe": "unsure"},
)
WITHDRAW = Said(Action.WITHDRAW, text="please stop", lang="en", apart={"forced": "yes"})
OBJECT = Said(Action.OBJECT, text="they know him there", lang="en")
CORRECT = Said(Action.CORRECT, lang="en", details={"answers": {"place": "the school"}})
WAIVE = Said(Action.WAIVE)
CLEAR = Said(Action.CLEAR_VIEW)
REVIEW = Said(Action.ASK_REVIEW, text="read page two", lang="en")
EVERY = (IDENTIFY, DETRIMENT, WITHDRAW, OBJECT, CORRECT, WAIVE, CLEAR)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    return scene.owned("the report")


def _act(scene: Scene, case_id: UUID, said: Said) -> None:
    scene.portal.perform(lambda work: reporter_acts.act(work, _opened(scene, work, case_id), said))


def _opened(scene: Scene, work: Work, case_id: UUID) -> OpenCase:
    keys = scene.codes[case_id].keys(work.keys.receipt_salt, work.keys.receipt_cost)
    return open_case(work, CodeHolder(case_id, keys), case_id)


def _visit(scene: Scene, case_id: UUID) -> Visit:
    secret = SessionSecret.generate()
    return scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], secret))


def _page(scene: Scene, case_id: UUID) -> Conversation:
    visit = _visit(scene, case_id)
    return scene.portal.perform(lambda work: conversation.look(work, visit))


def _closed(scene: Scene, case_id: UUID) -> None:
    scene.do(scene.handler, case_id, Action.ASSESS)
    scene.do(scene.lead, case_id, Action.DECLINE, code=Reason.NOT_OURS.value, text="not ours")


class TestAlike:
    def test_no_row_tells_one_act_from_another(self, scene: Scene) -> None:
        prints = set()
        for said in (*EVERY, Said(Action.IDENTIFY, undone=True)):
            case_id = scene.report()
            _act(scene, case_id, IDENTIFY)  # so that there is one to take back
            before = rows(scene, case_id)
            _act(scene, case_id, said)
            prints.add(difference(before, rows(scene, case_id), but={"ack_due", "due"}))
        assert len(prints) == 1
        assert "records" in str(prints), "nothing was compared"

    def test_only_the_wish_for_no_acknowledgement_shows_in_the_clear(self, scene: Scene) -> None:
        for said in EVERY:
            case_id = scene.report()
            before = scene.row(case_id)
            _act(scene, case_id, said)
            after = scene.row(case_id)
            changed = before.ack_due != after.ack_due
            assert changed == (said.action is Action.WAIVE)
            assert (after.state, after.area, after.category) == (before.state, None, None)

    def test_an_act_writes_one_entry_of_one_size_into_each_compartment(self, scene: Scene) -> None:
        case_id = scene.report()
        _act(scene, case_id, DETRIMENT)
        sizes = {
            (kind, len(row.sealed_body))
            for kind, row in records_of(scene, case_id)
            if row.number > 1
        }
        assert {kind for kind, _ in sizes} == {"thread", "protection", "identity"}
        assert len({size for _, size in sizes}) == 1

    def test_in_the_trail_an_act_is_like_a_message(self, scene: Scene, case_id: UUID) -> None:
        for said in EVERY:
            _act(scene, case_id, said)
        with scene.portal.work() as work:
            deeds = work.db.scalars(
                sql("SELECT DISTINCT deed FROM reporter_events WHERE case_id = :id"),
                {"id": case_id.bytes},
            ).all()
        assert set(deeds) == {"report", "follow-up"}

    def test_what_does_not_fit_is_refused_and_nothing_is_written(
        self, scene: Scene, case_id: UUID
    ) -> None:
        before = rows(scene, case_id)
        with pytest.raises(Refused, match="too-much"):
            _act(scene, case_id, Said(Action.OBJECT, text="ก" * 6000))
        assert rows(scene, case_id) == before


class TestIdentity:
    def test_two_custodians_together_read_it_and_one_does_not(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, IDENTIFY)
        with pytest.raises(ShareRefused):
            identity_by(scene, case_id, scene.office.custodians[:1])
        assert identity_by(scene, case_id, scene.office.custodians) == WHO.to_json()

    def test_the_newest_one_counts_and_the_one_before_is_erased(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, IDENTIFY)
        other = Identity("Somebody Else")
        _act(scene, case_id, Said(Action.IDENTIFY, identity=other))
        assert identity_by(scene, case_id, scene.office.custodians) == other.to_json()
        bodies = [r.sealed_body for kind, r in records_of(scene, case_id) if kind == "identity"]
        assert [len(body) > 0 for body in bodies] == [False, False, True]

    def test_taken_back_it_is_gone_and_other_acts_keep_what_is_there(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, IDENTIFY)
        _act(scene, case_id, DETRIMENT)
        assert _page(scene, case_id).is_identified
        _act(scene, case_id, Said(Action.IDENTIFY, undone=True))
        assert not _page(scene, case_id).is_identified
        assert identity_by(scene, case_id, scene.office.custodians) is None

    def test_whoever_erases_by_sql_is_noticed(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, IDENTIFY)
        with scene.portal.work() as work:
            newest = [r for kind, r in rows_of(work, case_id) if kind == "identity"][-1]
            newest.sealed_body, newest.erased = b"", True
        with pytest.raises(Damaged):
            _page(scene, case_id)

    def test_a_visit_shows_that_a_name_was_given_and_never_which(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, IDENTIFY)
        page = _page(scene, case_id)
        assert page.is_identified
        assert WHO.name not in str([(one.text, one.details) for one in page.said])


class TestApart:
    def test_a_lead_reads_it_and_a_handler_sees_nothing_of_it(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, DETRIMENT)
        leads, handlers = _as_read(scene, case_id)
        assert leads.protection is not None
        [told] = leads.protection
        assert (told.text, told.told["safe"]) == (DETRIMENT.text, "unsure")
        assert leads.wishes.detriment is not None
        assert handlers.protection is None
        assert handlers.wishes.detriment is None
        assert DETRIMENT.text not in repr_of(handlers)
        assert Action.REPORT_DETRIMENT not in [step.action for step in handlers.steps]

    def test_a_handler_holds_no_key_to_it(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, DETRIMENT)
        with scene.portal.work() as work:
            opened = open_case(work, scene.handler, case_id)
        assert Compartment.PROTECTION not in opened.keys
        assert Compartment.IDENTITY not in opened.keys

    def test_an_answer_of_the_office_settles_it(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, DETRIMENT)
        scene.do(scene.lead, case_id, Action.REPLY, text="we call you")
        assert scene.look(scene.lead, case_id).wishes.detriment is None
        _act(scene, case_id, DETRIMENT)
        assert scene.look(scene.lead, case_id).wishes.detriment is not None

    def test_whether_somebody_is_forced_is_for_those_who_protect_alone(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, WITHDRAW)
        leads, handlers = _as_read(scene, case_id)
        assert leads.protection is not None
        assert [item.told for item in leads.protection] == [{"forced": "yes"}]
        for found in (leads, handlers):
            assert found.wishes.withdrawal is not None
            assert found.wishes.withdrawal.text == "please stop"
        page = _page(scene, case_id)
        assert "forced" not in str([one.details for one in page.said])
        assert [one.text for one in page.said].count("please stop") == 1

    @pytest.mark.parametrize("outcome", [Action.DECLINE, Action.CONCLUDE])
    def test_it_can_be_told_when_all_is_closed(
        self, scene: Scene, case_id: UUID, outcome: Action
    ) -> None:
        scene.do(scene.handler, case_id, Action.ASSESS)
        code = Reason.NOT_OURS if outcome is Action.DECLINE else Reason.PUT_RIGHT
        if outcome is Action.CONCLUDE:
            scene.do(scene.handler, case_id, Action.ADDRESS)
        scene.do(scene.lead, case_id, outcome, code=code.value, text="done")
        _act(scene, case_id, DETRIMENT)
        assert scene.look(scene.lead, case_id).wishes.detriment is not None

    def test_after_the_keys_have_changed_a_lead_still_reads_it(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, DETRIMENT)
        scene.do(scene.lead, case_id, Action.REVOKE, holder_id=scene.handler.id)
        _act(scene, case_id, DETRIMENT)
        found = scene.look(scene.lead, case_id)
        assert found.protection is not None
        assert len(found.protection) == 2


class TestWishes:
    def test_no_acknowledgement_is_due_and_none_can_be_sent(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, WAIVE)
        found = scene.look(scene.lead, case_id)
        assert found.wishes.waived
        assert [clock.key for clock in found.clocks] == ["house.feedback"]
        with pytest.raises(NotPossible):
            scene.do(scene.lead, case_id, Action.ACKNOWLEDGE)

    def test_it_can_be_wished_after_all(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, WAIVE)
        scene.clock.move(timedelta(days=20))
        _act(scene, case_id, Said(Action.WAIVE, undone=True))
        row = scene.row(case_id)
        assert row.ack_due == scene.clock.now.date() + timedelta(days=7)
        scene.do(scene.lead, case_id, Action.ACKNOWLEDGE)
        with pytest.raises(NotPossible):
            _act(scene, case_id, WAIVE)

    def test_a_review_is_a_task_until_the_office_answers(self, scene: Scene, case_id: UUID) -> None:
        with pytest.raises(NotPossible):
            _act(scene, case_id, REVIEW)
        _closed(scene, case_id)
        _act(scene, case_id, REVIEW)
        review = scene.look(scene.handler, case_id).wishes.review
        assert review is not None
        assert review.text == "read page two"
        scene.do(scene.lead, case_id, Action.REOPEN, code=Reason.REVIEW_ASKED.value, text="yes")
        assert scene.look(scene.handler, case_id).wishes.review is None

    def test_nothing_is_referred_over_an_objection_without_an_explanation(
        self, scene: Scene, case_id: UUID
    ) -> None:
        scene.do(scene.handler, case_id, Action.ASSESS)
        _act(scene, case_id, OBJECT)
        said = {"code": Reason.POWERS_WE_LACK.value, "body": "a ministry", "text": "they can"}
        with pytest.raises(Refused, match="objection"):
            scene.do(scene.lead, case_id, Action.REFER, **said)
        scene.do(scene.lead, case_id, Action.REFER, **said, despite="nobody else may")
        assert _page(scene, case_id).said[-1].details["despite"] == "nobody else may"

    def test_danger_needs_no_explanation(self, scene: Scene, case_id: UUID) -> None:
        scene.do(scene.handler, case_id, Action.ASSESS)
        _act(scene, case_id, OBJECT)
        code = Reason.SOMEBODY_IN_DANGER.value
        scene.do(scene.lead, case_id, Action.REFER, code=code, body="the police", text="now")
        assert scene.row(case_id).state is State.REFERRED

    def test_an_objection_and_a_withdrawal_can_be_taken_back(
        self, scene: Scene, case_id: UUID
    ) -> None:
        for said in (OBJECT, WITHDRAW):
            _act(scene, case_id, said)
            _act(scene, case_id, Said(said.action, undone=True))
        wishes = scene.look(scene.lead, case_id).wishes
        assert (wishes.objection, wishes.withdrawal) == (None, None)

    def test_an_act_while_somebody_decides_makes_their_page_stale(
        self, scene: Scene, case_id: UUID
    ) -> None:
        before = scene.look(scene.lead, case_id).version
        _act(scene, case_id, OBJECT)
        assert scene.look(scene.lead, case_id).version == before + 1

    def test_danger_puts_the_case_in_front(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, DETRIMENT)
        assert not scene.row(case_id).urgent
        _act(scene, case_id, Said(Action.REPORT_DETRIMENT, text="now", urgent=True))
        assert scene.row(case_id).urgent


class TestView:
    def test_what_was_read_is_hidden_and_can_be_shown_again(
        self, scene: Scene, case_id: UUID
    ) -> None:
        scene.do(scene.lead, case_id, Action.REPLY, text="thank you")
        _act(scene, case_id, CLEAR)
        page = _page(scene, case_id)
        assert (page.said, page.hidden) == ((), 2)
        scene.do(scene.lead, case_id, Action.REPLY, text="and more")
        assert [one.text for one in _page(scene, case_id).said] == ["and more"]
        _act(scene, case_id, Said(Action.CLEAR_VIEW, undone=True))
        assert [one.text for one in _page(scene, case_id).said][:2] == ["the report", "thank you"]

    def test_the_office_keeps_it_all_and_learns_nothing_of_it(
        self, scene: Scene, case_id: UUID
    ) -> None:
        before = scene.look(scene.lead, case_id)
        _act(scene, case_id, CLEAR)
        after = scene.look(scene.lead, case_id)
        assert (after.report, after.thread, after.steps) == (
            before.report,
            before.thread,
            before.steps,
        )

    def test_the_newest_answers_count_and_the_desk_sees_what_changed(
        self, scene: Scene, case_id: UUID
    ) -> None:
        _act(scene, case_id, CORRECT)
        newer = Said(Action.CORRECT, lang="en", details={"answers": {"place": "", "who": "him"}})
        _act(scene, case_id, newer)
        found = scene.look(scene.handler, case_id)
        assert found.answers == {"who": "him"}
        assert found.thread[-1].changed == {"place": ("the school", ""), "who": ("", "him")}
        assert _page(scene, case_id).answers == {"who": "him"}

    def test_what_was_said_apart_stands_in_its_place(self, scene: Scene, case_id: UUID) -> None:
        _act(scene, case_id, DETRIMENT)
        scene.do(scene.lead, case_id, Action.REPLY, text="we are here")
        said = [one.text for one in _page(scene, case_id).said]
        assert said == ["the report", DETRIMENT.text, "we are here"]


def test_the_same_form_sent_twice_is_one_act(scene: Scene, case_id: UUID) -> None:
    visit, form = _visit(scene, case_id), FormKey(SessionSecret.generate(), Purpose.ACT, "", "1")
    for _ in range(2):
        scene.portal.perform(lambda work: reporter_acts.act_once(work, visit, form, OBJECT))
    assert len([step for step in scene.look(scene.lead, case_id).steps if step.is_reporters]) == 1


def _as_read(scene: Scene, case_id: UUID) -> tuple[CaseFile, CaseFile]:
    return scene.look(scene.lead, case_id), scene.look(scene.handler, case_id)


def repr_of(found: CaseFile) -> str:
    """Say everything that a page could show, also what a representation leaves out."""
    return str([(i.text, i.told, i.changed, i.body) for i in (*found.thread, *found.notes)])
