"""Pages for leads, who vet: whom to vet, the next list of people, and what each role may do."""

from wbportal.web.audience import Audience
from wbportal.web.vetting import listing, persons, proposal, tables
from wbportal.web.vetting.blueprint import bp

FOR_KEEPERS = {"roles": Audience.KEEPERS}
"""The views that administrators see too."""

__all__ = ["FOR_KEEPERS", "bp", "listing", "persons", "proposal", "tables"]
