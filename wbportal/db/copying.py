"""A copy of the embedded database for a backup: still encrypted, without what no backup keeps."""

import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, delete, select

from wbportal.db.blobs import Blob
from wbportal.db.drafts import DraftRow
from wbportal.db.engine import checkpoint, open_engine, open_sessions
from wbportal.db.errors import DatabaseRefused
from wbportal.db.sessions import SessionRow


def copy_without_visitors(
    engine: Engine, source: Path, target: Path, key: bytes
) -> dict[str, date]:
    """Copy a database that nobody uses, less its sessions and drafts; return the blobs it names.

    `target` is encrypted under the same key, and what was taken out of it is not left in free
    pages. Raises DatabaseRefused if it does not read from end to end.
    """
    checkpoint(engine)
    engine.dispose()
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    copy = open_engine(f"sqlite:///{target}", key)
    try:
        _take_out(copy)
        with open_sessions(copy)() as db:
            rows = db.execute(select(Blob.name, Blob.stored_on).order_by(Blob.name))
            return {row.name: row.stored_on for row in rows}
    finally:
        copy.dispose()


def _take_out(copy: Engine) -> None:
    with copy.connect() as connection:
        connection.execute(delete(Blob).where(Blob.draft_id.is_not(None)))
        connection.execute(delete(DraftRow))
        connection.execute(delete(SessionRow))
        # Not by the connection's own commit: VACUUM must stand outside of any transaction.
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        found = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    if found != "ok":
        raise DatabaseRefused("The database is damaged: restore a backup of an earlier day.")
