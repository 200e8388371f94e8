"""The receipt code as a deed: shown, noted, given up, presented, exchanged."""

from datetime import timedelta

import pytest

from tests.casework.scene import Scene, make_scene
from wbportal.casework import conversation, drafts, intake, receipt, visits
from wbportal.casework.destruction import destroy
from wbportal.casework.drafts import FormKey, Purpose, Stage
from wbportal.casework.errors import CaseNotFound, CodeGone, CodeNeeded, Refused
from wbportal.casework.intake import Report
from wbportal.casework.receipt import ShownCode
from wbportal.casework.visits import Visit
from wbportal.db import sessions
from wbportal.domain.compartments import given_to_reporter
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


@pytest.fixture
def form(scene: Scene) -> FormKey:
    form = FormKey(SessionSecret.generate(), Purpose.REPORT, str(scene.office.id), "1")
    report = Report("words", "en")
    scene.portal.perform(lambda work: intake.send(work, scene.office.id, form, report))
    return form


def _shown(scene: Scene, form: FormKey) -> ShownCode:
    return scene.portal.perform(lambda work: receipt.shown(work, form.secret))


def _right(found: ShownCode) -> dict[int, str]:
    return {index: found.code.groups()[index] for index in found.groups}


def _note(scene: Scene, form: FormKey) -> tuple[ReceiptCode, SessionSecret]:
    found, secret = _shown(scene, form), SessionSecret.generate()
    wrong = scene.portal.perform(lambda work: receipt.note(work, found, _right(found), secret))
    assert not wrong
    return found.code, secret


def _look(scene: Scene, secret: SessionSecret) -> conversation.Conversation:
    def look(work: Work) -> conversation.Conversation:
        visit = visits.find(work, secret)
        assert visit is not None
        return conversation.look(work, visit)

    return scene.portal.perform(look)


def _present(scene: Scene, code: ReceiptCode) -> tuple[Visit, SessionSecret]:
    secret = SessionSecret.generate()
    return scene.portal.perform(lambda work: receipt.present(work, code, secret)), secret


def test_a_noted_code_is_kept_nowhere_and_a_visit_has_begun(scene: Scene, form: FormKey) -> None:
    _, secret = _note(scene, form)
    draft = scene.portal.perform(lambda work: drafts.find(work, form))
    assert draft is not None
    assert (draft.stage, draft.sent) == (Stage.SPENT, None)
    assert _look(scene, secret).said[0].text == "words"
    with pytest.raises(CodeGone):
        _shown(scene, form)


def test_a_wrong_group_notes_nothing(scene: Scene, form: FormKey) -> None:
    found, secret = _shown(scene, form), SessionSecret.generate()
    typed = dict.fromkeys(found.groups, "0000")
    wrong = scene.portal.perform(lambda work: receipt.note(work, found, typed, secret))
    assert wrong == frozenset(found.groups)
    assert _shown(scene, form).code == found.code
    assert _shown(scene, form).missed
    assert scene.portal.perform(lambda work: visits.find(work, secret)) is None


def test_an_hour_is_all(scene: Scene, form: FormKey) -> None:
    scene.clock.move(timedelta(minutes=60))
    assert _shown(scene, form)
    scene.clock.move(timedelta(seconds=1))
    with pytest.raises(CodeGone):
        _shown(scene, form)


def test_giving_up_takes_saying_it_twice(scene: Scene, form: FormKey) -> None:
    def give_up(work: Work) -> bool:
        return receipt.give_up(work, receipt.shown(work, form.secret))

    assert scene.portal.perform(give_up) is False
    scene.portal.perform(lambda work: receipt.show_again(work, form.secret))
    assert scene.portal.perform(give_up) is False
    assert scene.portal.perform(give_up) is True
    with pytest.raises(CodeGone):
        _shown(scene, form)


def test_any_well_formed_code_begins_a_visit(scene: Scene, form: FormKey) -> None:
    code, _ = _note(scene, form)
    known, known_secret = _present(scene, code)
    unknown, unknown_secret = _present(scene, ReceiptCode.generate())
    assert len(known.to_bytes()) == len(unknown.to_bytes())
    assert _look(scene, known_secret).said[0].text == "words"
    with pytest.raises(CaseNotFound):
        _look(scene, unknown_secret)


def test_a_visit_holds_the_keys_of_a_reporter_and_no_others(scene: Scene, form: FormKey) -> None:
    code, noted = _note(scene, form)
    known, _ = _present(scene, code)
    unknown, _ = _present(scene, ReceiptCode.generate())
    begun = scene.portal.perform(lambda work: visits.find(work, noted))
    assert begun is not None
    for visit in (begun, known, unknown):
        assert set(visit.visitor.keys) == set(given_to_reporter())
    assert begun.visitor.keys == known.visitor.keys


