"""Founding an office, and signing its roster with the root key that lies on paper."""

import re
from datetime import date, datetime
from uuid import UUID

import click
from flask.cli import with_appcontext

from wbportal.casework import founding, invitations, people, unheld
from wbportal.casework.founding import Obstacle, OfficePlan, Vetting
from wbportal.casework.invitations import Invitee
from wbportal.casework.people import Member, Standing
from wbportal.casework.proofs import office_key
from wbportal.casework.shares import Quorum
from wbportal.cli.ceremony import Slip, mistake, put_on_paper, root_slip, share_slips
from wbportal.cli.people import UNFIT, print_invitation
from wbportal.cli.terminal import office_id, office_option, portal, refusals, slip
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import STAFF, Role
from wbportal.domain.vetting import USUAL
from wbportal.i18n import languages
from wbportal.portal import Work
from wbportal.vault.errors import ShareRefused
from wbportal.vault.signatures import RootKey

_QUORUM = re.compile(r"(\d+)\s*of\s*(\d+)")
_NO_RECOVERY = "none"
WITHOUT_RECOVERY = """\
WITHOUT RECOVERY, what nobody at the office can open any more stays shut for good: the cases of
somebody who forgot a passphrase, or died, if no other lead holds them; every case, if all are
lost; a report about the only lead, from its first day; and who a reporter is, if two of those who
keep it are gone. `wbportal rotate recovery` adds it later, for what somebody can open then."""

_OBSTACLES: dict[str, str] = {
    Obstacle.SLUG: "The short name is taken, or holds something else than a-z, 0-9 and hyphens.",
    Obstacle.NO_PERSON: "Nobody in this office has that username.",
    Obstacle.NOT_JOINED: "This person has not joined yet.",
    Obstacle.NOT_VETTED: "This person is not on the roster.",
    Obstacle.NO_ROLE: "No role, or one that a roster cannot give.",
    Obstacle.ROLES_CONFLICT: "These roles may not meet in one person.",
    Obstacle.NOT_A_LEAD: "Only a lead can be a first reader.",
    Obstacle.LAPSED: "The vetting would be over before it begins.",
    Obstacle.OTHER_WORDS: "The six words are not those of the keys in the database. Stop here and"
    " find out why: perhaps a slip of the pen, perhaps somebody else's keys.",
    Obstacle.OTHER_ROOT: "These are the words of another root key.",
    **UNFIT,
}


WITH_ONE_LEAD = """
It begins with one lead. Until a second one is vetted, this is what the office does without:
- Nobody can be vetted in pages: each roster takes the root key on paper. Let somebody keep it who
  is not the lead, best of another office.
- A report about the lead opens to nobody here: only to the leads of an alternate office
  (wbportal change-office --alternate), or with the recovery shares.
- Nobody checks what the lead decides.
- Who a reporter is takes two people to open: one lead without a custodian cannot.
- If the lead is ill, forgets the passphrase or leaves, reports wait for the recovery shares.
"""
"""What an office with a single lead gives up, said when it is founded."""


@click.command("found-office")
@click.option("--slug", prompt="Short name, as it stands in addresses (a-z, 0-9, -)")
@click.option("--kind", type=click.Choice([kind.value for kind in OfficeKind]), prompt="Kind")
@click.option("--name-th", prompt="Name in Thai")
@click.option("--name-en", prompt="Name in English")
@click.option("--contact-th", prompt="How to reach the office without a report, in Thai")
@click.option("--contact-en", prompt="How to reach the office without a report, in English")
@click.option("--default-locale", type=click.Choice([*languages()]), prompt="Its own language")
@click.option("--lead", prompt="Username of the first lead")
@click.option("--lead-name", prompt="Name of the first lead")
@click.option("--administrator", prompt="Username of the administrator")
@click.option("--administrator-name", prompt="Name of the administrator")
@click.option(
    "--recovery",
    prompt="Recovery shares on paper, such as '3 of 5'; 'none' means that cases whose people are"
    " all lost stay shut for good",
)
@with_appcontext
def found_office(recovery: str, **given: str) -> None:
    """Found an office: put its root key and recovery shares on paper, invite the first people.

    What is shown is kept nowhere else, and is not shown again. Each paper is typed back before
    anything counts; broken off before the last one, there is no office.
    """
    plan = OfficePlan(
        slug=given["slug"],
        kind=OfficeKind(given["kind"]),
        name_th=given["name_th"],
        name_en=given["name_en"],
        contact_th=given["contact_th"],
        contact_en=given["contact_en"],
        default_locale=given["default_locale"],
    )
    quorum = quorum_from(recovery)
    with refusals(_OBSTACLES), portal().work() as work:
        founding.check(work, plan)
        for invitee in _first_people(given):
            invitations.check(invitee)
        day = work.today.isoformat()
    if quorum is None:
        click.echo(WITHOUT_RECOVERY)
    drawn = founding.draw(quorum)
    put_on_paper(_papers(plan, drawn, day))
    with refusals(_OBSTACLES), portal().work() as work:
        founding.found(work, plan, drawn)
        invited = [invitations.invite(work, drawn.office_id, one) for one in _first_people(given)]
    click.echo(f"The office {plan.slug} is founded.")
    click.echo(WITH_ONE_LEAD)
    for one in invited:
        print_invitation(portal().public_url, one)
    _print_statement_key(plan, drawn)


