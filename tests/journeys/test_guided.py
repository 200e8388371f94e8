"""The report one question a page, over HTTP, with a token on every form."""

from io import BytesIO

import pytest

from tests.builders import sign_in, visit
from tests.journeys.guided import REVIEW, Guided, page
from tests.journeys.reporter import NEW, REPORT, Town, hidden, make_town, post

TEXT = "ทุกวันศุกร์มีคนมาเก็บเงินหน้าร้าน\n<b>&amp;"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Guided:
    return Guided(visit(town.app))


def test_a_report_is_written_page_by_page_and_arrives_whole(town: Town, here: Guided) -> None:
    seen = here.walk(
        {
            1: {"text": TEXT},
            2: {"category": "bribery"},
            4: {"who": "a man in uniform"},
            5: {"who_power": "elsewhere"},
            6: {"area": "TH-40", "place": "the market"},
            7: {"when": "every Friday"},
            11: {"reported_before": "in May"},
            14: {"urgency": "danger"},
            15: {"urgency_text": "he said next week"},
            17: {"files": [(BytesIO(b"x"), "slip.txt")]},
        }
    )
    assert seen == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17]
    assert here.send().location == NEW
    here.has_noted()
    report, file = town.thread_of(here)
    assert report.text == TEXT
    assert report.details["answers"] == {
        "version": "2",
        "category": "bribery",
        "who": "a man in uniform",
        "who_power": "elsewhere",
        "area": "TH-40",
        "place": "the market",
        "when": "every Friday",
        "reported_before": "in May",
        "urgency": "danger",
        "urgency_text": "he said next week",
    }
    assert file.file is not None
    assert file.file.name == "slip.txt"
    case = town.case_of(here)
    assert (case.category, case.area, case.urgent) == ("bribery", "TH-40", True)


def test_the_shortest_way_is_one_sentence_and_two_buttons(town: Town, here: Guided) -> None:
    before = town.count("cases")
    assert here.say(1, "review", text="They took money.").location == REVIEW
    assert here.send().location == NEW
    assert town.count("cases") == before + 1


def test_not_knowing_is_one_button_and_is_told_as_such(town: Town, here: Guided) -> None:
    here.say(1, text="Somebody took it.")
    for number in (4, 6, 7, 9):
        assert here.say(number, "unknown").location == page(number + (2 if number == 4 else 1))
    assert "I don’t know</textarea>" in here.open(page(4)).replace("\r\n", "")
    assert 'value="unknown"' in here.open(page(6))
    assert here.open(REVIEW).count(">I don’t know<") == 5
    here.send()
    here.has_noted()
    answers = town.thread_of(here)[0].details["answers"]
    assert isinstance(answers, dict)
    assert {key for key, value in answers.items() if value is None} == {
        "who", "area", "place", "when", "evidence",
    }  # fmt: skip


def test_the_desk_reads_every_answer_and_what_is_not_known(town: Town, here: Guided) -> None:
    here.walk({1: {"text": "seen at the desk"}, 4: {"do": "unknown"}, 12: {"ordered": "ordered"}})
    here.send()
    here.has_noted()
    desk = sign_in(town.app, town.office.leads[0])
    shown = desk.get(f"/desk/cases/{town.case_of(here).id}").text
    for words in ("Who did it?", "I don’t know", "Were you ordered", "Yes, I was ordered to"):
        assert words in shown


def test_what_was_written_is_not_taken_back_by_not_knowing_the_rest(here: Guided) -> None:
    here.say(6, "unknown", area="TH-40")
    shown = here.open(page(6))
    assert '<option selected value="TH-40">' in shown
    assert 'value="I don’t know"' in shown
    here.say(4, "unknown", who="the tall one")
    assert "the tall one" in here.open(page(4))


def test_every_answer_stays_whatever_is_answered_next(here: Guided) -> None:
    here.say(1, text=TEXT)
    here.say(4, who="the mayor")
    here.say(7, when="2569")
    here.say(4, "back", who="the mayor himself")
    here.say(16, must_not_see_text="his brother")
    review = here.open(REVIEW)
    for words in ("หน้าร้าน", "&lt;b&gt;&amp;amp;", "the mayor himself", "2569", "his brother"):
        assert words in review


def test_a_box_that_is_no_longer_ticked_is_no_longer_meant(town: Town, here: Guided) -> None:
    lead = str(town.office.leads[0].id)
    here.say(16, must_not_see=lead)
    assert "checked" in here.open(page(16))
    here.say(16)
    assert "checked" not in here.open(page(16))


