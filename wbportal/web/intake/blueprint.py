"""The blueprint that the first pages and the report form share."""

from flask import Blueprint

bp = Blueprint("intake", __name__)
