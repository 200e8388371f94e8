"""What leaves redacted is looked through as a whole, whenever somebody is asked about it."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.casework.scene import make_scene
from wbportal.casework import redactions, registers
from wbportal.casework.dossier import open_dossier
from wbportal.casework.errors import Refused
from wbportal.casework.exporting import Files, Form, Wish
from wbportal.casework.papers import Chapter, Paper, Passage
from wbportal.casework.redactions import Let, Redacted, Standing, Why
from wbportal.casework.registers import Draft
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import Kind, Term
from wbportal.domain.letters import Secrecy
from wbportal.domain.registers import Register
from wbportal.portal import Work

WISH = Wish(
    Form.REDACTED,
    frozenset({Compartment.THREAD}),
    Files.NONE,
    Secrecy.ORDINARY,
    "them",
    1,
    "a reason",
    "en",
)
SUMMARY = Paper(
    "", "en", (), (Chapter("Summary", (Passage(text="we asked Jonas Berg about it"),)),)
)
BERG = Term(Kind.NAME, "Jonas Berg")


def test_who_is_named_in_the_summary_alone_needs_a_reason_too(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    case_id = scene.owned()

    def ask(*let: Let) -> None:
        redacted = Redacted(WISH, SUMMARY, let, 0)
        item = scene.portal.perform(
            lambda work: redactions.ask(work, scene.handler, case_id, redacted)
        )
        scene.portal.perform(
            lambda work: redactions.answer(work, scene.lead, case_id, item, "", released=True)
        )

    with pytest.raises(Refused, match="leaks"):
        ask()
    ask(Let(BERG, Why.PUBLIC))
    (found,) = scene.portal.perform(lambda work: redactions.listed(work, scene.lead, case_id))
    assert found.standing is Standing.RELEASED


def test_a_name_is_found_at_release_although_it_stands_in_the_summary_alone(tmp_path: Path) -> None:
    """As it was kept before such names were asked about."""
    scene = make_scene(tmp_path)
    case_id = scene.owned()
    fields = Redacted(WISH, SUMMARY, (), 0).to_json()

    def keep(work: Work) -> UUID:
        opened = open_dossier(work, scene.handler, case_id).opened
        draft = Draft(Register.REDACTION, fields, WISH.purpose, WISH.lang)
        return registers.put(work, opened, Compartment.INVESTIGATION, draft)

    item = scene.portal.perform(keep)
    _, found = scene.portal.perform(lambda work: redactions.look(work, scene.lead, case_id, item))
    assert [one.term for one in found.leaks] == [BERG]
    with pytest.raises(Refused, match="leaks"):
        scene.portal.perform(
            lambda work: redactions.answer(work, scene.lead, case_id, item, "", released=True)
        )
