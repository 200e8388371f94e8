"""What somebody has typed and uploaded and not yet sent, sealed for their cookie alone.

A draft also keeps the receipt code of what was sent, until it has been noted or given up, so
that sending twice makes one case and shows one code. What stays then is a spent marker that
knows nothing of the case. Beside the drafts of a browser lies a list of them, sealed the same
way: the page of the code finds its form there, because no address and no cookie names one.

A form that was saved under a receipt code lies in the code's own draft instead. The browser's
then only points there, and whatever is kept in any browser goes to the one place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from wbportal.casework.records import (
    FileSlip,
    Json,
    canonical,
    mapping_from,
    text_of,
)
from wbportal.casework.saved import Pointer, Saved
from wbportal.casework.sent import Sent, bytes_of, hexes
from wbportal.db import blobs, drafts
from wbportal.db.drafts import DraftRow
from wbportal.domain.retention import SPENT_MARKER, UNSENT_DRAFT
from wbportal.portal import Work
from wbportal.vault.encoding import join
from wbportal.vault.padding import pad, unpad
from wbportal.vault.sessions import DraftKey, SessionSecret

_LABEL = b"wbportal draft v1"
# So that the few words of a browser, its list, and a report saved under a code, which carries a
# public key of 1,216 bytes besides, are rows of one size.
_LEAST_BYTES = 4096
_LIST = "list"  # no form has this name: theirs have a purpose, a scope and a number
_MOST_FORMS = 50  # of one browser; the oldest that were not sent are forgotten first
_DAY = timedelta(days=1)


class Purpose(StrEnum):
    """What a form is for; forms of different purposes never share a draft."""

    REPORT = "report"
    MESSAGE = "message"  # on the page of a case
    ACT = "act"  # what a reporter does behind the code besides writing
    ENTRY = "entry"  # at the desk, for somebody else
    CODE = "code"  # no form that anybody fills in: a changed code that waits to be noted


class Stage(StrEnum):
    """How far a form has come."""

    WRITING = "writing"
    SENT = "sent"  # the code is still to be noted
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class FormKey:
    """One form in one browser: the cookie's secret, and what its hidden field says."""

    secret: SessionSecret = field(repr=False)
    purpose: Purpose
    scope: str  # the office's id; nothing for a message
    number: str  # random, so that two tabs do not collide

    @property
    def name(self) -> str:
        return f"{self.purpose}/{self.scope}/{self.number}"

    @classmethod
    def named(cls, secret: SessionSecret, name: str) -> Self:
        """Read what `name` made. Raises ValueError."""
        purpose, scope, number = name.split("/", 2)
        return cls(secret, Purpose(purpose), scope, number)


@dataclass(frozen=True, slots=True)
class Draft:
    """One form of one visitor."""

    typed: Mapping[str, Json] = field(default_factory=dict, repr=False)  # as it came, by field
    files: tuple[FileSlip, ...] = field(default=(), repr=False)
    stage: Stage = Stage.WRITING
    sent: Sent | None = field(default=None, repr=False)
    done: tuple[bytes, ...] = field(default=(), repr=False)  # hashes of messages that were sent
    pointer: Pointer | None = field(default=None, repr=False)  # it was saved, and lies elsewhere
    saved: Saved | None = field(default=None, repr=False)  # it is what lies there

    @property
    def shows_code(self) -> bool:
        """Whether it was sent, and its code is still to be noted."""
        return self.sent is not None and self.sent.code is not None

    @property
    def is_over(self) -> bool:
        """Whether it was sent, and its code was noted or is shown no longer."""
        return self.stage is not Stage.WRITING and not self.shows_code

    def to_bytes(self) -> bytes:
        value: dict[str, Json] = {
            "typed": dict(self.typed),
            "files": [slip.to_json() for slip in self.files],
            "stage": self.stage.value,
            "done": hexes(self.done),
        }
        if self.sent is not None:
            value["sent"] = self.sent.to_json()
        if self.pointer is not None:
            value["pointer"] = self.pointer.to_json()
        if self.saved is not None:
            value["saved"] = self.saved.to_json()
        return pad(canonical(value), _LEAST_BYTES)

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Read what `to_bytes` made. Raises Damaged."""
        value = mapping_from(unpad(body, _LEAST_BYTES))
        typed, files, sent = value.get("typed"), value.get("files"), value.get("sent")
        pointer, saved = value.get("pointer"), value.get("saved")
        slips = files if isinstance(files, list) else []
        return cls(
            typed=typed if isinstance(typed, dict) else {},
            files=tuple(FileSlip.from_json(one) for one in slips if isinstance(one, dict)),
            stage=Stage(text_of(value, "stage")),
            sent=Sent.from_json(sent) if isinstance(sent, dict) else None,
            done=bytes_of(value.get("done")),
            pointer=Pointer.from_json(pointer) if isinstance(pointer, dict) else None,
            saved=Saved.from_json(saved) if isinstance(saved, dict) else None,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form of this browser that is not done with."""

    form: FormKey
    stage: Stage


