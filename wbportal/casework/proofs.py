"""Proofs of having reported: made for whoever has the code, checked for anybody; nothing is kept.

That a statement was ever made is in no row, no trail and no log.
"""

from uuid import UUID

from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.proofs import OfficeKey, signing_key


def office_key(keys: DeploymentKeys, office_id: UUID) -> OfficeKey:
    """Return the key that checks what this deployment signs for an office; about 50 µs."""
    return OfficeKey(office_id, signing_key(keys.proofs, office_id).verify_key())
