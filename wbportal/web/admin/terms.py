"""How many days the office gives: to object, to answer, and itself to answer."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import render_template
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from wbportal import i18n
from wbportal.casework import settings
from wbportal.casework.records import Json
from wbportal.casework.settings import Version
from wbportal.domain.settings import Topic
from wbportal.domain.terms import TERMS, Term, read_days
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, VersionedForm, save, status_here
from wbportal.web.current import portal
from wbportal.web.forms import later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

_HINTS: Mapping[Term, LazyString] = MappingProxyType(
    {
        Term.OBJECTION: lazy_gettext(
            "A reporter who is told to whom their report shall go may object for so long."
        ),
        Term.IDENTITY: lazy_gettext(
            "A reporter who is told that somebody asks for their name may say yes or no for so"
            " long. Whoever asks may give more days, or fewer."
        ),
        Term.REVIEW: lazy_gettext(
            "A reporter who asks the office to look again is told this day, and leads see it."
        ),
    }
)


class TermsForm(VersionedForm):
    """The days of each term, each of them a number within its bounds."""

    objection = StringField(later(lazy_gettext("Days to object before a report is passed on")))
    identity = StringField(later(lazy_gettext("Days to answer before a name is opened")))
    review = StringField(later(lazy_gettext("Days until a review is answered")))

    def validate_objection(self, field: StringField) -> None:
        """Refuse what is no number of days within the bounds."""
        _check(field, Term.OBJECTION)

    def validate_identity(self, field: StringField) -> None:
        """Refuse what is no number of days within the bounds."""
        _check(field, Term.IDENTITY)

    def validate_review(self, field: StringField) -> None:
        """Refuse what is no number of days within the bounds."""
        _check(field, Term.REVIEW)

    def rows(self) -> list[tuple[Field, str]]:
        """Return each field with what it is for, and between what one can choose."""
        return [(self[term.value], f"{_HINTS[term]} {bounds_words(term)}") for term in Term]

    def body(self) -> dict[str, Json]:
        """Return what is kept of it."""
        return {term.value: read_days(self[term.value].data or "", term) for term in Term}


def bounds_words(term: Term) -> str:
    """Say how few and how many days there may be, and how many there are usually."""
    bounds = TERMS[term]
    return gettext(
        "From %(least)s to %(most)s; usually %(usual)s.",
        least=i18n.number(bounds.least, language()),
        most=i18n.number(bounds.most, language()),
        usual=i18n.number(bounds.usual, language()),
    )


@bp.route("/days", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def terms() -> Response | Page:
    """Show how many days the office gives, or change it from now on."""
    saved = _saved()
    form = TermsForm(
        saved.number, {term.value: str(settings.days_of(saved, term)) for term in Term}
    )
    if form.accepted():
        who, body = me(), form.body()
        return save(
            lambda work: settings.write(work, who, Topic.TERMS, body, form.based_on),
            lambda status: _overtaken(form, status),
            "admin.terms",
        )
    return _page(form, saved, status_here())


def _check(field: StringField, term: Term) -> None:
    if read_days(field.data or "", term) is None:
        raise ValidationError(
            gettext(
                "Please write a whole number from %(least)s to %(most)s.",
                least=i18n.number(TERMS[term].least, language()),
                most=i18n.number(TERMS[term].most, language()),
            )
        )


def _overtaken(form: TermsForm, status: HTTPStatus) -> Page:
    saved = _saved()
    form.version.data = str(saved.number)
    return _page(form, saved, status)


def _saved() -> Version:
    with portal().work() as work:
        return settings.read(work, me().office_id, Topic.TERMS)


def _page(form: TermsForm, saved: Version, status: HTTPStatus) -> Page:
    page = render_template(
        "admin/terms.html",
        form=form,
        saved=saved,
        now={term.value: settings.days_of(saved, term) for term in Term},
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status
