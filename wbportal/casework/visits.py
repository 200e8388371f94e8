"""A reporter's visit: half an hour in which the code need not be typed again.

The cookie holds one half of its key, the server the other. What is sealed in between opens the
reporter's compartments of one case, and signs in the reporter's name; the code and the seed that
it stands for are not in it. For a code that was typed in it also says where a report would lie
that was saved and not sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID, uuid4

from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Visitor
from wbportal.casework.records import Json, canonical, mapping_from, text_of
from wbportal.db import sessions
from wbportal.db.sessions import SessionKind, SessionRow
from wbportal.domain.compartments import Compartment, given_to_reporter
from wbportal.domain.retention import REPORTER_SESSION
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.epochs import EpochKey
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.padding import pad, unpad
from wbportal.vault.sessions import DraftKey, SessionSecret
from wbportal.vault.signatures import SigningKey

_LABEL = b"wbportal visit v1"
# Moved on only when so much of it has passed, so that looking around does not write each time.
_RENEWED_AFTER = timedelta(minutes=5)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the visit of one browser opens, and until when."""

    office_id: UUID
    visitor: Visitor = field(repr=False)
    until: datetime = field(repr=False)
    draft: DraftKey | None = field(default=None, repr=False)

    @property
    def case_id(self) -> UUID:
        return self.visitor.case_id

    def to_bytes(self) -> bytes:
        """Encode, in one size whatever is in it."""
        value: dict[str, Json] = {
            "office": str(self.office_id),
            "visitor": visitor_to_json(self.visitor),
            "until": self.until.isoformat(),
        }
        if self.draft is not None:
            value["draft"] = [self.draft.id.hex(), self.draft.key.secret.hex()]
        return pad(canonical(value))

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(unpad(body))
        visitor, draft = value.get("visitor"), value.get("draft")
        return cls(
            office_id=UUID(text_of(value, "office")),
            visitor=visitor_from_json(visitor if isinstance(visitor, dict) else {}),
            until=datetime.fromisoformat(text_of(value, "until")),
            draft=None if draft is None else _draft_key(draft),
        )


def visitor_to_json(visitor: Visitor) -> Json:
    """Encode what a visit opens, for a sealed row."""
    keys: dict[str, Json] = {
        kind.value: [str(key.compartment_id), key.epoch, key.secret.hex()]
        for kind, key in visitor.keys.items()
    }
    return {
        "case": str(visitor.case_id),
        "signing": visitor.signing.seed.hex(),
        "keys": keys,
    }


def visitor_from_json(value: Mapping[str, Json]) -> Visitor:
    """Read what `visitor_to_json` made. Raises Damaged."""
    listed = value.get("keys")
    keys = {
        Compartment(kind): _epoch_key(one)
        for kind, one in (listed.items() if isinstance(listed, dict) else ())
    }
    signing = SigningKey(bytes.fromhex(text_of(value, "signing")))
    return Visitor(UUID(text_of(value, "case")), signing, keys)


def begin(
    work: Work,
    secret: SessionSecret,
    office_id: UUID,
    visitor: Visitor,
    draft: DraftKey | None = None,
) -> Visit:
    """Begin a visit under a secret, in place of whatever was under it."""
    visit = Visit(office_id, visitor, work.now + REPORTER_SESSION, draft)
    _seal(work, secret, visit)
    return visit


def of_nobody(
    work: Work, secret: SessionSecret, signing: SigningKey, draft: DraftKey | None = None
) -> Visit:
    """Begin a visit that opens no case, for a code that fits none: the same work as `begin`."""
    nowhere = {kind: EpochKey.generate(uuid4(), 1) for kind in given_to_reporter()}
    return begin(work, secret, uuid4(), Visitor(uuid4(), signing, nowhere), draft)


def find(work: Work, secret: SessionSecret) -> Visit | None:
    """Return the visit of a browser and move its end on; None if there is none or it is over."""
    row = sessions.by_id(work.db, secret.session_id(SessionKind.REPORTER))
    if row is None:
        return None
    visit = Visit.from_bytes(_key(work, secret).open(row.sealed_payload, join(_LABEL, row.id)))
    if visit.until < work.now:
        work.db.delete(row)
        return None
    if visit.until - work.now < REPORTER_SESSION - _RENEWED_AFTER:
        return begin(work, secret, visit.office_id, visit.visitor, visit.draft)
    return visit


def end(work: Work, secret: SessionSecret) -> None:
    """Forget the visit of a browser, if there is one."""
    row = sessions.by_id(work.db, secret.session_id(SessionKind.REPORTER))
    if row is not None:
        work.db.delete(row)


def _seal(work: Work, secret: SessionSecret, visit: Visit) -> None:
    session_id = secret.session_id(SessionKind.REPORTER)
    sealed = _key(work, secret).seal(visit.to_bytes(), join(_LABEL, session_id))
    # The clear says a day, and the one after: how late in the evening it was does not show.
    expires_on = work.today + _DAY
    row = sessions.by_id(work.db, session_id)
    if row is not None:
        row.sealed_payload, row.expires_on = sealed, expires_on
        return
    work.db.add(
        SessionRow(
            id=session_id,
            kind=SessionKind.REPORTER,
            sealed_payload=sealed,
            expires_on=expires_on,
        )
    )


def _epoch_key(value: Json) -> EpochKey:
    match value:
        case [str() as compartment_id, int() as epoch, str() as secret]:
            return EpochKey(UUID(compartment_id), epoch, bytes.fromhex(secret))
    raise Damaged


def _draft_key(value: Json) -> DraftKey:
    match value:
        case [str() as draft_id, str() as key]:
            return DraftKey(bytes.fromhex(draft_id), SymmetricKey(bytes.fromhex(key)))
    raise Damaged


def _key(work: Work, secret: SessionSecret) -> SymmetricKey:
    return secret.key(SessionKind.REPORTER, work.keys.session_half)
