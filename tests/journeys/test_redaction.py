"""A case leaves for somebody outside without the words that may not, let go by a second person."""

import re
import shutil
from uuid import UUID

import pypdfium2
import pytest
from werkzeug.test import TestResponse

from tests.casework.naming import WHO, identify
from tests.journeys.desk import Desk, World, make_world, words
from wbportal.casework import registers
from wbportal.casework.dossier import open_dossier
from wbportal.domain.compartments import Compartment
from wbportal.domain.leaks import BAR
from wbportal.domain.registers import Register
from wbportal.portal import Work

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="there is no bubblewrap")
REPORT = (
    "นายสมชายเรียกรับเงินจากผู้รับเหมา โทร ๐๘๑-๒๓๔-๕๖๗๘ "
    "His boss Malee Suksai, the deputy mayor, knew. See malee@example.org and photo.jpg."
)
WISH = {
    "parts": ["thread"],
    "recipient": "The bureau of roads",
    "purpose": "they decide on it",
    "secrecy": "confidential",
    "copies": "1",
    "do": "look",
}
_FOUND = re.compile(r'<select id="(say-[0-9a-f]+)"')
_WORD = re.compile(r'<label for="(say-[0-9a-f]+)">[^:<]+: ([^<]+)</label>')


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("home"))


@pytest.fixture
def case_id(world: World) -> UUID:
    case_id = world.scene.report(REPORT, files=(b"its bytes",))
    world.scene.assign(case_id, world.scene.office.handlers[0])
    return case_id


def _look(world: World, case_id: UUID, status: int = 422, **more: object) -> TestResponse:
    form = f"/desk/cases/{case_id}/exports/redacted"
    return world.handler.browser.post(form, {**WISH, **more}, status=status)


def _again(desk: Desk) -> dict[str, str]:
    return {"step_up_for": "form", "step_up_code": desk.code()}


def _asked(world: World, case_id: UUID, let: str = "") -> str:
    """Redact a case, let one word through, ask for its release; return its address."""
    page = _look(world, case_id).text
    chosen = dict.fromkeys(_FOUND.findall(page), "out")
    chosen |= {name: "needed" for name, word in _WORD.findall(page) if word == let}
    return str(_look(world, case_id, 303, **chosen, do="ask").location)


def test_what_points_to_somebody_is_shown_and_taken_out(world: World, case_id: UUID) -> None:
    page = _look(world, case_id)
    found = {word for _, word in _WORD.findall(page.text)}
    assert {"สมชาย", "๐๘๑-๒๓๔-๕๖๗๘", "Malee Suksai", "deputy mayor", "malee@example.org"} <= found
    assert "photo.jpg" in found
    left = page.text[page.text.index("What would leave") :]
    assert BAR in left
    for word in found:
        assert word not in left, word
    # Nobody of the office is named either.
    assert world.scene.office.handlers[0].display_name not in left


def test_a_second_person_lets_it_leave_and_only_then_it_does(world: World, case_id: UUID) -> None:
    there = _asked(world, case_id, let="deputy mayor")
    author, other = world.handler, world.lead
    assert "Somebody else who works this case" in words(author.browser.get(there))
    own = {**_again(author), "do": "release"}
    refused = author.browser.post(there, own, form="/desk/", status=422)
    assert "somebody else has to let it leave" in words(refused)
    take = f"{there}/take"
    author.browser.post(take, _again(author), form="/desk/", status=422)

    page = words(other.browser.get(there))
    assert "Let through Position: deputy mayor" in page
    assert "Malee" not in page
    other.browser.post(there, {**_again(other), "do": "release", "words": "I read it"})
    taken = author.browser.post(take, _again(author), form="/desk/", status=200)
    text = _text(taken.data)
    assert "the deputy mayor" in text
    for word in ("สมชาย", "๐๘๑", "Malee", "malee@", "photo"):
        assert word not in text, word
    assert "The bureau of roads" in text
    listed = words(author.browser.get(f"/desk/cases/{case_id}/exports/"))
    assert "May leave" in listed
    assert "A redacted PDF" in listed
    # It was answered once, and for good.
    again = {**_again(other), "do": "back"}
    assert "answered" in words(other.browser.post(there, again, form="/desk/", status=422))


