"""What the page of all questions would weigh, found by making it."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from wbportal.casework import intake, offices
from wbportal.casework import questions as asking
from wbportal.casework.offices import OfficeView
from wbportal.domain.questionnaire import QUESTIONNAIRE, Questionnaire
from wbportal.domain.wording import LANGUAGES
from wbportal.web import locale, padding
from wbportal.web.admin.members import me
from wbportal.web.attachments import limits_sentence
from wbportal.web.current import portal
from wbportal.web.report_form import Asking, ReportForm

STEP_BYTES = 8 * 1024  # pages are filled up to whole steps


@dataclass(frozen=True, slots=True)
class Weight:
    """The page in one language, as it travels, without the style sheet."""

    language: str
    page_bytes: int
    portal_bytes: int  # of the page that asks what the portal asks, and no more

    @property
    def is_heavier(self) -> bool:
        """Whether an office's questions cost its reporters another step."""
        return self.page_bytes > self.portal_bytes


def weights(asked: Questionnaire) -> tuple[Weight, ...]:
    """Make the page in both languages, as it would be and as the portal has it; about 20 ms."""
    with portal().work() as work:
        office = offices.office_of(work, me().office_id)
        people = intake.choosable(work, office.id)
        offer = asking.offer(work, office.id)
    would, is_now = Asking(people, asked, offer), Asking(people, QUESTIONNAIRE, offer)
    found = []
    for language in LANGUAGES:
        with locale.speaking(language):
            found.append(Weight(language, _weigh(office, would), _weigh(office, is_now)))
    return tuple(found)


def _weigh(office: OfficeView, asking: Asking) -> int:
    form = ReportForm(asking, {})
    questions = Markup(render_template("intake/questions.html", form=form, office=office))  # noqa: S704 - it escapes
    page = render_template(
        "intake/report.html",
        form=form,
        questions=questions,
        number=UUID(int=0).hex,
        kept=(),
        limits=limits_sentence(),
        office=office,
        office_name=office.name(locale.language()),
        office_contact=office.contact(locale.language()),
        may_leave=True,
    )
    return len(padding.pad(page.encode(), STEP_BYTES))
