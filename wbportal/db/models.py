"""Every table, imported once: the metadata is complete for whoever imports this module."""

from wbportal.db import (
    accounts,
    audit,
    blobs,
    cases,
    compartments,
    drafts,
    grants,
    holder_states,
    invitations,
    jobs,
    offices,
    records,
    rosters,
    sessions,
)
from wbportal.db.base import Base

TABLES = (
    accounts.Account,
    audit.AuditEntry,
    audit.ReporterEvent,
    blobs.Blob,
    cases.Assignment,
    cases.Case,
    cases.ReporterKey,
    compartments.CaseCompartment,
    compartments.Epoch,
    drafts.Draft,
    grants.Grant,
    holder_states.HolderState,
    invitations.Invitation,
    jobs.Job,
    offices.Office,
    records.Record,
    rosters.RosterVersion,
    sessions.BrowserSession,
)

METADATA = Base.metadata
