"""The questionnaire as data, and answers of every kind, friendly and hostile."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.questionnaire import (
    QUESTIONNAIRE,
    UNKNOWN,
    Kind,
    Problem,
    is_urgent,
    people_not_to_tell,
    recorded,
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
        "category", "retaliation", "who", "who_power", "area", "place", "when", "how_known",
        "evidence", "others_know", "reported_before", "ordered", "ordered_text", "urgency",
        "urgency_text", "must_not_see", "must_not_see_text",
    ]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONNAIRE.questions, ids=lambda question: question.key)
def test_every_question_has_words_for_the_catalogues(question):
    wordings = [question.label, question.hint, *(choice.label for choice in question.choices)]
    wordings += [question.only_if] if question.only_if else []
    for wording in wordings:
        assert wording.strip()
        assert not THAI.search(wording)


@pytest.mark.parametrize("question", CHOICES, ids=lambda question: question.key)
def test_every_choice_can_be_left_undecided(question):
    keys = [choice.key for choice in question.choices]
    assert "not_sure" in keys
    assert len(set(keys)) == len(keys)
    assert [choice.key for choice in question.choices if choice.unknown] == ["not_sure"]
    assert question.unknown == "not_sure"


def test_a_question_goes_on_only_from_one_asked_before():
    seen = set()
    for question in QUESTIONNAIRE.questions:
        assert question.follows is None or question.follows in seen
        seen.add(question.key)


def test_a_condition_names_answers_that_an_earlier_question_offers():
    seen = {}
    for question in QUESTIONNAIRE.questions:
        if question.show_if is not None:
            earlier = seen[question.show_if.question]
            assert earlier.show_if is None
            assert question.show_if.any_of <= {choice.key for choice in earlier.choices}
            assert question.only_if is not None
        seen[question.key] = question


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


@pytest.mark.parametrize(
    "written",
    [
        "ไม่รู้", "ไม่รู้ครับ", " ไม่ทราบค่ะ ", "ไม่รู้เลยค่ะ", "ไม่รู้เหมือนกันนะคะ", "I don’t know",
        "I don't know.", "i dont know", "Don't know!", "unknown", "(no idea)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("question", TEXTS, ids=lambda question: question.key)
def test_not_knowing_may_be_written_as_people_say_it(question, written):
    needed = {"ordered_text": {"ordered": "ordered"}}.get(question.key, {})
    assert validate({**needed, question.key: written})[0][question.key] is UNKNOWN


@pytest.mark.parametrize(
    "written",
    [
        "ไม่รู้ชื่อ แต่เป็นนายช่าง", "ไม่", "ไม่รู้จัก", "I don’t know his name: he drives a red car",
        "know", "I don’t know" + " " * 95 + "but Somchai does", "",
    ],
)  # fmt: skip
def test_whoever_says_more_is_taken_at_their_word(written):
    assert validate({"who": written})[0].get("who", "") == written.strip()


def test_not_knowing_is_an_answer_to_every_question():
    for question in QUESTIONNAIRE.questions:
        said = question.unknown
        if question.kind is not Kind.PEOPLE:
            clean, problems = validate({"ordered": "ordered", question.key: said})
            assert problems == {}
            assert clean[question.key] == (said if question.kind is Kind.CHOICE else UNKNOWN)


def test_whoever_does_not_know_names_nobody():
    clean, _ = validate({"must_not_see_text": "ไม่รู้"})
    assert people_not_to_tell(clean) == ((), "")


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({"category": "bribery"}, "retaliation"),
        ({"who": "ไม่รู้"}, "who_power"),
        ({"ordered": "no"}, "ordered_text"),
        ({"urgency": "no"}, "urgency_text"),
    ],
)
def test_an_answer_to_what_does_not_apply_is_ignored(answer, key):
    question = QUESTIONNAIRE.question(key)
    said = question.choices[0].key if question.choices else "\0 unreadable"
    clean, problems = validate({**answer, key: said})
    assert key not in clean
    assert problems == {}


def test_an_answer_counts_where_nothing_says_that_it_does_not_apply():
    for key in ("retaliation", "ordered_text", "urgency_text"):
        assert validate({key: "they burn it on Friday"})[0] == {key: "they burn it on Friday"}


def test_recorded_answers_are_read_as_they_were_kept():
    kept = {"who": None, "when": "2569", "must_not_see": ["a", 7], "version": "2", "odd": 7}
    assert recorded(kept) == {
        "who": UNKNOWN, "when": "2569", "must_not_see": ("a",), "version": "2",
    }  # fmt: skip


@given(st.dictionaries(st.sampled_from([q.key for q in QUESTIONNAIRE.questions]), HOSTILE))
def test_whatever_arrives_is_kept_or_named_and_what_is_kept_can_be_stored(answers):
    clean, problems = validate(answers, people={"p1"})

    assert not set(clean) & set(problems)
    for answer in set(clean.values()) - {UNKNOWN}:
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
