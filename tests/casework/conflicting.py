"""Short words for conflicts of interest: declaring, objecting, deciding."""

from datetime import timedelta
from uuid import UUID

from tests.casework.scene import Scene
from wbportal.casework import conflicts
from wbportal.casework.conflicts import Conflicts, Decided, Own, Raised
from wbportal.casework.keyholders import Person
from wbportal.domain.conflicts import Ground, Origin, Towards, Verdict
from wbportal.portal import Work


def declare(scene: Scene, by: Person, case_id: UUID, whose: UUID | None = None) -> None:
    """Declare a conflict, one's own unless it is somebody else's."""
    raised = _raised(scene, whose or by.id)
    scene.portal.perform(lambda work: conflicts.declare(work, by, case_id, raised))


def enter_objection(scene: Scene, by: Person, case_id: UUID, to: UUID) -> None:
    """Enter that the accused objects to somebody."""
    raised = _raised(scene, to, Origin.ACCUSED)
    scene.portal.perform(lambda work: conflicts.enter_objection(work, by, case_id, raised))


def decide(scene: Scene, by: Person, case_id: UUID, verdict: Verdict) -> None:
    """Decide the newest conflict of a case."""
    newest = look(scene, by, case_id).found[0].id

    def deed(work: Work) -> None:
        decided = Decided(verdict, "", work.today, "because", "en")
        conflicts.decide(work, by, case_id, newest, decided)

    scene.portal.perform(deed)


def look(scene: Scene, who: Person, case_id: UUID) -> Conflicts:
    """Return the conflicts of a case, for one of its readers."""
    return scene.portal.perform(lambda work: conflicts.look(work, who, case_id))


def own(scene: Scene, who: Person) -> tuple[Own, ...]:
    """Return what somebody declared themselves."""
    return scene.portal.perform(lambda work: conflicts.own(work, who))


def _raised(scene: Scene, holder_id: UUID, origin: Origin = Origin.DECLARED) -> Raised:
    scene.clock.move(timedelta(seconds=1))
    with scene.portal.work() as work:
        today = work.today
    return Raised(
        holder_id,
        Ground.KIN,
        Towards.ACCUSED,
        origin,
        today,
        document="letter 12/2569" if origin is Origin.ACCUSED else "",
        text="the accused is a cousin",
        lang="en",
    )
