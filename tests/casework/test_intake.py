"""Taking in a report: who gets a key, what is written, and once however often it is sent."""

from pathlib import Path

import pytest

from tests.builders import MadeOffice, found
from tests.casework.scene import Scene, make_scene, sealed
from wbportal.casework import drafts, intake, receipt
from wbportal.casework.dossier import open_dossier
from wbportal.casework.drafts import Draft, FormKey, Purpose, Stage
from wbportal.casework.errors import AlreadySent, CaseNotFound, Refused
from wbportal.casework.files import opened_chunks
from wbportal.casework.intake import Report
from wbportal.casework.recipients import Asked, Named
from wbportal.casework.records import EntryType
from wbportal.db import offices
from wbportal.domain.states import State
from wbportal.portal import Work
from wbportal.vault.sessions import SessionSecret


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("home"))


def _form(scene: Scene) -> FormKey:
    return FormKey(SessionSecret.generate(), Purpose.REPORT, str(scene.office.id), "1")


def _send(scene: Scene, form: FormKey, report: Report) -> None:
    scene.portal.perform(lambda work: intake.send(work, scene.office.id, form, report))


def _case_of(scene: Scene, form: FormKey) -> Draft:
    draft = scene.portal.perform(lambda work: drafts.find(work, form))
    assert draft is not None
    return draft


def test_a_report_becomes_a_case_that_the_leads_can_read(scene: Scene) -> None:
    form = _form(scene)
    answers = {"who": "the mayor", "version": "1"}
    _send(scene, form, Report("words", "th", answers, category="bribery", area="TH-40"))
    sent = _case_of(scene, form).sent
    assert sent is not None
    dossier = scene.portal.perform(lambda work: open_dossier(work, scene.lead, sent.case_id))
    case = dossier.opened.case
    assert (case.state, case.category, case.area) == (State.RECEIVED, "bribery", "TH-40")
    [entry] = [w.entry for w in dossier.thread.written]
    assert (entry.type, entry.text, entry.lang, entry.at) == (EntryType.REPORT, "words", "th", None)
    assert entry.details["answers"] == answers


def test_files_of_the_draft_and_of_the_form_open_whole_in_the_case(scene: Scene) -> None:
    form = _form(scene)

    def prepare(work: Work) -> None:
        drafts.keep(work, form, Draft(files=(sealed(work, b"from before"),)))

    def send(work: Work) -> None:
        report = Report("words", "en", files=(sealed(work, b"just now"),))
        intake.send(work, scene.office.id, form, report)

    scene.portal.perform(prepare)
    scene.portal.perform(send)
    sent = _case_of(scene, form).sent
    assert sent is not None
    with scene.portal.work() as work:
        thread = open_dossier(work, scene.lead, sent.case_id).thread
        slips = [w.entry.file for w in thread.written if w.entry.file is not None]
        contents = []
        for slip in slips:
            with opened_chunks(work, slip) as chunks:
                contents.append(b"".join(chunks))
    assert contents == [b"from before", b"just now"]


def test_a_spent_form_is_refused(scene: Scene) -> None:
    form = _form(scene)
    scene.portal.perform(lambda work: drafts.keep(work, form, Draft(stage=Stage.SPENT)))
    with pytest.raises(AlreadySent):
        _send(scene, form, Report("words", "en"))


def test_who_is_named_is_not_among_the_answers_that_everybody_reads(scene: Scene) -> None:
    case_id = scene.report(named=Named(frozenset({scene.office.leads[1].id})))
    dossier = scene.portal.perform(lambda work: open_dossier(work, scene.lead, case_id))
    details = dossier.thread.written[0].entry.details
    assert "must_not_see" not in details["answers"]
    with pytest.raises(CaseNotFound), scene.portal.work() as work:
        open_dossier(work, scene.office.leads[1].person, case_id)


def test_a_report_that_nobody_could_open_is_not_taken(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    declined = found(scene.portal, "small", recovery=None)
    everybody = Named(frozenset(lead.id for lead in declined.leads))
    form = _form(scene)
    with pytest.raises(Refused, match="nobody"):
        scene.portal.perform(
            lambda work: intake.send(
                work, declined.id, form, Report("words", "en", named=everybody)
            )
        )
    assert scene.portal.perform(lambda work: drafts.find(work, form)) is None


def test_the_code_page_says_who_is_asked(scene: Scene) -> None:
    form = _form(scene)
    _send(scene, form, Report("words", "en", named=Named(typed="somebody unheard of")))
    found_code = scene.portal.perform(lambda work: receipt.shown(work, form.secret))
    assert found_code.asked is Asked.FIRST_READERS


def test_people_of_one_position_stand_behind_one_choice(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    office = found(scene.portal, "twins", leads=1, handlers=2)
    listed = scene.portal.perform(lambda work: intake.choosable(work, office.id))
    held = {holder for one in listed for holder in one.holders}
    assert held == {p.id for p in (*office.leads, *office.handlers, *office.custodians)}
    assert [one.label for one in listed] == sorted(one.label for one in listed)


def test_names_are_listed_if_the_office_shows_them(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    assert not _labels_with_names(scene, scene.office)
    with scene.portal.work() as work:
        row = offices.by_id(work.db, scene.office.id)
        assert row is not None
        row.show_names = True
    assert _labels_with_names(scene, scene.office)


def _labels_with_names(scene: Scene, office: MadeOffice) -> bool:
    listed = scene.portal.perform(lambda work: intake.choosable(work, office.id))
    name = office.leads[0].display_name
    return any(one.label.startswith(f"{name}, ") for one in listed)
