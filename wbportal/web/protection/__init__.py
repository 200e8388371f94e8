"""Pages of those who protect reporters: what reporters told them, and what they keep of it."""

from wbportal.web.protection import case, items, overview, words
from wbportal.web.protection.blueprint import bp

__all__ = ["bp", "case", "items", "overview", "words"]
