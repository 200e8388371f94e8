"""What can go wrong with the database as such.

DatabaseRefused
├── SqliteTooOld      its write-ahead log can be corrupted by two processes
├── WrongDatabaseKey  the file exists and the key does not open it
├── SchemaBehind      the tables are not those of this version
└── SchemaRefused     the tables cannot be changed as they are
"""


class DatabaseRefused(Exception):
    """The database cannot be used as it is; the message says why in one sentence."""


class SqliteTooOld(DatabaseRefused):
    """SQLite before 3.51.3 can lose committed pages when two processes reset its log."""


class WrongDatabaseKey(DatabaseRefused):
    """The database file does not open under the configured key."""


class SchemaBehind(DatabaseRefused):
    """The tables are older or newer than this version of the portal."""


class SchemaRefused(DatabaseRefused):
    """A migration would lose or break something, so nothing was changed."""
