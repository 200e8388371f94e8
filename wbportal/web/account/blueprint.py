"""The blueprint that joining, signing in and the account's own pages share."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
