"""What a reporter says of what somebody wrote down for them."""

from collections.abc import Iterator

import pytest

from tests.casework.entered import (
    come_in,
    enter,
    exchange,
    slip_of,
)
from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import (
    desk,
    recorded,
    visits,
)
from wbportal.casework.desk import Order
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.recorded import Corrected
from wbportal.domain.rules import Action, NotPossible
from wbportal.vault.sessions import SessionSecret


@pytest.fixture
def scene(tmp_path) -> Iterator[Scene]:
    made = make_scene(tmp_path)
    yield made
    made.portal.engine.dispose()


def checked(scene: Scene, visit: SessionSecret, corrected: str, number: str = "d" * 32) -> None:
    form = FormKey(SessionSecret(bytes(32)), Purpose.ACT, "record", number)

    def check(work) -> None:
        here = visits.find(work, visit)
        assert here is not None
        recorded.check(work, here, form, Corrected(corrected, "th"))

    scene.portal.perform(check)


def test_the_reporter_agrees_to_what_was_written_down(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    _, visit = exchange(scene, slip_of(scene, scene.lead))
    checked(scene, visit, "")
    checked(scene, visit, "")  # pressed twice
    found = scene.look(scene.lead, case_id)
    assert [step.action for step in found.steps] == [Action.AGREE]
    assert found.recorded is not None
    assert found.recorded.checked_on is not None
    assert not found.recorded.is_corrected


def test_the_reporter_corrects_it_and_each_version_is_kept(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    _, visit = exchange(scene, slip_of(scene, scene.lead))
    checked(scene, visit, "what was really said")
    checked(scene, visit, "and once more", "e" * 32)
    found = scene.look(scene.lead, case_id)
    assert found.report is not None
    assert found.report.text == "what was said"
    assert [item.text for item in found.thread] == ["what was really said", "and once more"]
    assert found.recorded is not None
    assert found.recorded.text == "and once more"
    assert found.recorded.is_corrected


def test_a_report_that_its_reporter_sent_is_not_asked_about(scene: Scene) -> None:
    case_id = scene.report("sent by its reporter")
    visit = come_in(scene, scene.codes[case_id])
    with pytest.raises(NotPossible):
        checked(scene, visit, "")


def test_a_reply_with_a_file_alone_stands_by_itself(scene: Scene) -> None:
    case_id = enter(scene, scene.lead)
    with scene.portal.work() as work:
        slip = sealed(work, b"a leaflet", "leaflet.txt")
        order = Order(lang="en", files=(slip,))
        desk.reply(work, scene.lead, case_id, order)
    found = scene.look(scene.lead, case_id)
    assert [[one.name for one in item.files] for item in found.thread] == [["leaflet.txt"]]
    assert found.report is not None
    assert found.report.files == ()
