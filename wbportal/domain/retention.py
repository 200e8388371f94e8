"""How long the portal keeps what is not a case: after that it is deleted, not archived."""

from datetime import timedelta

UNSENT_DRAFT = timedelta(days=7)
"""A report that was begun and never sent, with its files."""

CODE_SHOWN_AGAIN = timedelta(minutes=60)
"""After sending, the code can be shown again until it is noted, and at most so long."""

SPENT_MARKER = timedelta(days=7)
"""The mark, without a link to any case, that answers "already sent" to a form sent again."""

REPORTER_SESSION = timedelta(minutes=30)
HANDLER_SESSION_IDLE = timedelta(minutes=30)
HANDLER_SESSION = timedelta(hours=12)

PENDING_SIGN_IN = timedelta(minutes=5)
"""Between passphrase and second factor; opens nothing else."""

INVITATION = timedelta(days=7)
"""The paper with which somebody joins an office."""

UNNAMED_BLOB = timedelta(days=2)
"""A sealed file that no row names: what a broken upload or a crash leaves."""

BACKUP = timedelta(days=30)
"""A backup is kept no longer: by then a destroyed case is gone from all of them as well."""
