"""An office's own questionnaire: any arrangement of it can be asked, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain import pages
from wbportal.domain.areas import AREAS, EVERYWHERE, Offer, read_offer
from wbportal.domain.own_questions import (
    ALWAYS_ASKED,
    MAX_OWN,
    Plan,
    QuestionnaireRefused,
    Unsound,
    own_question,
    questionnaire,
    read_plan,
    stored,
    with_choices,
)
from wbportal.domain.questionnaire import QUESTIONNAIRE, UNKNOWN, Condition, Kind, validate
from wbportal.domain.texts import TextRefused
from wbportal.domain.wording import NOTHING, Words

OLD, NEW = Words("เก่า", "old"), Words("ใหม่", "new")
LABEL = (Words("อาคารใด", "Which building?"), NOTHING)


def choice(plan: Plan, show_if: Condition | None = None):
    return own_question(plan.new_place(), Kind.CHOICE, LABEL, with_choices((), (OLD, NEW)), show_if)


def test_a_plan_that_nobody_touched_asks_what_the_portal_asks():
    assert questionnaire(Plan(), QUESTIONNAIRE.version) == QUESTIONNAIRE
    assert read_plan(stored(Plan())) == Plan()


def test_an_own_question_has_a_page_of_its_own_and_is_answered_like_others():
    plan = Plan().with_own(choice(Plan()))
    asked = questionnaire(plan, "2.1")
    assert pages.all_of(asked)[-3:] == (101, 16, pages.FILES)
    assert validate({"own_1": "c2"}, asked=asked) == ({"own_1": "c2"}, {})
    assert validate({"own_1": "not_sure"}, asked=asked)[0] == {"own_1": "not_sure"}
    assert validate({"own_1": "c3"}, asked=asked)[1]
    assert validate({"own_1": "c2"}) == ({}, {})
    assert read_plan(stored(plan)) == plan


def test_not_knowing_is_an_answer_to_own_questions_too():
    line = own_question(Plan().new_place(), Kind.LINE, LABEL)
    asked = questionnaire(Plan().with_own(line), "2.1")
    assert validate({"own_1": "ไม่รู้"}, asked=asked)[0] == {"own_1": UNKNOWN}


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([-1, 1, 0, 7])), max_size=30))
def test_however_it_is_moved_it_stays_sound_and_nothing_is_lost(moves):
    plan = Plan().with_own(choice(Plan()))
    numbers = [block[0].page for block in plan.blocks()]
    for place, by in moves:
        page = numbers[place % len(numbers)]
        try:
            plan = plan.without(page) if by == 0 else plan.moved(page, by)
        except QuestionnaireRefused:
            continue
    asked = questionnaire(plan, "2.9")
    assert set(plan.order) >= ALWAYS_ASKED
    assert {one.key for one in plan.left_out()} | set(plan.order) == plan.questions().keys()
    seen = set()
    for one in asked.questions:
        assert one.show_if is None or one.show_if.question in seen
        seen.add(one.key)
    assert read_plan(stored(plan)) == plan


@pytest.mark.parametrize("page", [2, 4, 6, 7, 9, 12, 13, 14, 15, 16])
def test_what_rules_go_by_is_not_left_out(page):
    with pytest.raises(QuestionnaireRefused) as refused:
        Plan().without(page)
    assert refused.value.why is Unsound.LEFT_OUT


def test_a_question_stays_behind_the_one_it_depends_on():
    with pytest.raises(QuestionnaireRefused) as refused:
        Plan().moved(3, -2)
    assert refused.value.why is Unsound.CONDITION
    plan = Plan().with_own(choice(Plan()))
    plan = plan.with_own(choice(plan, Condition("own_1", frozenset({"c2"}))))
    with pytest.raises(QuestionnaireRefused):
        plan.without(101)
    fewer = own_question(("own_1", 101), Kind.CHOICE, LABEL, with_choices((), (OLD,)))
    with pytest.raises(QuestionnaireRefused):
        plan.with_own(fewer)


def test_there_are_at_most_so_many_own_questions():
    plan = Plan()
    for _ in range(MAX_OWN):
        plan = plan.with_own(choice(plan))
    with pytest.raises(QuestionnaireRefused) as refused:
        plan.with_own(choice(plan))
    assert refused.value.why is Unsound.TOO_MANY


def test_an_answer_keeps_its_key_where_it_moves_or_is_reworded():
    before = with_choices((), (OLD, NEW))
    assert [one.key for one in with_choices(before, (NEW, OLD))] == ["c2", "c1", "not_sure"]
    assert [one.key for one in with_choices(before, (OLD, LABEL[0]))] == ["c1", "c2", "not_sure"]
    assert [one.key for one in with_choices(before, (LABEL[0], OLD))] == ["c3", "c1", "not_sure"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"order": "x", "own": [], "count": 0},
        {"order": [], "own": [{"key": "who", "kind": "line"}], "count": 0},
        {"order": [], "own": [{"key": "own_1", "kind": "people"}], "count": 1},
        {
            "order": [],
            "own": [{"key": "own_1", "kind": "line", "label": {"th": "x" * 151}}],
            "count": 1,
        },
    ],
)
def test_what_is_no_plan_is_not_read(wrong):
    with pytest.raises((QuestionnaireRefused, TextRefused)):
        read_plan(wrong)


def test_words_fall_back_to_the_offices_language_and_then_to_any():
    assert OLD.read_in("th", "en") == "เก่า"
    assert OLD.read_in("id", "th") == "เก่า"
    assert Words(en="only").read_in("th", "th") == "only"


def test_areas_are_offered_as_the_office_says():
    some = Offer(frozenset({"TH-40", "TH-50"}), first="TH-50", by_region=True)
    assert [area.code for _, areas in some.groups("en") for area in areas] == ["TH-50", "TH-40"]
    assert some.is_partial
    assert not EVERYWHERE.is_partial
    assert read_offer({}) == EVERYWHERE
    assert read_offer({"codes": ["TH-00"], "first": "TH-00"}).codes == frozenset(AREAS)
    assert validate({"area": "other"})[0] == {"area": "other"}
