"""What each name in the schedule does."""

from collections.abc import Mapping
from datetime import timedelta
from gettext import NullTranslations
from uuid import UUID

from wbportal.casework import alarms as raised
from wbportal.casework import audit, counts, digests, invitations, lapsing, reminders
from wbportal.casework.digests import Recipient
from wbportal.channels import Letter
from wbportal.domain.legal_dates import Pressing
from wbportal.domain.notices import padded_body
from wbportal.i18n import translations
from wbportal.jobs.queue import enqueue
from wbportal.portal import Portal, Work

# Mails leave one after the other, so that a slow server holds up nothing but mail.
_BETWEEN_MAILS = timedelta(seconds=2)


def enter_reporter_events(_: Portal, work: Work) -> None:
    audit.enter_reporter_events(work)


def count_reports(_: Portal, work: Work) -> None:
    counts.enter_counts(work)


def lapse_awaiting(_: Portal, work: Work) -> None:
    lapsing.lapse_awaiting(work)


def remind(_: Portal, work: Work) -> None:
    reminders.enter_reminders(work)


def expire(_: Portal, work: Work) -> None:
    lapsing.forget_expired(work)


def sweep(portal: Portal, _: Work) -> None:
    portal.sweep()


def alarms(_: Portal, work: Work) -> None:
    """Raise alarms, and ask for one mail at once to each administrator of an office with a new one.

    Nothing is sent twice before it has left: more alarms at once are one mail.
    """
    for office_id in raised.look(work):
        for account_id in raised.watchers(work, office_id):
            key = f"alarm-mail:{account_id}"
            enqueue(work, "alarm-mail", work.now, {"account": str(account_id)}, key=key)


def alarm_mail(portal: Portal, work: Work, arguments: Mapping[str, str]) -> None:
    """Tell one administrator that there is an alarm, and not which. Raises NotDelivered."""
    to = raised.watcher(work, UUID(arguments["account"]))
    if to is None:
        return
    spoken = translations(to.language)
    lines = (
        spoken.gettext("There is something that an administrator should look at now."),
        spoken.gettext("Please sign in and open the alarms:"),
        f"{portal.public_url}/account/sign-in",
        "",
    )
    letter = Letter(
        to=to.address,
        subject=spoken.gettext("Please sign in now"),
        text=padded_body("\n".join(lines)),
        at=work.now,
    )
    portal.mail.send(letter)


def invitation_mail(portal: Portal, work: Work, arguments: Mapping[str, str]) -> None:
    """Send half of an invitation's code, which opens nothing alone. Raises NotDelivered."""
    to = invitations.mail_to(work, UUID(arguments["account"]))
    if to is None:
        return
    address, language = to
    spoken = translations(language)
    lines = (
        spoken.gettext("You were given an account. Open this address:"),
        f"{portal.public_url}/account/join",
        "",
        spoken.gettext(
            "This is the first half of your code. Whoever invited you tells you the"
            " second half, in person or by telephone."
        ),
        arguments["half"],
        "",
        spoken.gettext("If you expect nothing like this, throw it away: it opens nothing alone."),
        "",
    )
    letter = Letter(
        to=address,
        subject=spoken.gettext("Your account"),
        text=padded_body("\n".join(lines)),
        at=work.now,
    )
    portal.mail.send(letter)


def digest(_: Portal, work: Work) -> None:
    """Ask for one mail to each recipient; no mail names another recipient."""
    digests.enter_digest(work)
    for place, account_id in enumerate(digests.recipients(work)):
        run_at = work.now + _BETWEEN_MAILS * place
        key = f"mail:{account_id}"
        enqueue(work, "mail", run_at, {"account": str(account_id)}, key=key)


def mail(portal: Portal, work: Work, arguments: Mapping[str, str]) -> None:
    """Send one digest. Raises NotDelivered, and is then tried again."""
    to = digests.recipient(work, UUID(arguments["account"]))
    if to is None:
        return
    spoken = translations(to.language)
    lines = (
        spoken.gettext("This message comes every working day, whether or not anything happened."),
        spoken.gettext("Please sign in and look at what is due:"),
        f"{portal.public_url}/account/sign-in",
        "",
        *_of_dates(to, spoken),
        *_of_vetting(to, spoken),
        spoken.gettext("Keep this line: it can show later that records were changed."),
        to.trail_head,
        "",
    )
    letter = Letter(
        to=to.address,
        subject=spoken.gettext("Please sign in today"),
        text=padded_body("\n".join(lines)),
        at=work.now,
    )
    portal.mail.send(letter)


def _of_dates(to: Recipient, spoken: NullTranslations) -> list[str]:
    """Say in fixed words how the dates stand of whatever somebody is in charge of."""
    match to.pressing:
        case Pressing.OVERDUE:
            return [spoken.gettext("A date was missed in a case that you are in charge of."), ""]
        case Pressing.SOON:
            return [spoken.gettext("A date is near in a case that you are in charge of."), ""]
        case Pressing.NOTHING:
            return []


def _of_vetting(to: Recipient, spoken: NullTranslations) -> list[str]:
    """Say in fixed words what people have to be told of vetting, without a name or a number."""
    said = []
    match to.runs_out.within_days if to.runs_out is not None else None:
        case 7:
            said.append(spoken.gettext("Your own vetting runs out within 7 days."))
        case 30:
            said.append(spoken.gettext("Your own vetting runs out within 30 days."))
        case 60:
            said.append(spoken.gettext("Your own vetting runs out within 60 days."))
    if to.attention.somebody_waits:
        said.append(spoken.gettext("Somebody waits to be vetted."))
    if to.attention.somebody_runs_out:
        said.append(spoken.gettext("Somebody’s vetting runs out soon, or has run out."))
    if to.attention.proposal_waits:
        said.append(spoken.gettext("A proposed list of people waits for a second signature."))
    return [*said, ""] if said else []
