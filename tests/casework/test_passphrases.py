"""A passphrase is changed all at once: whatever cuts it off, the old one opens or the new one."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.builders import found, make_portal
from tests.killing import killed_after
from wbportal.casework import account, passphrases
from wbportal.db import accounts


@pytest.mark.slow
def test_killed_at_any_moment_one_of_the_two_opens(
    tmp_path: Path, rounds: Callable[[int], int]
) -> None:
    portal = make_portal(tmp_path)
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    lead = office.leads[0]
    said = [f"quiet harbour evening number {number}" for number in range(2)]

    def opens(typed: str) -> bool:
        with portal.work() as work:
            row = accounts.by_id(work.db, lead.id)
            return passphrases.unlock(work, row, typed) == lead.keys.seed

    def change(old: str, new: str) -> None:
        with portal.work() as work:
            account.change_passphrase(work, lead.person, None, old, new)

    begun = time.monotonic()
    change(lead.passphrase, said[0])
    lasts, killed, old = time.monotonic() - begun, 0, said[0]
    moments = random.Random(43)  # noqa: S311 - moments that can be tried again
    for _ in range(rounds(10)):
        new = said[1 - said.index(old)]
        portal.engine.dispose()
        killed += killed_after(moments.uniform(0, 2 * lasts), partial(change, old, new))
        assert opens(old) is not opens(new)
        old = new if opens(new) else old
    assert killed > rounds(10) / 3, "hardly any of the moments lay in the change"