def key(work: Work, form: FormKey) -> DraftKey:
    """Return what a form's draft is found and sealed by."""
    return form.secret.draft(form.name, work.keys.session_half)


def find(work: Work, form: FormKey) -> Draft | None:
    """Open a form's draft, wherever it lies, or return None if there is none.

    A code that was shown for an hour and not noted is gone: the draft is then a spent marker.
    """
    draft = under(work, key(work, form))
    if draft is None or draft.pointer is None:
        return draft
    saved = under(work, draft.pointer.under)
    return None if saved is None else replace(saved, pointer=draft.pointer)


def under(work: Work, its: DraftKey) -> Draft | None:
    """Open what lies under a key itself, or return None if nothing does any more."""
    body = _opened(work, its)
    if body is None:
        return None
    draft = Draft.from_bytes(body)
    if draft.sent is not None and draft.sent.until < work.now:
        return spent(draft)
    return draft


def keep(work: Work, form: FormKey, draft: Draft) -> None:
    """Seal a draft in place of the one before. A parallel write makes the commit fail: StaleRow.

    Files that it no longer names are deleted once the work has committed. One that was saved goes
    to its place; once it was sent, a spent marker is left there, so that it is sent only once.
    """
    own = key(work, form)
    pointer, saved = _saved(work, own)
    if pointer is None:
        _keep(work, own, replace(draft, pointer=None))
    elif draft.stage is Stage.WRITING:
        _keep(work, pointer.under, replace(draft, pointer=None, saved=saved))
        _keep(work, own, Draft(pointer=pointer))
    else:
        _keep(work, pointer.under, spent(Draft()))
        _keep(work, own, replace(draft, pointer=None, saved=None))
    _list(work, form, draft.stage)


def point(work: Work, form: FormKey, to: Pointer, content: Draft | None = None) -> None:
    """Let a form lie elsewhere from now on; with `content`, that is put there first."""
    if content is not None:
        _keep(work, to.under, replace(content, pointer=None))
    _keep(work, key(work, form), Draft(pointer=to))
    _list(work, form, Stage.WRITING)


def last_day(work: Work, its: DraftKey) -> date:
    """Return the day after which a draft that is there is destroyed."""
    row = _row(work, its.id)
    return work.today if row is None else row.expires_on


def waiting(work: Work, secret: SessionSecret) -> tuple[Waiting, ...]:
    """List the forms of a browser that were kept or sent and are not done with, oldest first."""
    body = _opened(work, _list_key(work, secret))
    if body is None:
        return ()
    listed = mapping_from(unpad(body, _LEAST_BYTES)).get("forms")
    return tuple(
        Waiting(FormKey.named(secret, str(one[0])), Stage(str(one[1])))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, list)
    )


def forget_all(work: Work, secret: SessionSecret) -> None:
    """Delete every draft of a browser, with its files and with a code that was not noted."""
    keys = [key(work, one.form) for one in waiting(work, secret)]
    for one in (*keys, _list_key(work, secret)):
        row = _row(work, one.id)
        if row is not None:
            _forget(work, row)


def forget(work: Work, form: FormKey) -> None:
    """Delete a form's draft, with its files, wherever it lies."""
    own = key(work, form)
    pointer, _ = _saved(work, own)
    for one in (own,) if pointer is None else (pointer.under, own):
        row = _row(work, one.id)
        if row is not None:
            _forget(work, row)
    _list(work, form, Stage.SPENT)


def forget_expired(work: Work) -> None:
    """Delete the drafts whose last day has passed, with their files."""
    for row in drafts.expired(work.db, work.today):
        _forget(work, row)


def spent(draft: Draft) -> Draft:
    """Return the marker that stays of a draft; it knows nothing of the case."""
    return Draft(stage=Stage.SPENT, done=draft.done)


def with_files(draft: Draft, added: Iterable[FileSlip], most: int) -> Draft:
    """Add files, each one once, at most `most` in all."""
    files = list(draft.files)
    for slip in added:
        if (slip.name, slip.sha256) not in [(one.name, one.sha256) for one in files]:
            files.append(slip)
    return replace(draft, files=tuple(files[:most]))


