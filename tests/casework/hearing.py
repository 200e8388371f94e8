"""What tests do with interviews: enter one, and send the reporter what they said."""

from uuid import UUID

from tests.casework.entered import come_in
from tests.casework.scene import Scene
from wbportal.casework import interviews, recorded, visits
from wbportal.casework.drafts import FormKey, Purpose
from wbportal.casework.interviews import Interview
from wbportal.casework.keyholders import Person
from wbportal.casework.recorded import Corrected
from wbportal.domain.register_fields import Values
from wbportal.vault.sessions import SessionSecret


def values(by: Person, **said: str) -> Values:
    given = {"sort": "reporter", "who": "the reporter", "held": "2026-11-01", "spoken": "Thai"}
    return {**given, "officer": str(by.id), "minor": "no", "rights": "told", **said}


def hear(scene: Scene, case_id: UUID, by: Person, **said: str) -> UUID:
    """Enter an interview; return its id."""
    given = values(by, **said)
    return scene.portal.perform(
        lambda work: interviews.record(work, by, case_id, given, ("what was heard", "en"))
    )


def send(scene: Scene, case_id: UUID, who: Person, interview_id: UUID, text: str) -> None:
    scene.portal.perform(
        lambda work: interviews.send_transcript(work, who, case_id, interview_id, (text, "en"))
    )


def heard(scene: Scene, who: Person, case_id: UUID, interview_id: UUID) -> Interview:
    found = scene.portal.perform(lambda work: interviews.look(work, who, case_id))
    return found.find(interview_id)


def answer(scene: Scene, case_id: UUID, of: UUID | None, text: str) -> None:
    """Let the reporter come with their code and say whether it is right."""
    visit = come_in(scene, scene.codes[case_id])
    form = FormKey(SessionSecret.generate(), Purpose.ACT, "record", "d" * 32)

    def check(work) -> None:
        here = visits.find(work, visit)
        assert here is not None
        recorded.check(work, here, form, Corrected(text, "en", of))

    scene.portal.perform(check)
