"""What the registers of protection are called, on their pages and on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext

from wbportal.domain.registers import Register
from wbportal.web.register_forms import FieldWords, RegisterWords

_RISK = RegisterWords(
    title=lazy_gettext("The risk to the reporter"),
    about=lazy_gettext(
        "How likely it is that somebody harms the reporter for reporting, and how bad it would be."
        " Write it anew whenever something changes: every version is kept."
    ),
    add=lazy_gettext("Assess the risk"),
    fields={
        "likelihood": FieldWords(
            lazy_gettext("How likely is it?"),
            choices={
                "unlikely": lazy_gettext("Unlikely"),
                "possible": lazy_gettext("Possible"),
                "likely": lazy_gettext("Likely"),
                "happening": lazy_gettext("It is happening"),
            },
        ),
        "severity": FieldWords(
            lazy_gettext("How bad would it be?"),
            choices={
                "slight": lazy_gettext("Unpleasant: remarks, being left out"),
                "serious": lazy_gettext("Serious: pay, duties, a transfer"),
                "grave": lazy_gettext("Grave: dismissal, a lawsuit, ruin"),
                "life": lazy_gettext("Danger to life or health"),
            },
        ),
        "reasons": FieldWords(
            lazy_gettext("What does this rest on?"),
            lazy_gettext("What the reporter says, what happened before, who has power over them."),
        ),
        "who_knows": FieldWords(
            lazy_gettext("Who knows, or may guess, who reported?"),
            lazy_gettext("Also family, colleagues, other offices that were told."),
        ),
        "circle": FieldWords(
            lazy_gettext("How many people could have known this?"),
            lazy_gettext("Count those who could have seen or heard what the report says."),
            choices={
                "few": lazy_gettext("Three or fewer"),
                "some": lazy_gettext("Four to ten"),
                "many": lazy_gettext("More than ten"),
                "unknown": lazy_gettext("We cannot say"),
            },
        ),
        "guessed": FieldWords(
            lazy_gettext("Who would be guessed first, and why?"),
            lazy_gettext(
                "Needed with ten people or fewer. It may also be somebody who is suspected wrongly."
            ),
        ),
        "cover": FieldWords(
            lazy_gettext("Cover plan"),
            lazy_gettext(
                "Needed with ten people or fewer: how the office can ask without pointing at"
                " anybody: another occasion, more people"
                " asked, a routine check, another time. Say it to whoever works the case without"
                " saying why."
            ),
        ),
    },
)
_SAFETY = RegisterWords(
    title=lazy_gettext("Protection plan"),
    about=lazy_gettext(
        "What is done so that nothing happens to the reporter: one measure in each entry. The"
        " least is a day on which you look at the risk again."
    ),
    add=lazy_gettext("Add a measure"),
    fields={
        "what": FieldWords(lazy_gettext("What is done?")),
        "who": FieldWords(lazy_gettext("Who does it?")),
        "by": FieldWords(lazy_gettext("By when?")),
        "review": FieldWords(lazy_gettext("When do you look at it again?")),
        "state": FieldWords(
            lazy_gettext("How far is it?"),
            choices={
                "open": lazy_gettext("Not done yet"),
                "done": lazy_gettext("Done"),
                "dropped": lazy_gettext("Dropped"),
            },
        ),
        "note": FieldWords(lazy_gettext("Remarks"), lazy_gettext("If it was dropped: why?")),
    },
)
_REQUESTS = RegisterWords(
    title=lazy_gettext("Requests for protection"),
    about=lazy_gettext(
        "What the reporter asked for, or the office asks for on their behalf: against a criminal"
        " or civil case, a disciplinary proceeding, or for their safety."
    ),
    add=lazy_gettext("Add a request"),
    fields={
        "kind": FieldWords(
            lazy_gettext("Protection in what?"),
            choices={
                "criminal": lazy_gettext("A criminal case"),
                "civil": lazy_gettext("A civil case"),
                "disciplinary": lazy_gettext("A disciplinary proceeding"),
                "physical": lazy_gettext("Safety of body and home"),
            },
        ),
        "what": FieldWords(lazy_gettext("What is asked for?")),
        "asked_on": FieldWords(lazy_gettext("When was it asked for?")),
        "state": FieldWords(
            lazy_gettext("Where does it stand?"),
            choices={
                "asked": lazy_gettext("Asked for"),
                "filed": lazy_gettext("Filed"),
                "granted": lazy_gettext("Granted"),
                "refused": lazy_gettext("Refused"),
                "ended": lazy_gettext("Ended"),
            },
        ),
        "forum": FieldWords(lazy_gettext("With whom?"), lazy_gettext("The court or authority.")),
        "document": FieldWords(lazy_gettext("Number of the document")),
        "filed_on": FieldWords(lazy_gettext("Filed on")),
        "decided_on": FieldWords(lazy_gettext("Decided on")),
        "until": FieldWords(lazy_gettext("Good until")),
        "note": FieldWords(lazy_gettext("Remarks")),
    },
)
WORDS: Mapping[Register, RegisterWords] = MappingProxyType(
    {Register.RISK: _RISK, Register.SAFETY: _SAFETY, Register.PROTECTION: _REQUESTS}
)
