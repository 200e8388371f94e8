"""Saved for later: one place for the report, opened by the code alone, until it is sent."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import conversation, drafts, intake, receipt, saving, visits
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.errors import AlreadySent, CodeGone, CodeNeeded
from wbportal.casework.intake import Report
from wbportal.casework.saving import Unsent
from wbportal.casework.visits import Visit
from wbportal.db import cases
from wbportal.db.blobs import Blob
from wbportal.db.drafts import DraftRow
from wbportal.db.grants import Grant
from wbportal.portal import StaleRow, Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret

REPORT = Report("words", "en")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def _form(scene: Scene, browser: SessionSecret | None = None) -> FormKey:
    secret = browser or SessionSecret.generate()
    return FormKey(secret, Purpose.REPORT, str(scene.office.id), "1")


def _keep(scene: Scene, form: FormKey, words: str = "words", file: bytes = b"") -> None:
    def keep(work: Work) -> None:
        before = drafts.find(work, form) or Draft()
        slips = (sealed(work, file),) if file else ()
        draft = replace(before, typed={"text": [words]}, files=(*before.files, *slips))
        drafts.keep(work, form, draft)

    scene.portal.perform(keep)


def _saved(scene: Scene, words: str = "words", file: bytes = b"") -> tuple[FormKey, ReceiptCode]:
    """Write something and save it; return its form and the code on paper."""
    form = _form(scene)
    _keep(scene, form, words, file)
    scene.portal.perform(lambda work: saving.save(work, form))
    code = _look(scene, form).code
    assert code is not None
    return form, code


def _look(scene: Scene, form: FormKey) -> Unsent:
    found = scene.portal.perform(lambda work: saving.unsent(work, form.secret, scene.office.id))
    assert found is not None
    return found


def _note(scene: Scene, form: FormKey, code: ReceiptCode) -> None:
    found = _look(scene, form)
    typed = {index: code.groups()[index] for index in found.groups}
    assert not scene.portal.perform(lambda work: saving.note(work, found, typed))


def _come_back(scene: Scene, code: ReceiptCode, browser: SessionSecret | None = None) -> FormKey:
    """Type the code in a browser; return the form with which it goes on."""
    secret, here = SessionSecret.generate(), browser or SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, code, secret))
    office_id = scene.portal.perform(lambda work: saving.resume(work, secret, here))
    assert office_id == scene.office.id
    return _look(scene, FormKey(here, Purpose.REPORT, "", "")).form


def _opens_nothing(scene: Scene, code: ReceiptCode) -> bool:
    secret, here = SessionSecret.generate(), SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, code, secret))
    return scene.portal.perform(lambda work: saving.resume(work, secret, here)) is None


def _find(scene: Scene, form: FormKey) -> Draft:
    draft = scene.portal.perform(lambda work: drafts.find(work, form))
    assert draft is not None
    return draft


def _text(scene: Scene, form: FormKey) -> object:
    return _find(scene, form).typed["text"]


def _send(scene: Scene, form: FormKey, report: Report = REPORT) -> None:
    scene.portal.perform(lambda work: intake.send(work, scene.office.id, form, report))


def _thread(scene: Scene, code: ReceiptCode) -> list[str]:
    """Open the case that a code opens; return what was written into it."""
    secret = SessionSecret.generate()

    visit = scene.portal.perform(lambda work: receipt.present(work, code, secret))
    return _words(scene, visit)


def _words(scene: Scene, visit: Visit) -> list[str]:
    seen = scene.portal.perform(lambda work: conversation.look(work, visit))
    return [one.text for one in seen.said]


def _count(scene: Scene, table: type) -> int:
    with scene.portal.work() as work:
        return work.db.query(table).count()


def test_a_saved_report_is_no_case_and_nobody_has_a_grant(scene: Scene) -> None:
    _, code = _saved(scene, file=b"evidence")
    keys = code.keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)
    with scene.portal.work() as work:
        assert cases.by_receipt_lookup(work.db, keys.lookup) is None
    assert _count(scene, Grant) == 0


def test_the_code_alone_brings_text_and_files_to_another_browser(scene: Scene) -> None:
    _, code = _saved(scene, "half a report", b"evidence")
    elsewhere = _come_back(scene, code)
    assert _text(scene, elsewhere) == ["half a report"]
    assert [slip.length for slip in _find(scene, elsewhere).files] == [len(b"evidence")]


def test_another_code_brings_nothing(scene: Scene) -> None:
    _saved(scene)
    assert _opens_nothing(scene, ReceiptCode.generate())


def test_what_is_saved_lies_once(scene: Scene) -> None:
    form, _ = _saved(scene, "unmistakable words", b"evidence")
    own = scene.portal.perform(lambda work: drafts.under(work, drafts.key(work, form)))
    assert own is not None
    assert (own.typed, own.files) == ({}, ())
    assert _count(scene, Blob) == 1


def test_all_rows_of_a_few_words_have_one_size(scene: Scene) -> None:
    _keep(scene, _form(scene))
    _note(scene, *_saved(scene))
    with scene.portal.work() as work:
        assert len({len(row.sealed_content) for row in work.db.query(DraftRow)}) == 1


def test_saving_twice_shows_the_same_code(scene: Scene) -> None:
    form, code = _saved(scene)
    scene.portal.perform(lambda work: saving.save(work, form))
    assert _look(scene, form).code == code


def test_what_is_kept_later_goes_to_the_code_in_either_browser(scene: Scene) -> None:
    form, code = _saved(scene)
    elsewhere = _come_back(scene, code)
    _keep(scene, elsewhere, "from elsewhere", b"more")
    assert _text(scene, form) == ["from elsewhere"]
    _keep(scene, form, "from the first")
    assert _text(scene, elsewhere) == ["from the first"]
    assert len(_find(scene, elsewhere).files) == 1


def test_of_two_parallel_writes_of_two_browsers_one_fails(scene: Scene) -> None:
    form, code = _saved(scene)
    elsewhere = _come_back(scene, code)

    def slow(work: Work) -> None:
        drafts.keep(work, form, replace(_find(scene, form), typed={"text": ["slow"]}))
        _keep(scene, elsewhere, "fast")

    with pytest.raises(StaleRow):
        scene.portal.perform(slow)
    assert _text(scene, form) == ["fast"]


def test_leaving_ends_what_the_browser_has_and_not_what_was_saved(scene: Scene) -> None:
    form, code = _saved(scene, file=b"evidence")
    scene.portal.perform(lambda work: drafts.forget_all(work, form.secret))
    assert scene.portal.perform(lambda work: drafts.find(work, form)) is None
    assert len(_find(scene, _come_back(scene, code)).files) == 1


def test_a_noted_code_is_kept_nowhere_and_still_sends(scene: Scene) -> None:
    form, code = _saved(scene)
    _note(scene, form, code)
    assert _look(scene, form).code is None
    pointer = _find(scene, form).pointer
    assert pointer is not None
    assert pointer.code is None
    _send(scene, form)
    assert _thread(scene, code) == ["words"]


def test_a_wrong_group_notes_nothing_and_asks_for_others(scene: Scene) -> None:
    form, code = _saved(scene)
    found = _look(scene, form)
    typed = dict.fromkeys(found.groups, "7776")
    wrong = scene.portal.perform(lambda work: saving.note(work, found, typed))
    assert wrong == frozenset(found.groups)
    assert (_look(scene, form).code, _look(scene, form).missed) == (code, True)


def test_coming_back_with_the_code_is_proof_of_having_it(scene: Scene) -> None:
    form, code = _saved(scene)
    assert _come_back(scene, code, form.secret) == form
    assert _look(scene, form).code is None
    with pytest.raises(CodeGone):
        _note(scene, form, code)


def test_what_is_sent_gets_the_code_that_it_was_saved_under(scene: Scene) -> None:
    form, code = _saved(scene, file=b"evidence")
    _send(scene, form)
    shown = scene.portal.perform(lambda work: receipt.shown(work, form.secret))
    assert shown.code == code
    assert _thread(scene, code) == ["words", ""]
    assert _count(scene, Blob) == 1


def test_sending_twice_makes_one_case_and_other_words_are_added(scene: Scene) -> None:
    form, code = _saved(scene)
    _note(scene, form, code)
    _send(scene, form)
    _send(scene, form)
    _send(scene, form, Report("and this", "en"))
    assert _thread(scene, code) == ["words", "and this"]


def test_of_two_browsers_one_sends_and_the_other_is_told(scene: Scene) -> None:
    form, code = _saved(scene)
    elsewhere = _come_back(scene, code)
    _send(scene, elsewhere)
    with pytest.raises(AlreadySent):
        _send(scene, form)
    assert _thread(scene, code) == ["words"]


def test_of_two_browsers_that_send_at_once_one_is_overtaken(scene: Scene) -> None:
    form, code = _saved(scene, file=b"evidence")
    elsewhere = _come_back(scene, code)

    def slow(work: Work) -> None:
        intake.send(work, scene.office.id, form, REPORT)
        _send(scene, elsewhere)

    with pytest.raises(StaleRow):
        scene.portal.perform(slow)
    assert _thread(scene, code) == ["words", ""]


def test_after_sending_the_code_opens_the_case_and_nothing_else(scene: Scene) -> None:
    form, code = _saved(scene)
    _send(scene, form)
    assert _opens_nothing(scene, code)
    assert _thread(scene, code) == ["words"]


def test_who_had_noted_the_code_is_led_to_the_case_without_typing_it(scene: Scene) -> None:
    form, code = _saved(scene)
    _note(scene, form, code)
    _send(scene, form)
    with pytest.raises(CodeGone):
        scene.portal.perform(lambda work: receipt.shown(work, form.secret))
    visit = SessionSecret.generate()
    scene.portal.perform(lambda w: saving.enter(w, saving.arrived(w, form.secret), visit))
    begun = scene.portal.perform(lambda work: visits.find(work, visit))
    assert begun is not None
    assert _words(scene, begun) == ["words"]
    assert _find(scene, form) == Draft(stage=Stage.SPENT)
    with pytest.raises(CodeGone):
        scene.portal.perform(lambda work: saving.arrived(work, form.secret))


def test_an_hour_after_sending_the_browser_leads_nowhere(scene: Scene) -> None:
    form, code = _saved(scene)
    _note(scene, form, code)
    _send(scene, form)
    scene.clock.move(timedelta(minutes=61))
    with pytest.raises(CodeGone):
        scene.portal.perform(lambda work: saving.arrived(work, form.secret))
    assert _thread(scene, code) == ["words"]


def test_a_week_after_the_last_change_it_is_destroyed_with_its_files(scene: Scene) -> None:
    form, code = _saved(scene, file=b"evidence")
    scene.clock.move(timedelta(days=5))
    _keep(scene, form, "changed")
    scene.clock.move(timedelta(days=7))
    assert _text(scene, _come_back(scene, code)) == ["changed"]
    scene.clock.move(timedelta(days=1))
    assert _opens_nothing(scene, code)
    scene.portal.perform(drafts.forget_expired)
    assert _count(scene, Blob) == 0
    assert not [path for path in (scene.portal.home / "blobs").rglob("*") if path.is_file()]


def test_looking_at_what_was_saved_does_not_make_it_live_longer(scene: Scene) -> None:
    _, code = _saved(scene)
    scene.clock.move(timedelta(days=7))
    form = _come_back(scene, code)
    assert _look(scene, form).until == scene.clock.now.date()


def test_it_can_be_destroyed_at_once(scene: Scene) -> None:
    form, code = _saved(scene, file=b"evidence")
    elsewhere = _come_back(scene, code)
    scene.portal.perform(lambda work: saving.destroy(work, elsewhere))
    assert _opens_nothing(scene, code)
    assert _count(scene, Blob) == 0
    assert scene.portal.perform(lambda work: drafts.find(work, form)) is None


def test_what_was_destroyed_elsewhere_can_be_written_anew(scene: Scene) -> None:
    form, code = _saved(scene)
    scene.portal.perform(lambda work: saving.destroy(work, _come_back(scene, code)))
    _keep(scene, form, "once more")
    assert _text(scene, form) == ["once more"]
    assert _opens_nothing(scene, code)


def test_the_visit_of_a_saved_report_is_over_when_it_has_led_there(scene: Scene) -> None:
    _, code = _saved(scene)
    secret, here = SessionSecret.generate(), SessionSecret.generate()
    scene.portal.perform(lambda work: receipt.present(work, code, secret))
    scene.portal.perform(lambda work: saving.resume(work, secret, here))
    with pytest.raises(CodeNeeded):
        scene.portal.perform(lambda work: saving.resume(work, secret, here))


def test_every_code_begins_a_visit_of_the_same_size(scene: Scene) -> None:
    _, saved = _saved(scene)
    known = scene.codes[scene.report()]
    sizes = set()
    for code in (saved, known, ReceiptCode.generate()):
        secret = SessionSecret.generate()
        visit = scene.portal.perform(lambda work, c=code, s=secret: receipt.present(work, c, s))
        sizes.add(len(visit.to_bytes()))
    assert len(sizes) == 1


def test_what_was_sent_cannot_be_saved(scene: Scene) -> None:
    form = _form(scene)
    _send(scene, form)
    with pytest.raises(AlreadySent):
        scene.portal.perform(lambda work: saving.save(work, form))
