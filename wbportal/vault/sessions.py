"""Split sessions: a secret that only the cookie holds, and the server's half.

Neither half opens anything; what a kind of session sealed is closed to every other kind.
"""

import secrets
from dataclasses import dataclass, field
from typing import Self

from wbportal.vault.derive import KEY_BYTES, expand
from wbportal.vault.encoding import join
from wbportal.vault.hashes import mac
from wbportal.vault.keys import SymmetricKey

ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What a draft is kept under: one form in one browser, or what a receipt code saved."""

    id: bytes  # finds the draft, and makes sending it twice one case
    key: SymmetricKey = field(repr=False)

    @classmethod
    def of(cls, root: bytes) -> Self:
        """Derive both from 32 uniformly random bytes."""
        return cls(expand(root, b"id", ID_BYTES), SymmetricKey(expand(root, b"key")))


@dataclass(frozen=True, slots=True)
class SessionSecret:
    """The half in the cookie: 32 random bytes."""

    raw: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def session_id(self, kind: str) -> bytes:
        """Return the 16 bytes by which a row is found; they say nothing about the secret."""
        return expand(self.raw, join(b"wbportal session id v1", kind.encode()), ID_BYTES)

    def key(self, kind: str, server_half: SymmetricKey) -> SymmetricKey:
        """Return the key under which a session of this kind is sealed."""
        label = join(b"wbportal session v1", kind.encode())
        return SymmetricKey(expand(self._both(server_half), label))

    def draft(self, form_number: str, server_half: SymmetricKey) -> DraftKey:
        """Return what the draft of one form is kept under, so that two tabs do not collide."""
        label = join(b"wbportal draft v1", form_number.encode())
        return DraftKey.of(expand(self._both(server_half), label))

    def _both(self, server_half: SymmetricKey) -> bytes:
        # HKDF-Extract (RFC 5869 §2.2), the server's half being the salt.
        return mac(server_half.secret, self.raw)
