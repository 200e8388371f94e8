"""A glance says of a memory what reading all of it says."""

from datetime import date
from uuid import UUID

import pytest

from wbportal.casework.errors import Damaged
from wbportal.casework.glances import Glance
from wbportal.casework.states import Remembered
from wbportal.domain.compartments import Compartment
from wbportal.vault.chain import Head
from wbportal.vault.epochs import EpochKey

KEY = EpochKey(UUID(int=1), 3, b"k" * 32)
TYPED = '"walled":true,"reply_due":"2020-01-01","investigation":[9,"protection":["'
MEMORIES = [
    Remembered(),
    Remembered(walled=True, title=TYPED),
    Remembered(title=TYPED, slip=TYPED, read_to=7),
    Remembered(
        keys={Compartment.PROTECTION: KEY},
        heads={Compartment.INVESTIGATION: Head(4, b"h" * 32)},
        care={"to": 2, "level": "high", "told_on": None},
        reply_due=date(2026, 12, 1),
        title="a road",
    ),
    Remembered(keys=dict.fromkeys(Compartment, KEY), care={"to": 0, TYPED: TYPED}),
]


def test_a_glance_says_what_reading_says_whatever_somebody_typed() -> None:
    for memory in MEMORIES:
        for body in (memory.to_bytes(), memory.to_bytes().ljust(1920)):
            glance = Glance(body)
            assert glance.walled == memory.walled
            assert glance.reply_due == memory.reply_due
            assert glance.care == memory.care
            for kind in Compartment:
                head = memory.heads.get(kind)
                assert glance.seen(kind) == (None if head is None else head.number)
                assert glance.holds(kind) == (kind in memory.keys)


def test_what_was_cut_off_is_damaged() -> None:
    with pytest.raises(Damaged):
        _ = Glance(b'{"care":{"to":1').care
