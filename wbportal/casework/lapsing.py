"""What ends by itself: a case that waited for its reporter, sessions, drafts, invitations."""

from wbportal.casework import alarms, board, drafts, identity
from wbportal.db import cases, invitations, sessions
from wbportal.domain.rules import Facts, lapse
from wbportal.portal import AuditDraft, Work


def lapse_awaiting(work: Work) -> int:
    """Take cases whose reporter did not answer in time back into work; return how many.

    Silence alone is never a reason to decline: the case goes on where it stood.
    """
    lapsed = cases.awaiting_lapsed(work.db, work.today)
    for case in lapsed:
        case.state = lapse(case.state, Facts(state_before=case.state_before))
        case.state_before = None
        case.awaiting_until = None
        work.audit(AuditDraft(case.office_id, None, "lapse", case.id, {"state": case.state.value}))
    return len(lapsed)


def forget_expired(work: Work) -> None:
    """Delete sessions, drafts with their files, and invitations whose last day has passed.

    Names that were opened for a time, too, and the grants of boards whose meeting is over.
    """
    drafts.forget_expired(work)
    identity.forget_expired(work)
    alarms.forget(work)
    board.forget_meetings(work)
    for row in (*sessions.expired(work.db, work.today), *invitations.expired(work.db, work.now)):
        work.db.delete(row)
