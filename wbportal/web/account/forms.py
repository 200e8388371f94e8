"""The forms of joining, signing in and one's own account."""

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from wbportal.casework import browsers
from wbportal.casework.joining import NotJoined
from wbportal.casework.passkeys import Answer
from wbportal.casework.refusals import Refusal
from wbportal.domain.passphrases import MAX_CHARS, MIN_CHARS, PassphraseProblem, Strength
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.web import passkeys
from wbportal.web.forms import Form, later, problem_sentence
from wbportal.web.locale import languages

_MAX_LINE_CHARS = 200

WORDS = {
    Refusal.WRONG: lazy_gettext("This username and passphrase do not belong together."),
    Refusal.SUSPENDED: lazy_gettext("Your account is suspended. Ask your administrator."),
    Refusal.GONE: lazy_gettext("You are no longer on the office’s list of vetted people."),
    Refusal.WRONG_CODE: lazy_gettext(
        "This code is not the right one, or it was used before. Wait for the next one."
    ),
    Refusal.WRONG_PASSKEY: lazy_gettext("This passkey was not accepted. Please try again."),
    Refusal.TAKEN_PASSKEY: lazy_gettext("This passkey is set up already."),
    Refusal.PASSKEY_NEEDED: lazy_gettext("Your office asks you for a passkey, not for a code."),
    Refusal.LAST_FACTOR: lazy_gettext(
        "This is your last second factor. Set up another one before you remove it."
    ),
    Refusal.TOO_MANY: lazy_gettext("You have ten passkeys. Remove one before you set up another."),
    Refusal.ENDED: lazy_gettext("This took too long. Please sign in again."),
    NotJoined.NO_INVITATION: lazy_gettext(
        "No invitation has this code. It may be mistyped, used or too old."
    ),
    NotJoined.ENDED: lazy_gettext("This took too long. Please type the invitation’s code again."),
    PassphraseProblem.TOO_LONG: lazy_gettext("This passphrase is too long."),
    PassphraseProblem.UNREADABLE: lazy_gettext(
        "This passphrase holds characters that no keyboard types."
    ),
    PassphraseProblem.COMMON: lazy_gettext(
        "This passphrase is made of words that everybody tries first. Use other words."
    ),
    PassphraseProblem.REPEATED: lazy_gettext(
        "This passphrase says the same thing again and again. Use more different words."
    ),
    PassphraseProblem.ABOUT_YOU: lazy_gettext(
        "This passphrase is made of your name or the office’s. Use other words."
    ),
}
"""What a refusal means, in words for whoever is refused."""


STRENGTHS = {
    Strength.FAIR: lazy_gettext(
        "Your passphrase is accepted, but only just good enough. Two more words that have nothing "
        "to do with it would make it strong; you can change it on your account’s page."
    ),
    Strength.GOOD: lazy_gettext("Your passphrase is accepted, and it is good."),
    Strength.STRONG: lazy_gettext(
        "Your passphrase is accepted, and it is strong: as long as nobody sees it, nobody can "
        "guess it."
    ),
}
"""How strong a passphrase is that was chosen just now, in words for whoever chose it."""

OFFERED_WORDS = 6  # 77 bits

WRONG_FACTOR = {Refusal.WRONG_CODE, Refusal.WRONG_PASSKEY, Refusal.PASSKEY_NEEDED}
"""After these, the same page asks again."""


def words_for(reason: str) -> str:
    """Return a refusal's words. Raises KeyError for one that no form can cause."""
    if reason == PassphraseProblem.TOO_SHORT:
        return ngettext(
            "A passphrase has at least %(num)s character.",
            "A passphrase has at least %(num)s characters.",
            MIN_CHARS,
        )
    return str({str(key): words for key, words in WORDS.items()}[reason])


def refuse(field: Field, reason: str) -> None:
    """Say beside a field why what it held was refused."""
    field.errors = [*field.errors, words_for(reason)]


