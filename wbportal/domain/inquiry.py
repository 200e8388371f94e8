"""The registers of an inquiry, as data: its plan, what it gathers, and what comes of it.

All stand in the compartment of the investigation. What the accused may be told is the law's; from
here nothing goes to them, an item only says what was done and by which document.
"""

from collections.abc import Mapping
from types import MappingProxyType

from wbportal.domain.register_fields import Definition, Field, Kind
from wbportal.domain.registers import Register

OPEN, DONE, DROPPED = "open", "done", "dropped"
_ENDED = frozenset({DONE, DROPPED})

ACCUSED = "accused"
"""The role of whoever a case is about in the end."""

SEAL_KEPT = ("sealed", "open", "returned", "destroyed")
CURRENCIES = ("THB", "USD", "EUR", "JPY", "CNY", "GBP", "SGD")

EGP_NUMBER = r"\d{11,12}"
"""A project's number in the Thai procurement system: year of the Buddhist Era, month, seven more.

https://process3.gprocurement.go.th asks for 11 digits.
"""
OCID = r"ocds-[a-z0-9]{6}-\S+"
"""https://standard.open-contracting.org/1.1/en/schema/identifiers/: a prefix of six, then more."""

# fmt: off
_PLAN = Definition(Register.PLAN, "P", title="text", fields=(
    Field("sort", Kind.CHOICE, choices=("question", "hypothesis", "step", "source")),
    Field("text", Kind.TEXT),
    Field("state", Kind.CHOICE, choices=(OPEN, DONE, DROPPED)),
    Field("answer", Kind.TEXT, optional=True),
), done_if=("state", _ENDED))

_TASKS = Definition(Register.TASK, "T", title="what", fields=(
    Field("what"),
    Field("owner", Kind.PERSON),
    Field("due", Kind.DATE),
    Field("state", Kind.CHOICE, choices=(OPEN, DONE, DROPPED)),
    Field("note", Kind.TEXT, optional=True, needed_if=("state", frozenset({DROPPED}))),
), due="due", done_if=("state", _ENDED))

_ORDERS = Definition(Register.ORDER, "O", title="number", fields=(
    Field("number"),
    Field("sort", Kind.CHOICE, choices=("appoints", "amends", "ends")),
    Field("dated", Kind.DATE, past=True),
    Field("issued_by"),
    Field("changes", Kind.ITEM, of=Register.ORDER, optional=True,
          needed_if=("sort", frozenset({"amends", "ends"}))),
    Field("members", Kind.LINES, optional=True,
          needed_if=("sort", frozenset({"appoints", "amends"}))),
    Field("note", Kind.TEXT, optional=True),
), dated="dated")

_EVIDENCE = Definition(Register.EVIDENCE, "E", title="what", fields=(
    Field("what"),
    Field("sort", Kind.CHOICE, choices=("document", "file", "object", "picture", "recording",
                                        "testimony", "other")),
    Field("source"),
    Field("obtained", Kind.DATE, past=True),
    Field("by", Kind.PERSON, optional=True),
    Field("sha256", form=r"[0-9a-f]{64}", optional=True),
    Field("place", optional=True),
    Field("shows", Kind.TEXT, optional=True),
), dated="obtained")

_CUSTODY = Definition(Register.CUSTODY, "C", title="holder", fields=(
    Field("evidence", Kind.ITEM, of=Register.EVIDENCE),
    Field("since", Kind.DATE, past=True),
    Field("from_whom", optional=True),
    Field("holder"),
    Field("seal", Kind.CHOICE, choices=SEAL_KEPT),
    Field("document", optional=True),
    Field("note", Kind.TEXT, optional=True),
), dated="since")

