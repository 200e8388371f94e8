"""What can stop a deed.

* CaseworkError
  + CaseNotFound     no such case, or no key to it: callers cannot tell which
  + RosterMissing    the office has no roster that its root or its leads signed
  + Damaged          the database no longer says what its holders signed
  + CodeNeeded       the reporter's session is older than the case's newest key
    + CodeSeen       somebody else has seen the reporter's code: it opens nothing before it is
                       changed
  + CodeGone         the code is not shown any more: noted, given up, or an hour has passed
  + AlreadySent      this form was sent before, and its code was noted
  + Refused          the deed cannot be done with what was given; `reason` says why
"""


class CaseworkError(Exception):
    """Base of every error a deed raises; no message ever holds content, a code or a key."""


class CaseNotFound(CaseworkError):
    """There is no such case, or whoever asks holds no key to it."""


class RosterMissing(CaseworkError):
    """Nobody can be given a key: the office has no valid roster."""


class Damaged(CaseworkError):
    """Rows were removed, reordered, cut off or exchanged behind the portal's back."""


class CodeNeeded(CaseworkError):
    """The keys in the reporter's session are out of date: the code opens the new ones."""


class CodeSeen(CodeNeeded):
    """Somebody else has seen the code: it opens nothing before it is changed."""


class CodeGone(CaseworkError):
    """There is no code to show in this browser."""


class AlreadySent(CaseworkError):
    """A form whose code has been noted was sent once more."""


class Refused(CaseworkError):
    """The deed does not fit what it was given; `reason` is a key that a page can say."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
