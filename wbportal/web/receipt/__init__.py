"""Pages for somebody who has reported: the code, coming back, and the case."""

from wbportal.web.receipt import case, change, code, file, more, present, proof, record, why
from wbportal.web.receipt.blueprint import bp

__all__ = ["bp", "case", "change", "code", "file", "more", "present", "proof", "record", "why"]
