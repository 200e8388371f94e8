"""The blueprint of the pages about statements."""

from flask import Blueprint

bp = Blueprint("proof", __name__, url_prefix="/proof")
