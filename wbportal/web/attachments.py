"""Files beside a text: those that just arrived, those kept from before, and how they are marked."""

from dataclasses import dataclass, field, replace
from typing import Self

from flask import request
from flask_babel import gettext

from wbportal import i18n
from wbportal.casework.drafts import Draft, with_files, with_marks, without_file
from wbportal.casework.records import FileSlip
from wbportal.portal import Limits
from wbportal.web.current import portal
from wbportal.web.locale import language
from wbportal.web.requests import received
from wbportal.web.uploads import Refusal


@dataclass(frozen=True, slots=True)
class Attached:
    """What one request says of files."""

    arrived: tuple[FileSlip, ...] = field(repr=False)
    refusals: frozenset[Refusal]
    marked: frozenset[str]  # ids of kept files that show who the reporter is
    removed: str | None  # the id of a kept file

    @classmethod
    def here(cls) -> Self:
        """Read the request being served."""
        found = received("files")
        marks = "shows_me_new" in request.form
        return cls(
            arrived=tuple(replace(slip, shows_identity=marks) for slip in found.slips),
            refusals=found.refusals,
            marked=frozenset(request.form.getlist("shows_me")),
            removed=request.form.get("remove"),
        )

    def marked_in(self, draft: Draft) -> Draft:
        """Return a draft with the marks that this request leaves on its files."""
        return with_marks(draft, self.marked)

    def added_to(self, draft: Draft) -> Draft:
        """Return a draft with what this request changes about its files."""
        changed = self.marked_in(draft)
        if self.removed is not None:
            changed = without_file(changed, self.removed)
        return with_files(changed, self.arrived, portal().limits.max_files)

    def too_many_with(self, draft: Draft) -> bool:
        """Tell whether the kept files and the new ones together are more than a form may have."""
        return len(draft.files) + len(self.arrived) > portal().limits.max_files

    def problems(self) -> list[str]:
        """Say why files that were sent along are not there."""
        return [_sentence(refusal, portal().limits) for refusal in sorted(self.refusals)]


def limits_sentence() -> str:
    """Say how many files a form takes, and how large they may be."""
    limits = portal().limits
    return gettext(
        "At most %(count)s files, %(size)s each.",
        count=limits.max_files,
        size=i18n.size(limits.max_upload_bytes, language()),
    )


def too_many_sentence() -> str:
    return _sentence(Refusal.TOO_MANY, portal().limits)


def _sentence(refusal: Refusal, limits: Limits) -> str:
    match refusal:
        case Refusal.TOO_LARGE:
            size = i18n.size(limits.max_upload_bytes, language())
            return gettext(
                "A file was too large: at most %(size)s. It was not kept; the rest is.", size=size
            )
        case Refusal.TOO_MANY:
            return gettext(
                "There were more than %(count)s files. Those after that were not kept.",
                count=limits.max_files,
            )
        case Refusal.NO_ROOM:
            return gettext(
                "There is no room for files at this moment. You can send your text now, and add"
                " the files later with your code."
            )
