"""The office's own words: on reporters' pages, and as beginnings of what handlers write."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import render_template, request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response
from wtforms import Field, TextAreaField
from wtforms.fields.core import UnboundField

from wbportal.casework import settings
from wbportal.casework.records import Json
from wbportal.casework.settings import Version
from wbportal.domain.settings import SLOTS, Slot, Topic, read_texts
from wbportal.domain.wording import LANGUAGES, Words
from wbportal.web.admin.blueprint import bp
from wbportal.web.admin.members import me
from wbportal.web.admin.saving import Page, VersionedForm, plain_text, save, status_here
from wbportal.web.current import portal
from wbportal.web.locale import languages
from wbportal.web.office_words import OFFICE_WORDS
from wbportal.web.traits import Traits, declare

_TITLES: Mapping[str, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        "handles": (
            OFFICE_WORDS["handles"],
            lazy_gettext("On the first page. For example: corruption in the province’s schools."),
        ),
        "readers": (
            OFFICE_WORDS["readers"],
            lazy_gettext("On the first page. Positions rather than names."),
        ),
        "hours": (
            OFFICE_WORDS["hours"],
            lazy_gettext("On the first page. When reports are read, and when nobody is there."),
        ),
        "privacy": (
            OFFICE_WORDS["privacy"],
            lazy_gettext("In the privacy notice, after what holds for every office here."),
        ),
        "acknowledge": (
            lazy_gettext("When a report is acknowledged"),
            lazy_gettext("For example: thank you, and what happens next."),
        ),
        "ask": (
            lazy_gettext("When the reporter is asked"),
            lazy_gettext("For example: why you ask, and that nobody has to answer."),
        ),
        "feedback": (
            lazy_gettext("When the reporter is written to, with feedback or news"),
            lazy_gettext("For example: what was done so far, and when you write next."),
        ),
        "close": (
            lazy_gettext("When a case is concluded or declined"),
            lazy_gettext("For example: how to ask for a review."),
        ),
    }
)


class TextsForm(VersionedForm):
    """Every text of a topic, in both languages."""

    def __init__(self, topic: Topic, saved: Version) -> None:
        """Fill in what is in force."""
        super().__init__(saved.number)
        self.topic = topic
        words = read_texts(topic, saved.body)
        for slot in SLOTS[topic]:
            for language in LANGUAGES:
                self._add(slot, language, words[slot.key])

    def slots(self) -> list[tuple[LazyString, LazyString, list[Field]]]:
        """Return each text: its title, a hint, and its fields."""
        return [
            (*_TITLES[slot.key], [self[f"{slot.key}_{one}"] for one in LANGUAGES])
            for slot in SLOTS[self.topic]
        ]

    def words(self) -> dict[str, Words]:
        """Return what was typed, as it is previewed; whether it fits or not."""
        return {
            slot.key: Words(*(self[f"{slot.key}_{one}"].data or "" for one in LANGUAGES))
            for slot in SLOTS[self.topic]
        }

    def _add(self, slot: Slot, language: str, words: Words) -> None:
        name = f"{slot.key}_{language}"
        made = UnboundField(TextAreaField, languages()[language], [plain_text(slot.max_chars)])
        field = made.bind(self, name)
        self._fields[name] = field
        field.process(request.form if request.method == "POST" else None, words.of(language))


@bp.route("/texts", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def texts() -> Response | Page:
    """Say something to reporters in the office's own words."""
    return _set(Topic.TEXTS)


@bp.route("/templates", methods=["GET", "POST"])
@declare(Traits(keeps_text=True))
def templates() -> Response | Page:
    """Let handlers begin what they write with the office's words."""
    return _set(Topic.TEMPLATES)


def _set(topic: Topic) -> Response | Page:
    saved = _saved(topic)
    form = TextsForm(topic, saved)
    is_fine = form.accepted()
    if is_fine and request.form.get("do") != "preview":
        who, words = me(), form.words()
        body: dict[str, Json] = {key: {**one.kept()} for key, one in words.items() if one}
        return save(
            lambda work: settings.write(work, who, topic, body, form.based_on),
            lambda status: _overtaken(topic, form, status),
            f"admin.{topic.value}",
        )
    return _page(form, saved, status_here(), previewed=form.words() if is_fine else None)


def _overtaken(topic: Topic, form: TextsForm, status: HTTPStatus) -> Page:
    saved = _saved(topic)
    form.version.data = str(saved.number)
    return _page(form, saved, status)


def _saved(topic: Topic) -> Version:
    with portal().work() as work:
        return settings.read(work, me().office_id, topic)


def _page(
    form: TextsForm,
    saved: Version,
    status: HTTPStatus,
    previewed: Mapping[str, Words] | None = None,
) -> Page:
    page = render_template(
        "admin/texts.html",
        form=form,
        saved=saved,
        in_force=read_texts(form.topic, saved.body),
        previewed=previewed,
        titles=_TITLES,
        languages=LANGUAGES,
        overtaken=status is HTTPStatus.CONFLICT,
    )
    return page, status
