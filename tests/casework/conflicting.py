"""Short words for conflicts of interest: declaring, objecting, deciding."""

from datetime import timedelta
from uuid import UUID

from tests.builders import Somebody
from tests.casework.scene import Scene
from wbportal.casework import conflicts
from wbportal.casework.conflicts import Conflicts, Decided, Own, Raised
from wbportal.casework.keyholders import Person
from wbportal.db import epochs, grants
from wbportal.db.grants import Grant
from wbportal.domain.compartments import HOLDERS, Compartment
from wbportal.domain.conflicts import Ground, Origin, Towards, Verdict
from wbportal.portal import Work
from wbportal.vault.epochs import read_statement, unwrap_epoch
from wbportal.vault.errors import WrongKey
from wbportal.vault.keys import WrappedKey
from wbportal.vault.quorum import SharePlace, unwrap_share


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


def rows_of(scene: Scene, case_id: UUID, who: Somebody) -> list[Grant]:
    with scene.portal.work() as work:
        rows = list(grants.of_holder(work.db, case_id, who.id))
        work.db.expunge_all()
    return rows


def opened_rows(scene: Scene, case_id: UUID, who: Somebody) -> dict[Compartment, bool]:
    """Try a real key against every row of somebody, past all rules of the portal."""
    return {row.kind: _opens(scene, who, row) for row in rows_of(scene, case_id, who)}


def _opens(scene: Scene, who: Somebody, row: Grant) -> bool:
    kem, wrapped = who.person.keys.kem, WrappedKey(row.wrapped_key)
    try:
        if HOLDERS[row.kind].as_shares:
            unwrap_share(kem, wrapped, SharePlace(row.compartment_id, row.epoch, who.id))
            return True
        with scene.portal.work() as work:
            stated = epochs.one(work.db, row.compartment_id, row.epoch)
            assert stated is not None
            commitment = read_statement(stated.statement).statement.commitment
        unwrap_epoch(kem, wrapped, row.compartment_id, row.epoch, who.id, commitment)
    except WrongKey:
        return False
    return True


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
