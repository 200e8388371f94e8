"""Whether somebody named in free text works here: names, nicknames and positions compared.

A match can be certain or only possible; the comparison is generous with *possible*, because a name
overlooked gives a report to the person it is about, and a name too many costs a person a glance.
Nobody is told to be on a list: who compares are the office's first readers.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from wbportal.domain.spellings import Spelling, spell, spelled_out

_ITEMS = re.compile(r"[\n,;•·]+|(?:^|(?<=\s))(?:\d{1,2}[.)]|[-*])\s")
_AND = re.compile(r"\s(?:และ|กับ|หรือ|and|or|&)\s")

# Anybody may send a list: what is beyond these numbers is compared as one text.
_MOST_ITEMS = 20
_MOST_PARTS = 5

_SHORTEST_PART = 3
_SHORTEST_POSITION_PART = 4
_SHORTEST_MISSPELT = 4
_SHORTEST_FULL_NAME = 6
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could be meant, as the office's roster knows them."""

    key: str
    name: str
    position: str = ""
    aliases: tuple[str, ...] = ()  # nicknames, former names, romanisations


@dataclass(frozen=True, slots=True)
class Mention:
    """One person named in free text, and whom of the people here it means or may mean."""

    text: str
    certain: frozenset[str] = frozenset()  # keys
    possible: frozenset[str] = frozenset()

    @property
    def is_resolved(self) -> bool:
        """Whether it is clear who is meant, so that nobody has to look."""
        return bool(self.certain) and not self.possible

    @property
    def may_mean(self) -> frozenset[str]:
        """Everybody who must not get a key while it is unclear who is meant."""
        return self.certain | self.possible


@dataclass(frozen=True, slots=True)
class _Known:
    """A person, prepared once for many comparisons."""

    key: str
    names: tuple[Spelling, ...]  # the name and the aliases
    position: Spelling | None


def mentions(written: str, people: Iterable[Person]) -> tuple[Mention, ...]:
    """Return everybody named in `written`, each compared with all `people`.

    Names stand on lines of their own or between commas, or are joined by "and". Costs about
    0.05 ms for each person and name; at most 100 names are told apart.
    """
    everybody = [_known(person) for person in people]
    items = [item.strip() for item in _ITEMS.split(written) if spelled_out(item)]
    if len(items) > _MOST_ITEMS:
        items[_MOST_ITEMS - 1 :] = [" ".join(items[_MOST_ITEMS - 1 :])]
    return tuple(mention for item in items for mention in _in_item(item, everybody))


def _known(person: Person) -> _Known:
    # An alias may begin like a line of a list, whose number is no part of what is typed.
    names = (person.name, *person.aliases, *(_only_item(one) for one in person.aliases))
    return _Known(
        key=person.key,
        names=tuple(spell(name) for name in names if spelled_out(name)),
        position=spell(person.position) if spelled_out(person.position) else None,
    )


def _only_item(alias: str) -> str:
    items = [item.strip() for item in _ITEMS.split(alias) if spelled_out(item)]
    return items[0] if len(items) == 1 else ""


def _in_item(item: str, everybody: Sequence[_Known]) -> Iterator[Mention]:
    """Yield the item as one mention if that is certain, else each part of it joined by "and"."""
    whole = _mention(item, everybody)
    parts = [part.strip() for part in _AND.split(item) if spelled_out(part)]
    if whole.is_resolved or not 1 < len(parts) <= _MOST_PARTS:
        yield whole
    else:
        yield from (_mention(part, everybody) for part in parts)


def _mention(text: str, everybody: Sequence[_Known]) -> Mention:
    typed = spell(text)
    certain = frozenset(known.key for known in everybody if _is_named(typed, known))
    possible = frozenset(
        known.key for known in everybody if known.key not in certain and _may_be(typed, known)
    )
    return Mention(text, certain, possible)


def _is_named(typed: Spelling, known: _Known) -> bool:
    """Return whether the text is a name or the position of this person, or holds the full name."""
    if known.position is not None and typed.positions & known.position.positions:
        return True
    return any(typed.names & name.names or _holds_full(typed, name) for name in known.names)


def _holds_full(typed: Spelling, name: Spelling) -> bool:
    full_name = name.bare.replace(" ", "")
    is_full = " " in name.bare and len(full_name) >= _SHORTEST_FULL_NAME
    return is_full and any(full_name in text for text in typed.names)


def _may_be(typed: Spelling, known: _Known) -> bool:
    """Return whether the text may mean this person: by a part of a name, or misspelt."""
    if known.position is not None and _is_alike(typed, known.position, _SHORTEST_POSITION_PART):
        return True
    return any(_is_alike(typed, name, _SHORTEST_PART) for name in known.names)


def _is_alike(typed: Spelling, name: Spelling, shortest: int) -> bool:
    return (
        _shares_a_word(typed.words, name.words)
        or _holds(typed.sounds, name.sounds, shortest)
        or _holds(typed.names, name.parts, shortest)
        or _holds(name.names | name.positions, typed.names | typed.positions, shortest)
        or any(_misspelt(ours, theirs) for ours in typed.sounds for theirs in name.sounds)
    )


def _shares_a_word(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours & theirs) or any(_slipped(one, other) for one in ours for other in theirs)


def _holds(texts: frozenset[str], parts: frozenset[str], shortest: int) -> bool:
    """Return whether one of `parts`, if not too short, stands inside one of `texts`."""
    return any(len(part) >= shortest and part in text for part in parts for text in texts)


def _misspelt(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    # The best ratio that texts of such lengths could have; nothing long is compared in vain.
    if shorter < _SHORTEST_MISSPELT or 2 * shorter < _ALIKE * (shorter + longer):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _slipped(one: str, other: str) -> bool:
    """Return whether two words differ by one letter: another one, or one too many."""
    if min(len(one), len(other)) < _SHORTEST_MISSPELT or abs(len(one) - len(other)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True
    rest, others = one[same:], other[same:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
