"""A case as one holder reads it: opened once, with the facts that the rules ask for."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from wbportal.casework import indexing, letter_items, states, walls
from wbportal.casework.access import OpenCase, open_case
from wbportal.casework.acts import Act, Wishes, acts_of, wishes_of
from wbportal.casework.keyholders import Keyholder, Person
from wbportal.casework.records import EntryType
from wbportal.casework.standing import facts_of
from wbportal.casework.states import Remembered
from wbportal.casework.thread import Reading, read
from wbportal.casework.walls import Walls
from wbportal.domain.compartments import Compartment
from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, Facts, State, decide
from wbportal.portal import Work
from wbportal.vault.chain import Head

_NOTHING_READ = Reading((), Head())
_TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Cover:
    """What every page of a case says of it on top."""

    case_id: UUID
    reference: str
    state: State
    role: Role  # the reader's, in this case


@dataclass(frozen=True, slots=True)
class Dossier:
    """An open case and what is written in the compartments that its holder can read."""

    opened: OpenCase
    thread: Reading = field(repr=False)
    investigation: Reading = field(repr=False)
    protection: Reading | None = field(repr=False)  # None for whoever holds no key to it
    acts: tuple[Act, ...] = field(repr=False)
    wishes: Wishes = field(repr=False)
    walls: Walls = field(repr=False)
    facts: Facts

    @property
    def cover(self) -> Cover:
        return cover_of(self.opened)

    def allow(self, action: Action) -> State:
        """Return the state that `action` leads to. Raises NotAllowed or NotPossible."""
        return decide(action, self.opened.role, self.opened.case.state, self.facts)


def open_dossier(work: Work, who: Keyholder, case_id: UUID, *, shown: bool = False) -> Dossier:
    """Open a case and read it whole; about 1 ms and 0.15 ms an entry.

    What a signed-in person has opened and seen is remembered, sealed for them alone; with
    `shown`, also that they have been shown the thread up to its end.
    Raises CaseNotFound, and Damaged or a VaultError if anything was changed behind our back.
    """
    opened = open_case(work, who, case_id)
    memory = states.load(work, who, case_id) if isinstance(who, Person) else None
    thread = read(work, opened, Compartment.THREAD, memory)
    investigation = _read_if_held(work, opened, Compartment.INVESTIGATION, memory)
    protection = _read_if_held(work, opened, Compartment.PROTECTION, memory)
    acts = acts_of(opened.case.id, thread, protection)
    wishes = wishes_of(acts, thread, opened.case.id, protection)
    standing = walls.in_force(work, opened, thread, investigation or _NOTHING_READ)
    found = Dossier(
        opened=opened,
        thread=thread,
        investigation=investigation or _NOTHING_READ,
        protection=protection,
        acts=acts,
        wishes=wishes,
        walls=standing,
        facts=replace(
            facts_of(
                work, opened, (thread, investigation or _NOTHING_READ), acts, (standing, wishes)
            ),
            slip=opened.case.code_single_use and memory is not None and bool(memory.slip),
        ),
    )
    if isinstance(who, Person):
        states.keep(work, who, case_id, _remember(memory, found, shown=shown))
        indexing.keep(work, opened, (found.thread, found.investigation))
    return found


def cover_of(opened: OpenCase) -> Cover:
    """Return what pages say of an open case on top."""
    case = opened.case
    return Cover(case.id, case.reference, case.state, opened.role)


def _read_if_held(
    work: Work, opened: OpenCase, compartment: Compartment, memory: Remembered | None
) -> Reading | None:
    return read(work, opened, compartment, memory) if compartment in opened.keys else None


def _remember(memory: Remembered | None, dossier: Dossier, *, shown: bool) -> Remembered:
    heads = {Compartment.THREAD: dossier.thread.head}
    if dossier.investigation is not _NOTHING_READ:
        heads[Compartment.INVESTIGATION] = dossier.investigation.head
    if dossier.protection is not None:
        heads[Compartment.PROTECTION] = dossier.protection.head
    before = memory or Remembered()
    return replace(
        before,
        keys=dict(dossier.opened.keys),
        heads=heads,
        title=title_of(dossier),
        read_to=dossier.thread.head.number if shown else before.read_to,
        slip=before.slip if dossier.opened.case.code_single_use else "",
        reply_due=letter_items.reply_due(dossier.investigation),
    )


def title_of(dossier: Dossier) -> str:
    """Return the first words of a report, for lists."""
    first = next(
        (w.entry.text for w in dossier.thread.written if w.entry.type is EntryType.REPORT), ""
    )
    words = " ".join(first.split())
    return words if len(words) <= _TITLE_CHARS else words[: _TITLE_CHARS - 1] + "…"
