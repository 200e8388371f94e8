"""That somebody who is signed in asked for what is not theirs."""

from wbportal.casework.keyholders import Person
from wbportal.portal import AuditDraft, Work


def note_denial(work: Work, who: Person, page: str) -> None:
    """Enter into the trail that `who` was refused at the view named `page`.

    Which case it was is left out: whoever reads the trail may be walled off from it, or it may
    not exist.
    """
    work.audit(AuditDraft(who.office_id, who.id, "denied", detail={"page": page}))
