"""What kind of organisation an office is: clocks and words apply to the kind they bind."""

from enum import StrEnum


class OfficeKind(StrEnum):
    """The kind of an office, fixed when it is founded."""

    NACC = "nacc"  # National Anti-Corruption Commission
    PACC = "pacc"  # Public Sector Anti-Corruption Commission
    AGENCY = "agency"  # a ministry, department, local government or state enterprise
    CSO = "cso"  # a civil society organisation
    COMPANY = "company"
