"""More time for a clock of the law: asked for, granted by somebody else, as far as the law goes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.casework.scene import make_scene
from wbportal.casework import clocks, opining, why
from wbportal.casework.errors import Refused
from wbportal.casework.extensions import Request
from wbportal.casework.records import Entry, EntryType
from wbportal.db import clocks as rows
from wbportal.domain.legal_dates import Document, LegalDate
from wbportal.domain.offices import OfficeKind
from wbportal.domain.reckoning import StepKind

PRELIM = "th.nacc.prelim"
ORDER = LegalDate(date(2026, 11, 10), Document.ORDER, "12/2569")
SIXTY_MORE = date(2027, 7, 8)


def test_the_day_moves_when_more_time_is_granted_and_no_further_than_the_law_lets_it(
    tmp_path: Path,
) -> None:
    scene = make_scene(tmp_path, kind=OfficeKind.NACC)
    case_id, handler, lead = scene.owned(), scene.handler, scene.lead
    clock_id = scene.portal.perform(
        lambda work: clocks.start(work, handler, case_id, PRELIM, ORDER)
    )

    def ask(until: date) -> None:
        said = Request(PRELIM, until, "the bank has not answered; we ask again", "en")
        scene.portal.perform(lambda work: opining.ask_extension(work, handler, case_id, said))

    def due() -> date:
        with scene.portal.work() as work:
            [day] = [row.due for row in rows.of_case(work.db, case_id) if row.key == PRELIM]
        return day

    for until, reason in ((date(2027, 7, 9), "beyond-the-law"), (ORDER.day, "not-later")):
        with pytest.raises(Refused, match=reason):
            ask(until)
    for until in (SIXTY_MORE, date(2027, 9, 6)):
        ask(until)
        assert due() < until
        found = scene.portal.perform(lambda work: opining.look(work, lead, case_id))
        waiting = found.extensions[-1].id
        words = Entry(EntryType.NOTE, text="agreed", lang="en")
        scene.portal.perform(
            lambda work, one=waiting, said=words: opining.answer_extension(
                work, lead, case_id, one, said, granted=True
            )
        )
        assert due() == until
    with pytest.raises(Refused, match="too-often"):
        ask(date(2027, 9, 7))
    told = scene.portal.perform(lambda work: why.of_law(work, lead, case_id, clock_id))
    assert told.due == date(2027, 9, 6)
    assert [step.kind for step in told.steps].count(StepKind.EXTENDED_UNTIL) == 2


TOTAL = "th.nacc.total"
REQUEST = LegalDate(date(2028, 3, 1), Document.LETTER, "ป.ป.ช. 7/2571")


def test_evidence_abroad_makes_the_inquiry_longer_than_three_years(tmp_path: Path) -> None:
    """Section 48: two years, three in all; longer only for evidence abroad, by its document."""
    scene = make_scene(tmp_path, kind=OfficeKind.NACC)
    case_id, handler, lead = scene.owned(), scene.handler, scene.lead
    clock_id = scene.portal.perform(lambda work: clocks.start(work, handler, case_id, TOTAL, ORDER))
    beyond = Request(TOTAL, date(2030, 6, 30), "Singapore has not answered", "en")
    abroad = replace(beyond, abroad=REQUEST)

    def ask(said: Request) -> None:
        scene.portal.perform(lambda work: opining.ask_extension(work, handler, case_id, said))

    scene.portal.perform(lambda work: clocks.start(work, handler, case_id, PRELIM, ORDER))
    prelim = replace(abroad, clock=PRELIM)
    for said, reason in ((beyond, "beyond-the-law"), (prelim, "not-abroad")):
        with pytest.raises(Refused, match=reason):
            ask(said)
    ask(abroad)
    found = scene.portal.perform(lambda work: opining.look(work, lead, case_id)).extensions[-1].id
    words = Entry(EntryType.NOTE, text="agreed", lang="en")
    scene.portal.perform(
        lambda work: opining.answer_extension(work, lead, case_id, found, words, granted=True)
    )
    after = scene.portal.perform(lambda work: why.of_law(work, lead, case_id, clock_id))
    (longer,) = after.longer
    assert (after.due, longer.said.abroad) == (beyond.until, REQUEST)
    assert longer.said.text == beyond.text
    asker, approver = scene.office.handlers[0], scene.office.leads[0]
    assert (longer.asker, longer.approver) == (asker.display_name, approver.display_name)
    with scene.portal.work() as work:
        days = {row.key: row.due for row in rows.of_case(work.db, case_id)}
    assert days[TOTAL] == beyond.until
