"""New keys for a lead of a thousand cases: what is theirs wrapped anew, and the cases re-keyed."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from uuid import uuid4

from bench.browser import Unexpected
from bench.figures import MB, Figure
from bench.reports import send_reports
from bench.serving import Installation, installed
from wbportal.casework import renewal
from wbportal.casework.keyholders import Person
from wbportal.vault.epochs import EpochKey
from wbportal.vault.keys import PrivateKey

_CASES = 1_000
_OWN_WRAPS = 3  # thread, investigation and protection, for the lead alone
_ALL_WRAPS = 11  # of the new keys: two leads and recovery three times each, the reporter twice
_LIMIT_WRAPS = 5_000


@dataclass(frozen=True, slots=True)
class _Run:
    """One rotation: who has new keys now, and what it took."""

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
    """Give a lead new keys twice: first without, then with new keys for the cases."""
    with installed(cheap=True) as here:
        send_reports(here, _CASES)
        lead = here.office.leads[0]
        first = _run(here, lead.person, lead.passphrase, rekeyed=False)
        yield from first.figures("wrapped anew", _OWN_WRAPS)
        second = _run(here, first.person, lead.passphrase, rekeyed=True)
        yield from second.figures("re-keyed", _ALL_WRAPS)


def _run(here: Installation, person: Person, passphrase: str, *, rekeyed: bool) -> _Run:
    perform, root = here.portal.perform, here.office.founded.root
    while perform(lambda work: renewal.try_grants(work, person)):
        pass
    new = perform(lambda work: renewal.begin(work, person, passphrase, root))
    Path("/proc/self/clear_refs").write_text("5")
    before, begun, cpu = _memory("VmRSS"), time.monotonic(), time.process_time()
    with here.portal.work() as work:
        waiting = renewal.waiting(work, new)
    for case_id in waiting:
        with here.portal.work() as work:
            renewal.move(work, new, [new] if rekeyed else [], case_id)
    held = perform(lambda work: renewal.finish(work, new))
    if held.cases != _CASES:
        raise Unexpected("not every case was moved")
    return _Run(
        person=replace(new, former=None),
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
