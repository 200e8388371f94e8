"""Showing a second factor once more, before what cannot be undone or would let others in."""

from wbportal.casework import factors, passkeys, sessions
from wbportal.casework.factors import Factor
from wbportal.casework.keyholders import Person
from wbportal.casework.passkeys import Answer, Purpose
from wbportal.db import accounts
from wbportal.portal import AuditDraft, Json, Work
from wbportal.vault.passkeys import Site


def request(work: Work, who: Person, cookie: bytes | None, site: Site | None) -> str | None:
    """Return what is asked of somebody's passkeys, None if none of them works here."""
    if site is None:
        return None
    return passkeys.request(work, who.id, who.keys, cookie, Purpose.STEP_UP, site)


def step_up(work: Work, who: Person, cookie: bytes | None, shown: str | Answer) -> None:
    """Accept a second factor of somebody who is signed in, for five minutes. Raises Refused."""
    factor: Factor = factors.accept(work, who, shown, Purpose.STEP_UP)
    sessions.note_step_up(work, cookie)
    detail: dict[str, Json] = {"factor": factor.value}
    work.audit(AuditDraft(who.office_id, who.id, "step-up", detail=detail))


def note_refused(work: Work, who: Person) -> None:
    """Write down that what somebody showed was wrong."""
    account = accounts.by_id(work.db, who.id)
    if account is not None:
        detail: dict[str, Json] = {"account": str(account.id)}
        work.audit(AuditDraft(account.office_id, None, "wrong-code", detail=detail))
