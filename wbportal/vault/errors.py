"""What can go wrong in the vault.

* VaultError
  x WrongKey          the key, passphrase or code at hand does not open this
  x Tampered          the key may be right, the bytes are not
    x Forged          a signature is not of whom it must be
    x UnknownVersion  the first byte names a format this code does not know
  x RosterRefused     a roster is not signed, not current or not well formed
  x NotACode          what was typed is not a receipt code
  x ShareRefused      a paper share or a set of shares does not add up
"""


class VaultError(Exception):
    """Base of every error the vault raises; no message ever holds key, code or plaintext."""


class WrongKey(VaultError):
    """The key, passphrase, one-time password or receipt code at hand does not open this."""


class Tampered(VaultError):
    """Sealed bytes were cut, moved, changed, or are not what was promised."""


class Forged(Tampered):
    """A signature or its key is not of whom it must be."""


class UnknownVersion(Tampered):
    """The version byte names a format this code does not know; nothing is guessed."""

    def __init__(self, found: int | None) -> None:
        super().__init__("no version byte" if found is None else f"unknown version {found}")
        self.found = found


class RosterRefused(VaultError):
    """A roster is not signed by those who may sign it, is not the next one, or is malformed."""


class NotACode(VaultError):
    """What was typed cannot be a receipt code; told before any work is done.

    `group` (0 to 7) is the group at which reading stopped, if it cannot exist; `check_failed` says
    that all eight are possible, but do not belong together. wbportal/vault/slips.py says more.
    """

    def __init__(self, group: int | None = None, *, check_failed: bool = False) -> None:
        super().__init__("not a receipt code")
        self.group = group
        self.check_failed = check_failed


class ShareRefused(VaultError):
    """A paper share, or a set of shares, does not add up.

    `share` (from 0) is the share to blame and `word` (from 0) its word, as far as they are known.
    """

    def __init__(self, reason: str, *, share: int | None = None, word: int | None = None) -> None:
        super().__init__(reason)
        self.share = share
        self.word = word
