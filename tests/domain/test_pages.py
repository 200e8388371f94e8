"""Which page follows which, for somebody who answered so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain import pages
from wbportal.domain.questionnaire import QUESTIONNAIRE, UNKNOWN, Kind

CONDITIONAL = {3, 5, 13, 15}


def test_the_text_is_asked_first_and_the_files_last():
    assert list(pages.ALL) == [*range(1, 18)]
    assert pages.asked({}) == tuple(sorted(set(pages.ALL) - CONDITIONAL))
    assert (pages.ALL[0], pages.ALL[-1]) == (pages.TEXT, pages.FILES)


# People were told these numbers by their browsers' histories, and may come back to them.
@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("category", 2), ("retaliation", 3), ("who", 4), ("who_power", 5), ("area", 6),
        ("place", 6), ("when", 7), ("how_known", 8), ("evidence", 9), ("others_know", 10),
        ("reported_before", 11), ("ordered", 12), ("ordered_text", 13), ("urgency", 14),
        ("urgency_text", 15), ("must_not_see", 16), ("must_not_see_text", 16),
    ],
)  # fmt: skip
def test_numbers_never_move(key, page):
    assert QUESTIONNAIRE.question(key).page == page


def test_the_questions_of_a_page_belong_together():
    for page in pages.ALL:
        first, *others = pages.questions_on(page) or [None]
        assert all(one.follows == first.key for one in others)


@pytest.mark.parametrize(
    ("answers", "page"),
    [
        ({"category": "retaliation"}, 3),
        ({"who": "the mayor"}, 5),
        ({"ordered": "ordered"}, 13),
        ({"urgency": "danger"}, 15),
        ({"urgency": "not_sure"}, 15),
    ],
)
def test_an_answer_brings_its_page(answers, page):
    assert page in pages.asked(answers)
    assert pages.after(page - 1, answers) == page
    assert pages.before(page + 1, answers) == page


@pytest.mark.parametrize(
    ("answers", "page"),
    [
        ({"category": "bribery"}, 3),
        ({"who": UNKNOWN}, 5),
        ({"ordered": "no"}, 13),
        ({"urgency": "no"}, 15),
    ],
)
def test_another_answer_passes_it_over(answers, page):
    assert page not in pages.asked(answers)
    assert pages.after(page - 1, answers) == page + 1
    assert pages.before(page + 1, answers) == page - 1


def test_there_is_nothing_before_the_first_page_nor_behind_the_last():
    assert pages.before(pages.TEXT, {}) is None
    assert pages.after(pages.FILES, {}) is None


_CHOICES = {
    one.key: st.sampled_from([choice.key for choice in one.choices])
    for one in QUESTIONNAIRE.questions
    if one.kind is Kind.CHOICE
}


@given(st.fixed_dictionaries({}, optional={**_CHOICES, "who": st.just("x") | st.just(UNKNOWN)}))
def test_going_on_and_back_meets_the_same_pages(answers):
    seen = [pages.TEXT]
    while (following := pages.after(seen[-1], answers)) is not None:
        seen.append(following)
    assert tuple(seen) == pages.asked(answers)
    back = [seen[-1]]
    while (earlier := pages.before(back[-1], answers)) is not None:
        back.append(earlier)
    assert back == seen[::-1]
