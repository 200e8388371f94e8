"""A thousand cases change hands: new keys, a new lead, one who leaves, and all by recovery."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

from bench.browser import Unexpected
from bench.figures import MB, Figure
from bench.reports import send_reports
from bench.serving import Installation, installed
from tests.builders import join, vet
from wbportal.casework import handing, handovers, recovering, renewal, shares
from wbportal.casework.handovers import Plan
from wbportal.casework.keyholders import Person
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.vault.epochs import EpochKey
from wbportal.vault.keys import PrivateKey

_CASES = 1_000
_OWN_WRAPS = 3  # thread, investigation and protection, for one lead alone
_ALL_WRAPS = 11  # of the new keys: two leads and recovery three times each, the reporter twice

_LIMIT_WRAPS = 5_000


@dataclass(frozen=True, slots=True)
class _Run:
    """One thing done to every case: who has their keys now, and what it took."""

    person: Person
    seconds: float
    cpu: float
    memory: int

    def figures(self, name: str, wraps: int) -> Iterator[Figure]:
        rate, limit = wraps * _CASES / self.cpu, wraps_a_second()
        beside = f"CPU {self.cpu:.1f} s; {rate:.0f} wraps/s of it, {rate / limit:.2f} × {limit:.0f}"
        name = f"{_CASES:,} cases × 3, {name}"
        yield Figure(name, self.seconds, "s", limit=beside)
        yield Figure(f"{name}, memory", self.memory / MB, "MB")


def figures() -> Iterator[Figure]:
    """Give a lead new keys twice, without and with new ones for the cases; then hand them over."""
    with installed(cheap=True) as here:
        send_reports(here, _CASES)
        lead = here.office.leads[0]
        first = _renewed(here, lead.person, lead.passphrase, rekeyed=False)
        yield from first.figures("wrapped anew", _OWN_WRAPS)
        second = _renewed(here, first.person, lead.passphrase, rekeyed=True)
        yield from second.figures("re-keyed", _ALL_WRAPS)
        late = join(here.portal, here.office.id, "late", frozenset({Role.LEAD}))
        vet(here.portal, here.office.founded, (late,))
        given = _handed_over(here, second.person, Kind.KEYS, late.person)
        yield from given.figures("given to a new lead", _OWN_WRAPS)
        left = _handed_over(here, second.person, Kind.LEAVING, late.person)
        yield from left.figures("re-keyed without one who leaves", _ALL_WRAPS)
        back = _recovered(here, late.person)
        yield from back.figures("given back by recovery", _ALL_WRAPS)


def _renewed(here: Installation, person: Person, passphrase: str, *, rekeyed: bool) -> _Run:
    perform, root = here.portal.perform, here.office.founded.root
    while perform(lambda work: renewal.try_grants(work, person)):
        pass
    new = perform(lambda work: renewal.begin(work, person, passphrase, root))

    def move_all() -> None:
        with here.portal.work() as work:
            waiting = renewal.waiting(work, new)
        for case_id in waiting:
            with here.portal.work() as work:
                renewal.move(work, new, [new] if rekeyed else [], case_id)
        if perform(lambda work: renewal.finish(work, new)).cases != _CASES:
            raise Unexpected("not every case was moved")

    return _measured(replace(new, former=None), move_all)


def _handed_over(here: Installation, giver: Person, kind: Kind, to: Person) -> _Run:
    """Hand all cases over as a lead does who presses the button until nothing is waiting."""
    from_id = None if kind is Kind.KEYS else giver.id
    with here.portal.work() as work:
        handover_id = handovers.plan(work, giver, Plan(kind, to.id, from_id))

    def press_until_done() -> None:
        is_finished = False
        while not is_finished:
            handing.carry_on(here.portal, giver, handover_id)
            with here.portal.work() as work:
                view = handovers.look(work, giver, handover_id)
            is_finished = view.is_finished
        if view.tally.done != _CASES:
            raise Unexpected("not every case was handed over")

    return _measured(to, press_until_done)


def _recovered(here: Installation, lead: Person) -> _Run:
    """Give every case to whoever leads now, as `recover office` does."""
    perform, office_id = here.portal.perform, here.office.id
    typed = list(here.office.founded.recovery_shares[:2])
    with here.portal.work() as work:
        key = shares.key_of(work, office_id, typed)
    perform(lambda work: recovering.begin(work, lead, None, (1, 2)))

    def give_all_back() -> None:
        with here.portal.work() as work:
            run = recovering.unfinished(work, office_id)
            if run is None:
                raise Unexpected("nothing is being given back")
            waiting = recovering.waiting(work, office_id, run)
        for case_id in waiting:
            perform(partial(recovering.give_back, lead=lead, key=key, run=run, case_id=case_id))
        with here.portal.work() as work:
            opened = [recovering.is_given(work, lead, key, run, one) for one in waiting]
        if sum(opened) != _CASES:
            raise Unexpected("not every case came back")

    return _measured(lead, give_all_back)


def _measured(person: Person, act: Callable[[], None]) -> _Run:
    Path("/proc/self/clear_refs").write_text("5")
    before, begun, cpu = _memory("VmRSS"), time.monotonic(), time.process_time()
    act()
    return _Run(
        person=person,
        seconds=time.monotonic() - begun,
        cpu=time.process_time() - cpu,
        memory=_memory("VmHWM") - before,
    )


@cache
def wraps_a_second() -> float:
    """Return how many keys one core wraps in a second, and does nothing else."""
    to, key, holder_id = PrivateKey.generate().public(), EpochKey.generate(uuid4(), 1), uuid4()
    begun = time.process_time()
    for _ in range(_LIMIT_WRAPS):
        key.wrap(to, holder_id)
    return _LIMIT_WRAPS / (time.process_time() - begun)


def _memory(key: str) -> int:
    for line in Path(f"/proc/{os.getpid()}/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024
    raise LookupError(key)
