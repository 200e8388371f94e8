"""Those who can open cases: people who signed in, and reporters who came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from wbportal.domain.compartments import Compartment, given_to_reporter
from wbportal.domain.roles import Role
from wbportal.vault.epochs import EpochKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.receipts import ReceiptKeys
from wbportal.vault.signatures import SigningKey


@dataclass(frozen=True, slots=True)
class Person:
    """A vetted person whose keys are unlocked for this request."""

    id: UUID
    office_id: UUID
    roles: frozenset[Role]  # from the signed roster, never from a row
    keys: PersonKeys = field(repr=False)
    # While a rotation has not ended: what lies under these is opened, and nothing put there.
    former: PersonKeys | None = field(default=None, repr=False)

    @property
    def all_keys(self) -> tuple[PersonKeys, ...]:
        """The keys in force, and then those that are being left."""
        return (self.keys,) if self.former is None else (self.keys, self.former)


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """A reporter who has just typed the receipt code: every key it stands for."""

    case_id: UUID = field(repr=False)
    keys: ReceiptKeys = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A reporter in a session: opened keys and the signing key, never the seed."""

    case_id: UUID = field(repr=False)
    signing: SigningKey = field(repr=False)
    keys: "Keys" = field(repr=False)  # of every compartment that reporters hold


Keyholder = Person | CodeHolder | Visitor
Keys = Mapping[Compartment, EpochKey]


def in_visits(keys: Keys) -> Keys:
    """Return those of a case's keys that its reporter's visits hold."""
    return {kind: keys[kind] for kind in given_to_reporter()}