def test_what_is_sent_back_never_leaves(world: World, case_id: UUID) -> None:
    there, other = _asked(world, case_id), world.lead
    other.browser.post(there, {**_again(other), "do": "back", "words": "too much"})
    assert "too much" in words(world.handler.browser.get(there))
    fields = _again(world.handler)
    world.handler.browser.post(f"{there}/take", fields, form="/desk/", status=422)


def test_names_that_are_known_later_stop_a_release(world: World, case_id: UUID) -> None:
    there, other = _asked(world, case_id), world.lead

    def subject(work: Work) -> None:
        opened = open_dossier(work, world.scene.lead, case_id).opened
        known = registers.Draft(Register.SUBJECT, {"name": "ผู้รับเหมา", "aliases": ["His boss"]})
        registers.put(work, opened, Compartment.INVESTIGATION, known)

    world.scene.portal.perform(subject)
    page = words(other.browser.get(there))
    assert "Found since, and not taken out" in page
    fields = {**_again(other), "do": "release"}
    refused = other.browser.post(there, fields, form="/desk/", status=422)
    assert "Redact it anew" in words(refused)


def test_nothing_is_asked_for_before_every_word_was_decided(world: World, case_id: UUID) -> None:
    page = _look(world, case_id, do="ask")
    assert "Please say of each word below" in words(page)
    name = _FOUND.findall(page.text)[0]
    _look(world, case_id, **{name: "because"}, do="ask")
    own = _look(world, case_id, words="ผู้รับเหมา\nboss", summary="A boss took money.")
    left = words(own)[words(own).index("What would leave") :]
    assert "A █████ took money" in left
    assert "ผู้รับเหมา" not in left


def test_for_whom_it_is_is_looked_at_like_all_that_leaves(world: World, case_id: UUID) -> None:
    page = _look(world, case_id, recipient="นายสมชาย").text
    chosen = dict.fromkeys(_FOUND.findall(page), "out")
    refused = _look(world, case_id, recipient="นายสมชาย", **chosen, do="ask")
    assert "Here stands a word that you take out" in words(refused)
    chosen |= {name: "known" for name, word in _WORD.findall(page) if word == "สมชาย"}
    _look(world, case_id, 303, recipient="นายสมชาย", **chosen, do="ask")


def test_whoever_may_read_the_name_has_it_looked_for(world: World) -> None:
    """The reporter signs by name; only the opener of the identity can have that found."""
    case_id = world.scene.report(f"yours, {WHO.name}")
    world.scene.assign(case_id, world.scene.office.handlers[0])
    identify(world.scene, case_id)
    unknown = _look(world, case_id)
    said = {"reason": "protect-reporter", "text": "why", "prior": "law", "why_untold": "s. 1"}
    world.handler.browser.post(f"/desk/cases/{case_id}/identity/ask", said, status=303)
    here = f"/desk/cases/{case_id}/identity"
    asked = re.search(rf"{here}/[0-9a-f-]+", world.handler.browser.get(here).text)
    assert asked is not None
    for number in (0, 1):
        keeper = world.desk(world.scene.office.custodians[number])
        request_id = asked[0].rpartition("/")[2]
        fields = {"do": "approve", "words": ""}
        keeper.browser.post(f"/desk/identities/{request_id}", fields)
    world.handler.browser.post(asked[0], {}, status=303)
    known = _look(world, case_id)
    assert WHO.name in {word for _, word in _WORD.findall(known.text)}
    left = known.text[known.text.index("What would leave") :]
    assert WHO.name not in left
    assert unknown.status_code == 422


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in document).split())
    document.close()
    return text
