"""What an office asks: its questionnaire in force, every one before it, and the one being made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from wbportal.casework import settings
from wbportal.casework.errors import Damaged
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, mapping_from
from wbportal.db import settings as rows
from wbportal.domain.areas import Offer, read_offer
from wbportal.domain.own_questions import (
    Plan,
    QuestionnaireRefused,
    questionnaire,
    read_plan,
    stored,
)
from wbportal.domain.questionnaire import QUESTIONNAIRE, Answer, Questionnaire, version_in
from wbportal.domain.settings import Topic
from wbportal.domain.texts import TextRefused
from wbportal.portal import Work


@dataclass(frozen=True, slots=True)
class Questions:
    """Every questionnaire that an office has asked, by version."""

    versions: Mapping[str, Questionnaire]
    live: Questionnaire

    def of(self, version: str) -> Questionnaire:
        """Return the questionnaire of a version; the one in force for one that never was."""
        return self.versions.get(version, self.live)

    def of_answers(self, answers: Mapping[str, Answer]) -> Questionnaire:
        """Return the questionnaire to which recorded answers were given."""
        return self.of(version_in(answers))


@dataclass(frozen=True, slots=True)
class Draft:
    """The questionnaire that an administrator works on."""

    number: int  # of the draft, however often it was saved
    plan: Plan
    is_open: bool  # something in it is not published
    live_number: int  # of what is published; 0 for the portal's own


def of_office(work: Work, office_id: UUID) -> Questions:
    """Return all that an office asks and has asked."""
    published = [
        _published(row.number, row.body)
        for row in rows.versions(work.db, office_id, Topic.QUESTIONS)
    ]
    every = (QUESTIONNAIRE, *published)
    return Questions({one.version: one for one in every}, every[-1])


def offer(work: Work, office_id: UUID) -> Offer:
    """Return which areas an office lets reporters choose from."""
    return read_offer(settings.read(work, office_id, Topic.AREAS).body)


def draft(work: Work, office_id: UUID) -> Draft:
    """Return what is being worked on: the draft, or else what is published."""
    row = rows.newest(work.db, office_id, Topic.QUESTIONS_DRAFT)
    live = rows.newest(work.db, office_id, Topic.QUESTIONS)
    is_open = row is not None and row.body != "{}"
    source = row if is_open else live
    return Draft(
        number=0 if row is None else row.number,
        plan=Plan() if source is None else _plan(source.body),
        is_open=is_open,
        live_number=0 if live is None else live.number,
    )


def keep_draft(work: Work, who: Person, plan: Plan | None, based_on: int) -> None:
    """Keep what was worked on, or nothing of it. Reporters see no change. Raises StaleRow."""
    body = {} if plan is None else _body(plan)
    settings.write(work, who, Topic.QUESTIONS_DRAFT, body, based_on)


def publish(work: Work, who: Person, based_on: int) -> None:
    """Ask the draft from the next form on that is opened. Raises StaleRow."""
    found = draft(work, who.office_id)
    keep_draft(work, who, None, based_on)
    if found.is_open:
        settings.write(work, who, Topic.QUESTIONS, _body(found.plan), found.live_number)


def _body(plan: Plan) -> dict[str, Json]:
    return dict(mapping_from(json.dumps(stored(plan)).encode())) | {"base": QUESTIONNAIRE.version}


@lru_cache(maxsize=256)
def _plan(body: str) -> Plan:
    try:
        return read_plan(mapping_from(body.encode()))
    except (QuestionnaireRefused, TextRefused) as error:
        raise Damaged from error


@lru_cache(maxsize=256)
def _published(number: int, body: str) -> Questionnaire:
    base = mapping_from(body.encode()).get("base")
    return questionnaire(_plan(body), f"{base}.{number}")
