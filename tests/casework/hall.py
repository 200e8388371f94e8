"""An office of two leads, with somebody who waits to be vetted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest

from tests.builders import Clock, MadeOffice, Somebody, found, join, make_portal
from wbportal.casework import declarations, proposals
from wbportal.casework.declarations import Declaration
from wbportal.casework.errors import Refused
from wbportal.casework.founding import Vetting
from wbportal.casework.proposals import OpenProposal
from wbportal.casework.rosters import history
from wbportal.domain.roles import Role
from wbportal.portal import Portal, Work
from wbportal.vault.people import fingerprint_words
from wbportal.vault.roster import Roster

T = TypeVar("T")
NONE = Declaration("", {}, date(2026, 11, 23))


@dataclass(slots=True)
class Hall:
    """An office of two leads and somebody who wants to join them."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    joiner: Somebody

    @property
    def first(self) -> Somebody:
        return self.office.leads[0]

    @property
    def second(self) -> Somebody:
        return self.office.leads[1]

    def do(self, deed: Callable[[Work], T]) -> T:
        with self.portal.work() as work:
            return deed(work)

    def propose(self, by: Somebody, vetting: Vetting) -> None:
        self.do(lambda work: proposals.propose(work, by.person, vetting))

    def open(self) -> OpenProposal | None:
        return self.do(lambda work: proposals.find(work, self.office.id))

    def seen(self) -> bytes:
        found_one = self.open()
        assert found_one is not None
        return found_one.seen

    def sign(self, by: Somebody, words: dict[UUID, str] | None = None) -> int:
        typed = {self.joiner.id: words_of(self.joiner)} if words is None else words
        seen = self.seen()
        return self.do(lambda work: proposals.sign(work, by.person, seen, typed))

    def roles(self, somebody: Somebody) -> frozenset[Role]:
        return self.do(lambda work: history(work, self.office.id).roles(somebody.id, work.today))

    def roster(self) -> Roster:
        return self.do(lambda work: history(work, self.office.id).current)


def words_of(somebody: Somebody) -> str:
    return " ".join(fingerprint_words(somebody.keys.public()))


def make_hall(home: Path) -> Hall:
    """Make an office with somebody who has joined it and declared their interests."""
    clock = Clock()
    portal = make_portal(home, clock)
    office = found(portal, custodians=1)
    joiner = join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))
    made = Hall(portal, clock, office, joiner)
    made.do(lambda work: declarations.declare(work, joiner.person, NONE))
    return made


def refusal(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value.reason
