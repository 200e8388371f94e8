"""Every field of a reporter's forms under fire: a page in answer, never a failure of ours."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from tests.hostile import HOSTILE, RAW
from tests.journeys.reporter import (
    CASE,
    CHANGE,
    NEW,
    PRESENT,
    REPORT,
    Reporter,
    Town,
    hidden,
    make_town,
    post,
)
from wbportal.domain.questionnaire import QUESTIONNAIRE
from wbportal.domain.texts import TextRefused, clean_text

_ANSWERS = {303, 400, 404, 409, 410, 413, 422}
_WORDS = [question.key for question in QUESTIONNAIRE.questions]
_FOLLOW_UPS = 10  # what a form brings after its report; a case with more takes longer to open
_REPORT_FIELDS = ["text", "form", "do", "remove", "shows_me", "csrf_token"]
_MESSAGE_FIELDS = ["text", "form", "code", "do", "remove", "shows_me"]
_CODE_FIELDS = ["form", "csrf_token", "group_0", "group_1", "group_8", "group_9"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def here(town: Town) -> Reporter:
    reporter = town.reporter()
    reporter.has_reported()
    reporter.report("a code that waits")
    reporter.read_code()
    return reporter


def _check(answer: TestResponse) -> None:
    assert answer.status_code in _ANSWERS, answer.text[:300]


def _keeps(answer: TestResponse, value: str) -> bool:
    try:
        clean = clean_text(value, 10**6)
    except TextRefused:
        return True  # nothing that a page could show
    first = clean.split("\n")[0][:20].strip()
    return not first.isalnum() or first in answer.text


def test_every_question_takes_anything_and_keeps_it(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    for value in HOSTILE:
        answer = here.submit({**form, "text": "", **dict.fromkeys(_WORDS, value)})
        _check(answer)
        # Only what no form of ours can send is too much as a whole.
        assert answer.status_code == 413 or _keeps(answer, value), value[:50]


@pytest.mark.parametrize("field", _REPORT_FIELDS)
def test_each_field_of_a_report_takes_anything(town: Town, field: str) -> None:
    here = town.reporter()
    for number, value in enumerate(HOSTILE[:: 1 if field == "text" else 3]):
        if number % _FOLLOW_UPS == 0:
            form = here.form()
        answer = here.submit({**form, "text": "", "who": "kept words", field: value})
        _check(answer)
        assert answer.status_code != 422 or field == "do" or "kept words" in answer.text


@pytest.mark.parametrize("field", _MESSAGE_FIELDS)
def test_each_field_of_a_message_takes_anything(here: Reporter, field: str) -> None:
    form = hidden(here.browser.get(CASE).text)
    for value in HOSTILE[::3]:
        _check(post(here.browser, CASE, {**form, "text": "", field: value}))


@pytest.mark.parametrize("field", _CODE_FIELDS)
def test_each_field_of_the_code_page_takes_anything(here: Reporter, field: str) -> None:
    form = hidden(here.browser.get(NEW).text)
    for value in HOSTILE[::5]:
        _check(post(here.browser, NEW, {**form, field: value}))


@pytest.mark.parametrize("path", [PRESENT, CHANGE])
def test_a_code_may_be_anything(here: Reporter, path: str) -> None:
    form = hidden(here.browser.get(path).text)
    for value in HOSTILE[::2]:
        _check(post(here.browser, path, {**form, "code": value}))


@pytest.mark.parametrize("name", HOSTILE[:120:4])
def test_a_file_may_be_called_anything(town: Town, name: str) -> None:
    here = town.reporter()
    answer = here.submit(here.form(), text="words", files=[(BytesIO(b"x"), name or "x")])
    assert answer.status_code in {303, 400}


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize("path", [REPORT, NEW, PRESENT, CASE, CHANGE, "/receipt/file"])
def test_bytes_that_are_no_text_are_no_failure(here: Reporter, path: str, raw: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x/y"):
        for body in (raw, b"text=" + raw, b'--x\r\nContent-Disposition: form-data; name="text"'
                     b"\r\n\r\n" + raw + b"\r\n--x--\r\n"):  # fmt: skip
            _check(_send_raw(here, path, kind, body))


def _send_raw(here: Reporter, path: str, kind: str, body: bytes) -> TestResponse:
    return here.browser.client.post(
        path, data=body, content_type=kind, base_url=here.browser.origin
    )


@pytest.mark.parametrize("path", [REPORT, CASE])
def test_a_body_that_is_cut_off_stores_nothing(town: Town, here: Reporter, path: str) -> None:
    before = _stored(town)
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + b"y" * 999
    _check(_send_raw(here, path, "multipart/form-data; boundary=x", body))
    assert _stored(town) == before


def _stored(town: Town) -> Mapping[str, int]:
    blobs = sum(1 for path in (town.portal.home / "blobs").rglob("*") if path.is_file())
    return {"blobs": blobs} | {name: town.count(name) for name in ("cases", "records", "blobs")}


@pytest.mark.parametrize("value", HOSTILE[::5])
def test_a_cookie_may_hold_anything(town: Town, value: str) -> None:
    browser = town.reporter().browser
    shown = value.encode("ascii", "ignore").decode().replace(";", "").replace("\n", "")[:2000]
    for path in (REPORT, NEW, CASE, PRESENT):
        for name in ("draft", "reporter", "csrf"):
            answer = browser.client.get(
                path, base_url=browser.origin, headers={"Cookie": f"{name}={shown.strip()}"}
            ) if shown.isprintable() else None  # fmt: skip
            assert answer is None or answer.status_code in {200, 303, 410}


@pytest.mark.parametrize("value", ["", "xx", "TH", "th,en", "<script>", "a" * 5000, "ก"])
def test_a_language_may_be_anything(here: Reporter, value: str) -> None:
    for path in (REPORT, PRESENT, CASE):
        answer = here.browser.client.get(
            path, query_string={"lang": value}, base_url=here.browser.origin
        )
        assert answer.status_code == 200
