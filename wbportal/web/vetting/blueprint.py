"""The blueprint of the pages on which leads vet."""

from flask import Blueprint

bp = Blueprint("vetting", __name__, url_prefix="/vetting")
