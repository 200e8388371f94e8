"""A case in the words of its paper: what the pages show, in the order in which it is printed."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework.exporting import Export, Files, Form
from wbportal.casework.items import FileLine, Item
from wbportal.casework.papers import Chapter, Facts, Marks, Paper, Passage
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Secrecy
from wbportal.domain.registers import Register
from wbportal.web.answers import changes_in_words, in_words
from wbportal.web.current import portal
from wbportal.web.desk.paper_items import passage_of, title_of
from wbportal.web.desk.pass_on_words import booked_words
from wbportal.web.desk.words import (
    area_words,
    category_words,
    reason_words,
    state_words,
    step_words,
    taken_back_words,
    told_words,
)
from wbportal.web.locale import language

SECRECY: Mapping[Secrecy, LazyString] = MappingProxyType(
    {
        Secrecy.ORDINARY: lazy_gettext("No class"),
        Secrecy.CONFIDENTIAL: lazy_gettext("Confidential (ลับ)"),
        Secrecy.SECRET: lazy_gettext("Secret (ลับมาก)"),
        Secrecy.TOP_SECRET: lazy_gettext("Top secret (ลับที่สุด)"),
    }
)
PARTS: Mapping[Compartment, LazyString] = MappingProxyType(
    {
        Compartment.THREAD: lazy_gettext("Report and conversation"),
        Compartment.INVESTIGATION: lazy_gettext("Notes and inquiry"),
        Compartment.PROTECTION: lazy_gettext("Protection of the reporter"),
    }
)
FORMS: Mapping[Form, LazyString] = MappingProxyType(
    {
        Form.PDF: lazy_gettext("A PDF to print"),
        Form.ARCHIVE: lazy_gettext("A signed archive (ZIP)"),
        Form.REDACTED: lazy_gettext("A redacted PDF"),
    }
)
FILES: Mapping[Files, LazyString] = MappingProxyType(
    {
        Files.NONE: lazy_gettext("No files, only their names"),
        Files.CLEANED: lazy_gettext("Cleaned copies"),
        Files.ORIGINALS: lazy_gettext("The files as they came"),
    }
)


# The case, and not what became of its papers; who must not work it is nobody's outside.
_OF_EXPORTS = frozenset({Register.EXPORT, Register.REDACTION, Register.RELEASE})
_OF_OFFICE = frozenset({Register.CONFLICT})


def paper_of(export: Export) -> Paper:
    """Return the paper of a case, with the parts that were wished for."""
    parts = export.wish.parts
    chapters = [
        *(_thread(export) if Compartment.THREAD in parts else ()),
        *(_notes(export) if Compartment.INVESTIGATION in parts else ()),
        *(_protection(export) if Compartment.PROTECTION in parts else ()),
        *_registers(export),
    ]
    return Paper(
        title=gettext("Case %(reference)s", reference=export.case.reference),
        lang=language(),
        facts=tuple(_facts(export)),
        chapters=tuple(one for one in chapters if one.passages),
    )


def marks_of(secrecy: Secrecy, recipient: str, copies: int) -> Marks:
    """Return what stands on every page."""
    before, between, _ = gettext("Page %(number)s of %(last)s", number="\0", last="\0").split("\0")
    return Marks(
        secrecy="" if secrecy is Secrecy.ORDINARY else str(SECRECY[secrecy]),
        recipient=gettext("For: %(recipient)s", recipient=recipient),
        copies=tuple(
            gettext("Copy %(number)s of %(last)s", number=number, last=copies)
            for number in range(1, copies + 1)
        ),
        page=(before, between),
    )


def _facts(export: Export) -> Iterator[tuple[str, str]]:
    case, speaks = export.case, language()
    yield gettext("Office"), export.office.name(speaks)
    yield gettext("State"), str(state_words(case.state))
    yield gettext("Received"), _day(case.received_on)
    if export.booked is not None:
        yield gettext("Number in the office’s own book"), booked_words(export.booked)
    if case.acknowledged_on:
        yield gettext("Acknowledged"), _day(case.acknowledged_on)
    if case.closed_on:
        outcome = reason_words(case.outcome) if case.outcome else ""
        yield gettext("Closed"), " ".join(filter(None, (_day(case.closed_on), outcome)))
    if case.category:
        yield gettext("About"), category_words(case.category)
    if case.area:
        yield gettext("Area"), area_words(case.area)
    if case.people:
        yield gettext("In charge"), ", ".join(one.name for one in case.people)
    made = i18n.moment(export.at, speaks, portal().timezone)
    yield gettext("Exported"), gettext("%(moment)s by %(name)s", moment=made, name=export.by)
    yield gettext("Number of the export"), i18n.number(export.number, speaks)
    yield gettext("Purpose"), export.wish.purpose


def _thread(export: Export) -> Iterator[Chapter]:
    case = export.case
    if case.report is not None:
        answers: Facts = tuple(in_words(case.answers, case.asked))
        said = _passage(export, case.report)
        report = Passage(said.heading, said.text, (*said.facts, *answers))
        yield Chapter(gettext("The report"), (report,))
    yield Chapter(gettext("Conversation"), tuple(_passage(export, one) for one in case.thread))


def _notes(export: Export) -> Iterator[Chapter]:
    case = export.case
    yield Chapter(gettext("Notes"), tuple(_passage(export, one) for one in case.notes))
    # What was done in parts that are not exported is told by them alone.
    steps = [one for one in case.steps if one not in (case.protection or ())]
    yield Chapter(gettext("What was done"), tuple(_step(one) for one in steps))


def _protection(export: Export) -> Iterator[Chapter]:
    said = export.case.protection or ()
    yield Chapter(gettext("Protection"), tuple(_passage(export, one) for one in said))


def _registers(export: Export) -> Iterator[Chapter]:
    is_redacted = export.wish.form is Form.REDACTED
    for register, items in export.kept.items():
        if register not in _OF_EXPORTS | (_OF_OFFICE if is_redacted else frozenset()):
            passages = tuple(passage_of(export, one) for one in items)
            yield Chapter(title_of(register), passages)


def _passage(export: Export, item: Item) -> Passage:
    facts = [(str(name), value) for name, value in told_words(item.told)]
    for name, _, now in changes_in_words(item.changed, export.case.asked):
        facts.append((name, now or gettext("(taken back)")))
    if item.action:
        facts.insert(0, (gettext("Step"), _done(item)))
    facts += [(gettext("File"), _file(one)) for one in item.files]
    return Passage(_by(item), item.text, tuple(facts))


def _step(item: Item) -> Passage:
    return Passage(facts=((_when(item), f"{_done(item)}, {_who(item)}"),))


def _done(item: Item) -> str:
    if item.action is None:
        return ""
    words = taken_back_words(item.action) if item.undone else step_words(item.action)
    reason = f"({reason_words(item.reason)})" if item.reason else ""
    return " ".join(filter(None, (str(words), item.about, item.body, reason)))


def _file(line: FileLine) -> str:
    if line.shows_identity:
        return gettext("(left out: it shows who the reporter is)")
    said = f"{line.name}, {i18n.size(line.length, language())}"
    # In groups, so that a line can end between them.
    groups = " ".join(line.sha256[at : at + 8] for at in range(0, len(line.sha256), 8))
    return f"{said}, SHA-256 {groups}" if groups else said


def _by(item: Item) -> str:
    return f"{_who(item)}, {_when(item)}"


def _who(item: Item) -> str:
    return gettext("The reporter") if item.is_reporters else item.author


def _when(item: Item) -> str:
    if item.at is None:
        return _day(item.day)
    return i18n.moment(item.at, language(), portal().timezone)


def _day(day: date) -> str:
    return i18n.short_date(day, language())