_SUBJECTS = Definition(Register.SUBJECT, "S", title="name", fields=(
    Field("name"),
    Field("sort", Kind.CHOICE, choices=("person", "organisation")),
    Field("role", Kind.CHOICE, must_choose=True, choices=(
        ACCUSED, "witness", "expert", "beneficiary", "victim", "authority", "other")),
    Field("position", optional=True),
    Field("unit", optional=True),
    Field("nickname", optional=True),
    Field("former_name", optional=True),
    Field("romanised", optional=True),
    Field("aliases", Kind.LINES, optional=True),
    Field("identification", optional=True),
    Field("note", Kind.TEXT, optional=True),
))

_PROCUREMENT = Definition(Register.PROCUREMENT, "R", title="what", fields=(
    Field("what"),
    Field("egp", form=EGP_NUMBER, optional=True),
    Field("ocid", form=OCID, optional=True),
    Field("buyer", optional=True),
    Field("supplier", optional=True),
    Field("signed", Kind.DATE, optional=True, past=True),
    Field("value", Kind.MONEY, optional=True),
    Field("note", Kind.TEXT, optional=True),
), dated="signed")

_MONEY = Definition(Register.MONEY, "M", title="basis", fields=(
    Field("sort", Kind.CHOICE, choices=("lost", "found", "recovered")),
    Field("amount", Kind.MONEY),
    Field("currency", Kind.CHOICE, choices=CURRENCIES),
    Field("basis"),
    Field("dated", Kind.DATE, past=True),
    Field("evidence", Kind.ITEMS, of=Register.EVIDENCE, optional=True),
    Field("note", Kind.TEXT, optional=True),
), dated="dated")

_STEPS = Definition(Register.STEP, "A", title="step", fields=(
    Field("accused", Kind.ITEM, of=Register.SUBJECT),
    Field("step", Kind.CHOICE, must_choose=True, choices=(
        "told-of-panel", "objected-to-panel", "notified", "asked-for-time", "given-time",
        "explained", "named-witnesses", "heard", "did-not-come", "told-of-result", "appealed",
        "appeal-decided")),
    Field("dated", Kind.DATE, past=True),
    Field("document"),
    Field("note", Kind.TEXT, optional=True),
), dated="dated")

_FINDINGS = Definition(Register.FINDING, "F", title="allegation", fields=(
    Field("allegation", Kind.TEXT),
    Field("about", Kind.ITEMS, of=Register.SUBJECT, optional=True),
    Field("result", Kind.CHOICE, must_choose=True, choices=(
        "established", "in-part", "not-established")),
    Field("reasons", Kind.TEXT),
    Field("evidence", Kind.ITEMS, of=Register.EVIDENCE, optional=True),
    Field("dated", Kind.DATE, past=True),
), dated="dated")

_MEASURES = Definition(Register.MEASURE, "X", title="what", fields=(
    Field("what"),
    Field("sort", Kind.CHOICE, choices=("recommendation", "disciplinary", "criminal", "recovery",
                                        "system", "other")),
    Field("findings", Kind.ITEMS, of=Register.FINDING, optional=True),
    Field("to"),
    Field("sent", Kind.DATE, optional=True, past=True),
    Field("due", Kind.DATE, optional=True),
    Field("state", Kind.CHOICE, choices=(OPEN, DONE, DROPPED)),
    Field("done_on", Kind.DATE, optional=True, past=True,
          needed_if=("state", frozenset({DONE}))),
    Field("note", Kind.TEXT, optional=True, needed_if=("state", frozenset({DROPPED}))),
), dated="sent", due="due", done_if=("state", _ENDED))
# fmt: on

INQUIRY: Mapping[Register, Definition] = MappingProxyType(
    {
        one.register: one
        for one in (
            _PLAN,
            _TASKS,
            _ORDERS,
            _SUBJECTS,
            _EVIDENCE,
            _CUSTODY,
            _PROCUREMENT,
            _MONEY,
            _STEPS,
            _FINDINGS,
            _MEASURES,
        )
    }
)
"""Every register of an inquiry, in the order in which pages name them."""
