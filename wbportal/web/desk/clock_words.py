"""What clocks are called at the desk, and the words of the forms of legal dates."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.queue import DueKind
from wbportal.domain.clocks import ACKNOWLEDGE, ANSWER, FEEDBACK, REVIEW
from wbportal.domain.lawpacks import Start
from wbportal.domain.legal_dates import DISCREET, PRESCRIPTION, Document, Ending, Warned
from wbportal.web.register_forms import FieldWords, RegisterWords

CLOCKS: Mapping[str, LazyString] = MappingProxyType(
    {
        ACKNOWLEDGE: lazy_gettext("Acknowledge by"),
        FEEDBACK: lazy_gettext("Feedback by"),
        ANSWER: lazy_gettext("Waits for the reporter until"),
        REVIEW: lazy_gettext("Answer the review by"),
        DueKind.ACKNOWLEDGEMENT: lazy_gettext("Acknowledge"),
        DueKind.FEEDBACK: lazy_gettext("Feedback"),
        DueKind.ANSWER: lazy_gettext("Waits until"),
        PRESCRIPTION: lazy_gettext("Prescribed after"),
        DISCREET: lazy_gettext("A date that only the case names"),
    }
)
"""Each clock, and each kind of day in the queue, as its date is introduced."""

BASES: Mapping[Start, LazyString] = MappingProxyType(
    {
        Start.RECEIVED: lazy_gettext("On which day was it received?"),
        Start.ACKNOWLEDGED_OR_DAY_7: lazy_gettext("On which day was it acknowledged?"),
        Start.ASKED: lazy_gettext("On which day was it asked?"),
        Start.CLOSED: lazy_gettext("On which day was it closed?"),
        Start.ASSIGNED: lazy_gettext("What is the date of the order that puts somebody in charge?"),
        Start.INQUIRY_STARTED: lazy_gettext("On which day did the inquiry start?"),
        Start.REFUSAL_NOTIFIED: lazy_gettext("On which day was the refusal notified?"),
        Start.REVIEW_ASKED: lazy_gettext("On which day was a review asked for?"),
        Start.CONFLICT_DECLARED: lazy_gettext("On which day was the conflict declared?"),
        Start.GROUND_APPEARS: lazy_gettext("On which day did the ground for it appear?"),
        Start.RESOLVED: lazy_gettext("On which day was it resolved?"),
        Start.ORDER_RECEIVED: lazy_gettext("On which day was the order received?"),
        Start.MATTER_RECEIVED: lazy_gettext("On which day was the matter received?"),
        Start.REFERRAL_RECEIVED: lazy_gettext("On which day was the file received?"),
        Start.THE_ACT: lazy_gettext("On which day was the act done?"),
    }
)
"""What is asked for the legal date of a clock, by the event at which it starts."""

DOCUMENTS: Mapping[str, LazyString] = MappingProxyType(
    {
        Document.STAMP: lazy_gettext("Stamp of receipt"),
        Document.ORDER: lazy_gettext("Order"),
        Document.LETTER: lazy_gettext("Letter"),
        Document.RESOLUTION: lazy_gettext("Resolution"),
        Document.NOTICE: lazy_gettext("Notice"),
        Document.DECLARATION: lazy_gettext("Declaration"),
        Document.PORTAL: lazy_gettext("The portal’s own record"),
        Document.OTHER: lazy_gettext("Another document"),
    }
)

ENDINGS: Mapping[str, LazyString] = MappingProxyType(
    {
        Ending.MET: lazy_gettext("It was done"),
        Ending.VOID: lazy_gettext("It does not apply here, or not any more"),
    }
)

WARNINGS: Mapping[Warned, LazyString] = MappingProxyType(
    {
        Warned.ACT_LONG_AGO: lazy_gettext(
            "The act may have been done more than ten years before the report was received"
            " (sections 54 and 55). Grave cases are taken up all the same."
        ),
        Warned.LEFT_LONG_AGO: lazy_gettext(
            "Whoever is accused may have left office more than five years before (section 59)."
            " Grave cases are taken up all the same."
        ),
    }
)
"""What only the desk is told of an old matter."""

_DOCUMENT = FieldWords(lazy_gettext("Which document says so?"), choices=DOCUMENTS)
_NUMBER = FieldWords(
    lazy_gettext("Its number"), lazy_gettext("As it stands on the document: 123/2569.")
)
_REASON = FieldWords(
    lazy_gettext("Why is it another day?"), lazy_gettext("Every version is kept, with its reason.")
)


def start_words(start: Start) -> RegisterWords:
    """Return the words of the form that starts a clock."""
    return RegisterWords(
        lazy_gettext("Start a clock"),
        lazy_gettext("Write the day that the document bears, not today’s."),
        lazy_gettext("Start the clock"),
        {"day": FieldWords(BASES[start]), "document": _DOCUMENT, "number": _NUMBER},
    )


def change_words(start: Start) -> RegisterWords:
    """Return the words of the form that lets a clock count from another day."""
    return RegisterWords(
        lazy_gettext("Change what it counts from"),
        lazy_gettext("The day that is due moves with it."),
        lazy_gettext("Change it"),
        {**start_words(start).fields, "reason": _REASON},
    )


END_WORDS = RegisterWords(
    lazy_gettext("End a clock"),
    lazy_gettext("It leaves the list of what is due. What it was stays here."),
    lazy_gettext("End the clock"),
    {
        "how": FieldWords(lazy_gettext("How did it end?"), choices=ENDINGS),
        "day": FieldWords(lazy_gettext("On which day?")),
        "document": _DOCUMENT,
        "number": _NUMBER,
    },
)

ALLEGATION_WORDS = RegisterWords(
    lazy_gettext("Prescription of an allegation"),
    lazy_gettext(
        "The portal reckons no prescription: somebody who knows the law enters the day, and on"
        " what basis. It reminds one year, 180 and 90 days before. The reporter never sees it."
    ),
    lazy_gettext("Watch this day"),
    {
        "offence": FieldWords(
            lazy_gettext("Offence"), lazy_gettext("With its section: Criminal Code, section 157.")
        ),
        "act": FieldWords(
            lazy_gettext("When was it done?"),
            lazy_gettext("As well as it is known: 12 March 2565, or about May 2022."),
        ),
        "prescribed_on": FieldWords(lazy_gettext("Last day on which it can be prosecuted")),
        "basis": FieldWords(
            lazy_gettext("On what basis?"),
            lazy_gettext("The section, how it was reckoned, and what interrupted it."),
        ),
        "left_office": FieldWords(lazy_gettext("When did whoever is accused leave office?")),
    },
)
