"""The register of letters: who may send what, and what is known of it afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.casework.lettering import (
    ELSEWHERE,
    content,
    happens,
    letter,
    near_letter,
    read_letter,
    sent_letter,
)
from tests.casework.rows import records_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import letters, replies, states
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.letter_items import Kind
from wbportal.casework.recipients import Named
from wbportal.casework.replies import AwaitedReply
from wbportal.domain.letters import Addressee, Near, Standing, likely_near
from wbportal.domain.rules import Action


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_scene(tmp_path_factory.mktemp("home"))
    yield made
    made.portal.engine.dispose()


def test_one_text_to_several_makes_a_letter_of_each(scene: Scene) -> None:
    case_id = scene.owned()
    to = [ELSEWHERE, Addressee(unit="กองช่าง"), Addressee(person="Mr Somebody")]
    written = content()
    ids = scene.portal.perform(
        lambda work: letters.write(work, scene.handler, case_id, written, to)
    )
    found = [read_letter(scene, scene.lead, case_id, one) for one in ids]
    assert [one.content.to for one in found] == to
    assert {one.content.text for one in found} == {"words"}
    happens(scene, case_id, ids[0], Kind.SENT, scene.handler, number="1/2569")
    after = [read_letter(scene, scene.lead, case_id, one).sent is not None for one in ids]
    assert after == [True, False, False]


def test_a_letter_to_the_accuseds_own_unit_waits_for_a_second_person(scene: Scene) -> None:
    case_id = scene.owned()
    one = near_letter(scene, case_id, scene.handler)
    with pytest.raises(Refused, match="second-needed"):
        happens(scene, case_id, one, Kind.SENT, scene.lead)
    with pytest.raises(Refused, match="own-letter"):
        happens(scene, case_id, one, Kind.AGREED, scene.handler)
    happens(scene, case_id, one, Kind.REFUSED, scene.lead, words="ask the archive first")
    found = read_letter(scene, scene.handler, case_id, one)
    assert found.standing(scene.clock.now.date()) is Standing.REFUSED
    happens(scene, case_id, one, Kind.AGREED, scene.lead)
    # Whoever changes it afterwards has agreed to nothing, and neither has anybody else.
    with pytest.raises(Refused, match="overtaken"):
        scene.portal.perform(
            lambda work: letters.rewrite(work, scene.lead, case_id, (one, 0), content())
        )
    changed = content(near=Near.UNSURE, reason="still", text="other words", to=ELSEWHERE)
    scene.portal.perform(lambda work: letters.rewrite(work, scene.lead, case_id, (one, 1), changed))
    with pytest.raises(Refused, match="second-needed"):
        happens(scene, case_id, one, Kind.SENT, scene.lead)
    with pytest.raises(Refused, match="own-letter"):
        happens(scene, case_id, one, Kind.AGREED, scene.lead)
    happens(scene, case_id, one, Kind.AGREED, scene.handler)
    happens(scene, case_id, one, Kind.SENT, scene.lead, number="2/2569")
    with pytest.raises(Refused, match="sent-already"):
        scene.portal.perform(
            lambda work: letters.rewrite(work, scene.lead, case_id, (one, 2), changed)
        )
    steps = [step.action for step in scene.look(scene.lead, case_id).steps]
    assert steps.count(Action.APPROVE_LETTER) == 3
    assert steps.count(Action.SEND_LETTER) == 1


def test_a_letter_that_needs_a_second_person_is_never_entered_as_sent(scene: Scene) -> None:
    case_id = scene.owned()
    written = content(near=Near.UNSURE, reason="because")
    sent = read_letter(scene, scene.lead, case_id, sent_letter(scene, case_id, _day(scene, 5))).sent
    with pytest.raises(Refused, match="second-needed"):
        scene.portal.perform(
            lambda work: letters.write(work, scene.lead, case_id, written, [ELSEWHERE], sent)
        )


def test_a_reply_is_awaited_late_reminded_of_and_answered(scene: Scene) -> None:
    case_id = scene.owned()
    one = sent_letter(scene, case_id, _day(scene, 5))

    def stands(days: int) -> Standing:
        return read_letter(scene, scene.lead, case_id, one).standing(_day(scene, days))

    assert (stands(5), stands(6)) == (Standing.AWAITED, Standing.OVERDUE)
    happens(scene, case_id, one, Kind.REMINDED, scene.lead, reply_due=_day(scene, 9))
    assert (stands(9), stands(10)) == (Standing.AWAITED, Standing.OVERDUE)
    happens(scene, case_id, one, Kind.ANSWERED, scene.lead, number="7/1", words="they have none")
    assert stands(99) is Standing.ANSWERED
    happens(scene, case_id, one, Kind.CAME_OF_IT, scene.lead, words="nothing there")
    found = read_letter(scene, scene.lead, case_id, one)
    assert found.result is not None
    assert found.result.words == "nothing there"


def test_the_first_reply_that_is_due_is_remembered_for_its_reader_alone(scene: Scene) -> None:
    case_id = scene.owned()
    sent_letter(scene, case_id, _day(scene, 8))
    first = sent_letter(scene, case_id, _day(scene, 4))
    scene.look(scene.handler, case_id)
    with scene.portal.work() as work:
        memory = states.load(work, scene.handler, case_id)
    assert memory is not None
    assert memory.reply_due == _day(scene, 4)
    happens(scene, case_id, first, Kind.ANSWERED, scene.lead)
    scene.look(scene.handler, case_id)
    with scene.portal.work() as work:
        memory = states.load(work, scene.handler, case_id)
    assert memory is not None
    assert memory.reply_due == _day(scene, 8)


def test_awaited_replies_are_listed_over_all_cases_also_those_that_colleagues_wrote(
    scene: Scene,
) -> None:
    late, soon, walled = scene.owned(), scene.owned(), scene.report("walled", named=_second(scene))
    scene.look(scene.handler, late)  # what is written from now on is new to them
    ids = [sent_letter(scene, late, _day(scene, -1)), sent_letter(scene, soon, _day(scene, 2))]
    hidden = sent_letter(scene, walled, _day(scene, 1))
    found = [one.letter_id for one in _awaited(scene, scene.handler)]
    assert [one for one in found if one in ids] == ids
    assert [one.is_late for one in _awaited(scene, scene.handler) if one.letter_id in ids] == [
        True,
        False,
    ]
    second = scene.office.leads[1].person
    assert hidden in [one.letter_id for one in _awaited(scene, scene.lead)]
    assert hidden not in [one.letter_id for one in _awaited(scene, second)]
    happens(scene, late, ids[0], Kind.ANSWERED, scene.lead)
    assert ids[0] not in [one.letter_id for one in _awaited(scene, scene.handler)]


def test_letters_stand_in_the_investigation_and_nowhere_in_clear(scene: Scene) -> None:
    case_id = scene.owned()
    before = len([kind for kind, _ in records_of(scene, case_id) if kind == "thread"])
    letter(scene, case_id, subject="a subject nobody knows")
    after = records_of(scene, case_id)
    assert len([kind for kind, _ in after if kind == "thread"]) == before
    assert not any(b"nobody knows" in record.sealed_body for _, record in after)


def test_a_letter_of_another_case_is_not_found(scene: Scene) -> None:
    one, other = scene.owned(), scene.owned()
    letter_id = letter(scene, one)
    with pytest.raises(CaseNotFound):
        happens(scene, other, letter_id, Kind.SENT, scene.lead)


def test_an_addressee_is_compared_with_the_accused_and_their_units() -> None:
    accused = ("นายสมชาย ใจดี", "เทศบาลเมืองบางเขน")
    assert likely_near(Addressee("เทศบาลเมืองบางเขน", "กองคลัง"), accused) == (accused[1],)
    assert likely_near(Addressee(person="คุณ สมชาย ใจดี"), accused) == (accused[0],)
    assert likely_near(Addressee("กรมบัญชีกลาง"), accused) == ()


def _awaited(scene: Scene, who: Person) -> tuple[AwaitedReply, ...]:
    scene.queue(who)
    return scene.portal.perform(lambda work: replies.replies_due(work, who)).replies


def _second(scene: Scene) -> Named:
    return Named(listed=frozenset({scene.office.leads[1].id}))


def _day(scene: Scene, days: int):
    return scene.clock.now.date() + timedelta(days=days)
