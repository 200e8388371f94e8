"""Whether the process answers: for whoever watches the server."""

from flask import Blueprint, Response

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """Say that requests are served; it touches nothing and tells nothing."""
    return Response("ok\n", mimetype="text/plain")
