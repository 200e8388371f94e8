"""The forms in which people write down what they think of a case."""

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from wbportal import i18n
from wbportal.casework.assessments import Assessed, Assessment
from wbportal.casework.extensions import Request
from wbportal.casework.opining import Deliberation
from wbportal.casework.opinions import Opinion, Resolution
from wbportal.casework.referrals import Plan
from wbportal.domain.actions import Action
from wbportal.domain.assessments import Found, Jurisdiction, Matter, Priority
from wbportal.domain.completeness import Piece
from wbportal.domain.legal_dates import CHOOSABLE, Document, LegalDate
from wbportal.domain.opinions import STEPS, Course, Flaw, Step, read_meeting
from wbportal.domain.reasons import Reason
from wbportal.domain.referrals import Notice
from wbportal.web.days import DayField
from wbportal.web.desk.checked_form import CheckedForm, choices_of
from wbportal.web.desk.clock_words import DOCUMENTS
from wbportal.web.desk.opinion_words import (
    COURSES,
    FLAWS,
    FOUND,
    JURISDICTIONS,
    MATTERS,
    NOTICES,
    PIECES,
    PRIORITIES,
)
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.desk.words import clock_words
from wbportal.web.forms import later
from wbportal.web.locale import language

_BODIES = (
    Reason.OTHER_BODY_COMPETENT,
    Reason.POWERS_WE_LACK,
    Reason.PART_OF_THEIR_INQUIRY,
    Reason.SOMEBODY_IN_DANGER,
)


def _radio(words: str, choices: Callable[[], dict[str, str]]) -> RadioField:
    return RadioField(words, choices=choices, validate_choice=False)


class AssessmentForm(CheckedForm):
    """Whose matter it is, how urgent, of which kind; and item by item what the report says."""

    jurisdiction = _radio(later(lazy_gettext("Whose matter is it?")), choices_of(JURISDICTIONS))
    matter = _radio(later(lazy_gettext("Of which kind?")), choices_of(MATTERS))
    priority = _radio(later(lazy_gettext("How urgent?")), choices_of(PRIORITIES))
    who = _radio(later(PIECES[Piece.WHO]), choices_of(FOUND))
    what = _radio(later(PIECES[Piece.WHAT]), choices_of(FOUND))
    where = _radio(later(PIECES[Piece.WHERE]), choices_of(FOUND))
    when = _radio(later(PIECES[Piece.WHEN]), choices_of(FOUND))
    evidence = _radio(later(PIECES[Piece.EVIDENCE]), choices_of(FOUND))
    text = TextAreaField(later(lazy_gettext("In your words (optional)")))

    def __init__(self, before: Assessed | None) -> None:
        """Fill the form with the assessment that counts so far."""
        super().__init__({} if before is None else _values(before.said))

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("jurisdiction")
        self.choice("matter")
        self.choice("priority")
        for piece in Piece:
            self.choice(piece.value)
        self.words("text")
        return good and not self.errors

    def said(self) -> Assessment:
        """Return what was checked."""
        return Assessment(
            jurisdiction=Jurisdiction(self.jurisdiction.data),
            priority=Priority(self.priority.data),
            matter=Matter(self.matter.data),
            pieces={piece: Found(self[piece.value].data) for piece in Piece},
            text=self.texts["text"],
            lang=language(),
        )


class OpinionForm(CheckedForm):
    """One step of the chain; which fields it has depends on the step."""

    course = _radio(later(lazy_gettext("What should be done?")), choices_of(COURSES))
    flaw = _radio(later(lazy_gettext("What is wrong with it?")), choices_of(FLAWS))
    by_meeting = BooleanField(later(lazy_gettext("A meeting decided it")))
    meeting = StringField(later(lazy_gettext("Number of the meeting")))
    held_on = DayField(later(lazy_gettext("Day of the meeting")))
    item = StringField(later(lazy_gettext("Item of the agenda")))
    present = TextAreaField(later(lazy_gettext("Who was there")))
    left = TextAreaField(later(lazy_gettext("Who left for a conflict of interest")))
    text = TextAreaField(later(lazy_gettext("Text")))

    def __init__(self, action: Action) -> None:
        """Keep the fields of this step."""
        super().__init__()
        self.action, self.step = action, STEPS[action]
        self._names = _OPINION_FIELDS[self.step]
        for name in set(self._fields) - {*self._names, "csrf_token"}:
            del self[name]

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        if "course" in self._names:
            self.choice("course")
        if "flaw" in self._names:
            self.choice("flaw")
        if self._is_meetings:
            self._check_meeting()
        self.words("text", needed=True)
        return good and not self.errors

    def said(self) -> Opinion:
        """Return what was checked."""
        return Opinion(
            step=self.step,
            course=Course(self["course"].data) if "course" in self._names else None,
            flaw=Flaw(self["flaw"].data) if "flaw" in self._names else None,
            resolution=self._resolution() if self._is_meetings else None,
            text=self.texts["text"],
            lang=language(),
        )

    @property
    def _is_meetings(self) -> bool:
        if self.step is Step.COMMITTEE:
            return True
        return self.step is Step.DECISION and bool(self["by_meeting"].data)

    def _check_meeting(self) -> None:
        self.line("meeting", needed=True)
        if self.texts["meeting"] and read_meeting(self.texts["meeting"]) is None:
            self.complain("meeting", gettext("Please write number and year, such as 12/2569."))
        self.day("held_on", needed=True)
        self.line("item", needed=True)
        self.words("present", needed=True)
        self.words("left")

    def _resolution(self) -> Resolution:
        return Resolution(
            meeting=read_meeting(self.texts["meeting"]) or "",
            held_on=self.days["held_on"],
            item=self.texts["item"],
            present=self.lines("present"),
            left=self.lines("left"),
        )


