"""The one door to a case: every case key is made, unwrapped and shared here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID, uuid4

from wbportal.casework import epochs, inbox, states
from wbportal.casework.authors import public_key, reporter_keys, standing_aside
from wbportal.casework.errors import CaseNotFound, CodeNeeded, Damaged
from wbportal.casework.keyholders import CodeHolder, Keyholder, Keys, Person, Visitor, in_visits
from wbportal.casework.recipients import Recipients
from wbportal.casework.records import Entry, EntryType
from wbportal.casework.states import Remembered
from wbportal.casework.wrapping import first_grants, shares_among, wrap_or_decoy
from wbportal.db import cases, compartments, grants, holder_states, seats
from wbportal.db.cases import Case, ReporterKey
from wbportal.db.grants import Grant
from wbportal.db.records import Record
from wbportal.domain.compartments import (
    HOLDERS,
    Compartment,
)
from wbportal.domain.roles import Role
from wbportal.domain.states import State
from wbportal.portal import PendingRecord, Work
from wbportal.vault.envelope import RecordPlace, seal_record
from wbportal.vault.epochs import EpochKey, ReporterSuccession, decoy_wrap
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import PrivateKey, PublicKey
from wbportal.vault.receipts import ReceiptKeys, SendingKeys
from wbportal.vault.roster import RosterEntry
from wbportal.vault.signatures import SigningKey

Newcomers = Mapping[UUID, Collection[Compartment]]  # who gets keys of which compartments
NOBODY_NEW: Newcomers = MappingProxyType({})
_INQUIRY = Compartment.INVESTIGATION


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case and its keys, in the hands of one keyholder; only this module makes one."""

    case: Case = field(repr=False)
    holder_id: UUID
    role: Role
    signing: SigningKey = field(repr=False)
    keys: Keys = field(repr=False)  # the newest epoch of each compartment that the holder has
    who: Keyholder = field(repr=False)

    def key(self, compartment: Compartment) -> EpochKey:
        """Return the newest key of a compartment. Raises CaseNotFound if it is not held."""
        if compartment not in self.keys:
            raise CaseNotFound
        return self.keys[compartment]


def create_case(work: Work, case: Case, reporter: SendingKeys, to: Recipients) -> OpenCase:
    """Start a case that its reporter, its recipients and recovery can open.

    About 2 ms with five holders: a key and a signed statement for each compartment, and a grant
    for each holder of it. Every compartment holds a blank entry of one size from the start.
    """
    work.db.add(case)
    keys: dict[Compartment, EpochKey] = {}
    for compartment in Compartment:
        key = EpochKey.generate(uuid4(), 1)
        epochs.begin(work, case, compartment, key, reporter)
        for grant in first_grants(compartment, key, case, reporter, to):
            work.db.add(grant)
        keys[compartment] = key
    inbox.renew(work, case, keys[_INQUIRY], (case.id, reporter.signing))
    opened = OpenCase(
        case=case,
        holder_id=case.id,
        role=Role.REPORTER,
        signing=reporter.signing,
        keys=keys,
        who=Visitor(case.id, reporter.signing, in_visits(keys)),
    )
    for compartment in Compartment:
        if compartment is not Compartment.THREAD:
            write(work, opened, compartment, Entry(EntryType.BLANK))
    return opened


def signing_as(opened: OpenCase, who: Person, role: Role) -> OpenCase:
    """Return a case that `who` has just begun, so that what they write into it is theirs."""
    return replace(opened, holder_id=who.id, role=role, signing=who.keys.signing, who=who)


def open_case(work: Work, who: Keyholder, case_id: UUID) -> OpenCase:
    """Unlock a case for whoever holds a key to it.

    Raises CaseNotFound if there is none, if `who` holds no key, or a wall keeps them out: all
    three look the same. Raises Damaged or a VaultError if rows were changed behind our back,
    and CodeNeeded if a reporter's session is older than the newest epoch.
    """
    case = cases.by_id(work.db, case_id)
    if case is None or case.state is State.DESTROYED:
        raise CaseNotFound
    match who:
        case Person():
            return _open_for_person(work, who, case)
        case CodeHolder():
            keys = epochs.unwrap_all(work, case, who.case_id, who.keys.kem)
            if Compartment.THREAD not in keys:
                raise CaseNotFound
            epochs.check_reporter(work, case, who.keys)
            return OpenCase(case, case.id, Role.REPORTER, who.keys.signing, keys, who)
        case Visitor():
            epochs.check_still_newest(work, case, who.keys, who.signing)
            return OpenCase(case, case.id, Role.REPORTER, who.signing, who.keys, who)


