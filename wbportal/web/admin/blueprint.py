"""The blueprint of the administrator's pages."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")
