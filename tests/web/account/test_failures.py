"""A few failed sign-ins are all written down; of a flood, only how many there were."""

from datetime import timedelta

from tests.builders import BEGINNING
from wbportal.web.account.failures import Tally


def test_a_burst_is_written_one_by_one() -> None:
    tally = Tally()
    assert [tally.admit(BEGINNING) for _ in range(60)] == [0] * 60
    assert tally.admit(BEGINNING) is None


def test_a_flood_is_written_once_a_minute_with_its_number() -> None:
    tally = Tally()
    for _ in range(60):
        tally.admit(BEGINNING)
    later = [tally.admit(BEGINNING + timedelta(seconds=n)) for n in range(1, 241)]
    assert [skipped for skipped in later if skipped is not None] == [59] * 4


def test_a_pause_makes_room_again() -> None:
    tally = Tally()
    for _ in range(100):
        tally.admit(BEGINNING)
    assert tally.admit(BEGINNING + timedelta(hours=2)) == 40
    assert tally.admit(BEGINNING + timedelta(hours=2)) == 0
