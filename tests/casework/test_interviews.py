"""Interviews: who was heard, and what the reporter says of what they are said to have said."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.casework.entered import come_in
from tests.casework.hearing import answer, hear, heard, send, values
from tests.casework.rows import records_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import conversation, interviews, visits
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.domain.interviews import lacks_second_officer
from wbportal.domain.rules import Action, NotPossible


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_scene(tmp_path_factory.mktemp("home"))
    yield made
    made.portal.engine.dispose()


def test_each_version_of_an_interview_is_kept_with_its_transcript(scene: Scene) -> None:
    case_id = scene.owned()
    one = hear(scene, case_id, scene.handler, sort="witness", who="W-1")
    better = values(scene.handler, sort="witness", who="W-1", minor="yes", with_minor="an aunt")
    said = ("in her own words", "en")
    scene.portal.perform(
        lambda work: interviews.record(work, scene.lead, case_id, better, said, (one, 1))
    )
    with pytest.raises(Refused, match="overtaken"):
        scene.portal.perform(
            lambda work: interviews.record(work, scene.lead, case_id, better, said, (one, 1))
        )
    found = heard(scene, scene.handler, case_id, one)
    assert [version.text for version in found.versions] == ["what was heard", "in her own words"]
    authors = [version.author_id for version in found.versions]
    assert authors == [scene.handler.id, scene.lead.id]
    assert found.values["with_minor"] == "an aunt"
    assert not any(b"own words" in record.sealed_body for _, record in records_of(scene, case_id))


def test_only_what_the_reporter_said_is_sent_to_them(scene: Scene) -> None:
    case_id = scene.owned()
    witness = hear(scene, case_id, scene.handler, sort="witness", who="W-1")
    with pytest.raises(Refused, match="not-the-reporter"):
        send(scene, case_id, scene.handler, witness, "a secret")
    with pytest.raises(CaseNotFound):
        send(scene, scene.owned(), scene.handler, witness, "a secret")


def test_the_reporter_corrects_agrees_and_is_asked_again_for_a_new_version(scene: Scene) -> None:
    case_id = scene.owned()
    one = hear(scene, case_id, scene.handler)
    assert heard(scene, scene.lead, case_id, one).sent is None
    send(scene, case_id, scene.handler, one, "you said this")
    answer(scene, case_id, one, "I said that")
    sent = heard(scene, scene.lead, case_id, one).sent
    assert sent is not None
    assert (sent.is_corrected, sent.text, sent.version) == (True, "I said that", 1)
    send(scene, case_id, scene.handler, one, "you said that")
    sent = heard(scene, scene.lead, case_id, one).sent
    assert sent is not None
    assert (sent.checked_on, sent.is_corrected, sent.text) == (None, False, "you said that")
    answer(scene, case_id, one, "")
    sent = heard(scene, scene.lead, case_id, one).sent
    assert sent is not None
    assert sent.checked_on is not None
    assert not sent.is_corrected
    steps = [step.action for step in scene.look(scene.lead, case_id).steps]
    told = [Action.SEND_TRANSCRIPT, Action.RECTIFY, Action.AGREE]
    assert [step for step in steps if step in told].count(Action.SEND_TRANSCRIPT) == 2
    assert set(told) <= set(steps)


def test_the_reporter_reads_each_version_in_the_conversation_and_no_more(scene: Scene) -> None:
    case_id = scene.owned()
    one = hear(scene, case_id, scene.handler)
    hear(scene, case_id, scene.handler, sort="accused", who="somebody else")
    for text in ("first", "second"):
        send(scene, case_id, scene.handler, one, text)
    answer(scene, case_id, one, "third")

    def read(work) -> list[str]:
        visit = visits.find(work, come)
        assert visit is not None
        return [said.text for said in conversation.look(work, visit).said]

    come = come_in(scene, scene.codes[case_id])
    assert scene.portal.perform(read) == ["a report", "first", "second", "third"]


def test_what_was_never_sent_cannot_be_agreed_to(scene: Scene) -> None:
    case_id = scene.owned()
    one = hear(scene, case_id, scene.handler)
    for of in (one, uuid4(), None):
        with pytest.raises(NotPossible):
            answer(scene, case_id, of, "")


def test_where_two_officers_are_needed_one_alone_says_why() -> None:
    assert lacks_second_officer({"officer": "a"})
    assert lacks_second_officer({"officer": "a", "second_officer": "a"})
    assert not lacks_second_officer({"officer": "a", "second_officer": "b"})
    assert not lacks_second_officer({"officer": "a", "alone": "the other one was ill"})
