"""The receipt code: shown until it is noted, presented to come back, exchanged for another.

Noting is proved, not believed: two groups are asked for, and which ones stays the same however
often the page is opened, until an answer was wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from uuid import UUID, uuid4

from wbportal.casework import drafts, visits
from wbportal.casework.access import OpenCase, change_code, open_case
from wbportal.casework.conversation import next_date_of
from wbportal.casework.drafts import Draft, FormKey, Stage
from wbportal.casework.errors import CodeGone, CodeSeen, Refused
from wbportal.casework.keyholders import CodeHolder, Visitor
from wbportal.casework.recipients import Asked
from wbportal.casework.sent import Sent
from wbportal.casework.visits import Visit
from wbportal.db import cases, grants
from wbportal.db.grants import ReporterGrant
from wbportal.domain.clocks import NextDate
from wbportal.domain.compartments import Compartment, given_to_reporter
from wbportal.domain.retention import CODE_SHOWN_AGAIN
from wbportal.domain.rules import Action, Facts, decide
from wbportal.portal import Work
from wbportal.vault.chain import GENESIS
from wbportal.vault.encoding import u32
from wbportal.vault.epochs import (
    EpochKey,
    EpochStatement,
    decoy_wrap,
    read_statement,
    unwrap_epoch,
)
from wbportal.vault.errors import WrongKey
from wbportal.vault.groups import CODE_GROUPS
from wbportal.vault.keys import PrivateKey, SymmetricKey, WrappedKey
from wbportal.vault.receipts import ReceiptCode, ReceiptKeys, group_matches
from wbportal.vault.sessions import SessionSecret
from wbportal.vault.signatures import SigningKey


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code that waits to be noted, and the two groups (0 to 7) that will be asked for."""

    form: FormKey
    code: ReceiptCode = field(repr=False)
    groups: tuple[int, int]
    asked: Asked
    office_id: UUID
    missed: bool  # a group did not fit before
    giving_up: bool
    replaces_another: bool
    others: int  # how many more codes wait in this browser
    next_date: NextDate | None  # on which there is something to come back to


def shown(work: Work, secret: SessionSecret, name: str | None = None) -> ShownCode:
    """Return the code of the form called `name`, or of the newest one that was sent.

    As often as wanted, for at most an hour. Raises CodeGone.
    """
    forms = [one.form for one in drafts.waiting(work, secret) if one.stage is Stage.SENT]
    live = [
        (form, sent, sent.code)
        for form in forms
        if (sent := _sent(drafts.find(work, form))) is not None and sent.code is not None
    ]
    for form, sent, code in reversed(live):
        if name in (None, form.name):
            return _shown(work, form, sent, code, len(live) - 1)
    raise CodeGone


def show_again(work: Work, secret: SessionSecret) -> ShownCode:
    """Return what `shown` does for somebody who looks at the code: they are not giving up."""
    found = shown(work, secret)
    if found.giving_up:
        _change(work, found.form, giving_up=False)
    return replace(found, giving_up=False)


def note(
    work: Work, found: ShownCode, typed: Mapping[int, str], visit: SessionSecret
) -> frozenset[int]:
    """Take the code for noted if both groups fit, and return those that do not.

    Then nothing keeps the code any more, and a visit of the case begins. A code that replaces
    another takes effect now: the other one opens nothing afterwards. About 20 ms, or 40.
    """
    wrong = frozenset(
        index
        for index in found.groups
        if not group_matches(found.code, index, typed.get(index, ""))
    )
    if wrong:
        _change(work, found.form, misses=1)
        return wrong
    sent, keys = _live(work, found.form), _keys(work, found.code)
    opened = _handed_over(work, sent, keys)
    drafts.keep(work, found.form, drafts.spent(Draft()))
    visits.begin(work, visit, found.office_id, Visitor(sent.case_id, keys.signing, opened.keys))
    return wrong


def give_up(work: Work, found: ShownCode, *, is_sure: bool = True) -> bool:
    """Stop showing a code that cannot be saved; the second time it is said, it is done.

    The report stays, and whoever has its keys reads it; nobody comes back to it with this code.
    Whoever is not sure only asks what is lost, however often.
    """
    if not (found.giving_up and is_sure):
        _change(work, found.form, giving_up=True)
        return False
    drafts.keep(work, found.form, drafts.spent(Draft()))
    return True


def present(work: Work, code: ReceiptCode, secret: SessionSecret) -> Visit:
    """Begin a visit with a code that was typed in; about 21 ms, and the same for any code.

    One stretching, one unwrapping for each compartment of a reporter and one sealing, whether the
    code is known, was never given out, or its case was destroyed: which one it was shows on the
    next page. So does a report that was saved and not sent: nothing of it is looked for here.
    """
    keys = _keys(work, code)
    kinds = given_to_reporter()
    rows = grants.for_code(work.db, keys.lookup, kinds) or _decoys()
    tried = {row.kind: _unwrapped(keys, row) for row in rows}
    opened = {kind: key for kind, key in tried.items() if key is not None}
    if len(opened) < len(kinds):
        return visits.of_nobody(work, secret, keys.signing, keys.draft)
    visitor = Visitor(rows[0].case_id, keys.signing, opened)
    return visits.begin(work, secret, rows[0].office_id, visitor, keys.draft)


def must_change(work: Work, visit: Visit) -> bool:
    """Say whether somebody else has seen the code of a visit, so that it opens nothing as it is.

    Raises CaseNotFound, or CodeNeeded if the case has newer keys than the visit.
    """
    try:
        open_case(work, visit.visitor, visit.case_id)
    except CodeSeen:
        return True
    return False


