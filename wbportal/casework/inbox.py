"""The inbox of a case: what those who cannot open its inquiry hand in for those who can.

Custodians and protection officers hold no key of an inquiry, and have something to say to it all
the same: that they must not keep a part of this case. Its newest key has a key pair beside it; the
public half is signed by whoever made that key. Each of their deeds in a case hands something in,
nearly always nothing, and wraps their own rows anew: so what is said shows neither by being there
nor by a row that changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from wbportal.casework import authors, epochs, states
from wbportal.casework.errors import Damaged, Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, canonical, mapping_from
from wbportal.casework.regranting import move_grants
from wbportal.db import inboxes
from wbportal.db.cases import Case
from wbportal.db.inboxes import HandedIn, Inbox
from wbportal.portal import Work
from wbportal.vault.encoding import join, split, u32
from wbportal.vault.epochs import EpochKey
from wbportal.vault.errors import Forged
from wbportal.vault.keys import PublicKey
from wbportal.vault.readers import open_for, seal_for
from wbportal.vault.signatures import SigningKey

_KEY_LABEL = b"wbportal inbox v1"
_LABEL = b"wbportal handed in v1"
# A declaration of a page, the author's own rows, and a key for each of five leads.
_LEAST_BYTES = 16 * 1024 - 97


@dataclass(frozen=True, slots=True)
class Handed:
    """One thing that was handed in, as whoever opens the inquiry reads it."""

    id: UUID
    author_id: UUID
    said: Mapping[str, Json] = field(repr=False)


def renew(work: Work, case: Case, key: EpochKey, author: tuple[UUID, SigningKey]) -> None:
    """Let what is handed in from now on open with this key of the inquiry; about 0.3 ms."""
    author_id, signing = author
    public = key.inbox_key().public().raw
    signature = signing.sign(_stated(case, key.epoch, public))
    signed = join(author_id.bytes, u32(key.epoch), public, signature)
    row = inboxes.of_case(work.db, case.id)
    if row is None:
        work.db.add(Inbox(case_id=case.id, signed_key=signed))
    else:
        row.signed_key = signed


def is_there(work: Work, case: Case, key: EpochKey) -> bool:
    """Tell whether the inbox of a case is that of this key."""
    row = inboxes.of_case(work.db, case.id)
    return row is not None and _epoch_of(row) == key.epoch


def put(
    work: Work,
    who: Person,
    case: Case,
    said: Mapping[str, Json] | None = None,
    handed: UUID | None = None,
) -> None:
    """Hand something in, or nothing; about 0.5 ms. With an id, it is as large as it has to be.

    Raises Refused("no-inbox") if there is something to say in a case that nobody has opened since
    there are inboxes, Damaged or Forged if its key was exchanged.
    """
    row = inboxes.of_case(work.db, case.id)
    if row is None and said:
        raise Refused("no-inbox")
    if row is None:
        return
    to = _public(work, case, row)
    epoch = _epoch_of(row)
    body = canonical(said or {}).ljust(0 if handed else _LEAST_BYTES)
    handed = handed or uuid4()
    context = _context(case, handed, who.id, epoch)
    work.db.add(
        HandedIn(
            id=handed,
            case_id=case.id,
            author_id=who.id,
            epoch=epoch,
            sealed_body=seal_for(context, who.keys.signing, body, {case.id: to}),
        )
    )


def cover(work: Work, who: Person, case: Case) -> None:
    """Leave behind a deed what a declaration leaves: something handed in, and other own rows."""
    put(work, who, case)
    cover_rows(work, who, case)


def cover_rows(work: Work, who: Person, case: Case) -> None:
    """Wrap what somebody was granted in a case anew, for themselves; about 0.3 ms a row."""
    move_grants(work, who, case, states.load(work, who, case.id))


def read(work: Work, case: Case, key: EpochKey) -> tuple[Handed, ...]:
    """Read what lies in an inbox, without what says nothing. Raises Damaged or a VaultError."""
    found = [_opened(work, case, key, row) for row in _rows(work, case)]
    return tuple(one for one in found if one.said)


def clear(work: Work, case: Case, key: EpochKey, done: Collection[Handed] = ()) -> None:
    """Take out what says nothing, and what was done with."""
    ids = {one.id for one in done}
    for row in _rows(work, case):
        if row.id in ids or not _opened(work, case, key, row).said:
            work.db.delete(row)


def _rows(work: Work, case: Case) -> Sequence[HandedIn]:
    return inboxes.handed_in(work.db, case.id)


def _opened(work: Work, case: Case, key: EpochKey, row: HandedIn) -> Handed:
    if row.epoch > key.epoch:
        raise Damaged
    private = epochs.at_epoch(work, key, row.epoch).inbox_key()
    context = _context(case, row.id, row.author_id, row.epoch)
    for verify in authors.verify_keys(work, case, row.author_id):
        try:
            body = open_for(context, row.sealed_body, (case.id, private), verify)
        except Forged:
            continue
        return Handed(row.id, row.author_id, mapping_from(body))
    raise Damaged


def _public(work: Work, case: Case, row: Inbox) -> PublicKey:
    """Return the key that is handed in to, once its signature holds. Raises Damaged, Forged."""
    author, _, public, signature = split(row.signed_key, 4)
    message = _stated(case, _epoch_of(row), public)
    for verify in authors.verify_keys(work, case, UUID(bytes=author)):
        try:
            verify.verify(signature, message)
        except Forged:
            continue
        return PublicKey(public)
    raise Forged


def _epoch_of(row: Inbox) -> int:
    return int.from_bytes(split(row.signed_key, 4)[1], "big")


def _stated(case: Case, epoch: int, public: bytes) -> bytes:
    return join(_KEY_LABEL, case.id.bytes, u32(epoch), public)


def _context(case: Case, handed: UUID, author_id: UUID, epoch: int) -> bytes:
    return join(_LABEL, case.id.bytes, handed.bytes, author_id.bytes, u32(epoch))
