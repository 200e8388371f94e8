"""Every table, imported once: the metadata is complete for whoever imports this module."""

from wbportal.db import (
    accounts,
    audit,
    blobs,
    cases,
    compartments,
    declarations,
    drafts,
    epochs,
    grants,
    holder_states,
    invitations,
    jobs,
    offices,
    proposals,
    records,
    rosters,
    rotations,
    sessions,
    settings,
    untried,
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
    compartments.CompartmentRow,
    declarations.DeclarationRow,
    epochs.EpochRow,
    drafts.DraftRow,
    grants.Grant,
    holder_states.HolderState,
    invitations.Invitation,
    jobs.Job,
    offices.Office,
    proposals.ProposalRow,
    records.Record,
    rosters.RosterRow,
    rotations.Rotation,
    sessions.SessionRow,
    settings.Setting,
    untried.Untried,
)

METADATA = Base.metadata
