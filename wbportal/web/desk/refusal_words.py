"""Why something cannot be done, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbportal.casework.cleaning import NotCleaned
from wbportal.domain.rules import Why

OBSTACLES: Mapping[Why, LazyString] = MappingProxyType(
    {
        Why.STATE: lazy_gettext("The case is in a state in which this cannot be done."),
        Why.NO_OWNER: lazy_gettext("Nobody is in charge of the case yet: assign somebody first."),
        Why.NAMES_UNRESOLVED: lazy_gettext(
            "The reporter wrote a name that must not see this: say who is meant first."
        ),
        Why.NOTHING_TO_RESOLVE: lazy_gettext("There is no name left to match."),
        Why.ALREADY_ACKNOWLEDGED: lazy_gettext("The report was acknowledged already."),
        Why.NOT_WANTED: lazy_gettext("The reporter asked for no acknowledgement."),
        Why.NOT_RECORDED: lazy_gettext("Nobody of the office wrote this report down."),
        Why.NO_SLIP: lazy_gettext(
            "The slip was used, or somebody else wrote the report down: only they can make another."
        ),
        Why.NOT_ASSESSED: lazy_gettext("Write the assessment first, under “How it is decided”."),
        Why.NO_RISK: lazy_gettext(
            "First those who protect the reporter assess what this may bring upon them."
        ),
        Why.NO_PLAN: lazy_gettext("First those who protect the reporter make a plan for that."),
        Why.NO_OPINION: lazy_gettext("No officer’s opinion lies there now."),
        Why.OWN_OPINION: lazy_gettext(
            "You wrote the opinion: somebody else has to say what becomes of it."
        ),
        Why.NO_EXTENSION: lazy_gettext(
            "Nobody waits for an answer about more time, or only you asked: somebody else answers."
        ),
        Why.NO_REVIEW: lazy_gettext("The reporter has not asked for a review."),
        Why.OWN_DECISION: lazy_gettext(
            "You took the decision: another lead has to look at it again. You can reopen the case."
        ),
        Why.NO_NOTICE: lazy_gettext("The reporter was told of no referral, or has answered."),
        Why.NO_PRIOR_NOTICE: lazy_gettext("Nobody waits for the reporter’s answer."),
        Why.NOT_ANNOUNCED: lazy_gettext(
            "Announce the referral first, under “How it is decided”: the reporter may object."
        ),
        Why.MAY_OBJECT: lazy_gettext(
            "The reporter can still object. Refer the case when the day has passed, or when they"
            " have answered."
        ),
        Why.NOT_SECONDED: lazy_gettext(
            "This referral goes near the accused: a second person has to agree first."
        ),
        Why.NOTHING_TO_SECOND: lazy_gettext(
            "No referral waits for a second person, or you announced it yourself."
        ),
        Why.NO_PROPOSAL: lazy_gettext(
            "Nobody proposes to destroy this case now, or the proposal has lapsed."
        ),
        Why.OWN_PROPOSAL: lazy_gettext("You proposed it: another lead has to confirm it."),
        Why.TOO_SOON: lazy_gettext(
            "You proposed it, and nobody else can confirm it: wait until seven days have passed."
        ),
        Why.NO_STATE_BEFORE: lazy_gettext("The case does not remember where it was before."),
    }
)
"""Why something cannot be done now."""

_REFUSALS: Mapping[str, LazyString] = MappingProxyType(
    {
        NotCleaned.NO_SANDBOX: lazy_gettext(
            "This server cannot make files harmless, so none can be sent and there are no cleaned"
            " copies. Tell whoever runs it that bubblewrap is missing. Your text is still here."
        ),
        NotCleaned.NOT_CLEANABLE: lazy_gettext(
            "A file is of a kind that cannot be made harmless. Pictures (JPEG, PNG, WebP, GIF,"
            " TIFF, BMP), PDFs and plain text can be. Your text is still here."
        ),
        NotCleaned.UNFOLDS: lazy_gettext(
            "This file unfolds into far more than it is, as a file does that is made to break what"
            " opens it. It was not opened here; leave it shut."
        ),
        NotCleaned.TWO_KINDS: lazy_gettext(
            "This file is of two kinds at once, as a picture is that hides an archive. It was not"
            " opened here; leave it shut, or open it only on a machine without network."
        ),
        NotCleaned.NO_MAT2: lazy_gettext(
            "This server cannot clean office documents and films. Tell whoever runs it that mat2"
            " is missing."
        ),
        "say-why": lazy_gettext("Please say why you need the file as it came."),
        NotCleaned.TOO_LARGE: lazy_gettext(
            "A file is too large to be made harmless: at most 32 MB, 60 pages, 64 megapixels."
            " Your text is still here."
        ),
        "not-yours": lazy_gettext("You cannot open this part of the case."),
        "own-redaction": lazy_gettext(
            "You redacted this yourself: somebody else has to let it leave."
        ),
        "not-released": lazy_gettext("Nobody has let this leave."),
        "leaks": lazy_gettext(
            "There are words in it that must not leave: they were found since. Redact it anew."
        ),
        "too-large-to-print": lazy_gettext(
            "This is too much for one paper. Export fewer parts, or fewer copies at once."
        ),
        "another-body": lazy_gettext("Another body was announced. Please name that one."),
        "new-evidence": lazy_gettext("Please write down what is new, for your colleagues."),
        "why-untold": lazy_gettext("Please say why the reporter can’t be told beforehand."),
        "why-near": lazy_gettext("Please say why it has to go there all the same."),
        "no-such-clock": lazy_gettext("This date does not run any more."),
        "not-later": lazy_gettext("The new day has to be after the one that stands."),
        "not-abroad": lazy_gettext(
            "The law does not make this date later because evidence is abroad."
        ),
        "too-late": lazy_gettext("That is too late: six months in all, at most."),
        "beyond-the-law": lazy_gettext("The law does not give that much more time."),
        "too-often": lazy_gettext("The law gives no more time: it was extended before."),
        "answered-already": lazy_gettext("This was answered meanwhile."),
        "own-extension": lazy_gettext("You asked for it yourself: somebody else answers."),
        "not-on-the-board": lazy_gettext("Please choose people of the board from the list."),
        "day-is-over": lazy_gettext("This day is over."),
        "not-a-reason": lazy_gettext("Please choose one of the reasons in the list."),
        "objection": lazy_gettext(
            "The reporter objects to a referral. Please say to them why it is done all the same."
        ),
        "future": lazy_gettext("This day is still to come."),
        "not-binding": lazy_gettext("This clock does not bind an office of your kind."),
        "no-reason": lazy_gettext("Please say why."),
        "after-acknowledged": lazy_gettext(
            "The report was acknowledged before that day: it cannot have been received later."
        ),
        "not-assignable": lazy_gettext("This person cannot be put in charge of this case."),
        "not-assigned": lazy_gettext("This person is not in charge of this case."),
        "not-on-the-roster": lazy_gettext("Please choose people from the list."),
        "asked-already": lazy_gettext(
            "You have asked already, and the keepers have yet to answer."
        ),
        "not-heard": lazy_gettext(
            "The reporter was told, and has not answered yet. Lend your share when they have, or"
            " when the day has passed."
        ),
        "not-so-many-days": lazy_gettext("There may not be so many days, or so few."),
        "measures-there": lazy_gettext("There are measures in the register, or you add one below."),
        "measures-empty": lazy_gettext(
            "The register of measures is empty. Add one below, or say that there are none."
        ),
        "money-there": lazy_gettext(
            "There is money found or recovered in the register, or you add some below."
        ),
        "money-empty": lazy_gettext(
            "No money found or recovered is in the register. Add it below, or say that there was"
            " none."
        ),
        "no-keepers": lazy_gettext(
            "There are not two people who could open this name now: one keeper is not enough."
        ),
        "no-such-case": lazy_gettext("You have no case with this reference here."),
        "same-case": lazy_gettext("This is the same case."),
        "joined-already": lazy_gettext("These two cases are joined already."),
        "led-already": lazy_gettext(
            "The case that shall lead is led by another one itself: join with that one."
        ),
        "leads-others": lazy_gettext(
            "The case that shall be led leads others: end these joins first."
        ),
        "second-officer": lazy_gettext(
            "In this office two officers take a statement together. Say who the second one was, or"
            " write down below why there was one alone."
        ),
        "overtaken": lazy_gettext(
            "Somebody else changed this meanwhile. Look at it first; what you wrote is still here."
        ),
        "not-the-reporter": lazy_gettext("Only what the reporter said is sent to them."),
        "second-needed": lazy_gettext("It can go out once a second person has agreed."),
        "own-letter": lazy_gettext("You wrote this version: somebody else has to answer for it."),
        "not-asked": lazy_gettext("Nobody has to answer for this letter, or it has gone out."),
        "sent-already": lazy_gettext("This letter has gone out meanwhile."),
        "no-files": lazy_gettext("Please choose a file."),
        "not-sent": lazy_gettext("This letter has not gone out yet."),
        "answered": lazy_gettext("This request was answered or has ended meanwhile."),
        "gone": lazy_gettext("Whoever asked is no longer on the signed list."),
        "not-yet": lazy_gettext("Not enough keepers have agreed yet."),
        "nobody-left": lazy_gettext(
            "Nobody would be left who can open this case, so nothing was done. Ask your"
            " administrator to name an office that stands in, and come back here: until then,"
            " leave the case alone."
        ),
        "last-lead": lazy_gettext(
            "This is the only lead who can open the case, and only a lead can give its keys to"
            " another office. Show them the objection: they declare the conflict themselves."
        ),
        "no-inbox": lazy_gettext(
            "Nobody has opened this case since such declarations can be handed in. Ask a lead to"
            " open it once, then come back; until then, leave the case alone."
        ),
        "last-officer": lazy_gettext(
            "Nobody else reads what the reporter says about retaliation. Vet another protection"
            " officer and hand the keys over first; until then, ask this one to leave it alone."
        ),
        "yourself-objected": lazy_gettext(
            "You cannot enter an objection to yourself. Declare a conflict of interest instead."
        ),
        "conflict-decided": lazy_gettext("This was decided meanwhile."),
        "conflict-own": lazy_gettext("You brought it up yourself: another lead decides."),
        "proposed-already": lazy_gettext("Somebody has proposed it already."),
        "another-proposal": lazy_gettext(
            "The proposal has changed meanwhile. Please read it first."
        ),
        "kept-too-short": lazy_gettext("This case has not been kept long enough for that."),
        "review-open": lazy_gettext("The reporter asked for a review, and nobody has decided yet."),
        "protection-open": lazy_gettext(
            "Something to protect the reporter is still open. Only an order of a court or a law"
            " comes before it."
        ),
        "check-ins-open": lazy_gettext(
            "The reporter was promised to be asked how things are, and those days are not over."
            " Only an order of a court or a law comes before it."
        ),
        "ask-the-officer": lazy_gettext(
            "Ask the protection officer first: what they keep is sealed from you."
        ),
        "yourself": lazy_gettext(
            "You cannot lock yourself out. Ask another first reader to say that you are meant."
        ),
    }
)


def refusal(reason: str) -> str:
    """Say why a deed was refused."""
    return str(_REFUSALS.get(reason, _REFUSALS["not-a-reason"]))
