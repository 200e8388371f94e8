"""Coming back: a visit that ends while somebody writes, keys that change, who is kept out."""

from datetime import timedelta
from io import BytesIO

import pytest

from tests.journeys.reporter import CASE, PRESENT, Reporter, Town, hidden, make_town, post
from wbportal.casework.assignment import PEOPLE
from wbportal.casework.desk import Order
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound
from wbportal.domain.rules import Action
from wbportal.vault.receipts import ReceiptCode

_TEXT = "ข้อความยาวที่พิมพ์มาครึ่งชั่วโมง"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Reporter:
    reporter = town.reporter()
    reporter.has_reported()
    return reporter


def _interrupted(town: Town, here: Reporter) -> dict[str, str]:
    """Open the page of the case, and let the visit end."""
    form = hidden(here.browser.get(CASE).text)
    town.clock.move(timedelta(minutes=31))
    return form


def test_a_message_after_the_visit_ended_stays_and_asks_for_the_code(
    town: Town, here: Reporter
) -> None:
    form = _interrupted(town, here)
    answer = post(here.browser, CASE, {**form, "text": _TEXT})
    assert answer.status_code == 422
    assert _TEXT in answer.text
    assert 'name="code"' in answer.text
    sent = post(here.browser, CASE, {**hidden(answer.text), "text": _TEXT, "code": here.code})
    assert (sent.status_code, sent.location) == (303, CASE)
    assert _TEXT in here.browser.get(CASE).text


def test_its_files_stay_too(town: Town, here: Reporter) -> None:
    form = _interrupted(town, here)
    files = [(BytesIO(b"proof"), "proof.txt")]
    answer = post(here.browser, CASE, {**form, "text": _TEXT, "files": files})
    assert "proof.txt" in answer.text
    post(here.browser, CASE, {**hidden(answer.text), "text": _TEXT, "code": here.code})
    assert [e.file.name for e in town.thread_of(here) if e.file] == ["proof.txt"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234", "We count 4 digits. A code has 32."),
        ("9999 " * 8, "Group 1 cannot be right"),
        (" ".join(ReceiptCode(7).groups()), "Nothing was sent under this code"),
    ],
)
def test_a_wrong_code_beside_a_message_keeps_the_message(
    town: Town, here: Reporter, typed: str, said: str
) -> None:
    form = _interrupted(town, here)
    answer = post(here.browser, CASE, {**form, "text": _TEXT, "code": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert _TEXT in answer.text


def test_a_message_without_any_cookie_stays_on_the_page(town: Town, here: Reporter) -> None:
    form = hidden(here.browser.get(CASE).text)
    stranger = town.reporter()
    answer = post(stranger.browser, CASE, {**form, "text": _TEXT})
    assert answer.status_code == 422
    assert _TEXT in answer.text
    again = {**hidden(answer.text), "text": _TEXT, "code": here.code}
    assert post(stranger.browser, CASE, again).status_code == 303


def test_new_keys_end_the_visit_and_the_code_opens_them(town: Town, here: Reporter) -> None:
    town.assign(here)
    form = hidden(here.browser.get(CASE).text)
    order = Order(holder_id=town.office.handlers[0].id)
    case_id, lead = town.case_of(here).id, town.office.leads[0].person
    town.portal.perform(lambda work: PEOPLE[Action.REVOKE](work, lead, case_id, order))
    assert here.browser.get(CASE, status=303).location == PRESENT
    answer = post(here.browser, CASE, {**form, "text": _TEXT})
    assert answer.status_code == 422
    assert _TEXT in answer.text
    sent = post(here.browser, CASE, {**hidden(answer.text), "text": _TEXT, "code": here.code})
    assert sent.status_code == 303
    assert _TEXT in here.browser.get(CASE).text


def test_the_same_message_sent_twice_is_written_once(town: Town, here: Reporter) -> None:
    form = {**hidden(here.browser.get(CASE).text), "text": _TEXT}
    for _ in range(2):
        assert post(here.browser, CASE, form).status_code == 303
    assert [e.text for e in town.thread_of(here)].count(_TEXT) == 1


def test_the_same_words_on_a_new_page_are_a_new_message(town: Town, here: Reporter) -> None:
    for _ in range(2):
        assert here.write(text="yes").status_code == 303
    assert [e.text for e in town.thread_of(here)].count("yes") == 2


def test_whoever_is_picked_from_the_list_cannot_open_the_report(town: Town) -> None:
    here = town.reporter()
    page = here.browser.get("/o/office/report/16/").text
    chosen = _option(page, "Position of Person lead2")
    here.has_reported("about the second lead", must_not_see=chosen)
    case_id = town.case_of(here).id
    with town.portal.work() as work:
        assert open_dossier(work, town.office.leads[0].person, case_id)
        with pytest.raises(CaseNotFound):
            open_dossier(work, town.office.leads[1].person, case_id)


def _option(page: str, label: str) -> str:
    before = page.split(label, maxsplit=1)[0]
    return before.rsplit('name="must_not_see" type="checkbox" value="', 1)[1][:36]


def test_names_are_shown_only_if_the_office_says_so(town: Town) -> None:
    page = town.reporter().browser.get("/o/office/report/16/").text
    assert "Person lead1, Position" not in page
    assert "Position of Person lead1" in page


def test_a_name_in_free_text_tells_who_will_look_first(town: Town) -> None:
    here = town.reporter()
    here.report("about somebody", must_not_see_text="ลุงหนวด")
    page = here.read_code().text
    assert "only the first readers of The office bureau can open your report" in page


def test_if_everybody_is_named_only_recovery_is_asked(town: Town) -> None:
    here = town.reporter()
    page = here.browser.get("/o/office/report/16/").text
    everybody = [_option(page, f"Position of Person lead{n}") for n in (1, 2)]
    here.report("about everybody", must_not_see=everybody)
    assert "emergency key" in here.read_code().text
