"""How many days an office gives: to object, to answer; and until it answers a review."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.casework.naming import keys_of, visit_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import conversation, receipt, referring, reporter_acts, settings
from wbportal.casework.access import open_case
from wbportal.casework.conversation import Conversation
from wbportal.casework.due import Wanted, When, read_due
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.referrals import Plan
from wbportal.casework.reporter_acts import Said
from wbportal.casework.why import of_own
from wbportal.domain.clocks import REVIEW as REVIEW_CLOCK
from wbportal.domain.clocks import ComeBack, NextDate
from wbportal.domain.prior_notices import may_lend
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.domain.rules import Action
from wbportal.domain.settings import Topic
from wbportal.domain.terms import TERMS, Term, last_day, read_days
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret

REVIEW = Said(Action.ASK_REVIEW, text="read page two", lang="en")


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


def _act(scene: Scene, case_id: UUID, said: Said) -> None:
    def act(work: Work) -> None:
        opened = open_case(work, CodeHolder(case_id, keys_of(scene, work, case_id)), case_id)
        reporter_acts.act(work, opened, said)

    scene.portal.perform(act)


def _page(scene: Scene, case_id: UUID) -> Conversation:
    secret = SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, scene.codes[case_id], secret))
    return scene.portal.perform(lambda work: conversation.look(work, visit_of(work, secret)))


def test_a_term_has_bounds_and_ends_on_a_day() -> None:
    for term, days in TERMS.items():
        assert days.least <= days.usual <= days.most
        assert read_days(f" {days.least} ", term) == days.least
        assert read_days("๗", term) == 7
        for wrong in (str(days.least - 1), str(days.most + 1), "", "soon", "-3", "7.5"):
            assert read_days(wrong, term) is None
    told = date(2028, 2, 22)
    assert last_day(told, 7) == date(2028, 2, 29)
    until = last_day(told, 7)
    assert not may_lend(until, answered=False, today=until)
    assert may_lend(until, answered=False, today=until + timedelta(days=1))
    assert may_lend(until, answered=True, today=told)
    assert may_lend(None, answered=False, today=told)


def test_an_office_gives_its_own_days(scene: Scene) -> None:
    with scene.portal.work() as work:
        assert settings.days_given(work, scene.office.id, Term.OBJECTION) == 14
    administrator = scene.office.administrators[0].person
    body = {Term.OBJECTION.value: 5, Term.IDENTITY.value: 99}
    with scene.portal.work() as work:
        settings.write(work, administrator, Topic.TERMS, body, 0)
    with scene.portal.work() as work:
        given = {term: settings.days_given(work, scene.office.id, term) for term in Term}
    assert given == {Term.OBJECTION: 5, Term.IDENTITY: 7, Term.REVIEW: 30}
    case_id = scene.owned("to be passed on")
    scene.do(scene.lead, case_id, Action.ASSESS)
    scene.prepare(scene.lead, case_id, Action.DECLINE)
    plan = Plan("the Auditor", Reason.OTHER_BODY_COMPETENT, Notice.TOLD, text="a contract")
    scene.portal.perform(lambda work: referring.announce(work, scene.lead, case_id, plan))
    noticed = _page(scene, case_id).noticed
    assert noticed is not None
    assert noticed.until == scene.clock.now.date() + timedelta(days=5)


def test_a_review_is_answered_by_a_day_that_is_said_when_it_is_asked_for(
    scene: Scene,
) -> None:
    """The day is the office's, in force on that day; asking again does not put it off."""
    case_id, today = scene.owned(), scene.clock.now.date()
    scene.do(scene.lead, case_id, Action.ASSESS)
    scene.do(scene.lead, case_id, Action.DECLINE, code="not-ours", text="it is not")
    _act(scene, case_id, REVIEW)
    with scene.portal.work() as work:
        days = {Term.REVIEW.value: 7}
        settings.write(work, scene.office.administrators[0].person, Topic.TERMS, days, 0)
    scene.clock.move(timedelta(days=3))
    _act(scene, case_id, REVIEW)
    due = today + timedelta(days=30)
    assert scene.row(case_id).review_due == due
    assert _page(scene, case_id).next_date == NextDate(due, ComeBack.REVIEW)
    line = next(one for one in scene.look(scene.lead, case_id).clocks if one.key == REVIEW_CLOCK)
    why = scene.portal.perform(lambda work: of_own(work, scene.lead, case_id, REVIEW_CLOCK))
    assert (line.due, why.base.day, why.steps[-1].day) == (due, today, due)
    assert _due(scene) == [(case_id, due)]
    scene.do(scene.office.leads[1].person, case_id, Action.ANSWER_REVIEW, text="it stays")
    assert scene.row(case_id).review_due is None
    after = _page(scene, case_id).next_date
    assert after is not None
    assert after.why is ComeBack.CHECK_IN


def _due(scene: Scene) -> list[tuple[UUID, date]]:
    """Return the reviews that a lead finds on the screen of what is due."""
    found = scene.portal.perform(
        lambda work: read_due(work, scene.lead, When.LATER, Wanted(key=REVIEW_CLOCK), 1)
    )
    return [(one.case.case_id, one.due) for one in found.lines]
