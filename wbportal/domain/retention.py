"""How long the portal keeps things: what is not a case is deleted then, a case comes up for it."""

from datetime import date, timedelta

from wbportal.domain.periods import months_after

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

STEP_UP = timedelta(minutes=5)
"""So long after a second factor was shown, nothing asks for it again."""

INVITATION = timedelta(days=7)
"""The paper with which somebody joins an office."""

IDENTITY_REQUEST = timedelta(days=30)
"""A request to open an identity that the keepers did not answer."""

IDENTITY_SEEN = timedelta(hours=72)
"""For so long whoever opened an identity can read it again; then they have to ask anew."""

UNNAMED_BLOB = timedelta(days=2)
"""A sealed file that no row names: what a broken upload or a crash leaves."""

BACKUP = timedelta(days=30)
"""A backup is kept no longer: by then a destroyed case is gone from all of them as well."""

THOUGHT_OVER = timedelta(days=7)
"""A lead who proposed to destroy a case, and whom nobody else can second, waits so long."""

CASE_MONTHS = range(12, 181)
"""How many months an office may wish to keep a closed case. Our own bounds: within a year there
may be after-care and a review, and beyond fifteen nobody knows any more why it is there."""


def closed_long_enough(today: date, months: int) -> date:
    """Return the last day on which a case was closed whose months are over by `today`."""
    day = months_after(today, -months) + timedelta(days=3)  # months differ in length
    while months_after(day, months) >= today:
        day -= timedelta(days=1)
    return day
