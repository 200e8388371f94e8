"""A statement of having reported as a deed: the same each time, and it leaves nothing behind."""

import hmac
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import proof_documents as documents
from wbportal.casework import proofs, receipt
from wbportal.casework.access import open_case
from wbportal.casework.conversation import Message, add
from wbportal.casework.destruction import destroy
from wbportal.casework.errors import CaseNotFound, Refused
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.offices import OfficeChange, change
from wbportal.casework.proofs import Proven
from wbportal.db.models import METADATA
from wbportal.portal import Work
from wbportal.vault.proofs import opens
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.sessions import SessionSecret

TEXT = "The road was paid for twice."


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    return scene.report(TEXT, files=(b"one picture", b"another"))


def _prove(scene: Scene, case_id: UUID, code: ReceiptCode | None = None) -> Proven:
    mine = scene.codes[case_id]
    visit = scene.portal.perform(lambda work: receipt.present(work, mine, SessionSecret.generate()))
    return scene.portal.perform(lambda work: proofs.prove(work, visit, code or mine))


def _check(scene: Scene, proven: Proven, *, opened: bool = False) -> proofs.Seen:
    statement = documents.write_statement(proven.signed)
    opening = documents.write_opening(proven.opening) if opened else ""
    with scene.portal.work() as work:
        return proofs.check(work, statement, opening)


def _rows(scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    with scene.portal.work() as work:
        return {
            name: sorted(
                (tuple(row) for row in work.db.execute(text(f"SELECT * FROM {name}"))),  # noqa: S608 - ours
                key=repr,
            )
            for name in METADATA.tables
        }


def test_a_statement_says_office_and_day_and_is_genuine(scene: Scene, case_id: UUID) -> None:
    seen = _check(scene, _prove(scene, case_id))
    said = seen.checked.proof
    assert (said.office_id, said.day) == (scene.office.id, scene.row(case_id).received_on)
    assert said.name_en == "The office bureau"
    assert seen.checked.content is None
    assert seen.office.slug == scene.office.slug


def test_it_is_opened_as_what_was_sent_first(scene: Scene, case_id: UUID) -> None:
    content = _check(scene, _prove(scene, case_id), opened=True).checked.content
    assert content is not None
    assert (content.text, len(content.files)) == (TEXT, 2)


def test_what_is_written_later_changes_no_letter_of_it(scene: Scene, case_id: UUID) -> None:
    before = _prove(scene, case_id).signed.to_bytes()
    keys = scene.portal.keys

    def write_more(work: Work) -> None:
        mine = scene.codes[case_id].keys(keys.receipt_salt, keys.receipt_cost)
        opened = open_case(work, CodeHolder(case_id, mine), case_id)
        add(work, opened, Message("and a third time", "en", (sealed(work, b"a third picture"),)))

    scene.portal.perform(write_more)
    assert _prove(scene, case_id).signed.to_bytes() == before


def test_making_and_checking_one_leaves_no_row_head_or_event(scene: Scene, case_id: UUID) -> None:
    mine = scene.codes[case_id]
    visit = scene.portal.perform(lambda work: receipt.present(work, mine, SessionSecret.generate()))
    before, heads = _rows(scene), (scene.portal.home / "heads.jsonl").read_bytes()
    proven = scene.portal.perform(lambda work: proofs.prove(work, visit, mine))
    _check(scene, proven, opened=True)
    assert _rows(scene) == before
    assert (scene.portal.home / "heads.jsonl").read_bytes() == heads


def test_a_statement_has_nothing_of_the_case_or_the_code_in_it(scene: Scene, case_id: UUID) -> None:
    proven, row = _prove(scene, case_id), scene.row(case_id)
    keys = scene.codes[case_id].keys(scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost)
    raw = proven.signed.to_bytes()
    for secret in (
        case_id.bytes,
        row.reference.encode(),
        keys.lookup,
        keys.proof_blind,
        proven.opening.blinding,
        keys.kem.public().raw,
        keys.signing.verify_key().raw,
        TEXT.encode(),
    ):
        assert secret not in raw


def test_whoever_has_the_database_and_knows_the_text_finds_no_blinding(
    scene: Scene, case_id: UUID
) -> None:
    """Every 32 bytes of every row, with the key of the database: none of them opens the proof."""
    proven = _prove(scene, case_id)
    values = [one for rows in _rows(scene).values() for row in rows for one in row]
    found = {one if isinstance(one, bytes) else str(one).encode() for one in values}
    found |= {scene.portal.keys.pepper, scene.portal.keys.proofs.secret}
    windows = {one[start : start + 32] for one in found for start in range(len(one) - 31)}
    assert len(windows) > 10_000
    commitment, content = proven.signed.proof.commitment, proven.opening.content.to_bytes()

    def blinds(windows: set[bytes]) -> bool:
        return any(hmac.digest(one, content, "sha256") == commitment for one in windows)

    assert not blinds(windows)
    assert blinds({proven.opening.blinding}), "the search would find it"


def test_two_reports_with_the_same_words_have_nothing_in_common(scene: Scene) -> None:
    one, other = (_prove(scene, scene.report(TEXT)) for _ in range(2))
    assert one.opening.content == other.opening.content
    assert one.signed.proof.commitment != other.signed.proof.commitment
    assert not opens(one.opening, other.signed.proof)


def test_another_code_makes_no_statement_of_this_case(scene: Scene, case_id: UUID) -> None:
    for code in (ReceiptCode.generate(), scene.codes[scene.report("another")]):
        with pytest.raises(Refused) as refused:
            _prove(scene, case_id, code)
        assert refused.value.reason == "another-code"


def test_an_opening_of_another_report_is_refused(scene: Scene, case_id: UUID) -> None:
    mine, other = _prove(scene, case_id), _prove(scene, scene.report(TEXT))
    with pytest.raises(Refused) as refused:
        _check(scene, Proven(mine.signed, other.opening), opened=True)
    assert refused.value.reason == "other-content"


def test_an_office_that_changed_its_name_still_stands_by_the_old_one(
    scene: Scene, case_id: UUID
) -> None:
    proven = _prove(scene, case_id)
    with scene.portal.work() as work:
        change(work, scene.office.id, OfficeChange(name_en="The new bureau"))
    assert _check(scene, proven).checked.proof.name_en == "The office bureau"
    assert _prove(scene, case_id).signed.proof.name_en == "The new bureau"
    with scene.portal.work() as work:
        change(work, scene.office.id, OfficeChange(name_en="The office bureau"))


def test_a_statement_outlives_its_case(scene: Scene, case_id: UUID) -> None:
    proven = _prove(scene, case_id)
    visit = scene.portal.perform(
        lambda work: receipt.present(work, scene.codes[case_id], SessionSecret.generate())
    )
    scene.portal.perform(lambda work: destroy(work, scene.lead, [case_id], "spam", None))
    assert _check(scene, proven, opened=True).checked.content is not None
    with pytest.raises(CaseNotFound):
        scene.portal.perform(lambda work: proofs.prove(work, visit, scene.codes[case_id]))


def test_a_statement_of_no_office_here_is_sent_elsewhere(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_scene(tmp_path_factory.mktemp("other"))
    with pytest.raises(Refused) as refused:
        _check(scene, _prove(other, other.report("a report")))
    assert refused.value.reason == "elsewhere"
