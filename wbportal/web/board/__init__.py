"""Pages for members of a board: which cases they read, for which meeting."""

from wbportal.web.board import pages
from wbportal.web.board.blueprint import bp

__all__ = ["bp", "pages"]
