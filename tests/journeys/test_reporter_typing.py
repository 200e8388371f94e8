"""Typing the code with a slip: said where, in one's own language; what was typed stays."""

import pytest

from tests.journeys.reporter import PRESENT, Reporter, Town, hidden, make_town, post
from wbportal.vault.receipts import ReceiptCode

_CODE = ReceiptCode(7776**6 + 42)
_GROUPS = _CODE.groups()
_WORDS = _CODE.words()
# The groups of the number are 0001 0000 0000 0000 0000 0000 0042, and the check.
_SLIPS = [
    (["0010", *_GROUPS[1:]], "Look at group 1 first."),
    ([*_GROUPS[:6], "0024", _GROUPS[7]], "Look at group 7 first."),
    ([*_GROUPS[:6], "042", _GROUPS[7]], "Group 7 is too short"),
    ([*_GROUPS[:6], "00042", _GROUPS[7]], "Group 7 is too long"),
    ([*_GROUPS[:3], "9999", *_GROUPS[4:]], "Group 4 cannot be right"),
    (_GROUPS[:7], "We count 7 groups. A code has 8."),
    (["".join(_GROUPS)[:30]], "We count 30 digits. A code has 32."),
    (["abdomne", *_WORDS[1:]], "Did you mean: abdomen"),
    (["qqqq", *_WORDS[1:]], "Group 1 is not a word of our list."),
    ([*_GROUPS[:5], _GROUPS[6], _GROUPS[5], _GROUPS[7]], "Perhaps groups 6 and 7 have changed"),
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"))


@pytest.fixture
def here(town: Town) -> Reporter:
    return town.reporter()


def _typed(here: Reporter, typed: str, query: str = "") -> tuple[int, str, str]:
    form = hidden(here.browser.get(PRESENT).text)
    answer = post(here.browser, PRESENT + query, {**form, "code": typed})
    return answer.status_code, answer.text, answer.headers["Cache-Control"]


@pytest.mark.parametrize(("groups", "said"), _SLIPS)
def test_a_slip_is_told_beside_the_field_and_what_was_typed_stays(
    here: Reporter, groups: list[str], said: str
) -> None:
    status, page, cache = _typed(here, " ".join(groups))
    assert status == 422
    assert page.count(said) == 2, "beside the field, and on top"
    assert f'value="{" ".join(groups)}"' in page
    assert "no-store" in cache


def test_a_slip_is_told_in_thai(here: Reporter) -> None:
    _, page, _ = _typed(here, "".join(_GROUPS)[:30], "?lang=th")
    assert "เรานับได้ 30 ตัว" in page


def test_what_was_typed_is_shown_in_that_answer_only(here: Reporter) -> None:
    typed = " ".join(["0010", *_GROUPS[1:]])
    _typed(here, typed)
    assert typed not in here.browser.get(PRESENT).text


def test_a_slip_is_never_put_right_in_silence(here: Reporter) -> None:
    status, page, _ = _typed(here, " ".join(["0010", *_GROUPS[1:]]))
    assert status == 422
    assert "0001" not in page
