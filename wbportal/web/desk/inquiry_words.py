"""What the registers of an inquiry and their fields are called."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext

from wbportal.domain.registers import Register
from wbportal.web.money import CURRENCIES
from wbportal.web.register_forms import FieldWords, RegisterWords

_NOTE = FieldWords(lazy_gettext("Note"))
_EVIDENCE = FieldWords(lazy_gettext("Evidence it rests on"))
_STATE = FieldWords(
    lazy_gettext("State"),
    choices={
        "open": lazy_gettext("Open"),
        "done": lazy_gettext("Done"),
        "dropped": lazy_gettext("Dropped"),
    },
)

_PLAN = RegisterWords(
    title=lazy_gettext("Plan"),
    about=lazy_gettext("What has to be found out, what may have happened, and how to find out."),
    add=lazy_gettext("Add to the plan"),
    fields={
        "sort": FieldWords(
            lazy_gettext("What it is"),
            choices={
                "question": lazy_gettext("Question to answer"),
                "hypothesis": lazy_gettext("What may have happened"),
                "step": lazy_gettext("Step"),
                "source": lazy_gettext("Source to look at"),
            },
        ),
        "text": FieldWords(lazy_gettext("In words")),
        "state": _STATE,
        "answer": FieldWords(lazy_gettext("What was found")),
    },
)

_TASKS = RegisterWords(
    title=lazy_gettext("Tasks"),
    about=lazy_gettext("Who does what by when. Everybody sees their own on one page."),
    add=lazy_gettext("Add a task"),
    fields={
        "what": FieldWords(lazy_gettext("What is to be done")),
        "owner": FieldWords(lazy_gettext("Who does it")),
        "due": FieldWords(lazy_gettext("By when")),
        "state": _STATE,
        "note": FieldWords(
            lazy_gettext("Note"), lazy_gettext("Whoever drops a task says here why.")
        ),
    },
)

_ORDERS = RegisterWords(
    title=lazy_gettext("Appointment orders"),
    about=lazy_gettext("Who was appointed to inquire, by which order, and what changed since."),
    add=lazy_gettext("Add an order"),
    fields={
        "number": FieldWords(lazy_gettext("Number of the order")),
        "sort": FieldWords(
            lazy_gettext("What it does"),
            choices={
                "appoints": lazy_gettext("Appoints"),
                "amends": lazy_gettext("Changes an earlier one"),
                "ends": lazy_gettext("Ends an earlier one"),
            },
        ),
        "dated": FieldWords(lazy_gettext("Date of the order")),
        "issued_by": FieldWords(lazy_gettext("Issued by")),
        "changes": FieldWords(lazy_gettext("The order that it changes or ends")),
        "members": FieldWords(
            lazy_gettext("Members and their roles"),
            lazy_gettext("One in each line, such as: Somsri Jaidee, chair"),
        ),
        "note": _NOTE,
    },
)

_SUBJECTS = RegisterWords(
    title=lazy_gettext("People and organisations"),
    about=lazy_gettext(
        "Who the case is about. All their names are used to search, and to warn before something"
        " leaves the office."
    ),
    add=lazy_gettext("Add somebody"),
    fields={
        "name": FieldWords(lazy_gettext("Name"), lazy_gettext("As on an official document.")),
        "sort": FieldWords(
            lazy_gettext("What it is"),
            choices={
                "person": lazy_gettext("Person"),
                "organisation": lazy_gettext("Organisation"),
            },
        ),
        "role": FieldWords(
            lazy_gettext("Part in the case"),
            choices={
                "accused": lazy_gettext("Accused"),
                "witness": lazy_gettext("Witness"),
                "expert": lazy_gettext("Expert"),
                "beneficiary": lazy_gettext("Gained by it"),
                "victim": lazy_gettext("Harmed by it"),
                "authority": lazy_gettext("Authority"),
                "other": lazy_gettext("Something else"),
            },
        ),
        "position": FieldWords(lazy_gettext("Position")),
        "unit": FieldWords(lazy_gettext("Unit or employer")),
        "nickname": FieldWords(lazy_gettext("Nickname")),
        "former_name": FieldWords(lazy_gettext("Former name")),
        "romanised": FieldWords(
            lazy_gettext("Name in the other script"),
            lazy_gettext(
                "In Latin letters for a Thai name, in Thai for another: as they or their papers"
                " spell it."
            ),
        ),
        "aliases": FieldWords(lazy_gettext("Other names and spellings")),
        "identification": FieldWords(
            lazy_gettext("Number of a card or registration"),
            lazy_gettext("Only if the inquiry needs it."),
        ),
        "note": _NOTE,
    },
)

_SORTS_OF_EVIDENCE = {
    "document": lazy_gettext("Document"),
    "file": lazy_gettext("File"),
    "object": lazy_gettext("Object"),
    "picture": lazy_gettext("Picture"),
    "recording": lazy_gettext("Recording"),
    "testimony": lazy_gettext("Statement"),
    "other": lazy_gettext("Something else"),
}

_EVIDENCES = RegisterWords(
    title=lazy_gettext("Evidence"),
    about=lazy_gettext("What there is, where it is from, and who has it. Numbers never change."),
    add=lazy_gettext("Add evidence"),
    fields={
        "what": FieldWords(lazy_gettext("What it is, in a line")),
        "sort": FieldWords(lazy_gettext("Kind"), choices=_SORTS_OF_EVIDENCE),
        "source": FieldWords(lazy_gettext("Where it is from")),
        "obtained": FieldWords(lazy_gettext("When it was obtained")),
        "by": FieldWords(lazy_gettext("Who obtained it")),
        "sha256": FieldWords(
            lazy_gettext("SHA-256"),
            lazy_gettext("64 letters and digits, for a file. Files of the case bring theirs."),
        ),
        "place": FieldWords(lazy_gettext("Where it is kept")),
        "shows": FieldWords(lazy_gettext("What it shows")),
    },
)

_CUSTODY = RegisterWords(
    title=lazy_gettext("Who had it"),
    about=lazy_gettext("Every hand through which a piece of evidence went, without a gap."),
    add=lazy_gettext("Enter a hand-over"),
    fields={
        "evidence": FieldWords(lazy_gettext("Evidence")),
        "since": FieldWords(lazy_gettext("Since")),
        "from_whom": FieldWords(lazy_gettext("Received from")),
        "holder": FieldWords(lazy_gettext("Who has it now")),
        "seal": FieldWords(
            lazy_gettext("How it is"),
            choices={
                "sealed": lazy_gettext("Sealed"),
                "open": lazy_gettext("Not sealed"),
                "returned": lazy_gettext("Returned to its owner"),
                "destroyed": lazy_gettext("No longer there"),
            },
        ),
        "document": FieldWords(lazy_gettext("Receipt or letter")),
        "note": _NOTE,
    },
)

_PROCUREMENT = RegisterWords(
    title=lazy_gettext("Procurement"),
    about=lazy_gettext("Projects and contracts of the state that the case is about."),
    add=lazy_gettext("Add a project or contract"),
    fields={
        "what": FieldWords(lazy_gettext("Project or contract")),
        "egp": FieldWords(
            lazy_gettext("e-GP number"), lazy_gettext("11 digits for a project, 12 for a contract.")
        ),
        "ocid": FieldWords(
            lazy_gettext("Open contracting number (ocid)"),
            lazy_gettext("Such as ocds-a1b2c3-2569-0042."),
        ),
        "buyer": FieldWords(lazy_gettext("Who buys")),
        "supplier": FieldWords(lazy_gettext("Who sells")),
        "signed": FieldWords(lazy_gettext("Contract signed on")),
        "value": FieldWords(lazy_gettext("Value in baht"), lazy_gettext("Such as 1.25 million.")),
        "note": _NOTE,
    },
)

_MONEY = RegisterWords(
    title=lazy_gettext("Money"),
    about=lazy_gettext("What was lost, found and recovered, and how it is known."),
    add=lazy_gettext("Add a sum"),
    fields={
        "sort": FieldWords(
            lazy_gettext("What happened to it"),
            choices={
                "lost": lazy_gettext("Lost"),
                "found": lazy_gettext("Found"),
                "recovered": lazy_gettext("Recovered"),
            },
        ),
        "amount": FieldWords(
            lazy_gettext("Amount"), lazy_gettext("Such as 1,250,000 or 1.25 million.")
        ),
        "currency": FieldWords(
            lazy_gettext("Currency"),
            choices=CURRENCIES,
        ),
        "basis": FieldWords(lazy_gettext("How it is known")),
        "dated": FieldWords(lazy_gettext("As of")),
        "evidence": _EVIDENCE,
        "note": _NOTE,
    },
)

_STEPS = RegisterWords(
    title=lazy_gettext("Steps with the accused"),
    about=lazy_gettext(
        "What was said to the accused and what they did, each with its document. Nothing is sent"
        " from here."
    ),
    add=lazy_gettext("Add a step"),
    fields={
        "accused": FieldWords(lazy_gettext("Accused")),
        "step": FieldWords(
            lazy_gettext("What happened"),
            choices={
                "told-of-panel": lazy_gettext("Was told who inquires"),
                "objected-to-panel": lazy_gettext("Objected to somebody who inquires"),
                "notified": lazy_gettext("Was told what they are accused of"),
                "asked-for-time": lazy_gettext("Asked for more time"),
                "given-time": lazy_gettext("Was given more time"),
                "explained": lazy_gettext("Explained themselves"),
                "named-witnesses": lazy_gettext("Named witnesses or evidence"),
                "heard": lazy_gettext("Was heard"),
                "did-not-come": lazy_gettext("Did not come"),
                "told-of-result": lazy_gettext("Was told the result"),
                "appealed": lazy_gettext("Appealed"),
                "appeal-decided": lazy_gettext("The appeal was decided"),
            },
        ),
        "dated": FieldWords(lazy_gettext("On which day")),
        "document": FieldWords(lazy_gettext("Document, with its number")),
        "note": _NOTE,
    },
)

_FINDINGS = RegisterWords(
    title=lazy_gettext("Findings"),
    about=lazy_gettext("For each allegation: is it established, and by which evidence?"),
    add=lazy_gettext("Add a finding"),
    fields={
        "allegation": FieldWords(lazy_gettext("Allegation")),
        "about": FieldWords(lazy_gettext("About whom")),
        "result": FieldWords(
            lazy_gettext("Result"),
            choices={
                "established": lazy_gettext("Established"),
                "in-part": lazy_gettext("Established in part"),
                "not-established": lazy_gettext("Not established"),
            },
        ),
        "reasons": FieldWords(lazy_gettext("Reasons")),
        "evidence": _EVIDENCE,
        "dated": FieldWords(lazy_gettext("Date of the finding")),
    },
)

_MEASURES = RegisterWords(
    title=lazy_gettext("Measures"),
    about=lazy_gettext("What has to follow, who was told, and whether it was done."),
    add=lazy_gettext("Add a measure"),
    fields={
        "what": FieldWords(lazy_gettext("Measure")),
        "sort": FieldWords(
            lazy_gettext("Kind"),
            choices={
                "recommendation": lazy_gettext("Recommendation"),
                "disciplinary": lazy_gettext("Disciplinary"),
                "criminal": lazy_gettext("Criminal proceedings"),
                "recovery": lazy_gettext("Recovery of money"),
                "system": lazy_gettext("Change of how things are done"),
                "other": lazy_gettext("Something else"),
            },
        ),
        "findings": FieldWords(lazy_gettext("Findings it follows from")),
        "to": FieldWords(lazy_gettext("To whom")),
        "sent": FieldWords(lazy_gettext("Sent on")),
        "due": FieldWords(lazy_gettext("By when")),
        "state": _STATE,
        "done_on": FieldWords(lazy_gettext("Done on")),
        "note": _NOTE,
    },
)

WORDS: Mapping[Register, RegisterWords] = MappingProxyType(
    {
        Register.PLAN: _PLAN,
        Register.TASK: _TASKS,
        Register.ORDER: _ORDERS,
        Register.SUBJECT: _SUBJECTS,
        Register.EVIDENCE: _EVIDENCES,
        Register.CUSTODY: _CUSTODY,
        Register.PROCUREMENT: _PROCUREMENT,
        Register.MONEY: _MONEY,
        Register.STEP: _STEPS,
        Register.FINDING: _FINDINGS,
        Register.MEASURE: _MEASURES,
    }
)
"""The words of every register of an inquiry; a test checks that none is missing."""