_ABROAD = ("abroad", "document", "number", "dated")


class ExtensionForm(CheckedForm):
    """Which date shall move, until when, and why."""

    clock = SelectField(later(lazy_gettext("Which date")), validate_choice=False)
    until = DayField(later(lazy_gettext("Until")))
    text = TextAreaField(later(lazy_gettext("Why, and what is done until then")))
    abroad = BooleanField(later(lazy_gettext("Evidence has to be gathered abroad")))
    document = SelectField(
        later(lazy_gettext("If so: which document says so")),
        choices=lambda: {one.value: str(DOCUMENTS[one]) for one in CHOOSABLE},
        default=Document.LETTER.value,
        validate_choice=False,
    )
    number = StringField(later(lazy_gettext("Its number")))
    dated = DayField(later(lazy_gettext("Its day")))

    def __init__(self, found: Deliberation) -> None:
        """Offer the dates that can move."""
        super().__init__()
        self.clock.choices = {
            one.key: f"{clock_words(one.key)} {i18n.long_date(one.due, language())}"
            for one in found.extendable
        }
        self._today = found.today
        if not found.longer_abroad:
            for name in _ABROAD:
                del self[name]

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("clock")
        self.day("until", needed=True)
        self.words("text", needed=True)
        if self.ticked("abroad"):
            self.choice("document")
            self.line("number", needed=True)
            self.day("dated", needed=True, latest=self._today)
        return good and not self.errors

    def said(self) -> Request:
        """Return what was checked."""
        return Request(
            str(self.clock.data),
            self.days["until"],
            self.texts["text"],
            lang=language(),
            abroad=self._document() if self.ticked("abroad") else None,
        )

    def _document(self) -> LegalDate:
        document = Document(str(self.document.data))
        return LegalDate(self.days["dated"], document, self.texts["number"])


class AnswerForm(CheckedForm):
    """Whether more time is granted."""

    granted = _radio(
        later(lazy_gettext("Your answer")),
        lambda: {"yes": gettext("Granted: the date moves"), "no": gettext("Refused: it stays")},
    )
    text = TextAreaField(later(lazy_gettext("Why")))

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("granted")
        self.words("text", needed=True)
        return good and not self.errors

    @property
    def is_granted(self) -> bool:
        return bool(self.granted.data == "yes")


class ReferralForm(CheckedForm):
    """To whom, why, what goes out, and whether the reporter can be told before."""

    body = StringField(later(lazy_gettext("To whom")))
    reason = _radio(
        later(lazy_gettext("Reason")), lambda: {one.value: str(REASONS[one]) for one in _BODIES}
    )
    text = TextAreaField(later(lazy_gettext("What goes out: a summary, as the reporter reads it")))
    notice = _radio(later(lazy_gettext("Is the reporter told before?")), choices_of(NOTICES))
    why_untold = TextAreaField(later(lazy_gettext("If not: which law, or what danger")))
    near = BooleanField(
        later(lazy_gettext("It goes to the unit of whoever is accused, or to their superiors"))
    )
    why_near = TextAreaField(later(lazy_gettext("If so: why it has to go there")))

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.line("body", needed=True)
        self.choice("reason")
        self.words("text", needed=True)
        self.choice("notice")
        self.words("why_untold")
        self.words("why_near")
        return good and not self.errors

    def said(self) -> Plan:
        """Return what was checked."""
        return Plan(
            body=self.texts["body"],
            reason=Reason(self.reason.data),
            notice=Notice(self.notice.data),
            why_untold=self.texts["why_untold"],
            near=bool(self.near.data),
            why_near=self.texts["why_near"],
            text=self.texts["text"],
            lang=language(),
        )


_MEETING = ("meeting", "held_on", "item", "present", "left")
_OPINION_FIELDS: dict[Step, tuple[str, ...]] = {
    Step.OFFICER: ("course", "text"),
    Step.HEAD: ("course", "text"),
    Step.BACK: ("flaw", "text"),
    Step.COMMITTEE: ("course", *_MEETING, "text"),
    Step.DECISION: ("course", "by_meeting", *_MEETING, "text"),
}


def _values(before: Assessment) -> dict[str, object]:
    pieces = {piece.value: found.value for piece, found in before.pieces.items()}
    return {
        "jurisdiction": before.jurisdiction.value,
        "priority": before.priority.value,
        "matter": before.matter.value,
        "text": before.text,
        **pieces,
    }
