"""What a handler is told when a case no longer says what its people signed."""

import logging
from http import HTTPStatus
from uuid import UUID

from flask import render_template, request

from wbportal.casework import desk
from wbportal.casework.errors import Damaged
from wbportal.vault.errors import VaultError
from wbportal.web.current import portal
from wbportal.web.desk.blueprint import bp, me

_log = logging.getLogger(__name__)


@bp.errorhandler(Damaged)
@bp.errorhandler(VaultError)
def damaged(_: Damaged | VaultError) -> tuple[str, HTTPStatus]:
    """Show nothing of the case, say why, and tell the trail and the log."""
    named = (request.view_args or {}).get("case_id")
    case_id = named if isinstance(named, UUID) else None
    with portal().work() as work:
        desk.note_damage(work, me(), case_id)
    _log.error("A case was changed behind the portal's back: run the audit's verification.")
    return render_template("desk/damaged.html"), HTTPStatus.INTERNAL_SERVER_ERROR
