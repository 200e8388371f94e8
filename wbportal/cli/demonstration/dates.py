"""What is watched in two cases: when allegations are prescribed, as people entered it."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from wbportal.casework import clocks
from wbportal.casework.keyholders import Person
from wbportal.cli.demonstration.people import Cast
from wbportal.domain.dates import read_date
from wbportal.domain.legal_dates import Allegation
from wbportal.portal import Portal


def watch(portal: Portal, cast: Mapping[str, Cast], thai: UUID, english: UUID) -> None:
    """Let an allegation of each case be watched by whoever works it."""
    _watch_thai(portal, cast["kittisak"].person, thai)
    _watch_english(portal, cast["anong"].person, english)


def _watch_thai(portal: Portal, who: Person, case_id: UUID) -> None:
    """Let an allegation be prescribed in less than 90 days."""
    with portal.work() as work:
        said = Allegation(
            offence="ประมวลกฎหมายอาญา มาตรา 157",
            act=read_date("ประมาณ มี.ค. 2555"),
            prescribed_on=work.today + timedelta(days=84),
            basis="อายุความสิบห้าปีนับแต่วันลงนามในสัญญาฉบับสุดท้าย ยังไม่พบเหตุสะดุดหยุดลง",
        )
        clocks.prescribe(work, who, case_id, said, "th")


def _watch_english(portal: Portal, who: Person, case_id: UUID) -> None:
    """Let another one last for years."""
    with portal.work() as work:
        said = Allegation(
            offence="Criminal Code, section 149",
            act=read_date("12 March 2026"),
            prescribed_on=work.today + timedelta(days=7100),
            basis="Section 95: twenty years from the day on which the money was asked for.",
        )
        clocks.prescribe(work, who, case_id, said, "en")
