"""The blueprint that all pages behind a receipt code share."""

from flask import Blueprint

bp = Blueprint("receipt", __name__)