@pytest.mark.parametrize(
    ("number", "do", "leads_to"),
    [
        (2, "back", page(1)),
        (1, "back", page(1)),
        (6, "back", page(4)),
        (17, "back", page(16)),
        (17, "next", REVIEW),
        (3, "next", page(4)),
        (8, "review", REVIEW),
        (8, "nonsense", page(9)),
    ],
)
def test_each_button_leads_where_it_says(here: Guided, number: int, do: str, leads_to: str) -> None:
    assert here.say(number, do).location == leads_to


def test_progress_counts_what_applies(here: Guided) -> None:
    assert "Step 1 of 14" in here.open(page(1))
    here.say(2, category="retaliation")
    assert "Step 3 of 15" in here.open(page(3))
    here.say(2, category="bribery")
    assert "Step 3 of 14" in here.open(page(4))


def test_whoever_comes_back_from_the_end_is_led_there_again(here: Guided) -> None:
    here.say(1, "review", text="They took money.")
    assert here.say(7, when="2569").location == REVIEW
    assert here.say(14, urgency="danger").location == page(15), "a new question comes first"
    assert here.say(15, urgency_text="soon").location == REVIEW


def test_the_text_is_missed_at_the_end_and_not_before(town: Town, here: Guided) -> None:
    before = town.count("cases")
    assert here.say(1, text=" ").location == page(2)
    here.say(4, who="the mayor")
    answer = here.send()
    assert answer.status_code == 422
    assert "One sentence is enough" in answer.text
    assert f'href="{page(1)}"' in answer.text
    assert "the mayor" in answer.text
    assert town.count("cases") == before


def test_what_is_too_long_is_told_beside_it_and_again_at_the_end(here: Guided) -> None:
    answer = here.say(4, who="ก" * 2001)
    assert answer.status_code == 422
    assert "at most 2,000 letters" in answer.text
    assert "ก" * 2001 in answer.text
    assert here.say(4, "back", who="ก" * 2001).location == page(2), "nobody is held"
    here.say(1, text="x")
    review = here.send()
    assert review.status_code == 422
    assert "at most 2,000 letters" in review.text
    assert f'href="{page(4)}"' in review.text


def test_a_text_too_long_to_be_kept_stays_on_its_page(here: Guided) -> None:
    here.say(1, text="short")
    for do in ("next", "back", "review", "all"):
        answer = here.say(1, do, text="ก" * 200_001)
        assert answer.status_code == 422
        assert "ก" * 200_001 in answer.text
    assert "short" in here.open(page(1))


@pytest.mark.parametrize("number", [0, 18, 99999])
def test_a_page_that_is_none_is_not_found(here: Guided, number: int) -> None:
    assert here.browser.get(page(number), status=404).status_code == 404
    assert post(here.browser, page(number), {"text": "x"}).status_code == 404


@pytest.mark.parametrize("number", [3, 5, 13, 15])
def test_a_page_that_does_not_apply_can_still_be_opened(here: Guided, number: int) -> None:
    assert f'action="{page(number)}"' in here.open(page(number))


def test_all_on_one_page_and_back_keep_everything(town: Town, here: Guided) -> None:
    here.say(1, text=TEXT)
    here.say(4, "unknown")
    here.say(6, area="TH-40")
    here.say(17, "keep", files=[(BytesIO(b"x"), "slip.txt")])
    whole = here.say(7, "all", when="2569")
    assert whole.status_code == 422
    for words in ("หน้าร้าน", "I don’t know", '<option selected value="TH-40">', "slip.txt", "2569"):
        assert words in whole.text
    more = here.submit(
        hidden(whole.text), text=TEXT, who="the mayor", when="2569", area="TH-40", do="steps"
    )
    assert (more.status_code, more.location) == (303, page(1))
    assert "the mayor" in here.open(page(4))
    assert "slip.txt" in here.open(page(17))
    assert here.send().location == NEW
    here.has_noted()
    assert [entry.file.name for entry in town.thread_of(here) if entry.file] == ["slip.txt"]


def test_the_one_page_form_shows_nothing_unasked(here: Guided) -> None:
    here.say(1, text=TEXT)
    shown = here.open(REPORT)
    assert "หน้าร้าน" not in shown
    assert "You have a report that was not sent" in shown
