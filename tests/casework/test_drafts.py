"""Drafts: sealed for one browser and one form, with files, until they are sent or forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import drafts
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.records import FileSlip
from wbportal.db.blobs import Blob
from wbportal.db.drafts import DraftRow
from wbportal.portal import StaleRow, Work
from wbportal.vault.sessions import SessionSecret


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def _form(secret: SessionSecret | None = None, number: str = "1") -> FormKey:
    return FormKey(secret or SessionSecret.generate(), Purpose.REPORT, str(uuid4()), number)


def _keep(scene: Scene, form: FormKey, draft: Draft) -> None:
    scene.portal.perform(lambda work: drafts.keep(work, form, draft))


def _find(scene: Scene, form: FormKey) -> Draft | None:
    return scene.portal.perform(lambda work: drafts.find(work, form))


def _with_file(scene: Scene, form: FormKey, content: bytes = b"evidence") -> FileSlip:
    def keep(work: Work) -> FileSlip:
        slip = sealed(work, content)
        drafts.keep(work, form, Draft(files=(slip,)))
        return slip

    return scene.portal.perform(keep)


def _blobs(scene: Scene) -> set[str]:
    return {path.name for path in (scene.portal.home / "blobs").rglob("*") if path.is_file()}


def test_what_was_typed_comes_back_for_the_same_form_alone(scene: Scene) -> None:
    form = _form()
    _keep(scene, form, Draft(typed={"text": ["ความลับ"]}))
    assert _find(scene, form) == Draft(typed={"text": ["ความลับ"]})
    others = [
        _form(form.secret),
        FormKey(form.secret, Purpose.MESSAGE, form.scope, form.number),
        FormKey(form.secret, form.purpose, form.scope, "2"),
        FormKey(SessionSecret.generate(), form.purpose, form.scope, form.number),
    ]
    assert [_find(scene, other) for other in others] == [None] * 4


def test_no_row_holds_what_was_typed(scene: Scene) -> None:
    _keep(scene, _form(), Draft(typed={"text": ["secret words"]}))
    with scene.portal.work() as work:
        assert not [r for r in work.db.query(DraftRow) if b"secret words" in r.sealed_content]


def test_a_draft_of_a_few_words_is_as_large_as_an_empty_one(scene: Scene) -> None:
    for words in ("", "x" * 500):
        _keep(scene, _form(), Draft(typed={"text": [words]}))
    with scene.portal.work() as work:
        assert len({len(row.sealed_content) for row in work.db.query(DraftRow)}) == 1


def test_the_forms_of_a_browser_are_listed_oldest_first(scene: Scene) -> None:
    secret = SessionSecret.generate()
    first, second, other = _form(secret, "1"), _form(secret, "2"), _form()
    for form in (first, second, other):
        _keep(scene, form, Draft())
    listed = scene.portal.perform(lambda work: drafts.waiting(work, secret))
    assert [(one.form, one.stage) for one in listed] == [
        (first, Stage.WRITING),
        (second, Stage.WRITING),
    ]


def test_a_code_that_waits_is_listed_however_many_forms_were_begun_since(scene: Scene) -> None:
    sent = _form()
    _keep(scene, sent, Draft(stage=Stage.SENT))
    for number in range(60):
        _keep(scene, _form(sent.secret, str(number + 2)), Draft())
    listed = scene.portal.perform(lambda work: drafts.waiting(work, sent.secret))
    assert listed[0].form == sent
    assert len(listed) == 50


def test_a_spent_form_is_listed_no_more(scene: Scene) -> None:
    form = _form()
    _keep(scene, form, Draft())
    _keep(scene, form, Draft(stage=Stage.SPENT))
    assert scene.portal.perform(lambda work: drafts.waiting(work, form.secret)) == ()


def test_a_file_that_a_draft_no_longer_names_is_deleted(scene: Scene) -> None:
    form = _form()
    slip = _with_file(scene, form)
    assert slip.blob in _blobs(scene)
    _keep(scene, form, Draft())
    assert slip.blob not in _blobs(scene)


def test_leaving_deletes_every_draft_of_the_browser_and_no_other(scene: Scene) -> None:
    mine, theirs = _form(), _form()
    slip, kept = _with_file(scene, mine), _with_file(scene, theirs)
    scene.portal.perform(lambda work: drafts.forget_all(work, mine.secret))
    assert _find(scene, mine) is None
    assert _find(scene, theirs) is not None
    assert slip.blob not in _blobs(scene)
    assert kept.blob in _blobs(scene)


def test_a_draft_is_kept_for_a_week(scene: Scene) -> None:
    form = _form()
    slip = _with_file(scene, form)
    scene.clock.move(timedelta(days=7))
    scene.portal.perform(drafts.forget_expired)
    assert _find(scene, form) is not None
    scene.clock.move(timedelta(days=1))
    scene.portal.perform(drafts.forget_expired)
    assert _find(scene, form) is None
    assert slip.blob not in _blobs(scene)
    with scene.portal.work() as work:
        assert work.db.get(Blob, slip.blob) is None


def test_a_draft_that_is_kept_anew_stays_listed_for_another_week(scene: Scene) -> None:
    form = _form()
    _keep(scene, form, Draft(typed={"text": ["first"]}))
    scene.clock.move(timedelta(days=6))
    _keep(scene, form, Draft(typed={"text": ["second"]}))
    scene.clock.move(timedelta(days=6))
    scene.portal.perform(drafts.forget_expired)
    with scene.portal.work() as work:
        assert [one.form for one in drafts.waiting(work, form.secret)] == [form]


@pytest.mark.parametrize("existed", [False, True])
def test_of_two_parallel_writes_one_fails(scene: Scene, existed: bool) -> None:  # noqa: FBT001 - pytest
    form = _form()
    if existed:
        _keep(scene, form, Draft())

    def slow(work: Work) -> None:
        drafts.keep(work, form, Draft(typed={"text": ["slow"]}))
        _keep(scene, form, Draft(typed={"text": ["fast"]}))

    with pytest.raises(StaleRow):
        scene.portal.perform(slow)
    assert _find(scene, form) == Draft(typed={"text": ["fast"]})


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda d, new: drafts.with_files(d, [new], 5), ["a", "b", "c"]),
        (lambda d, new: drafts.with_files(d, [new], 2), ["a", "b"]),
        (lambda d, _: drafts.with_files(d, d.files, 5), ["a", "b"]),
        (lambda d, _: drafts.without_file(d, str(d.files[0].file_id)), ["b"]),
        (lambda d, _: drafts.without_file(d, "nonsense"), ["a", "b"]),
    ],
)
def test_files_are_added_once_and_taken_out_by_their_id(
    change: Callable[[Draft, FileSlip], Draft], names: list[str]
) -> None:
    draft = Draft(files=(_slip("a"), _slip("b")))
    assert [slip.name for slip in change(draft, _slip("c")).files] == names


def test_marks_are_those_of_the_last_page_and_no_others() -> None:
    draft = drafts.with_marks(Draft(files=(_slip("a"), _slip("b"))), frozenset({"x"}))
    assert [slip.shows_identity for slip in draft.files] == [False, False]
    draft = drafts.with_marks(draft, frozenset({str(draft.files[1].file_id)}))
    assert [slip.shows_identity for slip in draft.files] == [False, True]
    assert Draft.from_bytes(draft.to_bytes()) == draft


def _slip(name: str) -> FileSlip:
    return FileSlip(uuid4(), "0" * 32, b"k" * 32, name, "text/plain", 1, 1024, name.encode() * 32)
