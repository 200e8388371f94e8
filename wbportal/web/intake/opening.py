"""Which form of which browser a request is about, and what is kept of it between two pages."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from wbportal.casework import drafts, intake, questions
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.intake import Choosable
from wbportal.casework.offices import OfficeView, office_at
from wbportal.casework.questions import Questions
from wbportal.casework.records import Json
from wbportal.domain.areas import Offer
from wbportal.domain.questionnaire import Answer, Questionnaire, validate
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret
from wbportal.web.answers import understood
from wbportal.web.current import portal
from wbportal.web.office import present
from wbportal.web.report_form import VERSION, Asking
from wbportal.web.reporter import draft_secret, hand_out
from wbportal.web.session import Cookie

_NUMBER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The form of one office in one browser."""

    office: OfficeView
    people: tuple[Choosable, ...]
    questions: Questions
    offer: Offer
    version: str  # of the questionnaire that this form asks
    secret: SessionSecret
    number: str
    is_new_browser: bool  # it sent no cookie, so it gets one

    @property
    def key(self) -> FormKey:
        return FormKey(self.secret, Purpose.REPORT, str(self.office.id), self.number)

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire that this form asks: the one with which it was begun."""
        return self.questions.of(self.version)

    @property
    def asking(self) -> Asking:
        return Asking(self.people, self.asked, self.offer)

    def going_on(self, draft: Draft) -> "OpenForm":
        """Return this form as it was begun, whatever the office has published since."""
        kept = draft.typed.get(VERSION)
        version = kept[0] if isinstance(kept, list) and kept else None
        return replace(self, version=version) if isinstance(version, str) else self

    def hand_out(self, page: str, status: HTTPStatus) -> Response:
        """Return a page of this form, with the cookie that the browser lacks."""
        return hand_out(make_response(page, status), Cookie.DRAFT, self.secret)

    def anew(self) -> "OpenForm":
        """Return another form of the same browser."""
        return replace(self, number=_new_number(), version=self.questions.live.version)


@dataclass(frozen=True, slots=True)
class Resumed:
    """The form that a browser goes on with."""

    here: OpenForm
    draft: Draft
    has_sent: bool  # a report of this browser waits for its code to be noted
    unsent: str | None  # the number of another form that could be gone on with


def open_form(slug: str) -> OpenForm:
    """Return the form that this request names, or a new one. Raises OfficeNotFound."""
    with portal().work() as work:
        office = office_at(work, slug)
        people = intake.choosable(work, office.id)
        asks = questions.of_office(work, office.id)
        areas = questions.offer(work, office.id)
    present(office)
    cookie = draft_secret()
    if cookie is None and _came_by_a_link_of_others():
        abort(redirect(url_for("intake.landing", slug=slug), HTTPStatus.SEE_OTHER))
    number = request.form.get("form", "")
    return OpenForm(
        office=office,
        people=people,
        questions=asks,
        offer=areas,
        version=request.form.get(VERSION, asks.live.version),
        secret=cookie or SessionSecret.generate(),
        number=number if _NUMBER.fullmatch(number) else _new_number(),
        is_new_browser=cookie is None,
    )


def resumed(here: OpenForm, *, newest: bool = True) -> Resumed:
    """Return the form of this browser and office that was touched last, if it is unsent.

    Without `newest`, and where there is none, it is a new form.
    """
    if here.is_new_browser:  # nothing waits under a secret that was drawn just now
        return Resumed(here, Draft(), has_sent=False, unsent=None)
    with portal().work() as work:
        mine = [w for w in drafts.waiting(work, here.secret) if w.form.scope == str(here.office.id)]
        sent = [drafts.find(work, one.form) for one in mine if one.stage is Stage.SENT]
        has_sent = any(draft is not None and draft.shows_code for draft in sent)
        if newest and mine and mine[-1].stage is Stage.WRITING:
            here = replace(here, number=mine[-1].form.number)
        written = [one.form for one in mine if one.stage is Stage.WRITING]
        others = [form for form in reversed(written) if form.number != here.number]
        unsent = next((form.number for form in others if _holds_something(work, form)), None)
        draft = find(work, here)
        return Resumed(here.going_on(draft), draft, has_sent, unsent)


def find(work: Work, here: OpenForm) -> Draft:
    """Open what was kept of a form; an empty draft if nothing was."""
    return drafts.find(work, here.key) or Draft()


def answers_in(typed: Mapping[str, Json], asked: Questionnaire) -> dict[str, Answer]:
    """Return the answers that decide which questions are asked; people are none of them."""
    first = {
        name: values[0] for name, values in typed.items() if isinstance(values, list) and values
    }
    return validate(understood(first), asked=asked)[0]


def _came_by_a_link_of_others() -> bool:
    """Tell whether the browser may have held our cookie back.

    SameSite=Strict: a new one would replace it, and with it go an unsent report and a code that
    was not noted. From our own first page the browser sends what it has.
    """
    return request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site"


def _holds_something(work: Work, form: FormKey) -> bool:
    draft = drafts.find(work, form)
    return draft is not None and bool(draft.typed.keys() - {VERSION} or draft.files)


def _new_number() -> str:
    return secrets.token_hex(16)