def open_protection(work: Work, who: Person, case_id: UUID) -> OpenCase:
    """Unlock the part of a case that its protection stands in, and nothing else of it.

    For protection officers, and for the leads who stand in. Raises CaseNotFound, Damaged or a
    VaultError, as `open_case` does.
    """
    case = cases.by_id(work.db, case_id)
    if case is None or case.state is State.DESTROYED:
        raise CaseNotFound
    known = states.load(work, who, case_id)
    role = next((one for one in (Role.PROTECTION, Role.LEAD) if one in who.roles), None)
    if role is None or (known is not None and known.walled):
        raise CaseNotFound
    try:
        key = _unwrapped(work, who, case, known).get(Compartment.PROTECTION)
    except WrongKey as error:
        raise CaseNotFound from error
    if key is None:
        raise CaseNotFound
    return OpenCase(case, who.id, role, who.keys.signing, {Compartment.PROTECTION: key}, who)


def open_with_recovery(work: Work, lead: Person, key: PrivateKey, case_id: UUID) -> OpenCase:
    """Unlock a case with its office's recovery key, for a lead who signs its next epochs.

    Walls do not hold here: what is opened is wrapped anew by them, and shown to nobody. Raises
    CaseNotFound if this key opens not all that recovery was granted, Damaged or a VaultError.
    """
    case = cases.by_id(work.db, case_id)
    if case is None or case.state is State.DESTROYED:
        raise CaseNotFound
    try:
        keys = epochs.unwrap_all(work, case, lead.office_id, key)
    except WrongKey as error:
        raise CaseNotFound from error
    if Compartment.THREAD not in keys:
        raise CaseNotFound
    return OpenCase(case, lead.id, Role.LEAD, lead.keys.signing, keys, lead)


def write(
    work: Work, opened: OpenCase, compartment: Compartment, entry: Entry, least_bytes: int = 0
) -> UUID:
    """Seal an entry into a compartment as whoever opened the case; return the record's id.

    Its number and link are given when the work commits. `least_bytes` makes entries of different
    lengths look alike.
    """
    key = opened.key(compartment)
    kind = "file" if entry.file is not None else "entry"
    place = RecordPlace(opened.case.id, key.compartment_id, key.epoch, kind, uuid4())
    # JSON may be followed by white space, so nothing has to say where it ends.
    body = entry.to_bytes().ljust(least_bytes)
    row = Record(
        id=place.record_id,
        case_id=opened.case.id,
        compartment_id=key.compartment_id,
        epoch=key.epoch,
        kind=kind,
        sealed_body=seal_record(key, place, opened.holder_id, opened.signing, body),
        day=work.today,
        at=None if opened.role is Role.REPORTER else work.now,
    )
    work.append(PendingRecord(row, key))
    return place.record_id


def grant(
    work: Work, opened: OpenCase, to: RosterEntry, parts: Iterable[Compartment], *, walled: bool
) -> tuple[Compartment, ...]:
    """Give a vetted person the keys of compartments, old epochs included; return which were new.

    Whoever is walled gets rows that open nothing, and look like all others; so does who would
    hold a part instead of those who have it. Rows that were there are written anew: they may have
    opened nothing. Raises CaseNotFound for a part that whoever gives does not hold.
    """
    kept_out, given = frozenset({to.holder_id} if walled else ()), []
    for compartment in parts:
        part = compartments.one(work.db, opened.case.id, compartment)
        if part is None:
            raise Damaged
        rows = {row.holder_id: row for row in grants.of_epoch(work.db, part.id, part.epoch)}
        key, row = opened.keys.get(compartment), rows.get(to.holder_id)
        if key is not None:
            wrapped = wrap_or_decoy(key, to.holder_id, PublicKey(to.kem), kept_out)
        elif HOLDERS[compartment].instead & to.roles:
            wrapped = decoy_wrap(part.id, part.epoch, to.holder_id)
        else:
            raise CaseNotFound
        if row is not None:
            row.wrapped_key = wrapped
            continue
        work.db.add(
            Grant(
                case_id=opened.case.id,
                compartment_id=part.id,
                kind=compartment,
                epoch=part.epoch,
                holder_id=to.holder_id,
                wrapped_key=wrapped,
            )
        )
        given.append(compartment)
    return tuple(given)


def exclude(
    work: Work,
    opened: OpenCase,
    gone: frozenset[UUID],
    walled: frozenset[UUID],
    come: Newcomers = NOBODY_NEW,
) -> OpenCase:
    """Lock people out from now on: new epochs, wrapped for everyone who remains or comes.

    Returns the case with its new keys: what is written from here on needs them. The walled keep
    rows that open nothing, and every compartment at hand gets a new key, so that nothing shows
    who is meant. What somebody could read before, they may have kept. About 1 ms a compartment.
    Losing a race raises StaleEpoch when the work commits.
    """
    keys = {
        compartment: _advance(
            work,
            opened,
            compartment,
            (gone, frozenset(one for one, parts in come.items() if compartment in parts)),
            walled,
        )
        for compartment in opened.keys
    }
    for holder_id in gone:
        grants.forget_holder(work.db, opened.case.id, holder_id)
        holder_states.forget(work.db, opened.case.id, holder_id)
    after = replace(opened, keys=keys)
    if _INQUIRY in keys:
        inbox.renew(work, opened.case, keys[_INQUIRY], (opened.holder_id, opened.signing))
    for compartment in keys:
        # The first link under the new key ends the old epoch: whoever knows only the old key
        # and writes to the database can append nothing to it.
        write(work, after, compartment, Entry(EntryType.BLANK))
    return after


