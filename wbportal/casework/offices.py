"""What everybody may know of an office: its name, its address here, how to reach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework.errors import CaseworkError, Refused
from wbportal.db import offices
from wbportal.domain.offices import OfficeKind
from wbportal.portal import AuditDraft, Json, StaleRow, Work


class OfficeNotFound(CaseworkError):
    """No office has this address."""


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office, as the public sees it."""

    id: UUID
    slug: str
    kind: OfficeKind
    names: Mapping[str, str]  # by language
    contacts: Mapping[str, str]  # by language
    language: str  # its own
    version: int  # of all that can be changed of it
    shows_names: bool
    alternate_id: UUID | None

    def name(self, language: str) -> str:
        """Return the name in Thai, or in English for any other language."""
        return self.names.get(language) or self.names["en"]

    def contact(self, language: str) -> str:
        """Return how to reach it, in Thai, or in English for any other language."""
        return self.contacts.get(language) or self.contacts["en"]


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What is to be said of an office from now on; None leaves it as it is."""

    name_th: str | None = None
    name_en: str | None = None
    contact_th: str | None = None
    contact_en: str | None = None
    show_names: bool | None = None  # to reporters, beside positions
    alternate: str | None = None  # the office whose leads stand in when none is left
    language: str | None = None  # what its pages speak unless the reader wishes otherwise


def change(
    work: Work,
    office_id: UUID,
    new: OfficeChange,
    by: UUID | None = None,
    version: int | None = None,
) -> None:
    """Change what an office says of itself, and who stands in for it.

    Which of it changed is in the trail. Raises OfficeNotFound; Refused if the alternate is no
    other office, or there is one already; StaleRow if `version` is not the newest any more.
    """
    row = offices.by_id(work.db, office_id)
    if row is None:
        raise OfficeNotFound
    if version not in {None, row.version}:
        raise StaleRow
    wanted: dict[str, str | bool | UUID] = {
        name: value
        for name in ("name_th", "name_en", "contact_th", "contact_en", "show_names")
        if (value := getattr(new, name)) is not None and value != getattr(row, name)
    }
    if new.language not in {None, row.default_locale}:
        wanted["default_locale"] = new.language or ""
    if new.alternate is not None:
        wanted["alternate_office_id"] = _alternate(work, row, new.alternate)
    for name, value in wanted.items():
        setattr(row, name, value)
    if not wanted:
        return
    detail: dict[str, Json] = {"changed": [*sorted(wanted)]}
    work.audit(AuditDraft(office_id, by, "change-office", detail=detail))


def all_offices(work: Work) -> tuple[OfficeView, ...]:
    """List every office, in the order of their addresses."""
    return tuple(_view(row) for row in offices.all_offices(work.db))


def office_at(work: Work, slug: str) -> OfficeView:
    """Return the office with this address. Raises OfficeNotFound."""
    row = offices.by_slug(work.db, slug)
    if row is None:
        raise OfficeNotFound
    return _view(row)


def office_of(work: Work, office_id: UUID) -> OfficeView:
    """Return an office by its id. Raises OfficeNotFound."""
    row = offices.by_id(work.db, office_id)
    if row is None:
        raise OfficeNotFound
    return _view(row)


def _alternate(work: Work, row: offices.Office, slug: str) -> UUID:
    if row.alternate_office_id is not None:
        # Its leads have signed in cases here, and nobody would know their signatures any more.
        raise Refused("has-alternate")
    other = offices.by_slug(work.db, slug)
    if other is None or other.id == row.id:
        raise Refused("alternate")
    return other.id


def _view(row: offices.Office) -> OfficeView:
    return OfficeView(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        names={"th": row.name_th, "en": row.name_en},
        contacts={"th": row.contact_th, "en": row.contact_en},
        language=row.default_locale,
        version=row.version,
        shows_names=row.show_names,
        alternate_id=row.alternate_office_id,
    )
