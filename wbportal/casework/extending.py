"""More time for clocks of the law: what was granted, how far it may go, and what follows."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from wbportal.casework import legal_dates
from wbportal.casework.dossier import Dossier
from wbportal.casework.extensions import Request, extensions_in
from wbportal.casework.legal_dates import Extensions, LawClock
from wbportal.casework.thread import Reading
from wbportal.db import clocks as rows
from wbportal.domain.clocks import Clock
from wbportal.domain.lawpacks import Need
from wbportal.domain.reckoning import Extension, NotExtended, not_extended
from wbportal.portal import Work

# Whoever asks writes why, and what is done until then: that is the obstacle and the plan.
_SAID = frozenset(Need)
_BARS: Mapping[NotExtended, str] = MappingProxyType(
    {
        NotExtended.NOT_LATER: "not-later",
        NotExtended.TOO_LONG: "beyond-the-law",
        NotExtended.TOO_OFTEN: "too-often",
    }
)


def granted(investigation: Reading) -> Extensions:
    """Return the extensions that were granted in a case, by the key of the clock."""
    found: dict[str, list[Extension]] = {}
    for one in extensions_in(investigation):
        if one.is_granted and one.answer is not None:
            decided = one.answer.at.date() if one.answer.at is not None else one.said.until
            found.setdefault(one.said.clock, []).append(_granted(one.said, decided))
    return found


def extendable(dossier: Dossier) -> Iterator[Clock]:
    """Yield the clocks of the law for which more time can be asked."""
    for one in _running(dossier):
        reckoned = one.reckoned
        yield Clock(one.rule.key, reckoned.base, reckoned.due, one.rule.warn_days_before)


def longer_abroad(dossier: Dossier) -> frozenset[str]:
    """Return the clocks that the law makes longer where evidence is abroad."""
    allowed = {one.rule.key: one.rule.extension for one in _running(dossier)}
    return frozenset(k for k, one in allowed.items() if one and one.longer_for_evidence_abroad)


def bar(dossier: Dossier, said: Request) -> str | None:
    """Return why the law gives a clock no more time as asked, or None if it does."""
    clock = next((one for one in _running(dossier) if one.rule.key == said.clock), None)
    if clock is None:
        return "no-such-clock"
    if said.abroad is not None and said.clock not in longer_abroad(dossier):
        return "not-abroad"
    before = granted(dossier.investigation).get(said.clock, ())
    why = not_extended(clock.rule, clock.base.day, before, _granted(said, said.until))
    return None if why is None else _BARS.get(why, "no-such-clock")


def follow(work: Work, dossier: Dossier, said: Request) -> None:
    """Let the days in the clear follow an extension that is being granted."""
    every = dict(granted(dossier.investigation))
    every[said.clock] = [*every.get(said.clock, ()), _granted(said, work.today)]
    kept = legal_dates.items(dossier.investigation)
    rows.keep(work.db, dossier.opened.case, legal_dates.days(kept, every))


def _running(dossier: Dossier) -> list[LawClock]:
    kept = legal_dates.items(dossier.investigation)
    every = legal_dates.law_clocks(kept, granted(dossier.investigation))
    return [one for one in every if one.ended is None and one.rule.extension is not None]


def _granted(said: Request, decided_on: date) -> Extension:
    is_abroad = said.abroad is not None
    return Extension(decided_on, until=said.until, said=_SAID, evidence_abroad=is_abroad)
