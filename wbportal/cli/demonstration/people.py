"""Founding the demonstration's office and letting its people join, as real people would."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from wbportal.casework import account, digests, founding, invitations, joining
from wbportal.casework.founding import Founded, OfficePlan, Vetting
from wbportal.casework.invitations import Invitee
from wbportal.casework.keyholders import Person
from wbportal.casework.records import Json, text_of
from wbportal.casework.shares import Quorum
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import Role
from wbportal.portal import Portal
from wbportal.vault.people import PersonKeys, fingerprint_words
from wbportal.vault.totp import code_at
from wbportal.vault.words import ENGLISH

_PASSPHRASE_WORDS = 5  # 64 bits; a demonstration lies on a real machine
_RECOVERY = Quorum(2, 3)
_VETTED_FOR = timedelta(days=2 * 365)


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
    portal: Portal, office: Mapping[str, Json], people: Sequence[Mapping[str, Json]]
) -> dict[str, Cast]:
    """Found the office; return its people by username. Nearly all of the time is stretching."""
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
    joined = {text_of(one, "username"): _join(portal, founded, one) for one in people}
    _vet(portal, founded, joined, people)
    for cast in joined.values():
        with portal.work() as work:
            account.choose_language(work, cast.person, cast.lang)
            digests.write_to(work, cast.person.id, f"{cast.username}@{plan.slug}.example")
    return joined


def roles_of(one: Mapping[str, Json]) -> frozenset[Role]:
    """Return the roles that the story gives to somebody."""
    listed = one.get("roles")
    return (
        frozenset(Role(str(role)) for role in listed) if isinstance(listed, list) else frozenset()
    )


def _join(portal: Portal, founded: Founded, one: Mapping[str, Json]) -> Cast:
    """Invite somebody, and take them through passphrase and second factor."""
    roles = roles_of(one)
    invitee = Invitee(text_of(one, "username"), text_of(one, "name"), roles)
    passphrase = " ".join(secrets.choice(ENGLISH) for _ in range(_PASSPHRASE_WORDS))
    with portal.work() as work:
        invited = invitations.invite(work, founded.office_id, invitee)
    with portal.work() as work:
        begun = joining.begin_joining(work, invited.code or "")
    with portal.work() as work:
        pending = joining.join_with(work, begun.raw, passphrase)
    with portal.work() as work:
        enrolment = account.enrolment(work, pending.raw)
        secret = enrolment.secret if enrolment is not None else b""
        accepted = account.accept_code(work, pending.raw, code_at(secret, work.now))
    return Cast(
        person=Person(accepted.account_id, founded.office_id, roles, PersonKeys(accepted.seed)),
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
) -> None:
    with portal.work() as work:
        until = work.today + _VETTED_FOR
        vettings = []
        for one in people:
            cast = joined[text_of(one, "username")]
            vettings.append(
                Vetting(
                    username=cast.username,
                    words=" ".join(fingerprint_words(cast.person.keys.public())),
                    roles=cast.person.roles,
                    position=text_of(one, "position"),
                    valid_until=until,
                    aliases=_texts(one, "aliases"),
                    first_reader=one.get("first_reader") is True,
                )
            )
        founding.admit(work, founded.office_id, founded.root, vettings)


def _texts(one: Mapping[str, Json], key: str) -> tuple[str, ...]:
    listed = one.get(key)
    return tuple(map(str, listed)) if isinstance(listed, list) else ()
