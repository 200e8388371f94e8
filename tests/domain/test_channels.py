"""The ways on which a report comes."""

from wbportal.domain.channels import IS_SPOKEN, WRITE_DOWN, Channel
from wbportal.domain.roles import CONTENT, Role


def test_every_way_but_our_own_pages_can_be_written_down() -> None:
    assert set(IS_SPOKEN) == set(Channel) - {Channel.WEB}


def test_what_is_spoken_is_a_telephone_call_or_a_meeting() -> None:
    assert {one for one, is_spoken in IS_SPOKEN.items() if is_spoken} == {
        Channel.TELEPHONE,
        Channel.MEETING,
    }


def test_whoever_works_cases_may_write_a_report_down() -> None:
    assert CONTENT - {Role.CUSTODIAN, Role.PROTECTION, Role.BOARD} == WRITE_DOWN
