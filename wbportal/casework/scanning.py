"""Looking through the sealed indexes of the cases that one person may open.

An index is read only as far as it takes: of most cases the sketch says that they do not have it,
and of most others the piece in which the words begin shows that they do. Where enough of the newest
cases have it, that is all that is asked of the others.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from uuid import UUID

from wbportal.casework import states
from wbportal.casework.indexing import SEARCHED
from wbportal.casework.keyholders import Person
from wbportal.db import indexes
from wbportal.domain.searching import Group, Matcher, Query
from wbportal.domain.sketches import Sieve
from wbportal.portal import Work
from wbportal.vault.errors import VaultError
from wbportal.vault.indexes import OpenIndex, open_index

_READ_AT_ONCE = 500  # cases: some MB


@dataclass(slots=True)
class Scan:
    """What a look through indexes came to."""

    counts: dict[UUID, int] = field(default_factory=dict)
    behind: set[UUID] = field(default_factory=set)
    groups: set[Group] = field(default_factory=set, repr=False)  # names that mean who was named
    is_partial: bool = False  # older cases that may have it were left alone

    def take(self, other: "Scan", looked_at: Collection[UUID]) -> None:
        """Put what was seen just now in the place of what was seen of these cases before."""
        for case_id in looked_at:
            self.counts.pop(case_id, None)
        self.counts |= other.counts
        self.groups |= other.groups
        self.behind = (self.behind - set(looked_at)) | other.behind


@dataclass(frozen=True, slots=True)
class _Kept:
    """A case whose words have to be looked at."""

    case_id: UUID
    index: OpenIndex
    may_name: bool  # it may have other names of whoever is looked for


class Glass:
    """What is looked for, made ready once for thousands of cases.

    So many cases that have it are `enough`, the newest; None for all, and how often each has it.
    """

    def __init__(self, query: Query, enough: int | None) -> None:
        self.query, self.matcher, self.sieve = query, Matcher(query), Sieve(query)
        self.enough = enough

    def is_enough(self, counts: Collection[UUID]) -> bool:
        return self.enough is not None and len(counts) >= self.enough

    def newest(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return where enough are looked for first; the newest of `case_ids` stand first."""
        return frozenset(case_ids if self.enough is None else islice(case_ids, 2 * self.enough))


def scan(work: Work, who: Person, case_ids: Collection[UUID], glass: Glass) -> Scan:
    """Read the indexes of cases, of which the newest stand first.

    Some 25 µs for a case that does not have what is looked for, 50 for one that has. Where enough
    of the newest have it, older ones are left alone unless other names of whoever is looked for
    may stand in them.
    """
    found, newest = Scan(), glass.newest(case_ids)
    left = _through(work, who, case_ids, glass, found, newest)
    found.is_partial = bool(left) and glass.is_enough(found.counts.keys() & newest)
    if not found.is_partial:
        _through(work, who, left, glass, found, frozenset(left))
    return found


def _through(
    work: Work,
    who: Person,
    case_ids: Collection[UUID],
    glass: Glass,
    found: Scan,
    newest: frozenset[UUID],
) -> list[UUID]:
    """Look at the `newest` of some cases, those that lie beside each other at once.

    Which of the others may have it is returned.
    """
    left: list[UUID] = []
    ordered = sorted(case_ids, key=attrgetter("int"))
    for begun in range(0, len(ordered), _READ_AT_ONCE):
        ids = {one.bytes: one for one in ordered[begun : begun + _READ_AT_ONCE]}
        kept = _sifted(work, who, ids, glass, found)
        others = [key for key, one in kept.items() if not (one.may_name or one.case_id in newest)]
        left += [kept.pop(key).case_id for key in others]
        _look(work, kept, glass, found)
    return left


def _look(work: Work, kept: Mapping[bytes, _Kept], glass: Glass, found: Scan) -> None:
    begun = indexes.first_pieces(work.db, kept) if kept else {}
    whole = []
    for key, one in kept.items():
        if _is_enough(one, begun.get(key, b""), glass):
            found.counts[one.case_id] = 1
        else:
            whole.append(key)
    others = indexes.other_pieces(work.db, whole) if whole else {}
    for key in whole:
        case_id, pieces = kept[key].case_id, [begun.get(key, b""), *others.get(key, ())]
        try:
            seen = glass.matcher.look(kept[key].index.body(pieces))
        except (VaultError, KeyError):
            found.behind.add(case_id)
            continue
        found.groups.update(seen.groups)
        if all(seen.counts):
            found.counts[case_id] = sum(seen.counts)


def _sifted(
    work: Work, who: Person, ids: Mapping[bytes, UUID], glass: Glass, found: Scan
) -> dict[bytes, _Kept]:
    """Open the sketches of cases, and return those indexes that have to be read."""
    key_of = states.key_reader(who, SEARCHED)
    behind, kept = dict(ids), {}
    for key, memory, sketch in indexes.with_memories(work.db, who.id, ids):
        case_id = ids[key]
        held = key_of(case_id, memory)
        if held is None:
            continue
        try:
            # Fails with a key that has a successor: perhaps a wall was put up with that.
            index = open_index(held, case_id, sketch)
        except VaultError:
            continue
        del behind[key]
        may_have, may_name = glass.sieve.looks(index.sketch)
        if may_have or may_name:
            kept[key] = _Kept(case_id, index, may_name)
    found.behind.update(behind.values())
    return kept


def _is_enough(kept: _Kept, begun: bytes, glass: Glass) -> bool:
    """Say whether it shows where the words of a case begin that the case has all of it."""
    if glass.enough is None or kept.may_name:
        return False
    try:
        return glass.matcher.begins_with_all(kept.index.first(begun))
    except (VaultError, KeyError):
        return False  # the same will show when all is read
