"""How a case is decided: who signs what, who may not, and what the reporter is told of it."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Clock, found, make_portal
from tests.casework.scene import ASSESSED, Scene, make_scene
from wbportal.casework import opining, referring, reporter_acts
from wbportal.casework.access import open_case
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.extensions import Request
from wbportal.casework.keyholders import CodeHolder, Person
from wbportal.casework.opining import Deliberation
from wbportal.casework.opinions import Opinion, Resolution
from wbportal.casework.records import Entry, EntryType
from wbportal.casework.referrals import Plan
from wbportal.casework.reporter_acts import Said
from wbportal.domain.clocks import FEEDBACK
from wbportal.domain.opinions import STEPS, Course, Flaw
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.rules import Action, NotAllowed, NotPossible, Why
from wbportal.domain.states import State
from wbportal.domain.terms import TERMS, Term
from wbportal.portal import Work


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"), handlers=2)


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    case_id = scene.owned()
    scene.do(scene.lead, case_id, Action.ASSESS)
    return case_id


def _second(scene: Scene) -> Person:
    return scene.office.leads[1].person


def _look(scene: Scene, case_id: UUID, who: Person | None = None) -> Deliberation:
    return scene.portal.perform(lambda work: opining.look(work, who or scene.lead, case_id))


def _sign(scene: Scene, who: Person, case_id: UUID, action: Action, **said: object) -> None:
    opinion = Opinion(STEPS[action], text="because", lang="en", **said)  # type: ignore[arg-type]  # a test says what it needs
    scene.portal.perform(lambda work: opining.sign(work, who, case_id, action, opinion))


def _act(scene: Scene, case_id: UUID, action: Action) -> None:
    def act(work: Work) -> None:
        keys = scene.codes[case_id].keys(work.keys.receipt_salt, work.keys.receipt_cost)
        opened = open_case(work, CodeHolder(case_id, keys), case_id)
        reporter_acts.act(work, opened, Said(action, lang="en"))

    scene.portal.perform(act)


def _why(scene: Scene, who: Person, case_id: UUID, action: Action, **said: object) -> Why:
    with pytest.raises(NotPossible) as refused:
        _sign(scene, who, case_id, action, **said)
    return refused.value.why


def test_an_assessment_is_written_anew_and_lets_a_case_go_on(scene: Scene, case_id: UUID) -> None:
    with pytest.raises(NotPossible) as refused:
        scene.portal.perform(
            lambda work: open_dossier(work, scene.lead, case_id).allow(Action.ADDRESS)
        )
    assert refused.value.why is Why.NOT_ASSESSED
    for _ in range(2):
        scene.portal.perform(
            lambda work: opining.record_assessment(work, scene.handler, case_id, ASSESSED)
        )
    found_here = _look(scene, case_id).assessed
    assert found_here is not None
    assert (found_here.said, found_here.versions) == (ASSESSED, 2)
    scene.do(scene.handler, case_id, Action.ADDRESS)
    assert scene.row(case_id).state is State.ADDRESSING


def test_a_file_goes_up_comes_back_and_is_decided_by_somebody_else(
    scene: Scene, case_id: UUID
) -> None:
    decline = {"course": Course.DECLINE}
    assert _why(scene, scene.lead, case_id, Action.ENDORSE, **decline) is Why.NO_OPINION
    _sign(scene, scene.handler, case_id, Action.OPINE, **decline)
    with pytest.raises(NotAllowed):
        _sign(scene, scene.handler, case_id, Action.ENDORSE, **decline)
    _sign(scene, scene.lead, case_id, Action.SEND_BACK, flaw=Flaw.FACT_UNCLEAR)
    assert _why(scene, scene.lead, case_id, Action.RESOLVE, **decline) is Why.NO_OPINION
    _sign(scene, scene.lead, case_id, Action.OPINE, course=Course.ADDRESS)
    assert _why(scene, scene.lead, case_id, Action.RESOLVE, **decline) is Why.OWN_OPINION
    held = Resolution("12/2569", scene.clock.now.date(), "3.2", ("Nok", "Ton"), ("Ton",))
    _sign(scene, scene.lead, case_id, Action.ADVISE, **decline, resolution=held)
    assert _look(scene, case_id).facts.opinion, "advice is no decision"
    _sign(scene, _second(scene), case_id, Action.RESOLVE, **decline)
    _sign(scene, scene.handler, case_id, Action.OPINE, **decline)
    rounds = _look(scene, case_id).rounds
    first = rounds[0]
    assert [len(one) for one in rounds] == [5, 1]
    assert [one.said.step for one in first] == [
        STEPS[action]
        for action in (
            *(Action.OPINE, Action.SEND_BACK, Action.OPINE, Action.ADVISE),
            Action.RESOLVE,
        )
    ]
    assert [one.diverges for one in first] == [False, False, True, True, False]
    assert first[3].said.resolution == held
    assert first[4].author_id == _second(scene).id
    assert scene.row(case_id).state is State.ASSESSING


def test_more_time_needs_somebody_else_and_moves_the_day_that_the_reporter_was_told(
    scene: Scene, case_id: UUID
) -> None:
    due = scene.row(case_id).feedback_due
    wanted = Request(FEEDBACK, due + timedelta(days=20), "the bank is slow", "en")
    with pytest.raises(Refused, match="too-late"):
        _ask(scene, scene.lead, case_id, Request(FEEDBACK, due + timedelta(days=200), "x"))
    with pytest.raises(Refused, match="not-later"):
        _ask(scene, scene.lead, case_id, Request(FEEDBACK, due, "x"))
    _ask(scene, scene.lead, case_id, wanted)
    [asked] = _look(scene, case_id).extensions
    with pytest.raises(NotPossible):
        _answer(scene, scene.lead, case_id, asked.id)
    assert scene.row(case_id).feedback_due == due
    _answer(scene, _second(scene), case_id, asked.id)
    [granted] = _look(scene, case_id).extensions
    assert granted.is_granted
    assert granted.by_id == scene.lead.id
    assert scene.row(case_id).feedback_due == wanted.until
    thread = scene.look(scene.lead, case_id).thread
    assert thread[-1].action is Action.ANSWER_EXTENSION
    assert "bank" not in thread[-1].text


def test_an_only_lead_answers_their_own_request_and_the_file_says_so(tmp_path: Path) -> None:
    clock = Clock()
    portal = make_portal(tmp_path, clock)
    alone = Scene(portal, clock, found(portal, leads=1, handlers=1))
    case_id = alone.owned()
    until = alone.row(case_id).feedback_due + timedelta(days=9)
    _ask(alone, alone.lead, case_id, Request(FEEDBACK, until, "nobody else is here", "en"))
    [asked] = _look(alone, case_id).extensions
    _answer(alone, alone.lead, case_id, asked.id)
    [granted] = _look(alone, case_id).extensions
    assert granted.answer is not None
    assert (granted.is_granted, granted.answer.alone) == (True, True)


def test_nothing_is_referred_before_the_reporter_had_time_or_answered(
    scene: Scene, case_id: UUID
) -> None:
    said = {"text": "we passed it on", "code": Reason.POWERS_WE_LACK, "body": "the Auditor"}
    _announce(scene, case_id)
    for _ in range(2):
        with pytest.raises(NotPossible) as refused:
            scene.do(scene.lead, case_id, Action.REFER, **said)
        assert refused.value.why is Why.MAY_OBJECT
        scene.clock.move(timedelta(days=TERMS[Term.OBJECTION].usual))
    scene.clock.move(timedelta(days=1))
    with pytest.raises(Refused, match="another-body"):
        scene.do(scene.lead, case_id, Action.REFER, **{**said, "body": "the press"})
    scene.do(scene.lead, case_id, Action.REFER, **said)
    scene.do(scene.lead, case_id, Action.RETURN)
    assert not _look(scene, case_id).facts.referral_announced, "another referral is told anew"
    _announce(scene, case_id)
    _act(scene, case_id, Action.AGREE_REFERRAL)
    scene.do(scene.lead, case_id, Action.REFER, **said)
    assert scene.row(case_id).state is State.REFERRED


def test_an_objection_is_an_answer_and_has_to_be_answered(scene: Scene, case_id: UUID) -> None:
    said = {"text": "we passed it on", "code": Reason.POWERS_WE_LACK, "body": "the Auditor"}
    with pytest.raises(NotPossible):
        _act(scene, case_id, Action.AGREE_REFERRAL)
    _announce(scene, case_id)
    _act(scene, case_id, Action.OBJECT)
    with pytest.raises(Refused, match="objection"):
        scene.do(scene.lead, case_id, Action.REFER, **said)
    scene.do(scene.lead, case_id, Action.REFER, **said, despite="only they may")


def test_a_referral_near_the_accused_takes_a_reason_and_a_second_person(
    scene: Scene, case_id: UUID
) -> None:
    with pytest.raises(Refused, match="why-near"):
        _announce(scene, case_id, notice=Notice.LAW, why_untold="s. 1", near=True)
    with pytest.raises(Refused, match="why-untold"):
        _announce(scene, case_id, notice=Notice.LAW)
    near = {"near": True, "why_near": "only they keep the file"}
    _announce(scene, case_id, notice=Notice.LAW, why_untold="s. 1", **near)
    said = {"text": "passed on", "code": Reason.POWERS_WE_LACK, "body": "the Auditor"}
    with pytest.raises(NotPossible) as refused:
        scene.do(scene.lead, case_id, Action.REFER, **said)
    assert refused.value.why is Why.NOT_SECONDED
    with pytest.raises(NotPossible):
        scene.portal.perform(lambda work: referring.second(work, scene.lead, case_id))
    scene.portal.perform(lambda work: referring.second(work, scene.handler, case_id))
    [one] = _look(scene, case_id).referrals
    assert one.seconded_by == scene.handler.id
    scene.do(scene.lead, case_id, Action.REFER, **said)


def test_a_review_is_answered_by_another_lead_than_who_decided(scene: Scene, case_id: UUID) -> None:
    scene.do(scene.lead, case_id, Action.DECLINE, text="no", code=Reason.NOT_OURS)
    with pytest.raises(NotPossible):
        scene.do(_second(scene), case_id, Action.ANSWER_REVIEW, text="it stays")
    _act(scene, case_id, Action.ASK_REVIEW)
    scene.do(scene.handler, case_id, Action.REPLY, text="we are looking")
    assert scene.look(scene.lead, case_id).wishes.review is not None, "a reply decides nothing"
    with pytest.raises(NotPossible) as refused:
        scene.do(scene.lead, case_id, Action.ANSWER_REVIEW, text="it stays")
    assert refused.value.why is Why.OWN_DECISION
    scene.do(_second(scene), case_id, Action.ANSWER_REVIEW, text="it stays")
    assert scene.look(scene.lead, case_id).wishes.review is None
    assert scene.row(case_id).state is State.DECLINED


def test_new_evidence_is_written_down_where_the_reporter_does_not_read(
    scene: Scene, case_id: UUID
) -> None:
    scene.do(scene.lead, case_id, Action.DECLINE, text="no", code=Reason.NOT_OURS)
    with pytest.raises(Refused, match="new-evidence"):
        scene.do(scene.lead, case_id, Action.REOPEN, code=Reason.NEW_EVIDENCE)
    scene.do(scene.lead, case_id, Action.REOPEN, code=Reason.NEW_EVIDENCE, new="a ledger")
    found_here = scene.look(scene.lead, case_id)
    assert found_here.notes[-1].text == "a ledger"
    assert all("ledger" not in one.text for one in found_here.thread)


def _ask(scene: Scene, who: Person, case_id: UUID, said: Request) -> None:
    scene.portal.perform(lambda work: opining.ask_extension(work, who, case_id, said))


def _answer(scene: Scene, who: Person, case_id: UUID, item_id: UUID) -> None:
    words = Entry(EntryType.NOTE, "agreed", "en")
    scene.portal.perform(
        lambda work: opining.answer_extension(work, who, case_id, item_id, words, granted=True)
    )


def _announce(scene: Scene, case_id: UUID, **said: object) -> None:
    if not _look(scene, case_id).facts.assessed:
        scene.prepare(scene.lead, case_id, Action.ADDRESS)
    whole = {"notice": Notice.TOLD, "text": "dates and sums", "lang": "en", **said}
    plan = Plan("the Auditor", Reason.POWERS_WE_LACK, **whole)  # type: ignore[arg-type]  # as above
    scene.portal.perform(lambda work: referring.announce(work, scene.lead, case_id, plan))
