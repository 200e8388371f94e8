"""What somebody who can write to the database gets: every change is refused, or named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import Somebody, join, vet
from tests.journeys.scene import Scene, make_scene, office_row
from wbportal.casework import audit
from wbportal.casework.audit import Finding
from wbportal.casework.errors import CaseNotFound, Damaged
from wbportal.casework.recipients import Named, recipients
from wbportal.casework.rosters import history
from wbportal.domain.roles import Role
from wbportal.portal import AuditDraft
from wbportal.vault.epochs import EpochKey, EpochStatement, ReporterSuccession
from wbportal.vault.errors import RosterRefused, Tampered, VaultError
from wbportal.vault.keys import PublicKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.roster import RosterEntry, SignedRoster, cosign, sign_with_root
from wbportal.vault.signatures import RootKey

_REFUSED = (CaseNotFound, Damaged, VaultError)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def test_nothing_is_refused_before_anything_is_changed(scene: Scene) -> None:
    assert [w.entry.text for w in scene.open().thread.written] == [
        "the first report",
        "we have read it",
        "we are looking into it",
    ]
    assert len(scene.open_with_code().thread.written) == 3


class TestPeople:
    def test_an_inserted_account_is_nobody(self, scene: Scene) -> None:
        intruder = join(scene.portal, scene.office.id, "intruder", frozenset({Role.LEAD}))
        with scene.portal.work() as work:
            known = history(work, scene.office.id)
            assert known.roles(intruder.id, work.today) == frozenset()
            to = recipients(work, office_row(work, scene.office), Named())
        assert intruder.id not in {entry.holder_id for entry in to.leads}

    def test_an_assignment_and_a_grant_in_rows_open_nothing(self, scene: Scene) -> None:
        handler = scene.office.handlers[0]
        scene.sql(
            "INSERT INTO assignments (case_id, holder_id, role, since) "
            "VALUES (:case, :holder, 'handler', '2026-11-23 00:00:00')",
            case=scene.case_id.bytes,
            holder=handler.id.bytes,
        )
        with pytest.raises(CaseNotFound):
            scene.open(handler.person)
        _copy_grants(scene, scene.lead.id, handler.id)
        with pytest.raises(_REFUSED):
            scene.open(handler.person)

    def test_an_exchanged_key_in_an_account_reaches_nobody(self, scene: Scene) -> None:
        stolen = PersonKeys.generate().public()
        scene.sql(
            "UPDATE accounts SET kem_public = :kem, verify_key = :verify",
            kem=stolen.kem.raw,
            verify=stolen.verify.raw,
        )
        with scene.portal.work() as work:
            to = recipients(work, office_row(work, scene.office), Named())
        assert stolen.kem.raw not in {entry.kem for entry in to.leads}
        assert to.leads

    @pytest.mark.parametrize(
        "forge",
        [
            lambda e: replace(e, roles=frozenset({"lead", "handler"})),
            lambda e: replace(e, kem=PersonKeys.generate().public().kem.raw),
            lambda e: replace(e, verify=PersonKeys.generate().public().verify.raw),
            lambda e: replace(e, first_reader=not e.first_reader),
            lambda e: replace(e, aliases=("somebody else",)),
        ],
        ids=["role", "kem", "verify", "first-reader", "aliases"],
    )
    def test_a_changed_roster_is_refused(
        self, scene: Scene, forge: Callable[[RosterEntry], RosterEntry]
    ) -> None:
        signed = _newest_roster(scene)
        changed = tuple(forge(entry) for entry in signed.roster.entries)
        forged = SignedRoster(replace(signed.roster, entries=changed), signed.signatures)
        _put_roster(scene, forged)
        with pytest.raises(RosterRefused), scene.portal.work() as work:
            history(work, scene.office.id)

    def test_an_exchanged_recovery_key_is_refused(self, scene: Scene) -> None:
        signed = _newest_roster(scene)
        mine = PersonKeys.generate().public().kem.raw
        _put_roster(
            scene, SignedRoster(replace(signed.roster, recovery_kem=mine), signed.signatures)
        )
        with pytest.raises(RosterRefused), scene.portal.work() as work:
            history(work, scene.office.id)

    def test_a_roster_under_a_root_of_ones_own_is_refused(self, scene: Scene) -> None:
        root = RootKey.generate()
        mine = replace(_newest_roster(scene).roster, root=root.public().raw)
        _put_roster(scene, SignedRoster(mine, (sign_with_root(mine, root),)))
        with pytest.raises(RosterRefused), scene.portal.work() as work:
            history(work, scene.office.id)

    def test_one_lead_alone_signs_no_roster(self, scene: Scene) -> None:
        before = _newest_roster(scene).roster
        lead = scene.office.leads[0]
        following = replace(before, version=before.version + 1, previous_hash=before.hash())
        once = cosign(following, lead.id, lead.keys.signing)
        _add_roster(scene, SignedRoster(following, (once, once)))
        with pytest.raises(RosterRefused), scene.portal.work() as work:
            history(work, scene.office.id)

    def test_an_old_roster_put_back_is_refused(self, scene: Scene) -> None:
        [(newest,)] = scene.sql("SELECT max(version) FROM rosters")
        scene.sql("DELETE FROM rosters WHERE version = :version", version=newest)
        with pytest.raises(RosterRefused), scene.portal.work() as work:
            history(work, scene.office.id)

    def test_somebody_who_left_the_roster_holds_no_role(self, scene: Scene) -> None:
        gone, *rest = scene.office.people
        with scene.portal.work() as work:
            assert history(work, scene.office.id).roles(gone.id, work.today)
        vet(scene.portal, scene.office.founded, tuple(rest))
        assert _roles(scene, rest[0])


class TestKeys:
    def test_a_reporter_key_of_ones_own_is_refused(self, scene: Scene) -> None:
        mine = ReceiptCode.generate().keys(
            scene.portal.keys.receipt_salt, scene.portal.keys.receipt_cost
        )
        succession = ReporterSuccession(
            scene.case_id, 2, mine.kem.public().raw, mine.signing.verify_key().raw
        )
        scene.sql(
            "INSERT INTO reporter_keys (case_id, generation, statement) VALUES (:case, 2, :said)",
            case=scene.case_id.bytes,
            said=succession.sign(mine.signing),
        )
        with pytest.raises(_REFUSED):
            scene.open()
        with pytest.raises(_REFUSED):
            scene.open_with_code()

    def test_a_grant_of_one_case_opens_no_other(self, scene: Scene) -> None:
        fresh = scene.office.leads[1].person
        scene.sql(
            "UPDATE grants SET wrapped_key = (SELECT wrapped_key FROM grants "
            "WHERE compartment_id = :theirs AND holder_id = :holder) "
            "WHERE compartment_id = :mine AND holder_id = :holder",
            theirs=scene.compartment(scene.other_case_id),
            mine=scene.compartment(scene.case_id),
            holder=fresh.id.bytes,
        )
        with pytest.raises(_REFUSED):
            scene.open(fresh)

    def test_a_key_of_the_writers_choice_is_refused(self, scene: Scene) -> None:
        """The key is wrapped well, but its commitment was never signed."""
        fresh = scene.office.leads[1]
        compartment_id = UUID(bytes=scene.compartment(scene.case_id))
        mine = EpochKey.generate(compartment_id, 1)
        scene.sql(
            "UPDATE grants SET wrapped_key = :wrapped "
            "WHERE compartment_id = :compartment AND holder_id = :holder",
            wrapped=mine.wrap(PublicKey(fresh.keys.public().kem.raw), fresh.id),
            compartment=compartment_id.bytes,
            holder=fresh.id.bytes,
        )
        with pytest.raises(Tampered):
            scene.open(fresh.person)

    @pytest.mark.parametrize("who", ["remembering", "fresh"])
    def test_a_planted_epoch_is_refused(self, scene: Scene, who: str) -> None:
        victim = scene.office.leads[0 if who == "remembering" else 1]
        _plant_epoch(scene, victim)
        with pytest.raises(_REFUSED):
            scene.open(victim.person)

    def test_a_case_made_anew_under_the_same_id_shows(self, scene: Scene) -> None:
        """Somebody who remembers the first key is not given another for the same epoch."""
        compartment_id = scene.compartment(scene.case_id)
        scene.sql("UPDATE compartments SET epoch = 2 WHERE id = :id", id=compartment_id)
        with pytest.raises(_REFUSED):
            scene.open()


class TestRecords:
    def test_a_record_moved_between_cases_shows(self, scene: Scene) -> None:
        scene.sql(
            "UPDATE records SET case_id = :case, compartment_id = :there, number = 2 "
            "WHERE compartment_id = :here AND number = 3",
            case=scene.other_case_id.bytes,
            here=scene.compartment(scene.case_id),
            there=scene.compartment(scene.other_case_id),
        )
        with pytest.raises(_REFUSED):
            scene.open(case_id=scene.other_case_id)
        with pytest.raises(_REFUSED):
            scene.open()

    def test_a_removed_message_shows(self, scene: Scene) -> None:
        scene.sql(
            "DELETE FROM records WHERE compartment_id = :here AND number = 2",
            here=scene.compartment(scene.case_id),
        )
        for look in (scene.open, scene.open_with_code):
            with pytest.raises(_REFUSED):
                look()

    def test_reordered_messages_show(self, scene: Scene) -> None:
        scene.swap_two_messages()
        for look in (scene.open, scene.open_with_code):
            with pytest.raises(_REFUSED):
                look()

    def test_messages_cut_off_at_the_end_show_to_whoever_saw_them(self, scene: Scene) -> None:
        here = scene.compartment(scene.case_id)
        [(link,)] = scene.sql(
            "SELECT link FROM records WHERE compartment_id = :here AND number = 2", here=here
        )
        scene.sql("DELETE FROM records WHERE compartment_id = :here AND number = 3", here=here)
        scene.sql(
            "UPDATE compartments SET number = 2, link = :link WHERE id = :here",
            here=here,
            link=link,
        )
        with pytest.raises(_REFUSED):
            scene.open()

    def test_a_changed_byte_shows(self, scene: Scene) -> None:
        here = scene.compartment(scene.case_id)
        [(sealed,)] = scene.sql(
            "SELECT sealed_body FROM records WHERE compartment_id = :here AND number = 2",
            here=here,
        )
        assert isinstance(sealed, bytes)
        changed = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
        scene.sql(
            "UPDATE records SET sealed_body = :changed WHERE compartment_id = :here AND number = 2",
            changed=changed,
            here=here,
        )
        for look in (scene.open, scene.open_with_code):
            with pytest.raises(_REFUSED):
                look()


class TestTrail:
    def test_an_untouched_trail_is_intact(self, scene: Scene) -> None:
        assert _finding(scene) is Finding.INTACT

    @pytest.mark.parametrize(
        ("attack", "finding"),
        [
            ("UPDATE audit_entries SET deed = 'nothing' WHERE number = 2", Finding.CHANGED),
            (
                "UPDATE audit_entries SET actor_id = randomblob(16) WHERE number = 2",
                Finding.CHANGED,
            ),
            ("DELETE FROM audit_entries WHERE number = 2", Finding.GAP),
            (
                "DELETE FROM audit_entries WHERE number = (SELECT max(number) FROM audit_entries)",
                Finding.ROLLED_BACK,
            ),
        ],
        ids=["deed", "actor", "gap", "rolled back"],
    )
    def test_a_changed_trail_is_named(self, scene: Scene, attack: str, finding: Finding) -> None:
        with scene.portal.work() as work:
            for deed in ("one", "two", "three"):
                work.audit(AuditDraft(scene.office.id, None, deed))
        scene.sql(attack)
        assert _finding(scene) is finding

    def test_what_reporters_did_enters_shuffled_and_without_a_time(self, scene: Scene) -> None:
        scene.clock.move(timedelta(days=1))
        moved = scene.portal.perform(audit.enter_reporter_events)
        assert moved == 2
        rows = scene.sql("SELECT at, day FROM audit_entries WHERE deed = 'report'")
        assert [row[0] for row in rows] == [None, None]
        assert _finding(scene) is Finding.INTACT


def _finding(scene: Scene) -> Finding:
    with scene.portal.work() as work:
        return audit.verify(work, scene.office.id).finding


def _roles(scene: Scene, somebody: Somebody) -> frozenset[Role]:
    with scene.portal.work() as work:
        return history(work, scene.office.id).roles(somebody.id, work.today)


def _copy_grants(scene: Scene, source: UUID, target: UUID) -> None:
    scene.sql(
        "INSERT INTO grants (compartment_id, epoch, holder_id, case_id, kind, wrapped_key) "
        "SELECT compartment_id, epoch, :target, case_id, kind, wrapped_key FROM grants "
        "WHERE holder_id = :source AND case_id = :case",
        source=source.bytes,
        target=target.bytes,
        case=scene.case_id.bytes,
    )


def _newest_roster(scene: Scene) -> SignedRoster:
    [(signed,)] = scene.sql("SELECT signed FROM rosters ORDER BY version DESC LIMIT 1")
    assert isinstance(signed, bytes)
    return SignedRoster.from_bytes(signed)


def _put_roster(scene: Scene, forged: SignedRoster) -> None:
    scene.sql(
        "UPDATE rosters SET signed = :signed WHERE version = :version",
        signed=forged.to_bytes(),
        version=forged.roster.version,
    )


def _add_roster(scene: Scene, forged: SignedRoster) -> None:
    scene.sql(
        "INSERT INTO rosters (office_id, version, signed, created_at) "
        "VALUES (:office, :version, :signed, :now)",
        office=scene.office.id.bytes,
        version=forged.roster.version,
        signed=forged.to_bytes(),
        now=datetime(2026, 11, 23, tzinfo=UTC).isoformat(),
    )


def _plant_epoch(scene: Scene, victim: Somebody) -> None:
    """Give the thread a second epoch under a key of the attacker's own, as if a lead had."""
    compartment_id = UUID(bytes=scene.compartment(scene.case_id))
    mine, old = EpochKey.generate(compartment_id, 2), EpochKey.generate(compartment_id, 1)
    [(first,)] = scene.sql(
        "SELECT statement FROM epochs WHERE compartment_id = :id", id=compartment_id.bytes
    )
    assert isinstance(first, bytes)
    attacker = PersonKeys.generate()
    statement = EpochStatement(
        case_id=scene.case_id,
        office_id=scene.office.id,
        compartment_id=compartment_id,
        kind="thread",
        epoch=2,
        commitment=mine.commitment(),
        previous_hash=bytes([1]) * 32,
        author_id=scene.office.leads[1].id,
        reporter_kem=b"",
        reporter_verify=b"",
    )
    scene.sql(
        "INSERT INTO epochs (compartment_id, epoch, statement, sealed_previous_key) "
        "VALUES (:id, 2, :statement, :sealed)",
        id=compartment_id.bytes,
        statement=statement.sign(attacker.signing, old),
        sealed=mine.seal_previous(old),
    )
    scene.sql("UPDATE compartments SET epoch = 2 WHERE id = :id", id=compartment_id.bytes)
    scene.sql(
        "INSERT INTO grants (compartment_id, epoch, holder_id, case_id, kind, wrapped_key) "
        "VALUES (:id, 2, :holder, :case, 'thread', :wrapped)",
        id=compartment_id.bytes,
        holder=victim.id.bytes,
        case=scene.case_id.bytes,
        wrapped=mine.wrap(victim.keys.public().kem, victim.id),
    )
