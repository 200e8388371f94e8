"""A reporter takes a statement along, and somebody else checks it: over HTTP, without a trace."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.builders import Browser, sign_in, visit
from tests.journeys.reporter import CASE, PRESENT, Reporter, Town, hidden, make_town, post
from wbportal.casework import counts
from wbportal.casework import proof_documents as documents
from wbportal.vault.receipts import ReceiptCode

PROOF, OPENING, FILE, CHECK = (
    "/receipt/proof",
    "/receipt/proof/opening",
    "/receipt/proof/file",
    "/proof/",
)
WORDS = "The milk was paid for twice, and I know who signed."
_STATEMENT = re.compile(r'name="statement" value="([^"]+)"')


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def here(town: Town) -> Reporter:
    reporter = town.reporter()
    reporter.has_reported(WORDS, files=[(io.BytesIO(b"picture"), "milk.jpg", "image/jpeg")])
    return reporter


@pytest.fixture(scope="module")
def statement(here: Reporter) -> str:
    return _statement_on(_type_code(here, PROOF))


@pytest.fixture(scope="module")
def opening(here: Reporter) -> str:
    return _type_code(here, OPENING).text


@pytest.fixture
def anybody(town: Town) -> Browser:
    return visit(town.app)


def _type_code(reporter: Reporter, path: str, code: str | None = None) -> TestResponse:
    page = reporter.browser.get(path).text
    return post(reporter.browser, path, {**hidden(page), "code": code or reporter.code})


def _statement_on(page: TestResponse) -> str:
    assert page.status_code == 200, page.text
    return html.unescape(_STATEMENT.findall(page.text)[0])


def _check(browser: Browser, **fields: object) -> TestResponse:
    return post(browser, CHECK, fields)


def test_the_case_leads_to_a_page_that_says_what_carrying_one_means(here: Reporter) -> None:
    assert f'href="{PROOF}"' in here.browser.get(CASE).text
    page = here.browser.get(PROOF).text
    assert "Whoever finds it with you knows that you reported to The office bureau" in page
    assert "<title>Contact</title>" in page
    assert "BEGIN STATEMENT" not in page


def test_a_statement_is_made_with_the_code_and_checked_by_anybody(
    statement: str, anybody: Browser
) -> None:
    page = _check(anybody, statement=statement)
    assert page.status_code == 200
    assert "The statement is genuine" in page.text
    assert "received one report on 23 November 2026" in page.text
    assert "does not say who reported" in page.text
    assert WORDS not in page.text


def test_making_it_again_gives_the_same_to_the_last_letter(
    town: Town, here: Reporter, statement: str
) -> None:
    elsewhere = town.same_person_elsewhere(here)
    elsewhere.come_back()
    assert _statement_on(_type_code(elsewhere, PROOF)) == statement


def test_one_changed_letter_is_refused_and_what_was_pasted_stays(
    statement: str, anybody: Browser
) -> None:
    place = statement.index("BEGIN STATEMENT-----") + 60
    other = "A" if statement[place] != "A" else "B"
    changed = statement[:place] + other + statement[place + 1 :]
    page = _check(anybody, statement=changed)
    assert page.status_code == 422
    assert "This statement is not genuine" in page.text
    assert html.escape(changed.splitlines()[-2]) in page.text


def test_other_words_around_the_signed_lines_are_refused(
    here: Reporter, statement: str, anybody: Browser
) -> None:
    form = hidden(here.browser.get(PROOF).text)
    whole = post(here.browser, FILE, {**form, "statement": statement}).text
    assert _check(anybody, statement=whole).status_code == 200
    changed = whole.replace("23 November 2026", "22 November 2026")
    assert changed != whole
    page = _check(anybody, statement=changed)
    assert page.status_code == 422
    assert "not those that the office signed" in page.text


def test_nothing_and_something_else_are_told_apart(anybody: Browser) -> None:
    for pasted, said in (("", "Please paste the statement"), ("hello", "There is no statement")):
        page = _check(anybody, statement=pasted)
        assert (page.status_code, said in page.text) == (422, True)


def test_checking_sets_no_cookie_and_needs_no_token(statement: str, anybody: Browser) -> None:
    for page in (anybody.get(CHECK), _check(anybody, statement=statement)):
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"].startswith("no-store")
    foreign = anybody.client.post(
        CHECK, base_url=anybody.origin, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 400


def test_with_the_opening_the_words_are_shown_as_they_were_sent(
    statement: str, opening: str, anybody: Browser
) -> None:
    page = _check(anybody, statement=statement, opening=opening)
    assert page.status_code == 200
    assert WORDS in page.text
    assert "The fingerprints (SHA-256) of the files" in page.text


def test_files_are_read_as_well_as_pasted_texts(
    statement: str, opening: str, anybody: Browser
) -> None:
    page = _check(
        anybody,
        statement="",
        statement_file=(io.BytesIO(statement.encode()), "note.txt", "text/plain"),
        opening_file=(io.BytesIO(opening.encode()), "note-2.txt", "text/plain"),
    )
    assert page.status_code == 200
    assert WORDS in page.text
    wrong = _check(anybody, statement_file=(io.BytesIO(b"\xff\xfe"), "x", "text/plain"))
    assert wrong.status_code == 422


def test_a_file_larger_than_any_statement_fills_no_memory(anybody: Browser) -> None:
    large = io.BytesIO(b"A" * 3_000_000)
    page = _check(anybody, statement_file=(large, "note.txt", "text/plain"))
    assert page.status_code == 422
    assert len(page.data) < 50_000


def test_the_opening_of_another_report_opens_nothing(
    town: Town, statement: str, anybody: Browser
) -> None:
    other = town.reporter()
    other.has_reported(WORDS)
    page = _check(anybody, statement=statement, opening=_type_code(other, OPENING).text)
    assert page.status_code == 422
    assert "do not belong to the same report" in page.text


def test_both_are_handed_out_as_files_whose_names_say_nothing(
    here: Reporter, statement: str
) -> None:
    page = here.browser.get(PROOF).text
    saved = post(here.browser, FILE, {**hidden(page), "statement": statement})
    assert documents.read_statement(saved.text) == documents.read_statement(statement)
    opened = _type_code(here, OPENING)
    names = [one.headers["Content-Disposition"].split(";")[1] for one in (saved, opened)]
    assert names == [' filename="note.txt"', ' filename="note-2.txt"']
    assert WORDS not in opened.text  # not to be read at a glance
    assert documents.read_opening(opened.text).content.text == WORDS


def test_nothing_but_our_own_statements_comes_back_as_a_file(here: Reporter) -> None:
    page = here.browser.get(PROOF).text
    sent = post(here.browser, FILE, {**hidden(page), "statement": "<script>"})
    assert sent.status_code == 404


@pytest.mark.parametrize("path", [PROOF, OPENING])
def test_only_the_code_of_this_case_makes_one(town: Town, here: Reporter, path: str) -> None:
    other = " ".join(ReceiptCode.generate().groups())
    page = _type_code(here, path, other)
    assert page.status_code == 422
    assert "not the code of the report that is open now" in page.text
    assert 'id="code-error"' in page.text
    slip = _type_code(here, path, "1234 5678")
    assert (slip.status_code, 'id="code-error"' in slip.text) == (422, True)
    stranger = town.reporter().browser
    assert stranger.get(path, status=303).location == PRESENT


@pytest.mark.parametrize("path", [PROOF, OPENING, FILE])
def test_nothing_is_made_without_the_token(here: Reporter, path: str) -> None:
    sent = post(here.browser, path, {"code": here.code})
    assert sent.status_code in {400, 422}
    assert "BEGIN" not in sent.text


def test_the_key_is_shown_with_its_words_and_checks_the_statement(
    town: Town, statement: str, anybody: Browser
) -> None:
    page = anybody.get("/proof/office/").text
    key = documents.read_key(anybody.get("/proof/office/key").text)
    assert " ".join(key.words()) in page
    assert key.fingerprint().hex() in page
    assert documents.read_key(page) == key
    assert documents.check(documents.read_statement(statement), key).proof.day == (
        town.portal.clock().date()
    )
    assert anybody.get("/proof/nowhere/", status=404)


def test_the_count_of_a_day_is_shown_with_a_statement_of_that_day_alone(tmp_path: Path) -> None:
    town = make_town(tmp_path)
    one, other = town.reporter(), town.reporter()
    for reporter in (one, other):
        reporter.has_reported()
    statement = _statement_on(_type_code(one, PROOF))
    browser = visit(town.app)
    assert "No signed count of that day" in _check(browser, statement=statement).text
    town.clock.move(timedelta(days=1))
    town.portal.perform(counts.enter_counts)
    assert "signed the number: 2." in _check(browser, statement=statement).text
    assert "signed the number" not in _check(browser, statement=statement[:-40]).text
    auditor = sign_in(town.app, town.office.auditors[0])
    assert "(23 Nov 2026: 2)" in auditor.get("/admin/audit/").text
