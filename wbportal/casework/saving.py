"""Saving a report for later: a receipt code before anything is sent, and the way back with it.

What was saved opens with the code alone. No handler holds a grant, no case exists, and whoever
lost the code has lost it. The code is kept in one place, sealed for the browser in which it was
made, until it has been noted there; what stays then can send the report and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_hex
from uuid import UUID

from wbportal.casework import drafts, visits
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.errors import AlreadySent, CodeGone, CodeNeeded
from wbportal.casework.receipt import asked_groups
from wbportal.casework.saved import Pointer, Saved
from wbportal.casework.sent import Sent
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode, group_matches
from wbportal.vault.sessions import DraftKey, SessionSecret


@dataclass(frozen=True, slots=True)
class Unsent:
    """A report of one browser that was not sent."""

    form: FormKey
    is_saved: bool
    until: date  # its last day
    files: int
    code: ReceiptCode | None = field(default=None, repr=False)  # still to be noted
    groups: tuple[int, int] = (0, 0)  # that will be asked for
    missed: bool = False  # a group did not fit before


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report that was sent under a code that had been noted before."""

    form: FormKey
    office_id: UUID


def unsent(
    work: Work, secret: SessionSecret, office_id: UUID, number: str | None = None
) -> Unsent | None:
    """Return the form of this number, or the one kept last, that an office was not sent yet."""
    for one in reversed(drafts.waiting(work, secret)):
        here = (one.form.purpose, one.form.scope) == (Purpose.REPORT, str(office_id))
        if here and one.stage is Stage.WRITING and number in (None, one.form.number):
            draft = drafts.find(work, one.form)
            if draft is not None and draft.stage is Stage.WRITING:
                return _unsent(work, one.form, draft)
    return None


def save(work: Work, form: FormKey) -> None:
    """Give a report that is being written a code, and seal it to that code alone; about 20 ms.

    Nothing is sent. One that has a code keeps it. Raises AlreadySent.
    """
    draft = drafts.find(work, form) or Draft()
    if draft.stage is not Stage.WRITING:
        raise AlreadySent
    if draft.pointer is not None:
        return
    code = ReceiptCode.generate()
    keys = code.keys(work.keys.receipt_salt, work.keys.receipt_cost)
    saved = Saved(UUID(form.scope), keys.sending())
    drafts.point(work, form, Pointer(keys.draft, code), replace(draft, saved=saved))


def note(work: Work, found: Unsent, typed: Mapping[int, str]) -> frozenset[int]:
    """Take the code of a saved report for noted if both groups fit, and return those that do not.

    Then nothing keeps the code any more. Raises CodeGone.
    """
    pointer = _pointer(work, found.form)
    if pointer.code is None:
        raise CodeGone
    wrong = frozenset(
        index
        for index in found.groups
        if not group_matches(pointer.code, index, typed.get(index, ""))
    )
    missed = replace(pointer, misses=pointer.misses + 1)
    drafts.point(work, found.form, missed if wrong else Pointer(pointer.under))
    return wrong


def resume(work: Work, visit: SessionSecret, browser: SessionSecret) -> UUID | None:
    """Go on, in this browser, with the report that a code saved; return its office, if it is there.

    The visit that began with the code is over then: there is no case that it could look at. Raises
    CodeNeeded without a visit.
    """
    begun = visits.find(work, visit)
    if begun is None:
        raise CodeNeeded
    draft = None if begun.draft is None else drafts.under(work, begun.draft)
    if begun.draft is None or draft is None or draft.saved is None:
        return None
    office_id = draft.saved.office_id
    form = _form_of(work, browser, begun.draft) or FormKey(
        browser, Purpose.REPORT, str(office_id), token_hex(16)
    )
    # Whoever typed the code has it: if it was still to be noted here, it need not be any more.
    drafts.point(work, form, Pointer(begun.draft))
    visits.end(work, visit)
    return office_id


def destroy(work: Work, form: FormKey) -> None:
    """Delete a report that was not sent, with its files; its code then opens nothing."""
    drafts.forget(work, form)


def arrived(work: Work, secret: SessionSecret, name: str | None = None) -> Arrived:
    """Return the report called `name`, or the newest, that was sent under a noted code.

    For at most an hour. Raises CodeGone.
    """
    for one in reversed(drafts.waiting(work, secret)):
        if one.stage is Stage.SENT and name in (None, one.form.name):
            sent = _sent(work, one.form)
            if sent is not None and sent.visitor is not None:
                return Arrived(one.form, UUID(one.form.scope))
    raise CodeGone


def enter(work: Work, found: Arrived, visit: SessionSecret) -> None:
    """Begin a visit of a report that arrived; this browser then keeps nothing more of it."""
    sent = _sent(work, found.form)
    if sent is None or sent.visitor is None:
        raise CodeGone
    drafts.keep(work, found.form, drafts.spent(Draft()))
    visits.begin(work, visit, found.office_id, sent.visitor)


def _unsent(work: Work, form: FormKey, draft: Draft) -> Unsent:
    own, pointer = drafts.key(work, form), draft.pointer
    if pointer is None:
        return Unsent(
            form, is_saved=False, until=drafts.last_day(work, own), files=len(draft.files)
        )
    return Unsent(
        form=form,
        is_saved=True,
        until=drafts.last_day(work, pointer.under),
        files=len(draft.files),
        code=pointer.code,
        groups=asked_groups(own.key, pointer.misses),
        missed=pointer.misses > 0,
    )


def _pointer(work: Work, form: FormKey) -> Pointer:
    draft = drafts.find(work, form)
    if draft is None or draft.pointer is None:
        raise CodeGone
    return draft.pointer


def _form_of(work: Work, browser: SessionSecret, its: DraftKey) -> FormKey | None:
    """Find the form of this browser that points at a saved report already."""
    for one in drafts.waiting(work, browser):
        draft = drafts.find(work, one.form) if one.stage is Stage.WRITING else None
        if draft is not None and draft.pointer is not None and draft.pointer.under.id == its.id:
            return one.form
    return None


def _sent(work: Work, form: FormKey) -> Sent | None:
    draft = drafts.find(work, form)
    return None if draft is None or draft.stage is not Stage.SENT else draft.sent
