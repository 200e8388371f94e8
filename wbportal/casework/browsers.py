"""Names that people give their browsers, so that they know their sessions apart.

A name may tell something (a hotel, a friend's computer), so it is sealed for its owner alone: in
the browser, which keeps it for the next time, and beside each session that it begins. All sessions
have one of one size, whether or not a name was given.
"""

from uuid import UUID

from wbportal.db.sessions import SessionRow
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.people import PersonKeys

MOST_CHARS = 40
_BYTES = 4 * MOST_CHARS  # of UTF-8, whatever is written
_IN_BROWSER = b"wbportal browser v1"
_BESIDE_SESSION = b"wbportal browser of session v1"


def for_browser(keys: PersonKeys, account_id: UUID, name: str) -> bytes:
    """Return what a browser keeps of its name."""
    return _sealed(keys.state, join(_IN_BROWSER, account_id.bytes), name)


def from_browser(keys: PersonKeys, account_id: UUID, kept: bytes) -> str:
    """Return the name that a browser kept; nothing if it is somebody else's, or old keys'."""
    return _opened(keys.state, join(_IN_BROWSER, account_id.bytes), kept)


def put_beside(keys: PersonKeys, row: SessionRow, name: str) -> None:
    """Seal the name of its browser beside a session."""
    row.sealed_browser = _sealed(keys.state, _context(row), name)


def read_beside(keys: PersonKeys, row: SessionRow) -> str:
    """Return the name of a session's browser; nothing if none was given, or it does not open."""
    return _opened(keys.state, _context(row), row.sealed_browser or b"")


def _sealed(key: SymmetricKey, context: bytes, name: str) -> bytes:
    return key.seal(name.encode().ljust(_BYTES), context)


def _opened(key: SymmetricKey, context: bytes, sealed: bytes) -> str:
    try:
        return key.open(sealed, context).decode().rstrip()
    except (Tampered, WrongKey):
        return ""


def _context(row: SessionRow) -> bytes:
    return join(_BESIDE_SESSION, row.id)