def share_identity(
    work: Work, opened: OpenCase, keepers: Sequence[RosterEntry], kept_out: Sequence[RosterEntry]
) -> None:
    """Split an identity's key, which stays, anew: shares of the split before fit none of these."""
    case, key = opened.case, opened.key(Compartment.IDENTITY)
    rows = _rows(work, key)
    wrapped = dict(shares_among(key, keepers, kept_out))
    for holder_id in rows.keys() - {case.id, case.office_id, *wrapped}:
        work.db.delete(rows[holder_id])
    for holder_id, share in wrapped.items():
        if holder_id in rows:
            rows[holder_id].wrapped_key = share
        else:
            work.db.add(epochs.grant_row(case, Compartment.IDENTITY, key, holder_id, share))


def change_code(work: Work, opened: OpenCase, new: ReceiptKeys) -> None:
    """Hand a case over from the code that opened it to a new one of the same reporter.

    The old code opens nothing afterwards. Needs a case that was opened with the code itself.
    """
    if not isinstance(opened.who, CodeHolder):
        raise CodeNeeded
    generation = len(reporter_keys(work, opened.case)) + 1
    kem, verify = new.kem.public(), new.signing.verify_key()
    succession = ReporterSuccession(opened.case.id, generation, kem.raw, verify.raw)
    work.db.add(
        ReporterKey(
            case_id=opened.case.id,
            generation=generation,
            statement=succession.sign(opened.signing),
        )
    )
    for key in opened.keys.values():
        rows = _rows(work, key)
        rows[opened.case.id].wrapped_key = key.wrap(kem, opened.case.id)
    opened.case.receipt_lookup = new.lookup
    opened.case.code_single_use = False


def _advance(
    work: Work,
    opened: OpenCase,
    compartment: Compartment,
    gone_and_come: tuple[frozenset[UUID], frozenset[UUID]],
    walled: frozenset[UUID],
) -> EpochKey:
    gone, come = gone_and_come
    old = opened.key(compartment)
    new = EpochKey.generate(old.compartment_id, old.epoch + 1)
    row = compartments.by_id(work.db, old.compartment_id)
    if row is None:
        raise CaseNotFound
    before = epochs.statement(work, opened.case, row, old.epoch).hash
    author = (opened.holder_id, opened.signing)
    work.db.add(epochs.state_next(opened.case, compartment, (old, new), before, author))
    work.advance(row, new.epoch)
    # Recovery comes in with the next key if it was added after the last one.
    added = {opened.case.office_id} if HOLDERS[compartment].recovery else set()
    held = (grants.holders(work.db, old.compartment_id, old.epoch) - gone) | come | added
    walled |= standing_aside(work, opened.case, compartment, held, walled)
    for holder_id in held:
        public = public_key(work, opened.case, holder_id)
        if public is not None:
            wrapped = wrap_or_decoy(new, holder_id, public, walled)
            work.db.add(epochs.grant_row(opened.case, compartment, new, holder_id, wrapped))
    return new


def _rows(work: Work, key: EpochKey) -> dict[UUID, Grant]:
    rows = grants.of_epoch(work.db, key.compartment_id, key.epoch)
    return {row.holder_id: row for row in rows}


def _open_for_person(work: Work, who: Person, case: Case) -> OpenCase:
    role = _role_in(work, who, case)
    known = states.load(work, who, case.id)
    if known is not None and known.walled:
        raise CaseNotFound
    try:
        keys = _unwrapped(work, who, case, known)
    except WrongKey as error:
        if known is not None:
            raise Damaged from error  # this grant opened before: somebody changed it since
        raise CaseNotFound from error
    if Compartment.THREAD not in keys or role is None:
        raise CaseNotFound
    return OpenCase(case, who.id, role, who.keys.signing, keys, who)


def _unwrapped(work: Work, who: Person, case: Case, known: Remembered | None) -> Keys:
    """Open what was granted with the keys in force, or with those that are being left."""
    *others, last = who.all_keys
    for keys in others:
        try:
            return epochs.unwrap_all(work, case, who.id, keys.kem, known)
        except WrongKey:
            continue
    return epochs.unwrap_all(work, case, who.id, last.kem, known)


def _role_in(work: Work, who: Person, case: Case) -> Role | None:
    if Role.LEAD in who.roles:
        return Role.LEAD
    if Role.HANDLER in who.roles and cases.is_assigned(work.db, case.id, who.id, work.today):
        return Role.HANDLER
    if Role.INTAKE in who.roles and cases.is_at_intake(work.db, case):
        return Role.INTAKE
    sits = Role.BOARD in who.roles and seats.sits(work.db, case.id, who.id, work.today)
    return Role.BOARD if sits else None
