"""Pages for whoever keeps an office's accounts: people and invitations, never any content."""

from wbportal.web.admin import inviting, members
from wbportal.web.admin.blueprint import bp

__all__ = ["bp", "inviting", "members"]
