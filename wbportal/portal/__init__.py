"""The portal as a whole, and one unit of its work."""

from config import Limits, Refused
from wbportal.portal.changes import AuditDraft, Json, PendingRecord
from wbportal.portal.errors import (
    AlreadyThere,
    Busy,
    Overtaken,
    PortalRunning,
    StaleEpoch,
    StaleRoster,
    StaleRow,
    WorkFailed,
)
from wbportal.portal.portal import Portal
from wbportal.portal.work import Work

__all__ = [
    "AlreadyThere",
    "AuditDraft",
    "Busy",
    "Json",
    "Limits",
    "Overtaken",
    "PendingRecord",
    "Portal",
    "PortalRunning",
    "Refused",
    "StaleEpoch",
    "StaleRoster",
    "StaleRow",
    "Work",
    "WorkFailed",
]
