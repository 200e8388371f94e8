"""The form with which a case is concluded, and what can be added to its registers with it."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField

from wbportal.casework.casefile import CaseFile
from wbportal.casework.concluding import Ending
from wbportal.casework.desk import Order
from wbportal.casework.inquiry import Inquiry, to_fields
from wbportal.casework.registers import Draft
from wbportal.domain.conclusions import Stated
from wbportal.domain.inquiry import INQUIRY
from wbportal.domain.register_fields import OFFERED
from wbportal.domain.registers import Register
from wbportal.domain.rules import Action
from wbportal.web.desk.checked_form import CheckedForm, choices_of, radio
from wbportal.web.desk.forms import version_sent
from wbportal.web.desk.inquiry_shown import offers
from wbportal.web.desk.inquiry_words import WORDS
from wbportal.web.desk.reason_words import REASONS
from wbportal.web.forms import later
from wbportal.web.locale import language
from wbportal.web.register_forms import RegisterForm

_MEASURES: Mapping[str, LazyString] = MappingProxyType(
    {
        Stated.LISTED: lazy_gettext("These are all, with what I add below"),
        Stated.NONE: lazy_gettext("There are no measures"),
    }
)
_MONEY: Mapping[str, LazyString] = MappingProxyType(
    {
        Stated.LISTED: lazy_gettext("This is all, with what I add below"),
        Stated.NONE: lazy_gettext("No money was found or recovered"),
    }
)
_ADDED = (Register.MEASURE, Register.MONEY)


class ConclusionForm(CheckedForm):
    """The outcome, what is said of the registers, what is added, and the words to the reporter."""

    version = HiddenField()
    measures = RadioField(
        later(lazy_gettext("Measures")), choices=choices_of(_MEASURES), validate_choice=False
    )
    money = RadioField(
        later(lazy_gettext("Money found and recovered")),
        choices=choices_of(_MONEY),
        validate_choice=False,
    )
    tells_money = BooleanField(later(lazy_gettext("The reporter reads these sums, too")))
    text = TextAreaField(later(lazy_gettext("Text to the reporter")))

    def __init__(self, found: CaseFile, kept: Inquiry) -> None:
        """Make the form for a case, and one for each register that can be added to."""
        super().__init__()
        self._kept = kept
        self._version = self.version.data or ""
        # Always of the page as it is now: whoever sends it again has seen what changed.
        self.version.data = str(found.version)
        outcomes = {one.value: REASONS[one] for one in found.reasons.get(Action.CONCLUDE, ())}
        self.add("outcome", radio(gettext("Outcome"), outcomes))
        self.registers = {one: self._register(one) for one in _ADDED}

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong with this form, and with what is added to the registers."""
        added = [one for form in self.registers.values() for one in form.problems()]
        own = sorted(super().problems(), key=lambda one: one[0] not in {"", "outcome"})
        return own + [one for one in added if one[0] and one[0] != "csrf_token"]

    def check(self) -> bool:
        """Check the token and every field, and say beside each what is wrong."""
        good = self.accepted()
        self.choice("outcome")
        self.choice("measures")
        self.choice("money")
        self.words("text", needed=True)
        added = [form.check(self._kept.today) for form in self._filled().values()]
        return good and all(added) and not self.errors

    def begin_with(self, text: str) -> None:
        """Put a text before what was typed."""
        self.text.data = f"{text}\n\n{self.text.data or ''}".strip()

    def order(self) -> Order:
        """Return what was checked."""
        return Order(
            version=version_sent(self._version),
            text=self.texts["text"],
            lang=language(),
            code=str(self["outcome"].data),
        )

    def ending(self) -> Ending:
        """Return what was said of the registers, and what is added to them."""
        return Ending(
            measures=Stated(self.measures.data),
            money=Stated(self.money.data),
            added=tuple(
                Draft(register, to_fields(form.values), lang=language())
                for register, form in self._filled().items()
            ),
            tells_money=bool(self.tells_money.data),
        )

    def is_filled(self, register: Register) -> bool:
        """Tell whether somebody typed into a register; to choose alone adds nothing."""
        return any(
            request.form.get(f"{register}-{one.name}", "").strip()
            for one in INQUIRY[register].fields
            if one.kind not in OFFERED
        )

    def _filled(self) -> dict[Register, RegisterForm]:
        return {one: form for one, form in self.registers.items() if self.is_filled(one)}

    def _register(self, register: Register) -> RegisterForm:
        definition = INQUIRY[register]
        offered = offers(self._kept, definition)
        return RegisterForm(definition, WORDS[register], offered, prefix=f"{register}-")
