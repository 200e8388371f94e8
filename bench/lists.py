"""Lists over everything that somebody remembers: replies that are awaited, and who is protected.

What they are made of stands in no row, so each opens a memory for every case. Of 10,000 cases,
twenty-five await a reply to a letter, and are opened to show it.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from bench.figures import Figure, at_most
from bench.many_cases import fill
from bench.queue import of_path
from bench.reports import send_reports
from bench.serving import Installation, installed, served
from bench.signing_in import sign_in
from tests.builders import Somebody
from wbportal.casework import letters, protection_list, queue
from wbportal.casework.letter_items import Content, Event, Kind
from wbportal.domain.letters import Addressee, Way
from wbportal.portal import Work

_CASES, _AWAITED = 10_000, 25
_PLACES = {"replies awaited": "/desk/letters/", "protection": "/protection/"}


def figures() -> Iterator[Figure]:
    """Look at both lists as a lead of 10,000 cases, who protects where nobody else does."""
    with installed(cheap=True) as here:
        lead = here.office.leads[0]
        fill(here, lead, _CASES - _AWAITED, whole=True)
        _await_replies(here, lead)
        with served(here) as server:
            browser, _ = sign_in(server, lead)
            for name, path in _PLACES.items():
                yield of_path(f"{name} in {_CASES:,}", server, browser, path, at_most(1000))


def _await_replies(here: Installation, lead: Somebody) -> None:
    """Let reports come in, and write a letter about each that asks for a reply."""
    made = send_reports(here, _AWAITED)
    here.portal.perform(lambda work: queue.open_new(work, lead.person))
    here.portal.perform(lambda work: protection_list.look(work, lead.person, 1))
    for sent in made:
        here.portal.perform(partial(_ask, lead=lead, case_id=sent.case_id))


def _ask(work: Work, lead: Somebody, case_id: UUID) -> None:
    today, to = work.today, Addressee("Provincial Administration", "Audit")
    asked = today + timedelta(days=30)
    content = Content(Way.OUT, to, "Documents", "Please send us the files.", "en", reply_due=asked)
    letters.write(work, lead.person, case_id, content, [to], Event(Kind.SENT, today))
