"""What somebody gets who holds the keys of a case and can write to the database as well.

They can seal a record and make every link of the chain anew; what they can't do is sign as
somebody else. A reader does not ask twice who signed what they have checked before.
"""

from pathlib import Path
from uuid import UUID

import pytest

from tests.journeys.scene import Scene, make_scene
from wbportal.casework import access
from wbportal.casework.records import Entry, EntryType
from wbportal.domain.compartments import Compartment
from wbportal.vault.chain import GENESIS, next_link
from wbportal.vault.envelope import RecordPlace, seal_record
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Forged, Tampered
from wbportal.vault.hashes import sha256


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def test_what_somebody_has_read_is_not_put_into_other_words(scene: Scene) -> None:
    _forge(scene, number=2)
    with pytest.raises(Tampered):
        scene.open()


def test_who_reads_it_for_the_first_time_sees_that_nobody_signed_it(scene: Scene) -> None:
    _forge(scene, number=2)
    with pytest.raises(Forged):
        scene.open(scene.office.leads[1].person)
    with pytest.raises(Forged):
        scene.open_with_code()


def test_what_came_since_somebody_read_must_be_signed(scene: Scene) -> None:
    scene.say("and this since")  # nobody has looked at it yet
    _forge(scene, number=4)
    for _ in range(2):  # what was refused is not remembered as read
        with pytest.raises(Forged):
            scene.open()


def test_a_forgery_by_another_order_of_links_is_nothing_that_was_read(scene: Scene) -> None:
    """Records stay as they were sealed, and only the links are made anew."""
    scene.swap_two_messages()
    _link_anew(scene)
    with pytest.raises(Tampered):
        scene.open()


def _forge(scene: Scene, number: int) -> None:
    """Put words of a handler into the mouth of the lead, in a chain that holds."""
    handler, key = scene.office.handlers[0], _key(scene)
    [(record_id,)] = scene.sql(
        "SELECT id FROM records WHERE compartment_id = :here AND number = :number",
        here=key.compartment_id.bytes,
        number=number,
    )
    assert isinstance(record_id, bytes)
    place = RecordPlace(
        scene.case_id, key.compartment_id, key.epoch, "entry", UUID(bytes=record_id)
    )
    body = Entry(EntryType.REPLY, text="forget about it").to_bytes()
    sealed = seal_record(key, place, scene.lead.id, handler.keys.signing, body)
    scene.sql(
        "UPDATE records SET sealed_body = :sealed, sealed_hash = :hash WHERE id = :id",
        sealed=sealed,
        hash=sha256(sealed),
        id=record_id,
    )
    _link_anew(scene)


def _link_anew(scene: Scene) -> None:
    key, link = _key(scene), GENESIS
    here = key.compartment_id.bytes
    rows = scene.sql(
        "SELECT number, sealed_hash FROM records WHERE compartment_id = :here ORDER BY number",
        here=here,
    )
    for number, sealed_hash in rows:
        assert isinstance(number, int)
        assert isinstance(sealed_hash, bytes)
        link = next_link(key, number, link, sealed_hash)
        scene.sql(
            "UPDATE records SET link = :link WHERE compartment_id = :here AND number = :number",
            link=link,
            here=here,
            number=number,
        )
    scene.sql("UPDATE compartments SET link = :link WHERE id = :here", link=link, here=here)


def _key(scene: Scene) -> EpochKey:
    with scene.portal.work() as work:
        opened = access.open_case(work, scene.lead, scene.case_id)
    return opened.key(Compartment.THREAD)