def without_file(draft: Draft, file_id: str) -> Draft:
    """Take out one file, if it is there."""
    return replace(draft, files=tuple(one for one in draft.files if str(one.file_id) != file_id))


def with_marks(draft: Draft, marked: frozenset[str]) -> Draft:
    """Mark the files, by their ids, that show who the reporter is, and no others."""
    files = tuple(replace(one, shows_identity=str(one.file_id) in marked) for one in draft.files)
    return replace(draft, files=files)


def _saved(work: Work, own: DraftKey) -> tuple[Pointer | None, Saved | None]:
    """Return where a form was saved and what for; nothing if it is not there any more."""
    draft = under(work, own)
    if draft is None or draft.pointer is None:
        return None, None
    there = under(work, draft.pointer.under)
    if there is None or there.saved is None:
        return None, None
    return draft.pointer, there.saved


def _keep(work: Work, its: DraftKey, draft: Draft) -> None:
    if _row(work, its.id) is not None:
        _let_go(work, its.id, {slip.blob for slip in draft.files})
    _seal(work, its, draft.to_bytes(), _last_day(work, draft))
    for slip in draft.files:
        blobs.hold_for_draft(work.db, slip.blob, its.id, slip.padded, work.today)


def _list_key(work: Work, secret: SessionSecret) -> DraftKey:
    return secret.draft(_LIST, work.keys.session_half)


def _list(work: Work, form: FormKey, stage: Stage) -> None:
    before = waiting(work, form.secret)
    after = tuple(one for one in before if one.form != form)
    if stage is not Stage.SPENT:
        after = (*after, Waiting(form, stage))
    its, until = _list_key(work, form.secret), work.today + UNSENT_DRAFT
    row = _row(work, its.id)
    # A draft that is kept anew lives on, and its list has to live as long.
    if after != before or (row is not None and row.expires_on < until):
        listed: Json = [[one.form.name, one.stage.value] for one in _listed(after)]
        _seal(work, its, pad(canonical({"forms": listed}), _LEAST_BYTES), until)


def _listed(forms: tuple[Waiting, ...]) -> list[Waiting]:
    """Return what is listed: of too many the oldest are left out, but none whose code waits."""
    writing = [one for one in forms if one.stage is not Stage.SENT]
    left_out = writing[: max(0, len(forms) - _MOST_FORMS)]
    return [one for one in forms if one not in left_out]


def _last_day(work: Work, draft: Draft) -> date:
    match draft.stage:
        case Stage.WRITING:
            return work.today + UNSENT_DRAFT
        case Stage.SENT:
            return work.today + _DAY  # an hour from now may be tomorrow
        case Stage.SPENT:
            return work.today + SPENT_MARKER


def _row(work: Work, draft_id: bytes) -> DraftRow | None:
    """Find a draft's row, asking the database once a work, also if there is none."""
    seen: dict[bytes, DraftRow | None] = work.db.info.setdefault("drafts", {})
    if draft_id not in seen:
        seen[draft_id] = drafts.one(work.db, draft_id)
    return seen[draft_id]


def _opened(work: Work, its: DraftKey) -> bytes | None:
    row = _row(work, its.id)
    # Its last day counts, and not the hour at which the job that deletes it comes round.
    if row is None or row.expires_on < work.today:
        return None
    return its.key.open(row.sealed_content, join(_LABEL, its.id))


def _seal(work: Work, its: DraftKey, body: bytes, until: date) -> None:
    sealed = its.key.seal(body, join(_LABEL, its.id))
    row = _row(work, its.id)
    if row is None:
        row = DraftRow(id=its.id, sealed_content=sealed, expires_on=until)
        work.db.add(row)
        work.db.info["drafts"][its.id] = row
    else:
        row.sealed_content = sealed
        row.expires_on = until


def _let_go(work: Work, draft_id: bytes, kept: set[str]) -> None:
    for blob in blobs.of_draft(work.db, draft_id):
        if blob.name not in kept and blob.draft_id == draft_id:  # not moved to a case just now
            work.db.delete(blob)
            work.forget(blob.name)


def _forget(work: Work, row: DraftRow) -> None:
    for blob in blobs.of_draft(work.db, row.id):
        work.forget(blob.name)
    # Before the row that they refer to, which is deleted with the rows of this work.
    work.later(blobs.deletion_of_draft(row.id))
    work.db.delete(row)
