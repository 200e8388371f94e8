"""Pages on which anybody checks a statement of having reported, and finds the key for that."""

from wbportal.web.proof import check, key
from wbportal.web.proof.blueprint import bp

__all__ = ["bp", "check", "key"]
