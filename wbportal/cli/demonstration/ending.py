"""A closed case that one lead proposes to destroy: another one has yet to confirm it."""

from uuid import UUID

from wbportal.casework import destroying
from wbportal.casework.destructions import Wish
from wbportal.casework.keyholders import Person
from wbportal.domain.reasons import Reason
from wbportal.portal import Portal


def propose_destruction(portal: Portal, lead: Person, case_id: UUID) -> None:
    """Let a lead propose it because a court ordered so."""
    words = (
        "The district court ordered on Monday that what we hold of this be destroyed"
        " (order 114/2569). The order lies in the safe."
    )
    wish = Wish(Reason.DESTRUCTION_ORDERED, words, "en", officer_asked=True)
    portal.perform(lambda work: destroying.propose(work, lead, case_id, wish))
