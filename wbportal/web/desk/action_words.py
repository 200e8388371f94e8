"""What can be done to a case, as a button says it and as the timeline tells it."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.domain.rules import Action

ACTIONS: Mapping[Action, tuple[LazyString, LazyString]] = MappingProxyType(
    {
        Action.REPLY: (
            lazy_gettext("Write to the reporter"),
            lazy_gettext(
                "Files are made harmless before they are sent: pictures and PDFs are drawn anew,"
                " text becomes plain text. Nothing else can be sent."
            ),
        ),
        Action.NOTE: (
            lazy_gettext("Write a note"),
            lazy_gettext("For those who work this case. The reporter never sees it."),
        ),
        Action.INQUIRE: (
            lazy_gettext("Keep the registers of the inquiry"),
            lazy_gettext("Plan, tasks, evidence, findings and more. The reporter sees none of it."),
        ),
        Action.ACKNOWLEDGE: (
            lazy_gettext("Acknowledge"),
            lazy_gettext("Tells the reporter that the report was read, and stops the first clock."),
        ),
        Action.PASS_ON: (
            lazy_gettext("Pass it on"),
            lazy_gettext("To the leads, with what you think it is. It is gone for you then."),
        ),
        Action.ASSESS: (
            lazy_gettext("Begin to assess"),
            lazy_gettext("Is it ours, is it complete, how urgent is it? The reporter is told."),
        ),
        Action.ADDRESS: (
            lazy_gettext("Begin to act"),
            lazy_gettext("The office looks into it from here on. The reporter is told."),
        ),
        Action.ASK: (
            lazy_gettext("Ask the reporter"),
            lazy_gettext(
                "The case waits for the answer for at most 30 days, then goes on by itself. The"
                " clocks of the law go on meanwhile."
            ),
        ),
        Action.RESUME: (
            lazy_gettext("Go on without an answer"),
            lazy_gettext("The case goes back to where it was. Silence is never held against it."),
        ),
        Action.RECORD_ASSESSMENT: (
            lazy_gettext("Write the assessment"),
            lazy_gettext("Whose matter is it, how urgent, of which kind, and what is missing?"),
        ),
        Action.OPINE: (
            lazy_gettext("Write an officer’s opinion"),
            lazy_gettext("What you found, and what you think should be done. It goes up with it."),
        ),
        Action.ENDORSE: (
            lazy_gettext("Write the head’s opinion"),
            lazy_gettext("Whether you agree with the officer, or not, and why."),
        ),
        Action.SEND_BACK: (
            lazy_gettext("Send it back to the officer"),
            lazy_gettext("With what is wrong. It stays in the chain, as everything here does."),
        ),
        Action.ADVISE: (
            lazy_gettext("Write down a committee’s advice"),
            lazy_gettext("As its minutes have it. Advice is not a decision."),
        ),
        Action.RESOLVE: (
            lazy_gettext("Write down the decision"),
            lazy_gettext(
                "Of whoever decides, or of a meeting. Not by whoever wrote the opinion. It ends"
                " this round, and does not move the case: do that on the page of the case."
            ),
        ),
        Action.CONVENE: (
            lazy_gettext("Give it to the board"),
            lazy_gettext(
                "For one meeting: whoever you choose can read the report, the conversation and the"
                " inquiry until the day is over, and write down what was resolved."
            ),
        ),
        Action.END_MEETING: (
            lazy_gettext("End the meeting"),
            lazy_gettext("The case gets new keys: the board opens nothing of it any more."),
        ),
        Action.ASK_EXTENSION: (
            lazy_gettext("Ask for more time"),
            lazy_gettext("For one date, with a reason. Somebody else answers."),
        ),
        Action.ANSWER_EXTENSION: (
            lazy_gettext("Answer a request for more time"),
            lazy_gettext("If it is granted, the date moves; the reporter is told of their own."),
        ),
        Action.ANNOUNCE_REFERRAL: (
            lazy_gettext("Announce a referral"),
            lazy_gettext(
                "The reporter is told to whom, and what goes out, and has time to object. Nothing"
                " goes out yet."
            ),
        ),
        Action.SECOND_REFERRAL: (
            lazy_gettext("Agree as a second person"),
            lazy_gettext("A referral that goes near the accused needs two of you."),
        ),
        Action.REFER: (
            lazy_gettext("Refer to another body"),
            lazy_gettext("The reporter is told to whom, and why. The report itself goes nowhere."),
        ),
        Action.RETURN: (
            lazy_gettext("Take it back"),
            lazy_gettext("The case is assessed here again. The reporter is told."),
        ),
        Action.DECLINE: (
            lazy_gettext("Decline"),
            lazy_gettext("Closes the case. The reporter reads your reason and your text."),
        ),
        Action.CONCLUDE: (
            lazy_gettext("Conclude"),
            lazy_gettext("Closes the case. The reporter reads the outcome and your text."),
        ),
        Action.ANSWER_REVIEW: (
            lazy_gettext("Leave it as it is"),
            lazy_gettext(
                "The answer to a review: the reporter reads why. Whoever decided does not answer,"
                " where another lead can. To change the decision, reopen the case."
            ),
        ),
        Action.REOPEN: (
            lazy_gettext("Reopen"),
            lazy_gettext("The case is assessed again. The reporter is told."),
        ),
        Action.ASSIGN: (
            lazy_gettext("Put somebody in charge"),
            lazy_gettext("They get the keys of this case, with all that was written so far."),
        ),
        Action.REVOKE: (
            lazy_gettext("Take somebody off"),
            lazy_gettext(
                "The case gets new keys: a handler who is taken off can read nothing that is"
                " written from now on. A lead keeps the case."
            ),
        ),
        Action.RESOLVE_NAMES: (
            lazy_gettext("Say who is meant"),
            lazy_gettext(
                "The reporter wrote a name that must not see this report. Only first readers can"
                " open it until you say whom it stands for. Whoever you choose is locked out."
            ),
        ),
        Action.REQUEST_IDENTITY: (
            lazy_gettext("Ask for the reporter’s name"),
            lazy_gettext(
                "Only to protect or to reach the reporter. The keepers of names read what you"
                " write here, and decide; so do those who work this case. It opens for you alone."
            ),
        ),
        Action.NEW_SLIP: (
            lazy_gettext("Make a new slip"),
            lazy_gettext(
                "If the paper was lost before anybody used it. The former slip opens nothing any"
                " more. Only you can do this: you wrote the report down."
            ),
        ),
        Action.JOIN: (
            lazy_gettext("Join with another case"),
            lazy_gettext("For reports about the same thing, under a leading case."),
        ),
        Action.UNJOIN: (
            lazy_gettext("End a join"),
            lazy_gettext("Each case goes on by itself."),
        ),
        Action.INTERVIEW: (
            lazy_gettext("Enter an interview"),
            lazy_gettext("Who was heard, when and how, and what they said."),
        ),
        Action.SEND_TRANSCRIPT: (
            lazy_gettext("Send the reporter what they said"),
            lazy_gettext("They check it on their page, agree, or say how it should read."),
        ),
        Action.WRITE_LETTER: (
            lazy_gettext("Write a letter"),
            lazy_gettext("To another body, a witness, a unit: one text to one or several."),
        ),
        Action.APPROVE_LETTER: (
            lazy_gettext("Answer for a letter"),
            lazy_gettext("Say whether a letter may go to the unit of somebody accused."),
        ),
        Action.SEND_LETTER: (
            lazy_gettext("Enter that a letter went out"),
            lazy_gettext("Its number and its date; from then on it is not changed any more."),
        ),
        Action.OPEN_IDENTITY: (
            lazy_gettext("Open the reporter’s name"),
            lazy_gettext("What two keepers let you read, for you alone and for a time."),
        ),
        Action.EXPORT: (
            lazy_gettext("Export the case"),
            lazy_gettext("As a PDF to print, or as a signed archive with the files."),
        ),
        Action.DECLARE_CONFLICT: (
            lazy_gettext("Declare a conflict of interest"),
            lazy_gettext("The case is kept from the person at once, and another lead decides."),
        ),
        Action.ENTER_OBJECTION: (
            lazy_gettext("Enter an objection"),
            lazy_gettext("The officer is suspended from the case until a lead has decided."),
        ),
        Action.DECIDE_CONFLICT: (
            lazy_gettext("Decide a conflict of interest"),
            lazy_gettext("The wall stays, or it is lifted."),
        ),
        Action.REDACT: (
            lazy_gettext("Export it redacted"),
            lazy_gettext("Without names, positions, numbers and addresses, for somebody outside."),
        ),
        Action.RELEASE: (
            lazy_gettext("Let it leave"),
            lazy_gettext("A second person reads what was redacted, and answers for it."),
        ),
        Action.DESTROY: (
            lazy_gettext("Destroy: spam or a test"),
            lazy_gettext(
                "Keys, texts and files are deleted and cannot be brought back. The reporter’s"
                " code stops working."
            ),
        ),
        Action.PROPOSE_DESTRUCTION: (
            lazy_gettext("Propose to destroy it"),
            lazy_gettext("Another lead reads it and confirms. Until then nothing is gone."),
        ),
        Action.CONFIRM_DESTRUCTION: (
            lazy_gettext("Confirm, and destroy it"),
            lazy_gettext(
                "Keys, texts and files are deleted and cannot be brought back. The reporter’s"
                " code stops working."
            ),
        ),
        Action.WITHDRAW_DESTRUCTION: (
            lazy_gettext("Keep the case"),
            lazy_gettext("The proposal is withdrawn. It stays in the timeline."),
        ),
    }
)
"""Each action as a button says it, and what it does."""

STEPS: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.ACKNOWLEDGE: lazy_gettext("Acknowledged"),
        Action.PASS_ON: lazy_gettext("Passed it on to the leads"),
        Action.ASSESS: lazy_gettext("Began to assess"),
        Action.ADDRESS: lazy_gettext("Began to act"),
        Action.ASK: lazy_gettext("Asked the reporter"),
        Action.RESUME: lazy_gettext("Went on without an answer"),
        Action.RECORD_ASSESSMENT: lazy_gettext("Wrote the assessment"),
        Action.OPINE: lazy_gettext("Wrote an officer’s opinion"),
        Action.ENDORSE: lazy_gettext("Wrote the head’s opinion"),
        Action.SEND_BACK: lazy_gettext("Sent it back to the officer"),
        Action.ADVISE: lazy_gettext("Wrote down a committee’s advice"),
        Action.RESOLVE: lazy_gettext("Wrote down the decision"),
        Action.CONVENE: lazy_gettext("Gave it to the board"),
        Action.END_MEETING: lazy_gettext("Took it away from the board"),
        Action.ASK_EXTENSION: lazy_gettext("Asked for more time"),
        Action.ANSWER_EXTENSION: lazy_gettext("Answered a request for more time"),
        Action.ANNOUNCE_REFERRAL: lazy_gettext("Announced a referral"),
        Action.SECOND_REFERRAL: lazy_gettext("Agreed as a second person to a referral"),
        Action.REFER: lazy_gettext("Referred"),
        Action.RETURN: lazy_gettext("Took it back"),
        Action.DECLINE: lazy_gettext("Declined"),
        Action.CONCLUDE: lazy_gettext("Concluded"),
        Action.ANSWER_REVIEW: lazy_gettext("Left it as it is, after a review"),
        Action.REOPEN: lazy_gettext("Reopened"),
        Action.ASSIGN: lazy_gettext("Put in charge"),
        Action.REVOKE: lazy_gettext("Taken off"),
        Action.RESOLVE_NAMES: lazy_gettext("Said who is meant by the name"),
        Action.REQUEST_IDENTITY: lazy_gettext("Asked for the reporter’s name"),
        Action.ANSWER_NOTICE: lazy_gettext("Answered whether the name may be opened"),
        Action.OPEN_IDENTITY: lazy_gettext("Opened what the reporter said of themselves"),
        Action.INTERVIEW: lazy_gettext("Heard somebody"),
        Action.SEND_TRANSCRIPT: lazy_gettext("Sent the reporter what they said, to check"),
        Action.WRITE_LETTER: lazy_gettext("Wrote a letter"),
        Action.APPROVE_LETTER: lazy_gettext("Answered whether a letter may go out"),
        Action.SEND_LETTER: lazy_gettext("Entered that a letter went out"),
        Action.EXPORT: lazy_gettext("Exported the case"),
        Action.DECLARE_CONFLICT: lazy_gettext("Declared a conflict of interest"),
        Action.ENTER_OBJECTION: lazy_gettext("Entered an objection to an officer"),
        Action.DECIDE_CONFLICT: lazy_gettext("Decided a conflict of interest"),
        Action.REDACT: lazy_gettext("Asked to let a redacted export leave"),
        Action.RELEASE: lazy_gettext("Answered whether a redacted export may leave"),
        Action.PROPOSE_DESTRUCTION: lazy_gettext("Proposed to destroy the case"),
        Action.CONFIRM_DESTRUCTION: lazy_gettext("Destroyed the case"),
        Action.WITHDRAW_DESTRUCTION: lazy_gettext("Withdrew the proposal to destroy it"),
        Action.DOWNLOAD: lazy_gettext("Took a file as it came"),
        Action.START_CLOCK: lazy_gettext("Started a clock"),
        Action.END_CLOCK: lazy_gettext("Ended a clock"),
        Action.CHANGE_BASE: lazy_gettext("Changed what a clock counts from"),
        Action.PRESCRIBE: lazy_gettext("Entered the prescription of an allegation"),
        Action.CORRECT: lazy_gettext("Changed answers"),
        Action.WAIVE: lazy_gettext("Wishes no acknowledgement"),
        Action.ASK_REVIEW: lazy_gettext("Asked for a review"),
        Action.REPORT_DETRIMENT: lazy_gettext("Told of retaliation"),
        Action.CHECK_IN: lazy_gettext("Said how things have been"),
        Action.OBJECT: lazy_gettext("Objects to a referral"),
        Action.AGREE_REFERRAL: lazy_gettext("Agrees to a referral"),
        Action.WITHDRAW: lazy_gettext("Wishes to withdraw"),
        Action.AGREE: lazy_gettext("Agreed to what was written down"),
        Action.RECTIFY: lazy_gettext("Corrected what was written down"),
    }
)
"""Each action as something that was done."""

TAKEN_BACK: Mapping[Action, LazyString] = MappingProxyType(
    {
        Action.WAIVE: lazy_gettext("Wishes an acknowledgement after all"),
        Action.OBJECT: lazy_gettext("No longer objects to a referral"),
        Action.WITHDRAW: lazy_gettext("Does not wish to withdraw any more"),
    }
)
"""Each act of a reporter that can be taken back, once it was."""
