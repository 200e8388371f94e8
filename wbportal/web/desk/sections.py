"""The pages of one case, as its navigation lists them: one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.roles import Role
from wbportal.domain.rules import Action, may_ever
from wbportal.domain.states import CLOSED, LIVE, State
from wbportal.web.desk.blueprint import bp


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a case; everybody sees it who may do `action` to a case in some state."""

    endpoint: str  # its only argument is case_id
    words: LazyString
    action: Action
    states: frozenset[State] = LIVE


SECTIONS = (
    Section("desk.case", lazy_gettext("The case"), Action.READ),
    Section(
        "desk.pass_on", lazy_gettext("Pass it on"), Action.PASS_ON, frozenset({State.RECEIVED})
    ),
    Section("desk.inquiry_overview", lazy_gettext("Inquiry"), Action.INQUIRE),
    Section("desk.opinions", lazy_gettext("How it is decided"), Action.ADVISE),
    Section("desk.interviews_of", lazy_gettext("Interviews"), Action.INTERVIEW),
    Section("desk.letters_of", lazy_gettext("Letters"), Action.WRITE_LETTER),
    Section("desk.joined_with", lazy_gettext("Joined cases"), Action.JOIN),
    Section("desk.clocks_of", lazy_gettext("Clocks"), Action.START_CLOCK),
    Section("desk.identity_of", lazy_gettext("The reporter’s name"), Action.REQUEST_IDENTITY),
    Section("desk.exports", lazy_gettext("Exports"), Action.EXPORT),
    Section("desk.conflicts_of", lazy_gettext("Conflicts of interest"), Action.DECLARE_CONFLICT),
    Section("desk.destruction_of", lazy_gettext("Destruction"), Action.PROPOSE_DESTRUCTION, CLOSED),
)


@bp.app_template_global()
def sections_for(role: Role, state: State) -> Sequence[Section]:
    """Return the pages that somebody with this role in a case can go to while it is so."""
    return [one for one in SECTIONS if state in one.states and may_ever(one.action, role)]
