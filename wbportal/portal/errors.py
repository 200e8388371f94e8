"""What a unit of work can come to.

WorkFailed
├── Overtaken         somebody else's work was first; nothing of this one was kept
│   ├── StaleEpoch    a compartment got a new key: `Portal.perform` does the deed again
│   ├── StaleRoster   an office got a new roster: the same
│   └── StaleRow      a row was changed or deleted meanwhile
│       └── AlreadyThere  what had to be unique is taken
├── Busy              the database was being written to for ten seconds on end
└── PortalRunning     this is only done while no server runs
"""


class WorkFailed(Exception):
    """Nothing of a unit of work was kept."""


class Overtaken(WorkFailed):
    """Somebody else's work came first."""


class StaleEpoch(Overtaken):
    """A record was sealed, or a key advanced, under an epoch that is no longer the newest."""


class StaleRoster(Overtaken):
    """Keys were wrapped for the people of a roster that is no longer in force."""


class StaleRow(Overtaken):
    """A row that this work changes was changed or deleted since it was read."""


class AlreadyThere(StaleRow):
    """A row that this work adds is there already, or breaks a rule of its table."""


class Busy(WorkFailed):
    """Others kept the database for longer than it is worth waiting."""


class PortalRunning(WorkFailed):
    """A server is running on the same data."""
