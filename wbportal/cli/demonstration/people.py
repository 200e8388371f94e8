"""Founding the demonstration's office and letting its people join, as real people would."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from wbportal.casework import account, addresses, declarations, founding, invitations, joining
from wbportal.casework.declarations import Declaration
from wbportal.casework.founding import Founded, OfficePlan, Vetting
from wbportal.casework.invitations import Invitee
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, number_of, text_of
from wbportal.casework.shares import Quorum
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import Role
from wbportal.domain.vetting import Training
from wbportal.portal import Portal
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.totp import code_at
from wbportal.vault.words import ENGLISH

_PASSPHRASE_WORDS = 5  # 64 bits; a demonstration lies on a real machine
_RECOVERY = Quorum(2, 3)
_VETTED_FOR = 2 * 365  # days


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody of the demonstration, and what they sign in with."""

    person: Person
    username: str
    display_name: str
    lang: str
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)


def found(
    portal: Portal, office: Mapping[str, Json], people: Sequence[Mapping[str, Json]], ends: date
) -> dict[str, Cast]:
    """Found the office; return its people by username. Nearly all of the time is stretching.

    `ends` is the day on which the story ends: from it is counted when a vetting runs out.
    """
    plan = OfficePlan(
        slug=text_of(office, "slug"),
        kind=OfficeKind(text_of(office, "kind")),
        name_th=text_of(office, "name_th"),
        name_en=text_of(office, "name_en"),
        contact_th=text_of(office, "contact_th"),
        contact_en=text_of(office, "contact_en"),
    )
    with portal.work() as work:
        founded = founding.found_office(work, plan, _RECOVERY)
    joined = {text_of(one, "username"): _join(portal, founded.office_id, one) for one in people}
    _vet(portal, founded, joined, people, ends)
    for cast in joined.values():
        with portal.work() as work:
            account.choose_language(work, cast.person, cast.lang)
            addresses.write_to(work, cast.person.id, f"{cast.username}@{plan.slug}.example")
    return joined


def roles_of(one: Mapping[str, Json]) -> frozenset[Role]:
    """Return the roles that the story gives to somebody."""
    listed = one.get("roles")
    return (
        frozenset(Role(str(role)) for role in listed) if isinstance(listed, list) else frozenset()
    )


def let_wait(portal: Portal, office_id: UUID, one: Mapping[str, Json]) -> Cast:
    """Let somebody join and declare their interests; nobody has vetted them yet."""
    cast = _join(portal, office_id, one)
    had = one.get("training")
    days = had if isinstance(had, Mapping) else {}
    with portal.work() as work:
        account.choose_language(work, cast.person, cast.lang)
        training = {
            Training(key): work.today - timedelta(days=number_of(days, key)) for key in days
        }
        said = Declaration(text_of(one, "interests"), training, work.today)
        declarations.declare(work, cast.person, said)
    return replace(cast, person=replace(cast.person, roles=frozenset()))


def _join(portal: Portal, office_id: UUID, one: Mapping[str, Json]) -> Cast:
    """Invite somebody, and take them through passphrase and second factor."""
    roles = roles_of(one)
    invitee = Invitee(text_of(one, "username"), text_of(one, "name"), roles)
    passphrase = " ".join(secrets.choice(ENGLISH) for _ in range(_PASSPHRASE_WORDS))
    with portal.work() as work:
        invited = invitations.invite(work, office_id, invitee)
    with portal.work() as work:
        begun = joining.begin_joining(work, invited.code or "")
    with portal.work() as work:
        pending = joining.join_with(work, begun.raw, passphrase)
    with portal.work() as work:
        enrolment = account.enrolment(work, pending.raw)
        secret = enrolment.secret if enrolment is not None else b""
        accepted = account.accept_code(work, pending.raw, code_at(secret, work.now))
    return Cast(
        person=Person(accepted.account_id, office_id, roles, PersonKeys(accepted.seed)),
        username=invitee.username,
        display_name=invitee.display_name,
        lang=text_of(one, "lang"),
        passphrase=passphrase,
        totp_secret=secret,
    )


def _vet(
    portal: Portal,
    founded: Founded,
    joined: Mapping[str, Cast],
    people: Sequence[Mapping[str, Json]],
    ends: date,
) -> None:
    with portal.work() as work:
        vettings = []
        for one in people:
            cast = joined[text_of(one, "username")]
            vettings.append(
                Vetting(
                    username=cast.username,
                    words=" ".join(fingerprint_words(cast.person.keys.public())),
                    roles=cast.person.roles,
                    position=text_of(one, "position"),
                    valid_until=ends + timedelta(days=number_of(one, "runs_out_in", _VETTED_FOR)),
                    aliases=_texts(one, "aliases"),
                    first_reader=one.get("first_reader") is True,
                )
            )
        founding.admit(work, founded.office_id, founded.root, vettings)


def _texts(one: Mapping[str, Json], key: str) -> tuple[str, ...]:
    listed = one.get(key)
    return tuple(map(str, listed)) if isinstance(listed, list) else ()
