"""Blobs and rows stand or fall together, as far as anybody can tell."""

from uuid import uuid4

import pytest

from tests.portal.scene import Scene, add_blob, make_case
from wbportal.portal import StaleEpoch, StaleRow, Work
from wbportal.vault.epochs import EpochKey


class Trouble(Exception):
    """What a deed raises in these tests."""


def _written(work: Work) -> str:
    writer = work.begin_blob()
    writer.stream.write(b"sealed")
    writer.keep()
    return writer.name


def _uploaded(scene: Scene) -> str:
    writer = scene.portal.uploads.begin(scene.now.date())
    writer.stream.write(b"sealed")
    writer.keep()
    return writer.name


def test_a_blob_of_a_work_stays_if_a_row_names_it(scene: Scene) -> None:
    with scene.portal.work() as work:
        name, pending = _written(work), scene.record()
        work.append(pending)
        add_blob(work, name, pending)
    assert scene.blobs_on_disk() == {name}
    with scene.portal.work() as work, work.fetch(name) as source:
        assert source.read() == b"sealed"


def test_a_blob_of_a_work_goes_if_the_work_fails(scene: Scene) -> None:
    def deed(work: Work) -> None:
        name, pending = _written(work), scene.record()
        work.append(pending)
        add_blob(work, name, pending)
        work.begin_blob().stream.write(b"half")
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    assert scene.blobs_on_disk() == set()


def test_a_blob_of_a_work_goes_if_the_commit_is_refused(scene: Scene) -> None:
    def deed(work: Work) -> None:
        pending = scene.record(EpochKey.generate(scene.key.compartment_id, 7))
        add_blob(work, _written(work), pending)
        work.append(pending)

    with pytest.raises(StaleEpoch):
        scene.once(deed)
    assert scene.blobs_on_disk() == set()


def test_a_blob_of_a_work_goes_if_no_row_came_to_name_it(scene: Scene) -> None:
    with scene.portal.work() as work:
        _written(work)
        scene.case(work).urgent = True
    assert scene.blobs_on_disk() == set()


def test_an_upload_that_nobody_adopted_goes_with_its_request(scene: Scene) -> None:
    name = _uploaded(scene)
    half = scene.portal.uploads.begin(scene.now.date())
    half.stream.write(b"half")
    scene.portal.uploads.drop([name, half.name])
    assert scene.blobs_on_disk() == set()


def test_an_upload_that_a_row_names_outlives_its_request(scene: Scene) -> None:
    name = _uploaded(scene)
    with scene.portal.work() as work:
        pending = scene.record()
        work.append(pending)
        add_blob(work, name, pending)
    scene.portal.uploads.drop([name])
    assert scene.blobs_on_disk() == {name}


def test_an_upload_survives_a_deed_that_is_done_again(scene: Scene) -> None:
    name = _uploaded(scene)
    tries: list[Work] = []

    def deed(work: Work) -> None:
        tries.append(work)
        key = scene.key if len(tries) > 1 else EpochKey.generate(scene.key.compartment_id, 7)
        pending = scene.record(key)
        add_blob(work, name, pending)
        work.append(pending)

    scene.portal.perform(deed)
    scene.portal.uploads.drop([name])
    assert scene.blobs_on_disk() == {name}


def test_an_upload_of_a_work_that_failed_is_still_the_requests(scene: Scene) -> None:
    name = _uploaded(scene)

    def deed(work: Work) -> None:
        pending = scene.record()
        work.append(pending)
        add_blob(work, name, pending)
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    assert scene.blobs_on_disk() == {name}
    scene.portal.uploads.drop([name])
    assert scene.blobs_on_disk() == set()


def test_a_blob_whose_commit_was_sent_is_left_to_the_sweep(scene: Scene) -> None:
    # What rows refer to is looked at while the commit is carried out, not before.
    name = _uploaded(scene)

    def deed(work: Work) -> None:
        pending = scene.record()
        work.append(pending)
        add_blob(work, name, pending)
        work.db.add(make_case(uuid4(), uuid4()))  # of no office

    with pytest.raises(StaleRow):
        scene.once(deed)
    scene.portal.uploads.drop([name])
    assert scene.blobs_on_disk() == {name}
    scene.pass_days(3)
    assert scene.portal.sweep() == 1
    assert scene.blobs_on_disk() == set()


def test_a_forgotten_blob_is_deleted_after_the_commit(scene: Scene) -> None:
    with scene.portal.work() as work:
        name, pending = _written(work), scene.record()
        work.append(pending)
        add_blob(work, name, pending)

    def deed(work: Work) -> None:
        work.forget(name)
        raise Trouble

    with pytest.raises(Trouble):
        scene.once(deed)
    assert scene.blobs_on_disk() == {name}
    with scene.portal.work() as work:
        scene.case(work).urgent = True
        work.forget(name)
        assert scene.blobs_on_disk() == {name}
    assert scene.blobs_on_disk() == set()


def test_the_sweep_takes_only_what_is_old_and_has_no_row(scene: Scene) -> None:
    with scene.portal.work() as work:
        named, pending = _written(work), scene.record()
        work.append(pending)
        add_blob(work, named, pending)
    orphan = _uploaded(scene)
    assert scene.portal.sweep() == 0
    scene.pass_days(2)
    assert scene.portal.sweep() == 0
    scene.pass_days(1)
    young = _uploaded(scene)
    assert scene.portal.sweep() == 1
    assert scene.blobs_on_disk() == {named, young}
    assert orphan not in scene.blobs_on_disk()


def test_with_the_server_stopped_the_sweep_takes_orphans_of_any_age(scene: Scene) -> None:
    _uploaded(scene)
    half = scene.portal.uploads.begin(scene.now.date())
    half.stream.write(b"half")
    half.stream.close()
    assert scene.portal.sweep(everything=True) == 2
    assert scene.blobs_on_disk() == set()
