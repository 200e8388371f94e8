"""What registers and their fields are called on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain import protection
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.interviews import INTERVIEWS
from wbportal.domain.register_fields import Definition
from wbportal.domain.registers import Register
from wbportal.web import protection_words
from wbportal.web.desk import inquiry_words, opinion_words
from wbportal.web.desk.clock_words import DOCUMENTS, ENDINGS
from wbportal.web.desk.conflict_words import DECIDING, GROUNDS, OBJECTING, TOWARDS, VERDICTS
from wbportal.web.desk.interview_words import INTERVIEW
from wbportal.web.desk.letter_words import KINDS, NEAR, SECRECY, SPEED, WAYS
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.register_forms import RegisterWords

DEFINED: Mapping[Register, tuple[Definition, RegisterWords]] = MappingProxyType(
    {
        **{one: (INQUIRY[one], words) for one, words in inquiry_words.WORDS.items()},
        **{one: (protection.REGISTERS[one], said) for one, said in protection_words.WORDS.items()},
        Register.INTERVIEW: (INTERVIEWS, INTERVIEW),
    }
)
"""The registers whose fields have a definition, and the words of it."""

REGISTER_WORDS: Mapping[Register, LazyString] = MappingProxyType(
    {
        Register.TRANSCRIPT: lazy_gettext("What the reporter is asked to check"),
        Register.LETTER: lazy_gettext("Letters"),
        Register.LETTER_EVENT: lazy_gettext("What happened to letters"),
        Register.CONFLICT: lazy_gettext("Conflicts of interest"),
        Register.ASSESSMENT: lazy_gettext("Assessment"),
        Register.OPINION: lazy_gettext("Opinions"),
        Register.EXTENSION: lazy_gettext("More time"),
        Register.REFERRAL: lazy_gettext("Referrals"),
        Register.CONCLUSION: lazy_gettext("What came of the case"),
        Register.DESTRUCTION: lazy_gettext("Proposals to destroy the case"),
        Register.CLOCK: lazy_gettext("Clocks of the law"),
        Register.PRESCRIPTION: lazy_gettext("Prescription"),
    }
)
"""The others."""

NOT_PRINTED = frozenset({"keyed", "read_to", "rows", "words_lang"})
"""Fields that say nothing to a reader of paper."""

FIELD_WORDS: Mapping[str, LazyString] = MappingProxyType(
    {
        "way": lazy_gettext("Direction"),
        "body": lazy_gettext("Body"),
        "unit": lazy_gettext("Unit"),
        "person": lazy_gettext("Person"),
        "subject": lazy_gettext("Subject"),
        "secrecy": lazy_gettext("Class"),
        "speed": lazy_gettext("Speed"),
        "enclosures": lazy_gettext("Enclosures"),
        "reply_due": lazy_gettext("Reply due"),
        "near": lazy_gettext("Near the accused"),
        "compared": lazy_gettext("Compared with the accused"),
        "reason": lazy_gettext("Reason"),
        "received_on": lazy_gettext("Received"),
        "files": lazy_gettext("Files"),
        "letter": lazy_gettext("Letter"),
        "kind": lazy_gettext("What it is"),
        "day": lazy_gettext("Day"),
        "on": lazy_gettext("Day"),
        "number": lazy_gettext("Number"),
        "version": lazy_gettext("Version"),
        "jurisdiction": lazy_gettext("Whose matter it is"),
        "priority": lazy_gettext("How urgent"),
        "matter": lazy_gettext("Kind"),
        "pieces": lazy_gettext("What the report says"),
        **{str(one): words for one, words in opinion_words.PIECES.items()},
        "step": lazy_gettext("Step"),
        "course": lazy_gettext("Proposal"),
        "flaw": lazy_gettext("What is wrong with it"),
        "resolution": lazy_gettext("Resolution"),
        "meeting": lazy_gettext("Number of the meeting"),
        "held_on": lazy_gettext("Day of the meeting"),
        "item": lazy_gettext("Item of the agenda"),
        "present": lazy_gettext("Who was there"),
        "left": lazy_gettext("Who left for a conflict of interest"),
        "clock": lazy_gettext("Which date"),
        "until": lazy_gettext("Until"),
        "abroad": lazy_gettext("Evidence abroad"),
        "granted": lazy_gettext("Granted"),
        "alone": lazy_gettext("Answered by whoever asked"),
        "notice": lazy_gettext("Is the reporter told before?"),
        "why_untold": lazy_gettext("Why not"),
        "why_near": lazy_gettext("Why it has to go there"),
        "outcome": lazy_gettext("Outcome"),
        "measures": lazy_gettext("Measures"),
        "no_measures": lazy_gettext("There are no measures"),
        "found": lazy_gettext("Money found"),
        "recovered": lazy_gettext("Money recovered"),
        "no_money": lazy_gettext("No money was found or recovered"),
        "officer_asked": lazy_gettext("The protection officer was asked"),
        "closed_on": lazy_gettext("Closed"),
        "key": lazy_gettext("Clock"),
        "pack": lazy_gettext("Law pack"),
        "document": lazy_gettext("Document"),
        "ended": lazy_gettext("Ended"),
        "withdrawn": lazy_gettext("Withdrawn"),
        "how": lazy_gettext("How"),
        "offence": lazy_gettext("Offence"),
        "act": lazy_gettext("When it was done"),
        "left_office": lazy_gettext("Left office"),
        "prescribed_on": lazy_gettext("Prescribed after"),
        "holder": lazy_gettext("Who must not work this case"),
        "ground": lazy_gettext("Ground"),
        "towards": lazy_gettext("Towards whom"),
        "brought_by": lazy_gettext("Brought up by"),
        "origin": lazy_gettext("How it came up"),
        "known_on": lazy_gettext("They learned of the ground on"),
        "verdict": lazy_gettext("Decision"),
        "decider": lazy_gettext("Decided by"),
        "decided_on": lazy_gettext("Decided on"),
        "words": DECIDING.fields["words"].label,
    }
)
"""The fields of items that have no definition; a test looks for one that is missing."""

UNNAMED = lazy_gettext("Besides")
"""What is printed all the same if one is missing: a paper loses nothing, and prints no key."""

_CHOICES: Mapping[str, Mapping[str, LazyString]] = {
    "way": WAYS,
    "secrecy": SECRECY,
    "speed": SPEED,
    "near": NEAR,
    "kind": {code: said for code, (said, _) in KINDS.items()},
    "reason": {str(one): said for one, said in REASONS.items()},
    "outcome": {str(one): said for one, said in REASONS.items()},
    "jurisdiction": opinion_words.JURISDICTIONS,
    "priority": opinion_words.PRIORITIES,
    "matter": opinion_words.MATTERS,
    **{str(piece): opinion_words.FOUND for piece in opinion_words.PIECES},
    "step": opinion_words.STEP_NAMES,
    "course": opinion_words.COURSES,
    "flaw": opinion_words.FLAWS,
    "notice": opinion_words.NOTICES,
    "document": DOCUMENTS,
    "how": ENDINGS,
    "ground": GROUNDS,
    "towards": TOWARDS,
    "origin": OBJECTING.fields["origin"].choices,
    "verdict": VERDICTS,
}
CHOICE_WORDS: Mapping[tuple[str, str], LazyString] = MappingProxyType(
    {
        (field, str(code)): said
        for field, choices in _CHOICES.items()
        for code, said in choices.items()
    }
)
"""What can be chosen in a field, by the field and its code."""
