"""Files of a report: kept while it is written, marked, taken out, refused; the text stays."""

from io import BytesIO
from pathlib import Path

import pytest

from config import Limits
from tests.journeys.reporter import CASE, Reporter, Town, hidden, make_town, post

_LIMITS = Limits(min_free_bytes=0, max_files=3, max_upload_bytes=10_000)
_TEXT = "ข้อความที่ต้องไม่หาย"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_town(tmp_path_factory.mktemp("home"), _LIMITS)


def _file(name: str, content: bytes = b"x") -> tuple[BytesIO, str]:
    return BytesIO(content + name.encode()), name


def _names(town: Town, here: Reporter) -> list[str]:
    here.read_code()
    here.note()
    return [entry.file.name for entry in town.thread_of(here) if entry.file is not None]


def _ids(page: str) -> list[str]:
    return [part[:36] for part in page.split('name="remove" value="')[1:]]


def test_the_advice_stands_before_the_choosing(town: Town) -> None:
    page = town.reporter().browser.get("/o/office/report/").text
    assert page.index("often show your name") < page.index('type="file"')


def test_files_are_added_one_by_one_before_sending(town: Town) -> None:
    here = town.reporter()
    cases = town.count("cases")
    one = here.submit(here.form(), text=_TEXT, files=[_file("1.txt")], do="keep")
    assert one.status_code == 422
    assert _TEXT in one.text
    two = here.submit(hidden(one.text), text=_TEXT, files=[_file("2.txt")], do="keep")
    assert "1.txt" in two.text
    assert "2.txt" in two.text
    assert town.count("cases") == cases
    here.submit(hidden(two.text), text=_TEXT, files=[_file("3.txt")])
    assert _names(town, here) == ["1.txt", "2.txt", "3.txt"]


def test_a_file_can_be_taken_out_again_and_is_gone(town: Town) -> None:
    here = town.reporter()
    kept = here.submit(here.form(), text=_TEXT, files=[_file("1.txt"), _file("2.txt")], do="keep")
    blobs = _blobs(town)
    left = here.submit(hidden(kept.text), text=_TEXT, remove=_ids(kept.text)[0])
    assert "1.txt" not in left.text
    assert _TEXT in left.text
    assert len(_blobs(town)) == len(blobs) - 1
    here.submit(hidden(left.text), text=_TEXT)
    assert _names(town, here) == ["2.txt"]


def _blobs(town: Town) -> list[Path]:
    return [path for path in (town.portal.home / "blobs").rglob("*") if path.is_file()]


def test_the_same_file_twice_is_kept_once(town: Town) -> None:
    here = town.reporter()
    one = here.submit(here.form(), text=_TEXT, files=[_file("1.txt")], do="keep")
    here.submit(hidden(one.text), text=_TEXT, files=[_file("1.txt")], do="keep")
    here.submit(hidden(one.text), text=_TEXT)
    assert _names(town, here) == ["1.txt"]


def test_a_file_is_marked_as_showing_who_somebody_is(town: Town) -> None:
    here = town.reporter()
    kept = here.submit(here.form(), text=_TEXT, files=[_file("1.txt"), _file("2.txt")], do="keep")
    marked = _ids(kept.text)[1]
    here.submit(
        hidden(kept.text), text=_TEXT, shows_me=marked, files=[_file("3.txt")], shows_me_new="1"
    )
    here.read_code()
    here.note()
    slips = [entry.file for entry in town.thread_of(here) if entry.file is not None]
    assert [slip.shows_identity for slip in slips] == [False, True, True]


def test_a_file_too_large_is_refused_and_everything_else_kept(town: Town) -> None:
    here = town.reporter()
    cases = town.count("cases")
    files = [_file("small.txt"), _file("large.bin", b"x" * 10_001)]
    answer = here.submit(here.form(), text=_TEXT, files=files)
    assert answer.status_code == 422
    assert "A file was too large: at most 10 kB" in answer.text
    assert _TEXT in answer.text
    assert "small.txt" in answer.text
    assert "large.bin" not in answer.text
    assert town.count("cases") == cases


def test_too_many_files_at_once_are_refused_and_the_first_kept(town: Town) -> None:
    here = town.reporter()
    answer = here.submit(here.form(), text=_TEXT, files=[_file(f"{n}.txt") for n in range(5)])
    assert answer.status_code == 422
    assert "There were more than 3 files" in answer.text
    assert _TEXT in answer.text
    assert len(_ids(answer.text)) == 3


def test_too_many_files_one_after_the_other_are_refused_too(town: Town) -> None:
    here = town.reporter()
    kept = here.submit(here.form(), text=_TEXT, files=[_file("1"), _file("2")], do="keep")
    answer = here.submit(hidden(kept.text), text=_TEXT, files=[_file("3"), _file("4")])
    assert answer.status_code == 422
    assert "There were more than 3 files" in answer.text
    assert len(_ids(answer.text)) == 3


def test_a_file_added_to_a_form_that_was_sent_is_not_dropped_silently(town: Town) -> None:
    here = town.reporter()
    form = here.form()
    here.submit(form, text=_TEXT)
    answer = here.submit(form, text=_TEXT, files=[_file("late.txt")], do="keep")
    assert "were not kept" in answer.text
    here.submit(form, text=_TEXT, files=[_file("late.txt")])
    assert _names(town, here) == ["late.txt"]


def test_an_empty_file_field_is_no_file(town: Town) -> None:
    here = town.reporter()
    here.submit(here.form(), text=_TEXT, files=[(BytesIO(b""), "")])
    assert _names(town, here) == []


def test_when_unsent_drafts_have_no_room_left_the_text_is_still_taken(
    tmp_path: Path,
) -> None:
    full = make_town(tmp_path, Limits(min_free_bytes=10**18))
    here = full.reporter()
    answer = here.submit(here.form(), text=_TEXT, files=[_file("1.txt")])
    assert answer.status_code == 422
    assert "There is no room for files" in answer.text
    assert _TEXT in answer.text
    assert here.submit(hidden(answer.text), text=_TEXT).status_code == 303


def test_files_of_a_message_are_kept_and_sent_once(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    page = here.browser.get(CASE).text
    kept = post(here.browser, CASE, {**hidden(page), "files": [_file("m1.txt")], "do": "keep"})
    assert kept.status_code == 422
    assert "m1.txt" in kept.text
    assert "lost if you leave it" in kept.text  # no other page leads back to them
    form = {**hidden(kept.text), "text": "with a file"}
    for _ in range(2):
        assert post(here.browser, CASE, form).status_code == 303
    entries = town.thread_of(here)
    assert [entry.file.name for entry in entries if entry.file is not None] == ["m1.txt"]
    assert [entry.text for entry in entries].count("with a file") == 1


def test_a_message_may_be_a_file_alone_but_not_nothing(town: Town) -> None:
    here = town.reporter()
    here.has_reported()
    assert here.write(text="").status_code == 422
    assert here.write(text="", files=[_file("alone.txt")]).status_code == 303