def begin_change(work: Work, visit: Visit, present_code: ReceiptCode, form: FormKey) -> None:
    """Make a new code for the case that is being visited; the present one lives until it is noted.

    About 20 ms. Raises Refused if `present_code` is not the code of this case.
    """
    keys = check_code(work, visit, present_code)
    opened = open_case(work, CodeHolder(visit.case_id, keys), visit.case_id)
    _allow(opened)
    sent = Sent(
        code=ReceiptCode.generate(),
        case_id=visit.case_id,
        until=work.now + CODE_SHOWN_AGAIN,
        asked=Asked.LEADS,
        replaces=present_code,
    )
    drafts.keep(work, form, Draft(stage=Stage.SENT, sent=sent))


def asked_groups(key: SymmetricKey, misses: int) -> tuple[int, int]:
    """Choose two different groups: the same until an answer was wrong, in no foreseeable order."""
    drawn = key.derive(b"asked groups" + u32(misses)).secret
    first = drawn[0] % CODE_GROUPS
    second = (first + 1 + drawn[1] % (CODE_GROUPS - 1)) % CODE_GROUPS
    return min(first, second), max(first, second)


def check_code(work: Work, visit: Visit, code: ReceiptCode) -> ReceiptKeys:
    """Return the keys of a code that was typed again by whoever visits; about 20 ms.

    Raises Refused if it is not the code of this case.
    """
    keys = _keys(work, code)
    mine, its = visit.visitor.signing.verify_key(), keys.signing.verify_key()
    if mine != its:
        raise Refused("another-code")
    return keys


def _unwrapped(keys: ReceiptKeys, row: ReporterGrant) -> EpochKey | None:
    """Open a grant with a code's key; None if it is not the code's."""
    said = read_statement(row.statement).statement
    try:
        return unwrap_epoch(
            keys.kem,
            WrappedKey(row.wrapped_key),
            compartment_id=row.compartment_id,
            epoch=row.epoch,
            holder_id=row.case_id,
            commitment=said.commitment,
        )
    except WrongKey:
        return None


def _handed_over(work: Work, sent: Sent, keys: ReceiptKeys) -> OpenCase:
    """Open the case with a code that was noted, and let the code it replaces die."""
    if sent.replaces is None:
        return open_case(work, CodeHolder(sent.case_id, keys), sent.case_id)
    old = CodeHolder(sent.case_id, _keys(work, sent.replaces))
    try:
        opened = open_case(work, old, sent.case_id)
    except WrongKey as error:
        raise CodeGone from error  # another change of the same code was noted first
    _allow(opened)
    change_code(work, opened, keys)
    work.note_reporter_act(opened.case, "change-code")
    return opened


def _allow(opened: OpenCase) -> None:
    decide(Action.CHANGE_CODE, opened.role, opened.case.state, Facts())


def _keys(work: Work, code: ReceiptCode) -> ReceiptKeys:
    return code.keys(work.keys.receipt_salt, work.keys.receipt_cost)


def _sent(draft: Draft | None) -> Sent | None:
    return None if draft is None or draft.stage is not Stage.SENT else draft.sent


def _live(work: Work, form: FormKey) -> Sent:
    sent = _sent(drafts.find(work, form))
    if sent is None:
        raise CodeGone
    return sent


def _change(work: Work, form: FormKey, *, misses: int = 0, giving_up: bool = False) -> None:
    draft = drafts.find(work, form) or Draft()
    if draft.sent is None:
        raise CodeGone
    sent = replace(draft.sent, misses=draft.sent.misses + misses, giving_up=giving_up)
    drafts.keep(work, form, replace(draft, sent=sent))


def _shown(work: Work, form: FormKey, sent: Sent, code: ReceiptCode, others: int) -> ShownCode:
    case = cases.by_id(work.db, sent.case_id)
    return ShownCode(
        form=form,
        code=code,
        groups=asked_groups(drafts.key(work, form).key, sent.misses),
        asked=sent.asked,
        office_id=UUID(form.scope),
        missed=sent.misses > 0,
        giving_up=sent.giving_up,
        replaces_another=sent.replaces is not None,
        others=others,
        next_date=None if case is None else next_date_of(work, case),
    )


@lru_cache(maxsize=1)
def _decoys() -> tuple[ReporterGrant, ...]:
    """Return what stands in for the grants of a code that fits no case: nothing opens them."""
    case_id, office_id, author = uuid4(), uuid4(), SigningKey.generate()
    kem = PrivateKey.generate().public()

    def decoy(kind: Compartment) -> ReporterGrant:
        key = EpochKey.generate(uuid4(), 1)
        statement = EpochStatement(
            case_id=case_id,
            office_id=office_id,
            compartment_id=key.compartment_id,
            kind=kind.value,
            epoch=key.epoch,
            commitment=key.commitment(),
            previous_hash=GENESIS,
            author_id=case_id,
            reporter_kem=kem.raw,
            reporter_verify=author.verify_key().raw,
        )
        return ReporterGrant(
            kind=kind,
            case_id=case_id,
            office_id=office_id,
            compartment_id=key.compartment_id,
            epoch=key.epoch,
            wrapped_key=decoy_wrap(key.compartment_id, key.epoch, case_id),
            statement=statement.sign(author, None),
        )

    return tuple(decoy(kind) for kind in given_to_reporter())