@click.command("admit")
@click.argument("usernames", nargs=-1, required=True)
@office_option
@click.option(
    "--valid-until", type=click.DateTime(["%Y-%m-%d"]), help="A year from today by default."
)
@with_appcontext
def admit(usernames: tuple[str, ...], slug: str | None, valid_until: datetime | None) -> None:
    """Put people who joined on the office's roster, after comparing the words on their paper."""
    wanted = office_id(slug)
    with portal().work() as work:
        known = {one.username: one for one in people.members(work, wanted)}
        until = valid_until.date() if valid_until else work.today + USUAL
    vettings = [_ask_about(username, known.get(username), until) for username in usernames]
    root = ask_for_root()
    with refusals(_OBSTACLES), portal().work() as work:
        version = founding.admit(work, wanted, root, vettings)
    click.echo(f"Version {version} of the roster is signed.")


@click.command("retire")
@click.argument("usernames", nargs=-1, required=True)
@click.option("--even-so", is_flag=True, help="Also while something is still in their hands.")
@office_option
@with_appcontext
def retire(usernames: tuple[str, ...], slug: str | None, *, even_so: bool) -> None:
    """Take people off the office's roster: they are out at their next request."""
    wanted = office_id(slug)
    with refusals(_OBSTACLES), portal().work() as work:
        left = [one for name in usernames for one in _left_behind(work, wanted, name)]
    for sentence in left:
        click.echo(sentence, err=True)
    if left and not even_so:
        raise click.ClickException(
            'Nothing was signed. Let leads plan that they leave, under "Hand over"; or add'
            " --even-so, and lose what only they can open."
        )
    root = ask_for_root()
    with refusals(_OBSTACLES), portal().work() as work:
        version = founding.retire(work, wanted, root, usernames)
    click.echo(f"Version {version} of the roster is signed.")
    click.echo("What these people could read until now, they may have kept.")


COMMANDS: tuple[click.Command, ...] = (found_office, admit, retire)


def _left_behind(work: Work, wanted: UUID, username: str) -> list[str]:
    """Say what would be lost, or is not handed over yet."""
    account_id = people.account_id_of(work, wanted, username)
    found = []
    if count := unheld.unheld_cases_without(work, wanted, account_id):
        found.append(f"{username}: at least {count} cases would be left without a holder.")
    if not unheld.is_ready_to_leave(work, account_id):
        found.append(f"{username} has not handed everything over.")
    return found


def quorum_from(typed: str) -> Quorum | None:
    if typed.strip().lower() == _NO_RECOVERY:
        return None
    found = _QUORUM.fullmatch(typed.strip().lower())
    quorum = Quorum(int(found[1]), int(found[2])) if found else None
    # SLIP-39 has at most sixteen shares, and no "1 of several".
    if quorum is None or not 2 <= quorum.threshold <= quorum.count <= 16:  # noqa: PLR2004 - SLIP-39
        raise click.ClickException("Recovery is '2 of 3', '3 of 5' or the like, or 'none'.")
    return quorum


def _first_people(given: dict[str, str]) -> list[Invitee]:
    return [
        Invitee(given[role.value], given[f"{role.value}_name"], frozenset({role}))
        for role in (Role.LEAD, Role.ADMINISTRATOR)
    ]


def _papers(plan: OfficePlan, drawn: founding.Founded, day: str) -> list[Slip]:
    found = [root_slip(plan.name_en, day, drawn.root_words())]
    if drawn.recovery is not None:
        found += share_slips(plan.name_en, day, drawn.recovery)
    return found


def _print_statement_key(plan: OfficePlan, founded: founding.Founded) -> None:
    key = office_key(portal().keys, founded.office_id)
    slip(
        f"STATEMENT KEY of {plan.name_en}",
        " ".join(key.words()),
        key.fingerprint().hex(),
        "",
        "Reporters can have a signed statement that their report was received. These words tell",
        "the key that signs it from any other: publish them where people know that it is you.",
    )


def _ask_about(username: str, member: Member | None, until: date) -> Vetting:
    if member is None:
        raise click.ClickException(f"Nobody in this office has the username {username!r}.")
    if member.standing in {Standing.INVITED, Standing.INVITATION_OVER}:
        raise click.ClickException(f"{username} has not joined yet.")
    click.echo(f"{member.display_name} ({username})")
    roles = _ask_for_roles(member)
    return Vetting(
        username=username,
        roles=roles,
        position=click.prompt("Position, as people outside would call it"),
        aliases=_aliases(click.prompt("Other names, by commas", default="", show_default=False)),
        first_reader=Role.LEAD in roles
        and click.confirm("First reader, while a name in a report is not matched yet?"),
        valid_until=until,
        words=click.prompt("The six words on this person's own paper"),
    )


def _ask_for_roles(member: Member) -> frozenset[Role]:
    wanted = member.roles or member.wanted_roles
    typed = click.prompt(
        f"Roles, by commas ({', '.join(sorted(role.value for role in STAFF))})",
        default=",".join(role.value for role in wanted),
    )
    names = {name.strip().lower() for name in str(typed).split(",")}
    if not names <= {role.value for role in STAFF}:
        raise click.ClickException("There is no such role.")
    return frozenset(Role(name) for name in names)


def _aliases(typed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in typed.split(",") if name.strip())


def ask_for_root() -> RootKey:
    """Ask for the root words until they are a key; what is typed does not show."""
    while True:
        typed: str = click.prompt("The 33 words of the root key", hide_input=True)
        try:
            return founding.root_from_words(typed)
        except ShareRefused as refused:
            click.echo(f"These words are not a root key. {mistake(typed, refused)}", err=True)
