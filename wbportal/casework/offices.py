"""What everybody may know of an office: its name, its address here, how to reach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wbportal.casework.errors import CaseworkError
from wbportal.db import offices
from wbportal.domain.offices import OfficeKind
from wbportal.portal import Work


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

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names[self.language]

    def contact(self, language: str) -> str:
        return self.contacts.get(language) or self.contacts[self.language]


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


def _view(row: offices.Office) -> OfficeView:
    return OfficeView(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        names={"th": row.name_th, "en": row.name_en},
        contacts={"th": row.contact_th, "en": row.contact_en},
        language=row.default_locale,
    )
