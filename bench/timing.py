"""Whether time tells a good code from a bad one, or a name that exists from one that does not.

`python -m bench.timing` prints a verdict, and ends with status 1 if there is a difference.
"""

import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import uuid4

from bench.browser import Answer, Browser, hidden
from bench.figures import MILLI, Figure, at_least, at_most
from bench.ranks import Comparison, compare
from bench.reports import save_reports, send_reports
from bench.serving import SERVE, Installation, Server, installed, served
from tests.builders import found
from wbportal.casework import destruction, passphrases
from wbportal.db.accounts import Account
from wbportal.domain.reasons import Reason
from wbportal.vault.receipts import ReceiptCode

_ROOT = Path(__file__).parents[1]
_PRESENT, _CASE, _SIGN_IN = "/receipt/", "/receipt/case", "/account/sign-in"
_KNOWN, _SAVED = "known", "saved"
_SAMPLES, _SAMPLES_AT_FULL_COST = 500, 60
_DESTROYED_AT_ONCE = 100
# All comparisons together are wrong this often if nothing differs: each one's share is smaller.
_DOUBT = 0.01
_CHEAP_SERVER = (
    *("-m", "gunicorn", "--config", f"file:{_ROOT}/wbportal/cli/gunicorn_settings.py"),
    "bench.cheap:create()",
)


@dataclass(slots=True)
class Samples:
    """What one kind of try brought, at one step."""

    times: list[float] = field(default_factory=list)  # seconds
    # Status, length of the body, length of everything before it.
    looks: set[tuple[int, int, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of try compared with the known one, at one step."""

    name: str
    compared: Comparison
    looks_alike: bool
    samples: int


_Step = tuple[str, Callable[[], Answer]]


def figures() -> Iterator[Figure]:
    """Compare everything; a p value below its bound means that time tells."""
    findings = list(compare_all())
    bound = _DOUBT / len(findings)
    for finding in findings:
        compared = finding.compared
        yield Figure(
            f"{finding.name}, p",
            compared.p,
            "",
            at_least(bound),
            f"longer in {compared.effect:.1%}; medians {compared.shift * MILLI:+.3f} ms;"
            f" {finding.samples} each",
        )
    different = sum(not finding.looks_alike for finding in findings)
    yield Figure("answers of another status or length", different, "", at_most(0))


def compare_all() -> Iterator[Finding]:
    """Compare with hardly any stretching, 500 samples each; and at full cost, with fewer."""
    with installed(cheap=True) as here, _cheaply_served(here) as server:
        yield from _codes(server, _SAMPLES)
        yield from _names(server, _SAMPLES)
    with installed() as here, served(here, SERVE) as server:
        yield from _codes(server, _SAMPLES_AT_FULL_COST)
        yield from _names(server, _SAMPLES_AT_FULL_COST)


@contextmanager
def _cheaply_served(here: Installation) -> Iterator[Server]:
    bind = ("--bind", here.url.removeprefix("http://"))
    with served(here, (*_CHEAP_SERVER, *bind)) as server:
        yield server


def _codes(server: Server, count: int) -> Iterator[Finding]:
    here = server.here
    other = found(here.portal, "other")
    destroyed = send_reports(here, count)
    lead = here.office.leads[0].person
    for begun in range(0, count, _DESTROYED_AT_ONCE):
        gone = [one.case_id for one in destroyed[begun : begun + _DESTROYED_AT_ONCE]]
        here.portal.perform(
            partial(destruction.destroy, who=lead, case_ids=gone, reason=Reason.SPAM)
        )
    codes = {
        _KNOWN: [one.groups for one in send_reports(here, count)],
        "unknown": [" ".join(ReceiptCode.generate().groups()) for _ in range(count)],
        "destroyed": [one.groups for one in destroyed],
        "another office's": [one.groups for one in send_reports(here, count, other)],
        _SAVED: save_reports(here, count),
    }
    first = server.browser()
    form = hidden(first.get(_PRESENT).text)

    waiting = set(codes[_SAVED])

    def present(code: str) -> list[_Step]:
        browser = Browser(first.origin, dict(first.cookies))
        presented = ("presented", partial(browser.post, _PRESENT, {**form, "code": code}))
        # What was saved leads on to another page, which shows; until then nothing may.
        after = [] if code in waiting else [("its page", partial(browser.get, _CASE))]
        return [presented, *after]

    yield from _compared("code", codes, present)


def _names(server: Server, count: int) -> Iterator[Finding]:
    names = {
        _KNOWN: _accounts(server.here, count),
        "unknown": [f"bench-{secrets.token_hex(8)}" for _ in range(count)],
    }
    browser = server.browser()
    form = hidden(browser.get(_SIGN_IN).text)

    def try_name(name: str) -> list[_Step]:
        typed = {"username": name, "passphrase": "this is not the passphrase"}
        return [("signed in", lambda: browser.post(_SIGN_IN, {**form, **typed}, status=422))]

    yield from _compared("name", names, try_name)


def _accounts(here: Installation, count: int) -> list[str]:
    """Add people who chose a passphrase; a wrong one is all that is tried with them."""
    names = [f"bench-{secrets.token_hex(8)}" for _ in range(count)]
    with here.portal.work() as work:
        for name in names:
            account_id = uuid4()
            locked = passphrases.lock(work, account_id, secrets.token_bytes(32), "tidy walnut")
            row = Account(
                id=account_id,
                office_id=here.office.id,
                username=name,
                display_name=name,
                locked_seed=locked,
            )
            work.db.add(row)
    return names


def _compared(
    what: str, tries: Mapping[str, Sequence[str]], steps_of: Callable[[str], list[_Step]]
) -> Iterator[Finding]:
    """Make every try once, in random order, and compare each kind with the known one."""
    order = [(kind, one) for kind, ones in tries.items() for one in ones]
    random.shuffle(order)
    taken: dict[tuple[str, str], Samples] = {}
    for kind, one in order:
        for step, do in steps_of(one):
            begun = time.perf_counter()
            answer = do()
            samples = taken.setdefault((step, kind), Samples())
            samples.times.append(time.perf_counter() - begun)
            samples.looks.add((answer.status, answer.length, answer.head_length))
    for (step, kind), samples in taken.items():
        if kind != _KNOWN:
            known = taken[step, _KNOWN]
            yield Finding(
                name=f"{kind} {what}, {step}",
                compared=compare(known.times, samples.times),
                looks_alike=known.looks == samples.looks and len(known.looks) == 1,
                samples=len(samples.times),
            )


def main() -> int:
    """Compare, print a verdict, and return the exit status."""
    missed = False
    for figure in figures():
        missed |= figure.is_missed
        beside = "DIFFERENT" if figure.is_missed else "alike"
        print(f"{figure.name:<44} {figure.value:<10.4g} {beside:<10} {figure.limit}", flush=True)
    print("Time or length tells them apart." if missed else "No difference that shows.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
