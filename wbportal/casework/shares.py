"""The shares of recovery on paper: drawn, told from one another, and proved once a year.

The trail keeps a hash of each share. So whoever holds one can have it checked alone, and a share of
another office, or of a set that was replaced, is named; what a share says stays on its paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from wbportal.casework.errors import Refused
from wbportal.casework.records import mapping_from
from wbportal.casework.rosters import current_or_none, history
from wbportal.db import audit, offices
from wbportal.db.audit import AuditEntry
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.envelope import RecordPlace, open_record, seal_record
from wbportal.vault.epochs import EpochKey, unwrap_epoch
from wbportal.vault.hashes import same, sha256
from wbportal.vault.keys import PrivateKey
from wbportal.vault.people import PersonKeys
from wbportal.vault.quorum import from_paper, paper_shares, read_paper
from wbportal.vault.words import saying

PROVED_FOR = timedelta(days=365)
"""How long a proof of the shares counts."""

_SET, _DRILL, _FAILED, _CHECKED = (
    "recovery-shares",
    "recovery-drill",
    "recovery-drill-failed",
    "recovery-share-checked",
)
_TEST = b"a record of no case"
_FINGERPRINT_WORDS = 6  # 77 bits, as of people's keys


class ShareProblem(StrEnum):
    """Why shares are not those of an office's recovery."""

    NO_RECOVERY = "no-recovery"
    OTHER_OFFICE = "other-office"
    REPLACED = "replaced"  # of a set that another one took the place of
    UNKNOWN = "unknown-share"
    OTHER_KEY = "other-key"


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of the shares on paper open an office's cases when everybody is lost."""

    threshold: int
    count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A recovery key that does not count yet, and the shares of it for paper."""

    public: bytes
    quorum: Quorum
    shares: tuple[str, ...] = field(repr=False)

    def words(self) -> list[str]:
        """Return the six words that stand for the key on every slip."""
        return key_words(self.public)


@dataclass(frozen=True, slots=True)
class ShareSet:
    """Shares that were put on paper, as the trail knows them."""

    number: int  # of its entry
    day: date
    key: str  # its fingerprint, in hex
    quorum: Quorum
    commitments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with an office's recovery."""

    quorum: Quorum | None  # None: not known, for shares from before the trail kept their hashes
    proved_on: date | None
    is_due: bool  # a year has passed since


def draw(quorum: Quorum) -> Drawn:
    """Draw a recovery key; about 20 ms. Raises ValueError if SLIP-39 has no such quorum."""
    key = PrivateKey.generate()
    shares = paper_shares(key.seed, quorum.threshold, quorum.count)
    return Drawn(key.public().raw, quorum, tuple(shares))


def key_words(public: bytes) -> list[str]:
    """Return the six words that stand for a recovery key."""
    return saying(sha256(public), _FINGERPRINT_WORDS)


def enter(work: Work, office_id: UUID, drawn: Drawn) -> None:
    """Keep in the trail which shares there are of a key that counts from now on."""
    commitments: list[Json] = [read_paper(share).commitment().hex() for share in drawn.shares]
    detail: dict[str, Json] = {
        "key": sha256(drawn.public).hex(),
        "threshold": drawn.quorum.threshold,
        "shares": commitments,
    }
    work.audit(AuditDraft(office_id, None, _SET, detail=detail))


def number_of(work: Work, office_id: UUID, typed: str) -> int:
    """Return which share of the key in force was typed.

    Up to 2 s for a mistaken one. Raises ShareRefused, and Refused for a share of something else.
    """
    share = read_paper(typed)
    commitment, here = share.commitment().hex(), _current(work, office_id)
    if here is not None and commitment in here.commitments:
        return here.commitments.index(commitment) + 1
    if any(commitment in one.commitments for one in _sets(work, office_id)):
        raise Refused(ShareProblem.REPLACED)
    for office in offices.all_offices(work.db):
        if any(commitment in one.commitments for one in _sets(work, office.id)):
            raise Refused(ShareProblem.OTHER_OFFICE)
    if here is not None:
        raise Refused(ShareProblem.UNKNOWN)
    return share.number


