"""Pages for whoever keeps an office: people, and how the office works; never any content."""

from wbportal.web.admin import inviting, law, members, office, retention, tasks, texts
from wbportal.web.admin.blueprint import bp

__all__ = ["bp", "inviting", "law", "members", "office", "retention", "tasks", "texts"]
