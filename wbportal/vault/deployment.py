"""Everything a deployment's one 32-byte root secret stands for, and what rotates beside it."""

from dataclasses import dataclass, field
from typing import Self

from wbportal.vault.derive import expand
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.passphrases import PASSPHRASE_COST, Cost
from wbportal.vault.receipts import RECEIPT_COST
from wbportal.vault.signatures import HybridKey, SigningKey


@dataclass(frozen=True, slots=True)
class DeploymentKeys:
    """The secrets of a running server; with all of them, no record opens."""

    flask_key: str = field(repr=False)
    audit: HybridKey = field(repr=False)  # signs the heads of audit trails
    audit_entry: SigningKey = field(repr=False)  # signs each entry, 65 bytes instead of 3,374
    session_half: SymmetricKey = field(repr=False)
    device_key: SymmetricKey = field(repr=False)
    passkeys: SymmetricKey = field(repr=False)  # what has to be known of them before they answer
    proofs: SymmetricKey = field(repr=False)  # offices' keys for proofs and counts come from it
    pepper: bytes = field(repr=False)
    next_pepper: bytes | None = field(repr=False)  # while a rotation has not ended
    receipt_salt: bytes  # public, and never rotates: old codes would mean nothing
    receipt_cost: Cost = RECEIPT_COST
    passphrase_cost: Cost = PASSPHRASE_COST

    @classmethod
    def from_root(
        cls,
        root: bytes,
        pepper: bytes,
        receipt_salt: bytes,
        *,
        next_pepper: bytes | None = None,
        receipt_cost: Cost = RECEIPT_COST,
        passphrase_cost: Cost = PASSPHRASE_COST,
    ) -> Self:
        """Derive all keys; the pepper stands apart because it rotates. About 10 µs."""
        return cls(
            flask_key=expand(root, b"flask-key").hex(),
            audit=HybridKey(expand(root, b"audit-seed")),
            audit_entry=SigningKey(expand(root, b"audit-entry-seed")),
            session_half=SymmetricKey(expand(root, b"session-half")),
            device_key=SymmetricKey(expand(root, b"device-key")),
            passkeys=SymmetricKey(expand(root, b"passkey-key")),
            proofs=SymmetricKey(expand(root, b"proof-seeds")),
            pepper=pepper,
            next_pepper=next_pepper,
            receipt_salt=receipt_salt,
            receipt_cost=receipt_cost,
            passphrase_cost=passphrase_cost,
        )