def test_the_code_of_a_destroyed_case_is_like_an_unknown_one(scene: Scene) -> None:
    case_id = scene.report("to be destroyed")
    code = scene.codes[case_id]
    scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], Reason.TEST))
    _, secret = _present(scene, code)
    with pytest.raises(CaseNotFound):
        _look(scene, secret)


def test_a_visit_s_row_says_a_day_and_nothing_finer(scene: Scene, form: FormKey) -> None:
    code, _ = _note(scene, form)
    _, secret = _present(scene, code)
    with scene.portal.work() as work:
        row = sessions.by_id(work.db, secret.session_id("reporter"))
        assert row is not None
        assert (row.account_id, row.created_at, row.seen_at, row.expires_at) == (None,) * 4
        assert row.expires_on == work.today + timedelta(days=1)


def test_a_visit_holds_no_seed_of_the_code(scene: Scene, form: FormKey) -> None:
    code, _ = _note(scene, form)
    visit, _ = _present(scene, code)
    keys = code.keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)
    assert keys.kem.seed.hex().encode() not in visit.to_bytes()
    assert str(code.number).encode() not in visit.to_bytes()


def test_a_visit_ends_half_an_hour_after_the_last_look(scene: Scene, form: FormKey) -> None:
    code, _ = _note(scene, form)
    _, secret = _present(scene, code)
    for _ in range(3):
        scene.clock.move(timedelta(minutes=29))
        assert scene.portal.perform(lambda work: visits.find(work, secret)) is not None
    scene.clock.move(timedelta(minutes=31))
    assert scene.portal.perform(lambda work: visits.find(work, secret)) is None


def _begin_change(scene: Scene, secret: SessionSecret, code: ReceiptCode) -> FormKey:
    form = FormKey(SessionSecret.generate(), Purpose.CODE, str(scene.office.id), "1")

    def begin(work: Work) -> None:
        visit = visits.find(work, secret)
        assert visit is not None
        receipt.begin_change(work, visit, code, form)

    scene.portal.perform(begin)
    return form


def test_a_new_code_takes_effect_when_it_is_noted_and_not_before(
    scene: Scene, form: FormKey
) -> None:
    old, secret = _note(scene, form)
    change = _begin_change(scene, secret, old)
    assert _look(scene, _present(scene, old)[1])
    new, changed = _note(scene, change)
    assert new != old
    assert _look(scene, changed).said[0].text == "words"
    assert _look(scene, _present(scene, new)[1]).said[0].text == "words"
    with pytest.raises(CaseNotFound):
        _look(scene, _present(scene, old)[1])


def test_a_new_code_ends_every_visit_of_the_old_one(scene: Scene, form: FormKey) -> None:
    old, secret = _note(scene, form)
    _, elsewhere = _present(scene, old)
    _note(scene, _begin_change(scene, secret, old))
    with pytest.raises(CodeNeeded):
        _look(scene, elsewhere)


def test_of_two_changes_the_one_noted_first_counts(scene: Scene, form: FormKey) -> None:
    old, secret = _note(scene, form)
    first, second = (_begin_change(scene, secret, old) for _ in range(2))
    new, _ = _note(scene, first)
    with pytest.raises(CodeGone):
        _note(scene, second)
    assert _look(scene, _present(scene, new)[1])


def test_a_change_needs_the_present_code(scene: Scene, form: FormKey) -> None:
    _, secret = _note(scene, form)
    with pytest.raises(Refused, match="another-code"):
        _begin_change(scene, secret, ReceiptCode.generate())


def test_a_question_is_open_until_the_reporter_writes(scene: Scene) -> None:
    case_id = scene.owned()
    scene.do(scene.lead, case_id, Action.ASK, text="where was it?", code="more-about-where")
    _, secret = _present(scene, scene.codes[case_id])
    assert _look(scene, secret).question == "where was it?"
    form = FormKey(SessionSecret.generate(), Purpose.MESSAGE, "", "1")

    def answer(work: Work) -> None:
        visit = visits.find(work, secret)
        assert visit is not None
        message = conversation.Message("at the school", "en")
        conversation.follow_up(work, visit, form, message)

    for _ in range(2):
        scene.portal.perform(answer)
    seen = _look(scene, secret)
    assert seen.question is None
    assert [said.text for said in seen.said].count("at the school") == 1
