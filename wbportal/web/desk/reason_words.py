"""What reasons and outcomes are called at the desk."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.reasons import Reason

REASONS: Mapping[Reason, LazyString] = MappingProxyType(
    {
        Reason.MORE_ABOUT_WHAT: lazy_gettext("More about what happened"),
        Reason.MORE_ABOUT_WHO: lazy_gettext("More about who was involved"),
        Reason.MORE_ABOUT_WHERE: lazy_gettext("More about where"),
        Reason.MORE_ABOUT_WHEN: lazy_gettext("More about when"),
        Reason.MORE_EVIDENCE: lazy_gettext("More evidence, or where it is"),
        Reason.ARE_YOU_SAFE: lazy_gettext("Whether the reporter is safe"),
        Reason.AGREE_TO_REFERRAL: lazy_gettext("Whether the reporter agrees to a referral"),
        Reason.SOMETHING_ELSE: lazy_gettext("Something else"),
        Reason.OTHER_BODY_COMPETENT: lazy_gettext("Another body is competent"),
        Reason.POWERS_WE_LACK: lazy_gettext("It takes powers that we lack"),
        Reason.PART_OF_THEIR_INQUIRY: lazy_gettext("It is part of an inquiry of theirs"),
        Reason.SOMEBODY_IN_DANGER: lazy_gettext("Somebody is in danger"),
        Reason.NOT_OURS: lazy_gettext("Not ours to deal with"),
        Reason.NOT_WRONGDOING: lazy_gettext("No wrongdoing in what is reported"),
        Reason.GENERAL_COMPLAINT: lazy_gettext("A general complaint"),
        Reason.ALREADY_DECIDED: lazy_gettext("Already decided"),
        Reason.HANDLED_ELSEWHERE: lazy_gettext("Handled elsewhere already"),
        Reason.INSUFFICIENT_DETAIL: lazy_gettext("Too little detail, also after asking"),
        Reason.REPORTER_ASKED_TO_STOP: lazy_gettext("The reporter asked us to stop"),
        Reason.GROUNDS_FOUND: lazy_gettext("Grounds found"),
        Reason.NO_GROUNDS: lazy_gettext("No grounds"),
        Reason.FAULT_FOUND: lazy_gettext("Fault found"),
        Reason.FAULT_FOUND_IN_PART: lazy_gettext("Fault found in part"),
        Reason.NO_FAULT_FOUND: lazy_gettext("No fault found"),
        Reason.CONFIRMED: lazy_gettext("Confirmed"),
        Reason.CONFIRMED_IN_PART: lazy_gettext("Confirmed in part"),
        Reason.NOT_CONFIRMED: lazy_gettext("Not confirmed"),
        Reason.MADE_PUBLIC: lazy_gettext("Made public"),
        Reason.PUT_RIGHT: lazy_gettext("Put right"),
        Reason.HANDED_OVER: lazy_gettext("Handed over"),
        Reason.COULD_NOT_BE_SETTLED: lazy_gettext("Could not be settled"),
        Reason.NEW_EVIDENCE: lazy_gettext("New evidence"),
        Reason.REVIEW_ASKED: lazy_gettext("The reporter asked for a review"),
        Reason.CAME_BACK: lazy_gettext("The other body sent it back"),
        Reason.DECIDED_IN_ERROR: lazy_gettext("It was decided in error"),
        Reason.SPAM: lazy_gettext("Spam"),
        Reason.TEST: lazy_gettext("A test"),
        Reason.RETENTION_ENDED: lazy_gettext("It was kept long enough"),
        Reason.DESTRUCTION_WISHED: lazy_gettext("The reporter asked that it be destroyed"),
        Reason.DESTRUCTION_ORDERED: lazy_gettext("A court or a law orders it"),
        Reason.PROTECT_REPORTER: lazy_gettext("To protect the reporter"),
        Reason.REACH_REPORTER: lazy_gettext("To reach the reporter, who does not come back"),
        Reason.COUNTS_AS_EVIDENCE: lazy_gettext("Its bytes count as evidence"),
        Reason.COPY_UNREADABLE: lazy_gettext("The cleaned copy cannot be read or is not enough"),
        Reason.NO_COPY: lazy_gettext("No cleaned copy can be made"),
        Reason.ORIGINAL_NEEDED: lazy_gettext("Another reason, said below"),
    }
)
"""Each reason and outcome, as it is chosen and read."""
