"""The questionnaire as data, and answers of every kind, friendly and hostile."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.questionnaire import (
    LANGUAGES,
    QUESTIONNAIRE,
    Kind,
    Problem,
    is_urgent,
    people_not_to_tell,
    validate,
)

TEXTS = [
    question
    for question in QUESTIONNAIRE.questions
    if question.kind in {Kind.TEXT, Kind.LINE, Kind.DATE}
]
CHOICES = [question for question in QUESTIONNAIRE.questions if question.kind is Kind.CHOICE]
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
THAI = re.compile(r"[\u0e00-\u0e7f]")


def test_the_questions_of_the_portal_are_all_asked():
    assert [question.key for question in QUESTIONNAIRE.questions] == [
        "category", "who", "area", "place", "when", "how_known", "evidence",
        "others_know", "urgency", "urgency_text", "must_not_see", "must_not_see_text",
    ]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONNAIRE.questions, ids=lambda question: question.key)
def test_every_question_speaks_every_language(question):
    wordings = [question.label, question.hint, *(choice.label for choice in question.choices)]
    for wording in wordings:
        assert set(wording) == set(LANGUAGES)
        assert THAI.search(wording["th"])
        assert not THAI.search(wording["en"])


@pytest.mark.parametrize("question", CHOICES, ids=lambda question: question.key)
def test_every_choice_can_be_left_undecided(question):
    keys = [choice.key for choice in question.choices]
    assert "not_sure" in keys
    assert len(set(keys)) == len(keys)


def test_a_question_goes_on_only_from_one_asked_before():
    seen = set()
    for question in QUESTIONNAIRE.questions:
        assert question.follows is None or question.follows in seen
        seen.add(question.key)


def test_a_question_nobody_asks_is_a_key_error():
    with pytest.raises(KeyError):
        QUESTIONNAIRE.question("name")


def test_everything_may_be_left_empty():
    assert validate({}) == ({}, {})
    empty = {question.key: "" for question in QUESTIONNAIRE.questions}
    assert validate(empty) == ({}, {})
    assert validate(dict.fromkeys(empty)) == ({}, {})


def test_honest_answers_are_kept_as_written():
    answers = {
        "category": "procurement",
        "who": "ผู้อำนวยการกอง\r\nหน่วยงานระดับจังหวัด ",
        "area": "TH-40",
        "when": "10  พ.ย.\n2569",
        "must_not_see": ["p2", "p1", "p2"],
        "surprise": "not asked",
    }

    clean, problems = validate(answers, people={"p1", "p2", "p3"})

    assert problems == {}
    assert clean == {
        "category": "procurement",
        "who": "ผู้อำนวยการกอง\nหน่วยงานระดับจังหวัด",
        "area": "TH-40",
        "when": "10 พ.ย. 2569",
        "must_not_see": ("p2", "p1"),
    }


@pytest.mark.parametrize("question", TEXTS, ids=lambda question: question.key)
@pytest.mark.parametrize("bad", ["a\0b", "\x1b[2J", "\ud800", "x\x7f", 7, ["x"], b"x", {"a": 1}])
def test_an_unreadable_answer_is_named(question, bad):
    assert validate({question.key: bad}) == ({}, {question.key: Problem.UNREADABLE})


@pytest.mark.parametrize("question", TEXTS, ids=lambda question: question.key)
def test_a_text_is_kept_up_to_its_limit_and_refused_beyond(question):
    longest = "ก" * question.max_chars
    assert validate({question.key: longest}) == ({question.key: longest}, {})
    assert validate({question.key: longest + "ก"}) == ({}, {question.key: Problem.TOO_LONG})


@pytest.mark.parametrize("key", ["category", "area", "urgency", "must_not_see"])
@pytest.mark.parametrize("bad", ["bribe", "TH-99", "\0", "th-40", "<b>", 1, ["procurement", "x"]])
def test_a_choice_that_was_not_offered_is_named(key, bad):
    assert validate({key: bad}, people={"p1"}) == ({}, {key: Problem.NOT_A_CHOICE})


def test_one_person_chosen_may_arrive_alone():
    assert validate({"must_not_see": "p1"}, people=["p1"])[0] == {"must_not_see": ("p1",)}


def test_one_bad_answer_spoils_no_other():
    clean, problems = validate({"who": "\0", "evidence": "ในแฟ้ม"})
    assert clean == {"evidence": "ในแฟ้ม"}
    assert problems == {"who": Problem.UNREADABLE}


@given(st.dictionaries(st.sampled_from([q.key for q in QUESTIONNAIRE.questions]), HOSTILE))
def test_whatever_arrives_is_kept_or_named_and_what_is_kept_can_be_stored(answers):
    clean, problems = validate(answers, people={"p1"})

    assert not set(clean) & set(problems)
    for answer in clean.values():
        for text in (answer,) if isinstance(answer, str) else answer:
            assert text.encode("utf-8")
            assert "\0" not in text
    assert validate(clean, people={"p1"}) == (clean, {})


@pytest.mark.parametrize(
    ("answer", "urgent"),
    [("danger", True), ("evidence_at_risk", True), ("date_near", True), ("no", False)],
)
def test_what_is_about_to_happen_makes_a_report_urgent(answer, urgent):
    assert is_urgent({"urgency": answer}) is urgent


def test_a_report_without_an_answer_is_not_urgent():
    assert not is_urgent({})
    assert not is_urgent({"urgency": "not_sure", "category": "bribery"})


def test_who_must_not_see_is_told_apart_from_the_list_and_in_words():
    clean, _ = validate(
        {"must_not_see": ["p1"], "must_not_see_text": "ผอ. กอง\nพี่หนุ่ย"}, people=["p1"]
    )
    assert people_not_to_tell(clean) == (("p1",), "ผอ. กอง\nพี่หนุ่ย")
    assert people_not_to_tell({}) == ((), "")
