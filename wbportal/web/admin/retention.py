"""How long closed cases are kept, and what the portal keeps besides them."""

from http import HTTPStatus

from flask import render_template
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import ValidationError

from wbportal import i18n
from wbportal.casework import settings
from wbportal.casework.records import Json
from wbportal.casework.settings import Version
from wbportal.domain import aftercare
from wbportal.domain import retention as kept
from wbportal.domain.numbers import fold_digits
from wbportal.domain.settings import Topic
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, VersionedForm, save, status_here
from wbportal.web.current import portal
from wbportal.web.forms import later
from wbportal.web.locale import language
from wbportal.web.traits import Traits, declare

_MAX_DIGITS = 4


class RetentionForm(VersionedForm):
    """For how many months a closed case is kept, and after how many its reporter is asked."""

    months = StringField(later(lazy_gettext("Months that a closed case is kept")))
    check_ins = StringField(
        later(lazy_gettext("Months after which a reporter is asked how things have been"))
    )

    def validate_months(self, field: StringField) -> None:
        """Refuse what is no number of months within the bounds; nothing means: no limit."""
        typed = (field.data or "").strip()
        if typed and self.wanted() is None:
            raise ValidationError(
                gettext(
                    "Please write a whole number from %(least)s to %(most)s, or nothing.",
                    least=i18n.number(kept.CASE_MONTHS[0], language()),
                    most=i18n.number(kept.CASE_MONTHS[-1], language()),
                )
            )

    def validate_check_ins(self, field: StringField) -> None:
        """Refuse what is no list of months; nothing means: as every office."""
        if (field.data or "").strip() and not self.asked_after():
            raise ValidationError(
                gettext(
                    "Please write up to %(count)s numbers from 1 to %(most)s, such as 1, 3, 6, 12.",
                    count=i18n.number(aftercare.MOST_CHECK_INS, language()),
                    most=i18n.number(aftercare.MOST_MONTHS, language()),
                )
            )

    def asked_after(self) -> tuple[int, ...]:
        """Return the months that were typed, in order; nothing if they are none."""
        typed = fold_digits(self.check_ins.data or "").replace(",", " ").split()
        if not all(one.isascii() and one.isdigit() and len(one) <= _MAX_DIGITS for one in typed):
            return ()
        found = sorted({int(one) for one in typed})
        is_fit = len(found) <= aftercare.MOST_CHECK_INS
        is_fit = is_fit and all(1 <= one <= aftercare.MOST_MONTHS for one in found)
        return tuple(found) if is_fit else ()

    def body(self) -> dict[str, Json]:
        """Return what is kept of it; what was left empty is not in it."""
        wanted, asked = self.wanted(), self.asked_after()
        months: list[Json] = [*asked]
        kept_for: dict[str, Json] = {} if wanted is None else {"case_months": wanted}
        return kept_for | ({"check_in_months": months} if months else {})

    def wanted(self) -> int | None:
        typed = fold_digits((self.months.data or "").strip())
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MAX_DIGITS
        return int(typed) if is_number and int(typed) in kept.CASE_MONTHS else None


@bp.route("/retention", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def retention() -> Response | Page:
    """Show for how long what is kept, or change it for closed cases."""
    saved = _saved()
    months = settings.case_months(saved)
    own = ", ".join(map(str, settings.own_check_ins(saved)))
    typed = {"months": "" if months is None else str(months), "check_ins": own}
    form = RetentionForm(saved.number, typed)
    if form.accepted():
        who, body = me(), form.body()
        return save(
            lambda work: settings.write(work, who, Topic.RETENTION, body, form.based_on),
            lambda status: _overtaken(form, status),
            "admin.retention",
        )
    return _page(form, saved, status_here())


def _overtaken(form: RetentionForm, status: HTTPStatus) -> Page:
    saved = _saved()
    form.version.data = str(saved.number)
    return _page(form, saved, status)


def _saved() -> Version:
    with portal().work() as work:
        return settings.read(work, me().office_id, Topic.RETENTION)


def _page(form: RetentionForm, saved: Version, status: HTTPStatus) -> Page:
    page = render_template(
        "admin/retention.html",
        form=form,
        saved=saved,
        months=settings.case_months(saved),
        check_ins=settings.own_check_ins(saved) or aftercare.MONTHS,
        most_months=aftercare.MOST_MONTHS,
        least=kept.CASE_MONTHS[0],
        most=kept.CASE_MONTHS[-1],
        draft_days=kept.UNSENT_DRAFT.days,
        backup_days=kept.BACKUP.days,
        invitation_days=kept.INVITATION.days,
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status
