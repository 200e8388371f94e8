"""What one roster says otherwise than another: who comes, who goes, what changes of whom."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from wbportal.domain.roles import Role
from wbportal.vault.keys import PublicKey
from wbportal.vault.people import PersonPublic
from wbportal.vault.roster import Roster, RosterEntry
from wbportal.vault.signatures import VerifyKey


class Aspect(StrEnum):
    """What can change of somebody who stays."""

    KEYS = "keys"
    NAME = "name"
    ROLES = "roles"
    VALID_UNTIL = "valid-until"
    POSITION = "position"
    ALIASES = "aliases"
    FIRST_READER = "first-reader"


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of one person before and after; one of the two is None for who comes or goes."""

    before: RosterEntry | None
    after: RosterEntry | None

    @property
    def holder_id(self) -> UUID:
        return self._any.holder_id

    @property
    def name(self) -> str:
        return self._any.name

    @property
    def comes(self) -> bool:
        return self.before is None

    @property
    def goes(self) -> bool:
        return self.after is None

    @property
    def brings_keys(self) -> PersonPublic | None:
        """The keys for which words have to be typed: those that no roster before this one named."""
        before, after = self.before, self.after
        if after is None:
            return None
        if before is not None and (before.kem, before.verify) == (after.kem, after.verify):
            return None
        return PersonPublic(PublicKey(after.kem), VerifyKey(after.verify))

    @property
    def aspects(self) -> frozenset[Aspect]:
        """What changes of somebody who stays; empty for who comes or goes."""
        before, after = self.before, self.after
        if before is None or after is None:
            return frozenset()
        differs = {
            Aspect.KEYS: self.brings_keys is not None,
            Aspect.NAME: before.name != after.name,
            Aspect.ROLES: before.roles != after.roles,
            Aspect.VALID_UNTIL: before.valid_until != after.valid_until,
            Aspect.POSITION: before.position != after.position,
            Aspect.ALIASES: before.aliases != after.aliases,
            Aspect.FIRST_READER: before.first_reader != after.first_reader,
        }
        return frozenset(aspect for aspect, is_so in differs.items() if is_so)

    @property
    def _any(self) -> RosterEntry:
        entry = self.after or self.before
        if entry is None:
            raise ValueError("a change of nobody")
        return entry


def changes(before: Roster, after: Roster) -> tuple[Change, ...]:
    """List everybody of whom the two rosters say something else, by name."""
    old = {entry.holder_id: entry for entry in before.entries}
    new = {entry.holder_id: entry for entry in after.entries}
    found = [
        Change(old.get(one), new.get(one)) for one in old | new if old.get(one) != new.get(one)
    ]
    return tuple(sorted(found, key=lambda change: (change.name, change.holder_id.bytes)))


def roles_of(entry: RosterEntry) -> tuple[Role, ...]:
    """Return somebody's roles in the order of the table, whether or not they count today."""
    return tuple(role for role in Role if role.value in entry.roles)
