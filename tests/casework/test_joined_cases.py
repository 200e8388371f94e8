"""Cases about the same thing: who sees that they are joined, and that no reporter does."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.casework.entered import come_in
from tests.casework.rows import records_of
from tests.casework.scene import Scene, make_scene
from wbportal.casework import conversation, joined_cases, visits
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.exporting import NOT_EXPORTED
from wbportal.casework.indexing import texts_of
from wbportal.casework.keyholders import Person
from wbportal.casework.recipients import Named
from wbportal.db import audit
from wbportal.domain.registers import Register


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_scene(tmp_path_factory.mktemp("home"))
    yield made
    made.portal.engine.dispose()


def join(scene: Scene, one: UUID, other: UUID, who: Person | None = None) -> None:
    """Join two cases; the first one leads."""
    by = who or scene.lead
    scene.portal.perform(lambda work: joined_cases.join(work, by, one, other, leads=True))


def joined(scene: Scene, who: Person, case_id: UUID) -> dict[UUID, bool]:
    """Return with which cases one is joined, and whether these lead it."""
    group = scene.portal.perform(lambda work: joined_cases.look(work, who, case_id))
    return {one.case_id: one.leads for one in group.joined}


def said_to(scene: Scene, case_id: UUID) -> list[str]:
    visit = come_in(scene, scene.codes[case_id])

    def read(work) -> list[str]:
        here = visits.find(work, visit)
        assert here is not None
        return [said.text for said in conversation.look(work, here).said if not said.mine]

    return scene.portal.perform(read)


def test_both_cases_know_of_a_join_until_it_ends(scene: Scene) -> None:
    one, other = scene.report(), scene.report()
    join(scene, one, other)
    assert joined(scene, scene.lead, one) == {other: False}
    assert joined(scene, scene.lead, other) == {one: True}
    with pytest.raises(Refused, match="joined-already"):
        join(scene, other, one)
    scene.portal.perform(lambda work: joined_cases.unjoin(work, scene.lead, other, one))
    assert joined(scene, scene.lead, one) == joined(scene, scene.lead, other) == {}
    with pytest.raises(CaseNotFound):
        scene.portal.perform(lambda work: joined_cases.unjoin(work, scene.lead, one, other))
    join(scene, other, one)
    assert joined(scene, scene.lead, one) == {other: True}


def test_there_is_one_leading_case(scene: Scene) -> None:
    first, second, third, fourth = (scene.report() for _ in range(4))
    join(scene, first, second)
    join(scene, first, third)
    with pytest.raises(Refused, match="led-already"):
        join(scene, second, fourth)
    with pytest.raises(Refused, match="leads-others"):
        join(scene, fourth, first)
    assert joined(scene, scene.lead, first) == {second: False, third: False}


def test_whoever_may_open_one_alone_sees_nothing_of_the_join(scene: Scene) -> None:
    second = scene.office.leads[1]
    theirs, walled = scene.report(), scene.report(named=Named(listed=frozenset({second.id})))
    with pytest.raises(CaseNotFound):
        join(scene, theirs, walled, second.person)
    join(scene, theirs, walled)
    assert joined(scene, second.person, theirs) == {}
    with scene.portal.work() as work:
        reference = scene.row(walled).reference
        typed = open_dossier(work, second.person, theirs)
        texts = " ".join(texts_of(typed.investigation))
    assert reference not in texts
    with pytest.raises(Refused, match="no-such-case"):
        scene.portal.perform(
            lambda work: joined_cases.find_other(work, second.person, theirs, reference)
        )
    seen = scene.look(second.person, theirs)
    assert seen.steps == ()
    assert seen.notes == ()
    assert Register.JOINED in NOT_EXPORTED


def test_neither_a_row_nor_the_trail_tells_of_a_join(scene: Scene) -> None:
    one, other = scene.report(), scene.report()
    join(scene, one, other)
    for here, there in ((one, other), (other, one)):
        bodies = b"".join(record.sealed_body for _, record in records_of(scene, here))
        assert there.bytes not in bodies
        assert str(there).encode() not in bodies
    with scene.portal.work() as work:
        deeds = {entry.deed for case in (one, other) for entry in audit.of_case(work.db, case)}
    assert "note" in deeds
    assert not {deed for deed in deeds if "join" in deed}


def test_one_reply_goes_to_each_and_no_reporter_learns_of_another(scene: Scene) -> None:
    one, other, third = scene.report(), scene.report(), scene.report()
    join(scene, one, other)
    said = ("we have begun", "en")
    with pytest.raises(CaseNotFound):
        scene.portal.perform(
            lambda work: joined_cases.reply_to_all(
                work, scene.lead, one, frozenset({one, third}), said
            )
        )
    scene.portal.perform(
        lambda work: joined_cases.reply_to_all(work, scene.lead, one, frozenset({one, other}), said)
    )
    assert said_to(scene, one) == said_to(scene, other) == ["we have begun"]
    assert said_to(scene, third) == []


def test_a_case_of_another_office_or_of_nobody_is_not_found(scene: Scene) -> None:
    one = scene.report()
    for typed in ("K7M4-QXW9", "nonsense", ""):
        with pytest.raises(Refused, match="no-such-case"):
            scene.portal.perform(
                lambda work, typed=typed: joined_cases.find_other(work, scene.lead, one, typed)
            )
    own = scene.row(one).reference.lower()
    with pytest.raises(Refused, match="same-case"):
        scene.portal.perform(lambda work: joined_cases.find_other(work, scene.lead, one, own))
