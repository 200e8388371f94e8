"""A small installation: one office, and cases of made-up bytes under real keys."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from config import Config, Cost
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.db.compartments import CompartmentRow
from wbportal.db.models import METADATA
from wbportal.db.offices import Office
from wbportal.db.records import Record
from wbportal.domain.compartments import Compartment
from wbportal.domain.offices import OfficeKind
from wbportal.portal import PendingRecord, Portal, Work
from wbportal.vault.epochs import EpochKey

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=64, iterations=1)


def make_config(home: Path) -> Config:
    return Config(
        home=home,
        database_url=f"sqlite:///{home}/portal.sqlite",
        blob_url=f"file://{home}/blobs",
        roots_file=home / "roots.json",
        heads_file=home / "heads.jsonl",
        public_urls=("http://127.0.0.1:8000",),
        root_secret=secrets.token_bytes(32),
        pepper=secrets.token_bytes(32),
        database_key=secrets.token_bytes(32),
        receipt_salt=secrets.token_bytes(16),
        receipt_cost=CHEAP,
        passphrase_cost=CHEAP,
    )


@dataclass(slots=True)
class Scene:
    """A portal with one office and one case, of which the thread has one record."""

    portal: Portal
    config: Config
    now: datetime = NOON
    office_id: UUID = field(default_factory=uuid4)
    case_id: UUID = field(default_factory=uuid4)
    key: EpochKey = field(default_factory=lambda: EpochKey.generate(uuid4(), 1))

    def clock(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def record(self, key: EpochKey | None = None, case_id: UUID | None = None) -> PendingRecord:
        """Make a record that was sealed under `key`, the thread's by default."""
        key = key or self.key
        row = Record(
            id=uuid4(),
            case_id=case_id or self.case_id,
            compartment_id=key.compartment_id,
            epoch=key.epoch,
            kind="entry",
            sealed_body=secrets.token_bytes(64),
            day=NOON.date(),
        )
        return PendingRecord(row, key)

    def once(self, deed: Callable[[Work], None]) -> None:
        """Do a deed in one work, without doing it again."""
        with self.portal.work() as work:
            deed(work)

    def case(self, work: Work) -> Case:
        found = work.db.get(Case, self.case_id)
        assert found is not None
        return found

    def thread(self, work: Work) -> CompartmentRow:
        found = work.db.get(CompartmentRow, self.key.compartment_id)
        assert found is not None
        return found

    def blobs_on_disk(self) -> set[str]:
        return {blob.key for blob in self.portal.blobs.stored()}


def make_scene(home: Path) -> Scene:
    config = make_config(home)
    scene = Scene(Portal.from_config(config, lambda: scene.now), config)
    METADATA.create_all(scene.portal.engine)
    with scene.portal.work() as work:
        work.db.add(make_office(scene.office_id))
    with scene.portal.work() as work:
        add_case(work, scene.office_id, scene.case_id, scene.key)
        work.append(scene.record())
    return scene


def make_office(office_id: UUID, slug: str = "office") -> Office:
    return Office(
        id=office_id,
        slug=slug,
        kind=OfficeKind.CSO,
        name_th="สำนักงาน",
        name_en="Office",
        contact_th="",
        contact_en="",
        default_locale="th",
        opened_on=NOON.date(),
    )


def make_case(office_id: UUID, case_id: UUID) -> Case:
    return Case(
        id=case_id,
        office_id=office_id,
        reference=case_id.hex,
        received_on=NOON.date(),
        ack_due=NOON.date() + timedelta(days=7),
        feedback_due=NOON.date() + timedelta(days=97),
        receipt_lookup=secrets.token_bytes(32),
    )


def add_case(work: Work, office_id: UUID, case_id: UUID, key: EpochKey) -> None:
    """Add a case whose thread begins with `key`."""
    work.db.add(make_case(office_id, case_id))
    work.db.add(CompartmentRow(id=key.compartment_id, case_id=case_id, kind=Compartment.THREAD))


def add_blob(work: Work, name: str, pending: PendingRecord) -> None:
    """Let a record own a blob."""
    row = pending.row
    work.db.add(
        Blob(
            name=name,
            case_id=row.case_id,
            record_id=row.id,
            padded_bytes=1,
            stored_on=work.today,
        )
    )
