"""What deeds and findings of the audit trail are called."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal import i18n
from wbportal.casework.audit import Finding
from wbportal.casework.counts import CountFinding
from wbportal.casework.readings import What
from wbportal.casework.trail import Deed
from wbportal.domain.rules import Action
from wbportal.portal import Json
from wbportal.web.locale import language

DEEDS: Mapping[str, LazyString] = MappingProxyType(
    {
        "report": lazy_gettext("A report arrived"),
        "follow-up": lazy_gettext("A reporter wrote"),
        "change-code": lazy_gettext("A reporter changed the code"),
        Action.READ: lazy_gettext("Read in a case"),
        Action.DOWNLOAD: lazy_gettext("Downloaded a file"),
        Action.REPLY: lazy_gettext("Wrote to a reporter"),
        Action.NOTE: lazy_gettext("Wrote a note"),
        Action.INQUIRE: lazy_gettext("Wrote into an inquiry"),
        Action.DECLARE_CONFLICT: lazy_gettext("Declared a conflict of interest"),
        Action.ENTER_OBJECTION: lazy_gettext("Entered an objection to an officer"),
        Action.DECIDE_CONFLICT: lazy_gettext("Decided a conflict of interest"),
        Action.ACKNOWLEDGE: lazy_gettext("Acknowledged a report"),
        Action.PASS_ON: lazy_gettext("Passed a report on to the leads"),
        Action.ASSESS: lazy_gettext("Began to assess a case"),
        Action.ADDRESS: lazy_gettext("Began to act on a case"),
        Action.ASK: lazy_gettext("Asked a reporter"),
        Action.RESUME: lazy_gettext("Went on without an answer"),
        Action.REFER: lazy_gettext("Referred a case"),
        Action.RETURN: lazy_gettext("Took a case back"),
        Action.DECLINE: lazy_gettext("Declined a case"),
        Action.CONCLUDE: lazy_gettext("Concluded a case"),
        Action.RECORD_ASSESSMENT: lazy_gettext("Wrote an assessment"),
        Action.OPINE: lazy_gettext("Wrote an opinion"),
        Action.ENDORSE: lazy_gettext("Wrote a head’s opinion"),
        Action.SEND_BACK: lazy_gettext("Sent a file back to its officer"),
        Action.ADVISE: lazy_gettext("Wrote down a committee’s advice"),
        Action.RESOLVE: lazy_gettext("Wrote down a decision"),
        Action.CONVENE: lazy_gettext("Gave a case to the board for a meeting"),
        Action.END_MEETING: lazy_gettext("Took a case away from the board"),
        "meeting-over": lazy_gettext("A meeting was over, and the board lost a case"),
        Action.ASK_EXTENSION: lazy_gettext("Asked for more time"),
        Action.ANSWER_EXTENSION: lazy_gettext("Answered a request for more time"),
        Action.ANNOUNCE_REFERRAL: lazy_gettext("Announced a referral"),
        Action.SECOND_REFERRAL: lazy_gettext("Agreed as a second person to a referral"),
        Action.ANSWER_REVIEW: lazy_gettext("Left a decision as it is, after a review"),
        Action.REOPEN: lazy_gettext("Reopened a case"),
        Action.ASSIGN: lazy_gettext("Put somebody in charge"),
        Action.REVOKE: lazy_gettext("Took a case away from somebody"),
        Action.RESOLVE_NAMES: lazy_gettext("Said whom a name means"),
        "enter-report": lazy_gettext("Wrote a report down for somebody"),
        Action.NEW_SLIP: lazy_gettext("Made a new slip"),
        Action.JOIN: lazy_gettext("Joined a case with another"),
        Action.UNJOIN: lazy_gettext("Ended a join of cases"),
        Action.INTERVIEW: lazy_gettext("Kept the register of interviews"),
        Action.SEND_TRANSCRIPT: lazy_gettext("Sent a reporter what they said, to check"),
        Action.WRITE_LETTER: lazy_gettext("Kept the register of letters"),
        Action.APPROVE_LETTER: lazy_gettext("Answered whether a letter may go out"),
        Action.SEND_LETTER: lazy_gettext("Entered that a letter went out"),
        Action.DESTROY: lazy_gettext("Destroyed a case"),
        Action.PROPOSE_DESTRUCTION: lazy_gettext("Proposed to destroy a case"),
        Action.CONFIRM_DESTRUCTION: lazy_gettext("Confirmed, and destroyed a case"),
        Action.WITHDRAW_DESTRUCTION: lazy_gettext("Withdrew a proposal to destroy a case"),
        "hand-in-keys": lazy_gettext("Handed in keys of protection for a colleague"),
        "give-keys": lazy_gettext("Gave somebody the keys of a case"),
        "plan-handover": lazy_gettext("Planned a hand-over"),
        "call-off-handover": lazy_gettext("Called a hand-over off"),
        "finish-handover": lazy_gettext("A hand-over was finished"),
        Action.REQUEST_IDENTITY: lazy_gettext("Asked for a reporter’s name"),
        "approve-identity": lazy_gettext("Agreed that a reporter’s name is opened"),
        "withdraw-identity": lazy_gettext("Took back a request for a reporter’s name"),
        "refuse-identity": lazy_gettext("Refused to open a reporter’s name"),
        Action.OPEN_IDENTITY: lazy_gettext("Opened a reporter’s name"),
        Action.START_CLOCK: lazy_gettext("Started a clock"),
        Action.END_CLOCK: lazy_gettext("Ended a clock"),
        Action.CHANGE_BASE: lazy_gettext("Changed what a clock counts from"),
        Action.PRESCRIBE: lazy_gettext("Entered the prescription of an allegation"),
        "read-identity": lazy_gettext("Read a reporter’s name that was opened"),
        Action.EXPORT: lazy_gettext("Exported a case"),
        Action.REDACT: lazy_gettext("Redacted a case for somebody outside"),
        Action.RELEASE: lazy_gettext("Answered whether a redacted case may leave"),
        Action.PROTECT: lazy_gettext("Wrote something to protect a reporter"),
        "lapse": lazy_gettext("A case stopped waiting for its reporter"),
        "remind": lazy_gettext("A day that was promised came near"),
        "missed": lazy_gettext("A day that was promised passed"),
        "count-reports": lazy_gettext("The reports of a day were counted"),
        "digest": lazy_gettext("The daily mail went out"),
        "digest-address": lazy_gettext("Changed where somebody’s daily mail goes"),
        "damage-met": lazy_gettext("Met a case that does not add up"),
        "sign-in": lazy_gettext("Signed in"),
        "sign-out": lazy_gettext("Signed out"),
        "failed-sign-in": lazy_gettext("A sign-in failed"),
        "wrong-code": lazy_gettext("A second factor was wrong"),
        "denied": lazy_gettext("Was refused a page"),
        "searched": lazy_gettext("Searched the cases"),
        "audit-read": lazy_gettext("Read the audit trail"),
        "reads-key": lazy_gettext("A key to seal who reads what was made"),
        "reads-shared": lazy_gettext("Who read what was opened to another auditor"),
        "audit-export": lazy_gettext("Took a signed part of the trail as a file"),
        "reads-opened": lazy_gettext("Looked at who read what"),
        "change-passphrase": lazy_gettext("Changed the passphrase"),
        "enrol-second-factor": lazy_gettext("Set up a second factor"),
        "reset-second-factor": lazy_gettext("A second factor was taken away"),
        "add-passkey": lazy_gettext("Set up a passkey"),
        "remove-passkey": lazy_gettext("Removed a passkey"),
        "remove-authenticator": lazy_gettext("Removed an authenticator"),
        "make-recovery-codes": lazy_gettext("Made ten recovery codes"),
        "use-recovery-code": lazy_gettext("Used a recovery code"),
        "step-up": lazy_gettext("Showed a second factor once more"),
        "require-passkeys": lazy_gettext("Changed for whom a passkey is needed"),
        "join": lazy_gettext("Joined"),
        "invite": lazy_gettext("Invited somebody"),
        "new-device": lazy_gettext("Signed in from a new browser"),
        "confirm-device": lazy_gettext("Said that a new browser is their own"),
        "raise-alarm": lazy_gettext("An alarm was raised"),
        "answer-alarm": lazy_gettext("Answered an alarm"),
        "set-alarms": lazy_gettext("Changed when alarms are raised"),
        "mail-invitation": lazy_gettext("Sent half of an invitation by mail"),
        "withdraw-invitation": lazy_gettext("Took an invitation back"),
        "suspend": lazy_gettext("Suspended somebody"),
        "unsuspend": lazy_gettext("Let somebody in again"),
        "end-session": lazy_gettext("Ended a session"),
        "end-sessions": lazy_gettext("Signed somebody out everywhere"),
        "found-office": lazy_gettext("The office was founded"),
        "change-office": lazy_gettext("Changed what the office says of itself"),
        "set-texts": lazy_gettext("Changed the office’s own words"),
        "set-templates": lazy_gettext("Changed the texts for handlers"),
        "set-areas": lazy_gettext("Changed which areas reporters choose from"),
        "set-questions": lazy_gettext("Published questions"),
        "set-retention": lazy_gettext("Changed how long cases are kept"),
        "set-terms": lazy_gettext("Changed how many days the office gives"),
        "approve-law": lazy_gettext("A law pack was approved"),
        "withdraw-law": lazy_gettext("The approval of a law pack was withdrawn"),
        "admit": lazy_gettext("A roster was signed"),
        "declare": lazy_gettext("Declared interests and training"),
        "propose-roster": lazy_gettext("Proposed a roster"),
        "withdraw-roster": lazy_gettext("Withdrew a proposed roster"),
        "vetting-ends": lazy_gettext("Somebody’s vetting runs out, or has"),
        "retire": lazy_gettext("Somebody left the roster"),
        "rotate-keys": lazy_gettext("Somebody got new keys"),
        "keys-rotated": lazy_gettext("Everything of somebody’s is under their new keys"),
        "renew-keys": lazy_gettext("A case got new keys"),
        "rotate-recovery": lazy_gettext("Recovery got a new key"),
        "renew-recovery": lazy_gettext("A case was wrapped for the new recovery key"),
        "recovery-rotated": lazy_gettext("Every case was gone through for the new recovery key"),
        "recover": lazy_gettext("Began to give cases back by recovery"),
        "recover-case": lazy_gettext("A case was given back by recovery"),
        "recovered": lazy_gettext("Every case that recovery opens was given back"),
        "invite-again": lazy_gettext("Invited somebody to join anew"),
        "join-again": lazy_gettext("Joined anew, with new keys"),
        "recovery-shares": lazy_gettext("Recovery shares were put on paper"),
        "recovery-drill": lazy_gettext("Recovery shares proved that they open"),
        "recovery-drill-failed": lazy_gettext("A drill of the recovery shares failed"),
        "recovery-share-checked": lazy_gettext("A recovery share was checked by itself"),
        "rotate-pepper": lazy_gettext("The secret around all passphrases was exchanged"),
        "rotate-database-key": lazy_gettext("The database was put under a new key"),
    }
)

COUNT_FINDINGS: Mapping[CountFinding, tuple[LazyString, str]] = MappingProxyType(
    {
        CountFinding.INTACT: (lazy_gettext("As many reports are there as were counted."), "good"),
        CountFinding.CHANGED: (
            lazy_gettext("A count of a day is not what the office signed."),
            "bad",
        ),
        CountFinding.MISSING: (lazy_gettext("The count of a day is missing."), "bad"),
        CountFinding.NOT_OUTSIDE: (
            lazy_gettext("The count of a day is not the one kept outside the database."),
            "bad",
        ),
        CountFinding.OTHER_REPORTS: (
            lazy_gettext("Of a day more or fewer reports are there than were counted."),
            "bad",
        ),
    }
)
"""What a check of the daily counts comes to, and the manner of its panel."""

READ_WORDS: Mapping[What, LazyString] = MappingProxyType(
    {
        What.PAGE: lazy_gettext("Opened the case"),
        What.FOUND: lazy_gettext("Was shown words of it by a search"),
        What.CLEANED_FILE: lazy_gettext("Took a cleaned copy of a file"),
        What.ORIGINAL_FILE: lazy_gettext("Took a file as it came"),
        What.EXPORT: lazy_gettext("Exported the case"),
        What.ORIGINAL_AS_EVIDENCE: lazy_gettext("Took a file as it came, as evidence"),
        What.ORIGINAL_FOR_UNREADABLE_COPY: lazy_gettext(
            "Took a file as it came: the copy could not be read"
        ),
        What.ORIGINAL_FOR_WANT_OF_A_COPY: lazy_gettext(
            "Took a file as it came: no copy could be made"
        ),
        What.ORIGINAL_FOR_ANOTHER_REASON: lazy_gettext(
            "Took a file as it came, for another reason"
        ),
    }
)
"""What of a case somebody read."""

FINDINGS: Mapping[Finding, tuple[LazyString, LazyString, str]] = MappingProxyType(
    {
        Finding.INTACT: (
            lazy_gettext("The trail is whole"),
            lazy_gettext(
                "Every entry is signed, none is missing, and all that was noted outside the"
                " database is in it."
            ),
            "good",
        ),
        Finding.GAP: (
            lazy_gettext("An entry is missing"),
            lazy_gettext(
                "Entries were taken out or changed places. Keep a copy and call for help."
            ),
            "bad",
        ),
        Finding.CHANGED: (
            lazy_gettext("An entry was changed"),
            lazy_gettext("It does not say what was signed. Keep a copy and call for help."),
            "bad",
        ),
        Finding.ROLLED_BACK: (
            lazy_gettext("The trail was rolled back"),
            lazy_gettext(
                "It ends before what was noted outside the database. Keep a copy and call for help."
            ),
            "bad",
        ),
        Finding.REWRITTEN: (
            lazy_gettext("The trail was rewritten"),
            lazy_gettext(
                "It says something else than what was noted outside the database. Keep a copy and"
                " call for help."
            ),
            "bad",
        ),
        Finding.HEAD_FORGED: (
            lazy_gettext("The note outside the database was changed"),
            lazy_gettext("Its signature does not hold. Keep a copy and call for help."),
            "bad",
        ),
        Finding.NOT_COUNTERSIGNED: (
            lazy_gettext("The trail is not what somebody vouched for"),
            lazy_gettext(
                "When a lead or an auditor signed in, they vouched for other entries than these."
                " Keep a copy and call for help."
            ),
            "bad",
        ),
    }
)
"""Each finding: its title, what it means, and the manner of its panel."""


def detail_words(deed: Deed) -> str:
    """Return whom or what an entry is about, for those that say it; never which case."""
    detail = deed.detail if isinstance(deed.detail, Mapping) else {}
    return " ".join(filter(None, (deed.about, _figure(detail), _roster(detail))))


def deed_words(deed: str) -> str:
    """Return how a deed is called; one without words yet by its key."""
    return str(DEEDS.get(deed, deed))


def _figure(detail: Mapping[str, Json]) -> str:
    day, reports = detail.get("day"), detail.get("reports")
    if not isinstance(day, str) or not isinstance(reports, int):
        return ""
    on = i18n.short_date(date.fromisoformat(day), language())
    return gettext("(%(day)s: %(count)s)", day=on, count=i18n.number(reports, language()))


def _roster(detail: Mapping[str, Json]) -> str:
    version = detail.get("roster", detail.get("version"))
    if not isinstance(version, int):
        return ""
    return gettext("(roster %(number)s)", number=i18n.number(version, language()))
