"""The registers of a case: what the office keeps as items, and not as running text."""

from enum import StrEnum


class Register(StrEnum):
    """One register; its code stands in every sealed item, so it is never used for another."""

    PASSED_ON = "passed-on"  # by whoever read it first, to the leads
    PLAN = "plan"
    TASK = "task"
    ORDER = "order"  # that appoints who inquires
    SUBJECT = "subject"  # somebody the case is about
    EVIDENCE = "evidence"
    CUSTODY = "custody"  # who had a piece of evidence
    PROCUREMENT = "procurement"
    MONEY = "money"
    STEP = "step"  # of the accused
    FINDING = "finding"
    MEASURE = "measure"
    CONCLUSION = "conclusion"  # the outcome, with what followed and what money came of it
    JOINED = "joined"  # another case about the same
    INTERVIEW = "interview"
    TRANSCRIPT = "transcript"  # of an interview, as it was sent to the reporter; in the thread
    LETTER = "letter"
    LETTER_EVENT = "letter-event"  # it went out, a reply came …
    EXPORT = "export"  # what left the office as a file or on paper
    CONFLICT = "conflict"  # who must not work the case, and what was decided
    REDACTION = "redaction"  # what is to leave without the words that may not
    RELEASE = "release"  # whether a second person lets that leave
    RISK = "risk"  # that somebody harms the reporter
    SAFETY = "safety"  # what is done against it
    PROTECTION = "protection-request"  # to a court or an authority
    ASSESSMENT = "assessment"  # one item of a case, written anew
    OPINION = "opinion"  # a step of the chain: an opinion, advice, a decision, sending back
    EXTENSION = "extension"  # asked for in its first version, answered in its second
    REFERRAL = "referral"  # to whom it may go, and how its reporter was told before
    DESTRUCTION = "destruction"  # proposed; with a later version it was withdrawn
    CLOCK = "clock"  # of a law: the legal date that it counts from, and how it ended
    PRESCRIPTION = "prescription"  # of one allegation
