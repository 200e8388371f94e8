"""The chain of a compartment's records: a record removed, reordered or cut off shows.

A link authenticates all that came before it under the key of its own epoch. Whoever remembers a
head (number and link) also notices a compartment rolled back as a whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wbportal.vault.encoding import join, u32, u64
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Tampered
from wbportal.vault.hashes import NOTHING_BEFORE, mac, same

GENESIS = NOTHING_BEFORE  # the link before the first record
_LABEL = b"wbportal link v1"


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: its number and link."""

    number: int = 0
    link: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class Link:
    """What a row says of one record; an erased record keeps all of it."""

    number: int
    epoch: int
    sealed_hash: bytes  # SHA-256 of the sealed record
    link: bytes


def next_link(key: EpochKey, number: int, before: bytes, sealed_hash: bytes) -> bytes:
    """Link record `number` (from 1) to the link `before` it; about 5 µs."""
    place = (key.compartment_id.bytes, u32(key.epoch), u64(number))
    return mac(key.link_key(), join(_LABEL, *place, before, sealed_hash))


def check(links: Iterable[Link], keys: Mapping[int, EpochKey], seen: Head | None = None) -> Head:
    """Check a whole chain, in order, and return its head; `keys` are the epochs'.

    `seen` is the last head somebody remembers: it must be in the chain, or at its beginning.
    Raises Tampered.
    """
    head, epoch = Head(), 0
    found = seen is None or seen == head
    for link in links:
        key = keys.get(link.epoch)
        if link.number != head.number + 1 or link.epoch < epoch or key is None:
            raise Tampered("a record is missing or out of order")
        if not same(link.link, next_link(key, link.number, head.link, link.sealed_hash)):
            raise Tampered("a record was changed or moved")
        head, epoch = Head(link.number, link.link), link.epoch
        found = found or seen == head
    if not found:
        raise Tampered("a record that was seen before is gone")
    return head
