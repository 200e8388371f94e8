"""What a reporter is told before their name is opened, and what they answer to its keepers.

The notice stands in the thread. With it goes the public half of a key that was made for this one
request; the other half lies in what was sealed for the keepers, who cannot read the thread. So
whoever may read why a name is asked for reads the reporter's own, signed answer, and nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wbportal.casework import authors
from wbportal.casework.access import OpenCase
from wbportal.casework.acts import Act
from wbportal.casework.errors import Refused
from wbportal.casework.records import EntryType, Json, canonical, mapping_from, text_of
from wbportal.casework.thread import Reading
from wbportal.db import openings
from wbportal.db.cases import Case
from wbportal.db.openings import Opening
from wbportal.domain.actions import Action
from wbportal.domain.reasons import Reason
from wbportal.domain.roles import Role
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.readers import open_for, seal_for
from wbportal.vault.signatures import SigningKey

OPENING = "opening"
"""The detail of an entry that says which request it is about."""

YES, NO = "yes", "no"

_LABEL = b"wbportal identity reply v1"
# A page of Thai, as for any other act: whoever looks at the row learns not even that one answered.
_REPLY_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reporter answered; words that say neither yes nor no do not count as one."""

    agrees: bool
    on: date
    text: str = field(default="", repr=False)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A request for a name as its reporter was told."""

    opening_id: UUID
    role: Role  # of whoever asks
    reason: Reason
    told_on: date
    until: date
    text: str = field(repr=False)
    lang: str
    key: PublicKey = field(repr=False)
    reply: Reply | None = field(repr=False)


def notice(asked: tuple[UUID, Role, Reason], until: date, key: PrivateKey) -> dict[str, Json]:
    """Return the details of the entry that tells a reporter of a request."""
    opening_id, role, reason = asked
    return {
        "action": Action.REQUEST_IDENTITY.value,
        "reason": reason.value,
        "role": role.value,
        "until": until.isoformat(),
        OPENING: str(opening_id),
        "key": key.public().raw.hex(),
    }


def noticed_in(thread: Reading, acts: Sequence[Act]) -> tuple[Noticed, ...]:
    """Return every request of which a reporter was told beforehand, with the last answer."""
    return tuple(
        Noticed(
            opening_id=UUID(text_of(said, OPENING)),
            role=Role(text_of(said, "role")),
            reason=Reason(text_of(said, "reason")),
            told_on=one.day,
            until=date.fromisoformat(text_of(said, "until")),
            text=one.entry.text,
            lang=one.entry.lang,
            key=PublicKey(bytes.fromhex(text_of(said, "key"))),
            reply=_newest(acts, one.number),
        )
        for one in thread.written
        if one.entry.type is EntryType.DECISION and OPENING in (said := one.entry.details)
    )


def waiting(work: Work, case_id: UUID, noticed: Sequence[Noticed]) -> tuple[Noticed, ...]:
    """Return the requests that the keepers have yet to decide."""
    open_ = {row.id for row in openings.of_case(work.db, case_id) if row.waits_at(work.now)}
    return tuple(one for one in noticed if one.opening_id in open_)


def unanswered(noticed: Sequence[Noticed], today: date) -> Noticed | None:
    """Return the notice that is to be answered first, None if none can be any more."""
    found = [one for one in noticed if one.reply is None and one.until >= today]
    return min(found, key=lambda one: one.until, default=None)


def seal_replies(
    work: Work, opened: OpenCase, noticed: Sequence[Noticed], now: Reply | None
) -> None:
    """Seal what a reporter has answered to each request, or that they have not; 0.2 ms each.

    With every act and for every request that waits, told beforehand or not: which act it was, and
    whether the reporter knows of the request, does not show. Raises Refused("too-much").
    """
    told = {one.opening_id: one for one in noticed}
    for row in openings.of_case(work.db, opened.case.id):
        if row.waits_at(work.now):
            one = told.get(row.id)
            reply = None if one is None else now or one.reply
            row.sealed_reply = sealed(row, opened.signing, key_of(one), reply)


def key_of(noticed: Noticed | None) -> PublicKey:
    return PrivateKey.generate().public() if noticed is None else noticed.key


def sealed(row: Opening, signing: SigningKey, key: PublicKey, reply: Reply | None) -> bytes:
    """Return an answer, or none, always of one size. Raises Refused("too-much")."""
    said: dict[str, Json] = {}
    if reply is not None:
        said = {
            "agrees": reply.agrees,
            "on": reply.on.isoformat(),
            "text": reply.text,
            "lang": reply.lang,
        }
    body = canonical(said)
    if len(body) > _REPLY_BYTES:
        raise Refused("too-much")
    # JSON may be followed by white space, so nothing has to say where it ends.
    return seal_for(_context(row), signing, body.ljust(_REPLY_BYTES), {row.id: key})


def read_reply(work: Work, case: Case, row: Opening, key: PrivateKey) -> Reply | None:
    """Open a reporter's answer; None if there is none, or what lies there is not theirs."""
    if row.sealed_reply is None:
        return None
    for verify in authors.verify_keys(work, case, case.id):
        try:
            body = open_for(_context(row), row.sealed_reply, (row.id, key), verify)
        except (WrongKey, Tampered):
            continue
        said = mapping_from(body)
        return _reply(said) if said else None
    return None


def _reply(said: Mapping[str, Json]) -> Reply:
    return Reply(
        agrees=said.get("agrees") is True,
        on=date.fromisoformat(text_of(said, "on")),
        text=text_of(said, "text"),
        lang=text_of(said, "lang"),
    )


def _newest(acts: Sequence[Act], after: int) -> Reply | None:
    said = [one for one in acts if one.action is Action.ANSWER_NOTICE and one.place > after]
    if not said:
        return None
    last = said[-1]
    return Reply(text_of(last.details, "agrees", "") == YES, last.day, last.text, last.lang)


def _context(row: Opening) -> bytes:
    return join(_LABEL, row.id.bytes, row.case_id.bytes, row.requester_id.bytes)
