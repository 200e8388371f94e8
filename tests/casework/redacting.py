"""A redacted export that waits for somebody, for tests of others."""

from uuid import UUID

from tests.casework.scene import Scene
from wbportal.casework import redactions
from wbportal.casework.exporting import Files, Form, Wish
from wbportal.casework.keyholders import Person
from wbportal.casework.papers import Paper
from wbportal.casework.redactions import Redacted
from wbportal.domain.compartments import Compartment
from wbportal.domain.letters import Secrecy


def redaction(scene: Scene, who: Person, case_id: UUID) -> UUID:
    """Let somebody ask for the release of an empty paper; return what it is found by."""
    parts = frozenset({Compartment.THREAD})
    wish = Wish(Form.REDACTED, parts, Files.NONE, Secrecy.ORDINARY, "them", 1, "a reason", "en")
    redacted = Redacted(wish, Paper("", "en", (), ()), (), 0)
    return scene.portal.perform(lambda work: redactions.ask(work, who, case_id, redacted))
