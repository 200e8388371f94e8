"""Taking a file of a case: a cleaned copy first, and the file as it came for a reason.

The reason is kept twice: as a code in the trail, sealed for the office's auditors, and with its
words in the case, for everybody who works it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from wbportal.casework import alarms, desk, files, reads
from wbportal.casework.access import write
from wbportal.casework.desk import Order
from wbportal.casework.dossier import Dossier, open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Entry, EntryType, FileSlip, Json
from wbportal.domain.compartments import Compartment
from wbportal.domain.reasons import Reason
from wbportal.domain.rules import Action
from wbportal.portal import Work
from wbportal.vault.reads import Reading, What


class Copy(StrEnum):
    """Which copy of a file is taken."""

    CLEANED = "cleaned"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which copy somebody wants; of a reporter's file as it came, for which reason."""

    copy: Copy
    reason: str = ""
    words: str = field(default="", repr=False)
    lang: str = ""


_CLEANED = Wanted(Copy.CLEANED)
_FOR: Mapping[Reason, What] = MappingProxyType(
    {
        Reason.COUNTS_AS_EVIDENCE: What.ORIGINAL_AS_EVIDENCE,
        Reason.COPY_UNREADABLE: What.ORIGINAL_FOR_UNREADABLE_COPY,
        Reason.NO_COPY: What.ORIGINAL_FOR_WANT_OF_A_COPY,
        Reason.ORIGINAL_NEEDED: What.ORIGINAL_FOR_ANOTHER_REASON,
    }
)


def take(
    work: Work, who: Person, case_id: UUID, record_id: UUID, wanted: Wanted = _CLEANED
) -> FileSlip:
    """Return the slip of a file of a case; the trail is told, sealed.

    Raises CaseNotFound, RuleError, or Refused for a reporter's file as it came: "not-a-reason",
    "say-why" for another reason without words.
    """
    dossier = open_dossier(work, who, case_id)
    dossier.allow(Action.DOWNLOAD)
    slip = files.find(record_id, dossier.thread, dossier.investigation)
    what = What.CLEANED_FILE
    if wanted.copy is Copy.ORIGINAL:
        what = What.ORIGINAL_FILE
        if _is_reporters(dossier, record_id):
            what = _note(work, dossier, slip, wanted)
    reads.enter(work, who, dossier.opened.case, Reading(case_id, what, record_id))
    alarms.note_opening(work, who, case_id)
    return slip


def _is_reporters(dossier: Dossier, record_id: UUID) -> bool:
    case_id = dossier.opened.case.id
    return any(
        one.record_id == record_id and one.author_id == case_id for one in dossier.thread.written
    )


def _note(work: Work, dossier: Dossier, slip: FileSlip, wanted: Wanted) -> What:
    """Write into the case why a file was taken as it came; return how the trail says it."""
    reason = desk.reason_of(work, dossier, Action.DOWNLOAD, Order(code=wanted.reason))
    if reason is Reason.ORIGINAL_NEEDED and not wanted.words:
        raise Refused("say-why")
    details: dict[str, Json] = {
        "action": Action.DOWNLOAD.value,
        "reason": reason.value,
        "body": slip.name,
    }
    noted = Entry(EntryType.NOTE, wanted.words, wanted.lang, details, at=work.now)
    write(work, dossier.opened, Compartment.INVESTIGATION, noted)
    return _FOR[reason]
