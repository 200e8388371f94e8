"""What was typed is never lost: it stands on the page that says why it was not taken."""

from dataclasses import dataclass, field

from flask import render_template, request

from wbportal.web.requests import form_was_read
from wbportal.web.traits import current as traits

_LONG_TEXT_CHARS = 80
# What opens something is typed again, and is on no page: tokens, passphrases, codes.
SECRET = (
    "csrf_token",
    "passphrase",
    "otp",
    "code",
    "group_",
    "old",
    "again",
    "passkey",
    "prf",
)
"""How the names of fields begin whose content is on no page a second time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One field of a form that could not be taken."""

    name: str
    text: str = field(repr=False)

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of its own to be read; short values travel hidden."""
        return len(self.text) > _LONG_TEXT_CHARS or "\n" in self.text or self.name == "text"


def kept_fields() -> list[Kept]:
    """Return the fields of this request's form, if its view keeps text and there is some."""
    if request.method != "POST" or not traits().keeps_text or not form_was_read():
        return []
    fields = [
        Kept(name, text)
        for name, texts in request.form.lists()
        if not name.startswith(SECRET)
        for text in texts
    ]
    return fields if any(one.is_long and one.text for one in fields) else []


def page_with_text_kept() -> str:
    """Render everything the refused form held, ready to be sent again to the same address."""
    had_files = bool(request.files)  # read before the fields are: it reads the body
    return render_template("kept.html", kept=kept_fields(), had_files=had_files)
