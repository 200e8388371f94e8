"""The page that keeps what was typed when the session ended before it was sent."""

from dataclasses import dataclass

from flask import render_template, request

_OURS = frozenset({"csrf_token"})
_LONG_TEXT_CHARS = 80


@dataclass(frozen=True, slots=True)
class Kept:
    """One field of the form that could not be taken."""

    name: str
    text: str

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of its own to be read; short values travel hidden."""
        return len(self.text) > _LONG_TEXT_CHARS or "\n" in self.text or self.name == "text"


def page_with_text_kept() -> str:
    """Render everything the refused form held, ready to be sent again to the same address."""
    fields = [
        Kept(name, text)
        for name, texts in request.form.lists()
        if name not in _OURS
        for text in texts
    ]
    return render_template("kept.html", fields=fields, had_files=bool(request.files))