def _one_line(_: Form, field: Field) -> None:
    try:
        field.data = clean_line(field.data, _MAX_LINE_CHARS)
    except TextRefused as error:
        raise ValidationError(gettext("This cannot be read.")) from error


_REQUIRED = InputRequired(later(lazy_gettext("Please fill this in.")))
_NOT_TOO_LONG = Length(max=MAX_CHARS, message=later(lazy_gettext("This passphrase is too long.")))


class _OneTimeField(StringField):
    """A code: what opens something is typed again, and is on no page."""

    def _value(self) -> str:
        return ""


class SignInForm(Form):
    """Who somebody is, and what only they know."""

    username = StringField(later(lazy_gettext("Username")), [_REQUIRED, _one_line])
    passphrase = PasswordField(later(lazy_gettext("Passphrase")), [_REQUIRED, _NOT_TOO_LONG])


class CodeForm(Form):
    """What somebody's authenticator shows."""

    otp = _OneTimeField(later(lazy_gettext("Code")), [_REQUIRED, _one_line])


class FactorForm(CodeForm):
    """A second factor: a code that is typed, or what a passkey answered."""

    otp = _OneTimeField(later(lazy_gettext("Code")), [_one_line])
    passkey = HiddenField()

    def shown(self) -> str | Answer:
        """Return what was shown, nothing being a wrong code."""
        return passkeys.answer(self.passkey.data or "") or str(self.otp.data or "")


class NewPasskeyForm(Form):
    """What a new passkey answered, and how it is called."""

    title = StringField(later(lazy_gettext("Name of this passkey")), [_REQUIRED, _one_line])
    passkey = HiddenField()
    prf = HiddenField()


class PasskeySignInForm(Form):
    """Who somebody is, and then what their passkey answered."""

    username = StringField(later(lazy_gettext("Username")), [_REQUIRED, _one_line])
    passkey = HiddenField()
    prf = HiddenField()


class InvitationForm(Form):
    """The code of an invitation."""

    code = _OneTimeField(later(lazy_gettext("Code of your invitation")), [_REQUIRED, _one_line])


class NewPassphraseForm(Form):
    """A passphrase of one's own, typed twice; `username` is there for password managers."""

    username = StringField(later(lazy_gettext("Username")), render_kw={"readonly": True})
    passphrase = PasswordField(later(lazy_gettext("Passphrase")), [_REQUIRED, _NOT_TOO_LONG])
    again = PasswordField(
        later(lazy_gettext("The same passphrase once more")),
        [EqualTo("passphrase", later(lazy_gettext("This is not the same as above.")))],
    )


class ChangePassphraseForm(NewPassphraseForm):
    """Another passphrase, for somebody who knows the old one."""

    old = PasswordField(later(lazy_gettext("Passphrase until now")), [_REQUIRED, _NOT_TOO_LONG])
    passphrase = PasswordField(later(lazy_gettext("New passphrase")), [_REQUIRED, _NOT_TOO_LONG])


class AddressForm(Form):
    """Where somebody is written to; empty is nowhere."""

    email = StringField(later(lazy_gettext("E-mail address")), [_one_line])


class BrowserForm(Form):
    """How somebody calls the browser at hand; empty is no name."""

    browser = StringField(later(lazy_gettext("Name of this browser")))

    def check(self) -> bool:
        """Check the token and the name, and say what is wrong with it."""
        is_good = self.accepted()
        try:
            self.browser.data = clean_line(self.browser.data or "", browsers.MOST_CHARS)
        except TextRefused as refused:
            words = problem_sentence(refused.problem, browsers.MOST_CHARS)
            self.browser.errors = [*self.browser.errors, words]
        return is_good and not self.errors


class LanguageForm(Form):
    """The language that somebody reads in."""

    language = SelectField(later(lazy_gettext("Language of these pages")))

    def __init__(self, chosen: str | None = None) -> None:
        """Choose `chosen`, None being whatever the browser asks for."""
        super().__init__({"language": chosen or ""})
        self.language.choices = {"": gettext("As my browser asks for"), **languages()}
