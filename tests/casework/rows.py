"""What lies in the rows of a case: as somebody without a key sees it, and as custodians open it."""

import re
from uuid import UUID

from sqlalchemy import text as sql

from tests.builders import Somebody
from tests.casework.scene import Scene
from wbportal.casework.records import Entry
from wbportal.db import compartments, epochs, grants, records
from wbportal.domain.compartments import Compartment
from wbportal.portal import Work
from wbportal.vault.envelope import RecordPlace, open_record
from wbportal.vault.epochs import EpochKey, read_statement
from wbportal.vault.keys import WrappedKey
from wbportal.vault.quorum import SharePlace, join_shares, unwrap_share


def rows_of(work: Work, case_id: UUID) -> list[tuple[str, records.Record]]:
    return [
        (row.kind.value, record)
        for row in compartments.of_case(work.db, case_id)
        for record in records.in_order(work.db, row.id)
    ]


def records_of(scene: Scene, case_id: UUID) -> list[tuple[str, records.Record]]:
    with scene.portal.work() as work:
        found = rows_of(work, case_id)
        work.db.expunge_all()
    return found


def rows(scene: Scene, case_id: UUID) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table that names the case, with sizes in place of bytes."""
    found = {}
    with scene.portal.work() as work:
        for table in ("cases", "compartments", "records", "epochs", "grants", "reporter_events"):
            column = "id" if table == "cases" else "case_id"
            query = f"SELECT * FROM {table} WHERE {column} = :id"  # noqa: S608 - ours
            if table == "epochs":
                query = (
                    "SELECT * FROM epochs WHERE compartment_id IN"
                    " (SELECT id FROM compartments WHERE case_id = :id)"
                )
            result = work.db.execute(sql(query), {"id": case_id.bytes})
            names = list(result.keys())
            found[table] = [
                tuple((name, _look(value)) for name, value in zip(names, row, strict=True))
                for row in result
            ]
    return found


def _look(value: object) -> object:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    # Of a reference and of links only the form.
    return re.sub(r"[0-9a-f]{64}|\w{4}-\w{4}", "…", value) if isinstance(value, str) else value


def difference(
    before: dict[str, list[tuple[object, ...]]],
    after: dict[str, list[tuple[object, ...]]],
    but: set[str],
) -> str:
    """Say what came, and what went, as somebody who reads only rows would see it."""
    said = []
    for table, rows in after.items():
        came, went = list(rows), list(before[table])
        for row in before[table]:
            if row in came:
                came.remove(row)
                went.remove(row)
        said.append((table, _plain(came, but), _plain(went, but)))
    return repr(said)


def _plain(rows: list[tuple[object, ...]], but: set[str]) -> list[str]:
    return sorted(
        repr([pair for pair in row if isinstance(pair, tuple) and pair[0] not in but])
        for row in rows
    )


def identity_by(scene: Scene, case_id: UUID, custodians: list[Somebody]) -> object:
    """Put custodians' shares together and read the newest sheet, from rows alone."""
    with scene.portal.work() as work:
        row = compartments.one(work.db, case_id, Compartment.IDENTITY)
        assert row is not None
        rows = {g.holder_id: g for g in grants.of_epoch(work.db, row.id, 1)}
        shares = [
            unwrap_share(
                one.keys.kem,
                WrappedKey(rows[one.id].wrapped_key),
                SharePlace(row.id, 1, one.id),
            )
            for one in custodians
        ]
        stated = epochs.one(work.db, row.id, 1)
        assert stated is not None
        said = read_statement(stated.statement).statement
        key = EpochKey.committed(join_shares(shares), row.id, 1, said.commitment)
        newest = records.in_order(work.db, row.id)[-1]
        place = RecordPlace(case_id, row.id, 1, newest.kind, newest.id)
        return Entry.from_bytes(open_record(key, place, newest.sealed_body).body).details.get(
            "identity"
        )