def key_of(work: Work, office_id: UUID, typed: list[str]) -> PrivateKey:
    """Put an office's recovery key together, in memory alone.

    About 20 ms. Raises ShareRefused, and Refused if it is another key.
    """
    public = history(work, office_id).current.recovery_kem
    if public is None:
        raise Refused(ShareProblem.NO_RECOVERY)
    key = PrivateKey(from_paper(typed))
    if not same(key.public().raw, public):
        raise Refused(ShareProblem.OTHER_KEY)
    return key


def drill(work: Work, office_id: UUID, typed: list[str]) -> tuple[int, ...]:
    """Prove that these shares open what is wrapped for recovery; return their numbers.

    A record is made for it and opened; nothing else is. Raises as `key_of`, and a VaultError.
    """
    key = key_of(work, office_id, typed)
    made = EpochKey.generate(uuid4(), 1)
    wrapped = made.wrap(key.public(), office_id)
    place = RecordPlace(uuid4(), made.compartment_id, made.epoch, "entry", uuid4())
    sealed = seal_record(made, place, office_id, PersonKeys.generate().signing, _TEST)
    opened = unwrap_epoch(
        key, wrapped, made.compartment_id, made.epoch, office_id, made.commitment()
    )
    if open_record(opened, place, sealed).body != _TEST:
        raise Refused(ShareProblem.OTHER_KEY)
    numbers = tuple(sorted(number_of(work, office_id, one) for one in typed))
    shares: list[Json] = [*numbers]
    work.audit(AuditDraft(office_id, None, _DRILL, detail={"shares": shares}))
    return numbers


def note_failed_drill(work: Work, office_id: UUID) -> None:
    """Write down that shares that were brought to a drill did not open anything."""
    work.audit(AuditDraft(office_id, None, _FAILED))


def check_one(work: Work, office_id: UUID, typed: str) -> int:
    """Compare one share with its hash in the trail; return its number.

    Raises ShareRefused, and Refused, also if the trail knows no hashes of the key in force.
    """
    if _current(work, office_id) is None:
        raise Refused(ShareProblem.UNKNOWN)
    number = number_of(work, office_id, typed)
    work.audit(AuditDraft(office_id, None, _CHECKED, detail={"share": number}))
    return number


def standing(work: Work, office_id: UUID) -> Standing | None:
    """Say how it stands with an office's recovery; None for an office without.

    What was typed back when it was put on paper counts as proved on that day; so do as many
    shares, checked one by one, as open a case, from the day of the last one.
    """
    known = current_or_none(work, office_id)
    if known is None or known.current.recovery_kem is None:
        return None
    here = _current(work, office_id)
    since = 0 if here is None else here.number
    proofs = [one.day for one in _entries(work, office_id, _DRILL, since)]
    checked = {
        share: one.day
        for one in _entries(work, office_id, _CHECKED, since)
        if isinstance(share := _detail(one).get("share"), int)
    }
    if here is not None:
        proofs.append(here.day)
        proofs += sorted(checked.values(), reverse=True)[here.quorum.threshold - 1 :][:1]
    proved_on = max(proofs, default=None)
    is_due = proved_on is None or proved_on + PROVED_FOR < work.today
    return Standing(None if here is None else here.quorum, proved_on, is_due)


def _current(work: Work, office_id: UUID) -> ShareSet | None:
    public = history(work, office_id).current.recovery_kem
    wanted = None if public is None else sha256(public).hex()
    return next((one for one in _sets(work, office_id) if one.key == wanted), None)


def _sets(work: Work, office_id: UUID) -> list[ShareSet]:
    return [_set(one) for one in _entries(work, office_id, _SET, 0)]


def _set(entry: AuditEntry) -> ShareSet:
    match _detail(entry):
        case {"key": str() as key, "threshold": int() as threshold, "shares": list() as shares}:
            commitments = tuple(str(one) for one in shares)
            quorum = Quorum(threshold, len(commitments))
            return ShareSet(entry.number, entry.day, key, quorum, commitments)
    return ShareSet(entry.number, entry.day, "", Quorum(0, 0), ())


def _entries(work: Work, office_id: UUID, deed: str, since: int) -> list[AuditEntry]:
    return [one for one in audit.of_deed(work.db, office_id, deed) if one.number > since]


def _detail(entry: AuditEntry) -> Mapping[str, Json]:
    return mapping_from(entry.detail.encode())
