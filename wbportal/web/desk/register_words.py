"""What registers and their fields are called on paper, but for those that have a definition."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.registers import Register
from wbportal.web.desk.interview_words import INTERVIEW
from wbportal.web.desk.letter_words import KINDS, NEAR, SECRECY, SPEED, WAYS

REGISTER_WORDS: Mapping[Register, LazyString] = MappingProxyType(
    {
        Register.INTERVIEW: lazy_gettext("Interviews"),
        Register.TRANSCRIPT: lazy_gettext("What the reporter is asked to check"),
        Register.LETTER: lazy_gettext("Letters"),
        Register.LETTER_EVENT: lazy_gettext("What happened to letters"),
        Register.CONFLICT: lazy_gettext("Conflicts of interest"),
        Register.RISK: lazy_gettext("Risk to the reporter"),
        Register.SAFETY: lazy_gettext("Protection plan"),
        Register.PROTECTION: lazy_gettext("Requests for protection"),
    }
)

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
        "kind": lazy_gettext("What it is"),
        "day": lazy_gettext("Day"),
        "number": lazy_gettext("Number"),
        **{name: words.label for name, words in INTERVIEW.fields.items()},
    }
)
"""Fields of items; one that is not here is called by its key."""

CHOICE_WORDS: Mapping[tuple[str, str], LazyString] = MappingProxyType(
    {
        **{("way", str(one)): words for one, words in WAYS.items()},
        **{("secrecy", str(one)): words for one, words in SECRECY.items()},
        **{("speed", str(one)): words for one, words in SPEED.items()},
        **{("near", str(one)): words for one, words in NEAR.items()},
        **{
            (name, code): words
            for name, field in INTERVIEW.fields.items()
            for code, words in field.choices.items()
        },
        **{("kind", one.value): words for one, (words, _) in KINDS.items()},
    }
)
"""What can be chosen in a field, by the field and its code."""
