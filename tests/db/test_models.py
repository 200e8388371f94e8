"""What the tables promise: no order of coming, no leaks, and the rules of a case's life."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import DateTime

from tests.db.rows import NOON, TODAY, account, case, compartment, founded, grant, record
from wbportal.db import accounts, cases, grants, holder_states, jobs, offices, records, sessions
from wbportal.db.base import Base
from wbportal.db.blobs import Blob
from wbportal.db.cases import Assignment, Case
from wbportal.db.holder_states import HolderState
from wbportal.db.jobs import Job
from wbportal.db.models import METADATA, TABLES
from wbportal.db.sessions import SessionKind, SessionRow
from wbportal.db.types import UtcDateTime
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.domain.states import State

_TABLES = pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)


def test_every_model_is_imported_with_the_others() -> None:
    assert {model.__table__ for model in TABLES} == set(METADATA.sorted_tables)
    assert {mapper.class_ for mapper in Base.registry.mappers} == set(TABLES)


@_TABLES
def test_no_table_numbers_its_rows(db: Session, table: Table) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        db.execute(text(f"SELECT rowid FROM {table.name}"))  # noqa: S608 - our own name


@_TABLES
def test_every_table_can_be_made_on_postgresql(table: Table) -> None:
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert table.name in made


@_TABLES
def test_only_columns_for_what_staff_do_are_finer_than_a_day(table: Table) -> None:
    timed = {c.name for c in table.columns if isinstance(c.type, DateTime | UtcDateTime)}
    # The other tables hold what staff do, or say in a rule of their own when a time is kept.
    allowed = {
        "accounts": {"joined_at", "suspended_at"},
        "alarms": {"raised_at", "answered_at"},
        "assignments": {"since"},
        "audit_entries": {"at"},
        "case_openings": {"at"},
        "handovers": {"planned_at", "called_off_at", "finished_at"},
        "invitations": {"expires_at", "used_at"},
        "jobs": {"run_at", "leased_until"},
        "new_devices": {"at"},
        "opening_answers": {"at"},
        "openings": {"requested_at", "closed_at", "opened_at", "until"},
        "seats": {"since"},  # when a lead gave a board its case
        "records": {"at"},
        "roster_proposals": {"proposed_at"},
        "rosters": {"created_at"},
        "sessions": {"created_at", "seen_at", "expires_at"},
        "settings": {"changed_at"},
    }
    assert timed == allowed.get(table.name, set())


@_TABLES
def test_nothing_is_deleted_along_with_something_else(table: Table) -> None:
    for key in table.foreign_key_constraints:
        assert (key.ondelete, key.deferrable, key.initially) == ("RESTRICT", True, "DEFERRED")


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_row_in_a_log_line_says_nothing(model: type[Base]) -> None:
    row = model.__new__(model)
    assert Base.__repr__(row) == f"<{model.__name__}>"
    assert "__repr__" not in vars(model)


def test_moments_come_back_as_the_same_moment_in_utc(db: Session) -> None:
    bangkok = timezone(timedelta(hours=7))
    job = Job(id=uuid4(), name="digest", run_at=datetime(2026, 3, 14, 7, 30, tzinfo=bangkok))
    db.add(job)
    db.commit()
    db.expire_all()
    assert job.run_at == datetime(2026, 3, 14, 0, 30, tzinfo=UTC)
    assert job.run_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(db: Session) -> None:
    db.add(Job(id=uuid4(), name="digest", run_at=datetime(2026, 3, 14)))  # noqa: DTZ001 - that is it
    with pytest.raises(StatementError):
        db.flush()


def test_ids_are_sixteen_bytes_in_the_file(db: Session) -> None:
    made = founded(db)
    (kept,) = db.execute(text("SELECT id FROM offices")).scalars()
    assert kept == made.id.bytes
    assert offices.by_id(db, made.id) is made


def _add_case(db: Session, **changes: object) -> Case:
    made = case(founded(db).id)
    for name, value in changes.items():
        setattr(made, name, value)
    db.add(made)
    db.commit()
    return made


def test_a_case_is_due_for_acknowledgement_and_then_for_feedback(db: Session) -> None:
    made = _add_case(db)
    assert made.due == made.ack_due
    made.acknowledged_on = TODAY
    db.commit()
    assert made.due == made.feedback_due


@pytest.mark.parametrize(
    ("changes", "rank"),
    [
        ({}, 1),
        ({"urgent": True}, 0),
        ({"urgent": True, "state": State.DECLINED}, 2),
        ({"state": State.CONCLUDED, "concluded_on": TODAY, "outcome": "x"}, 2),
        ({"state": State.DESTROYED, "receipt_lookup": None}, 2),
    ],
)
def test_what_is_urgent_ranks_first_and_what_is_closed_last(
    db: Session, changes: dict[str, object], rank: int
) -> None:
    assert _add_case(db, **changes).rank == rank


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.AWAITING_REPORTER},
        {"state": State.AWAITING_REPORTER, "state_before": State.ASSESSING},
        {"state_before": State.ASSESSING},
        {"awaiting_until": TODAY},
        {"state": State.CONCLUDED},
        {"state": State.CONCLUDED, "concluded_on": TODAY},
        {"state": State.DESTROYED},
        {"receipt_lookup": None},
    ],
)
def test_a_case_that_contradicts_itself_is_refused(db: Session, changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        _add_case(db, **changes)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET due = '2030-01-01'",
        "UPDATE cases SET rank = 0",
        "UPDATE cases SET urgent = 1",
        "UPDATE cases SET state = 'nonsense'",
        "UPDATE offices SET kind = 'nonsense'",
        "UPDATE offices SET alternate_office_id = id",
    ],
)
def test_the_database_holds_to_its_rules_by_itself(db: Session, statement: str) -> None:
    _add_case(db)
    with pytest.raises(IntegrityError):
        db.execute(text(statement))


def test_two_people_cannot_change_a_case_at_once(db: Session) -> None:
    made = _add_case(db)
    db.execute(text("UPDATE cases SET version = version + 1"))
    made.category = "theirs"
    with pytest.raises(StaleDataError):
        db.flush()


@pytest.mark.parametrize(
    "owner",
    [
        {},
        {"draft_id": b"x", "case_id": uuid4(), "record_id": uuid4()},
        {"case_id": uuid4()},
        {"record_id": uuid4()},
    ],
)
def test_a_blob_has_exactly_one_owner(db: Session, owner: dict[str, object]) -> None:
    db.add(Blob(name="0" * 32, padded_bytes=1, stored_on=TODAY, **owner))
    with pytest.raises(IntegrityError, match="one_owner"):
        db.flush()


def test_a_reporters_session_keeps_no_time(db: Session) -> None:
    row = SessionRow(
        id=b"x", kind=SessionKind.REPORTER, sealed_payload=b"", expires_on=TODAY, seen_at=NOON
    )
    db.add(row)
    with pytest.raises(IntegrityError, match="reporters_leave_no_time"):
        db.flush()


def test_sessions_expire_by_their_day(db: Session) -> None:
    for day in (TODAY - timedelta(days=1), TODAY):
        db.add(
            SessionRow(
                id=day.isoformat().encode(),
                kind=SessionKind.REPORTER,
                sealed_payload=b"",
                expires_on=day,
            )
        )
    db.flush()
    assert [row.expires_on for row in sessions.expired(db, TODAY)] == [date(2026, 3, 13)]


def test_somebody_without_keys_has_not_joined(db: Session) -> None:
    made = account(founded(db).id, "somchai")
    made.joined_at = NOON
    db.add(made)
    with pytest.raises(IntegrityError, match="joined_with_keys"):
        db.flush()


def test_a_username_is_found_however_it_was_typed(db: Session) -> None:
    made = account(founded(db).id, "somchai")
    db.add(made)
    db.flush()
    assert accounts.by_username(db, " SomChai ") is made
    assert accounts.by_username(db, "somchay") is None


def test_an_erased_record_is_an_empty_one(db: Session) -> None:
    made = _add_case(db)
    part = compartment(made.id)
    row = record(part, 1)
    db.add_all([part, row])
    db.flush()
    row.erased = True
    with pytest.raises(IntegrityError, match="erased_is_empty"):
        db.flush()


def test_a_record_stays_in_the_case_of_its_compartment(db: Session) -> None:
    made, other = _add_case(db), uuid4()
    part = compartment(made.id)
    row = record(part, 1)
    row.case_id = other
    db.add_all([part, row])
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        db.commit()


def test_records_come_in_the_order_of_their_chain(db: Session) -> None:
    part = compartment(_add_case(db).id)
    db.add_all([part, *(record(part, number) for number in (3, 1, 2))])
    db.flush()
    assert [row.number for row in records.in_order(db, part.id)] == [1, 2, 3]
    assert [row.number for row in records.in_order(db, part.id, after=2)] == [3]


def test_a_number_in_a_chain_is_given_once(db: Session) -> None:
    part = compartment(_add_case(db).id)
    db.add_all([part, record(part, 1), record(part, 1)])
    with pytest.raises(IntegrityError, match="UNIQUE"):
        db.flush()


def test_whoever_is_locked_out_has_no_grant_left(db: Session) -> None:
    made = _add_case(db)
    one, other = uuid4(), uuid4()
    parts = [compartment(made.id, kind) for kind in Compartment]
    db.add_all(parts)
    db.add_all(grant(part, holder, e) for part in parts for holder in (one, other) for e in (1, 2))
    db.flush()
    grants.forget_holder(db, made.id, one)
    db.flush()
    assert grants.of_holder(db, made.id, one) == []
    assert len(grants.of_holder(db, made.id, other)) == 8
    assert len(grants.of_case(db, made.id)) == 8
    assert grants.holders(db, parts[0].id, 2) == {other}


def test_the_owner_of_a_case_is_whoever_was_assigned_first(db: Session) -> None:
    made = _add_case(db)
    people = [account(made.office_id, name) for name in ("first", "second")]
    db.add_all(people)
    for person, minute in zip(people, (0, 1), strict=True):
        since = NOON.replace(minute=minute)
        db.add(Assignment(case_id=made.id, holder_id=person.id, role=Role.HANDLER, since=since))
    db.flush()
    assert [a.holder_id for a in cases.assignments(db, made.id)] == [p.id for p in people]
    assert cases.is_assigned(db, made.id, people[1].id, NOON.date())
    assert not cases.is_assigned(db, made.id, uuid4(), NOON.date())
    assert cases.has_owner(db, made.id)


def test_what_somebody_remembers_is_theirs_alone(db: Session) -> None:
    made, one, other = _add_case(db), uuid4(), uuid4()
    for holder in (one, other):
        db.add(HolderState(holder_id=holder, case_id=made.id, sealed_state=holder.bytes))
    db.flush()
    holder_states.forget(db, made.id, one)
    db.flush()
    assert holder_states.one(db, one, made.id) is None
    assert [row.holder_id for row in holder_states.of(db, other, [made.id])] == [other]


def test_a_job_that_somebody_holds_is_not_due(db: Session) -> None:
    due, held, later, lapsed = (
        Job(id=uuid4(), name=name, run_at=NOON) for name in ("due", "held", "later", "lapsed")
    )
    held.leased_until = NOON + timedelta(minutes=5)
    later.run_at = NOON + timedelta(minutes=5)
    lapsed.leased_until = NOON - timedelta(minutes=5)
    db.add_all([due, held, later, lapsed])
    db.flush()
    assert {job.name for job in jobs.due(db, NOON, 10)} == {"due", "lapsed"}
