"""The digest, on a real mail server: the same for everybody, whatever happened or did not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from config import Mail
from tests.builders import (
    Clock,
    MadeOffice,
    found,
    join,
    make_config,
    make_portal,
    vetting_of,
)
from wbportal.casework import audit, founding
from wbportal.db import accounts
from wbportal.db import audit as trail
from wbportal.db.jobs import Job
from wbportal.db.offices import by_slug
from wbportal.domain.notices import DIGEST_BYTES
from wbportal.domain.roles import Role
from wbportal.jobs import tasks
from wbportal.jobs.queue import run_due
from wbportal.jobs.schedule import all_tasks
from wbportal.portal import AuditDraft, Portal, Work

_HEAD = 64


class Server:
    """A mail server that keeps what it is handed, or refuses it."""

    def __init__(self) -> None:
        self.refuses = False
        self.taken: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        if self.refuses:
            return "451 later"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append((envelope.rcpt_tos[0], message))
        return "250 taken"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=free)
    controller.start()
    yield free
    controller.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock, port: int) -> Portal:
    mail = Mail(sender="portal@example.org", host="127.0.0.1", port=port, security="none")
    return make_portal(tmp_path, clock, replace(make_config(tmp_path), mail=mail))


def _office(portal: Portal, slug: str, language: str | None = None) -> MadeOffice:
    office = found(portal, slug, leads=1, handlers=1, custodians=1)
    with portal.work() as work:
        for somebody in office.people:
            row = accounts.by_id(work.db, somebody.id)
            assert row is not None
            row.email = f"{somebody.username}@example.org"
            row.language = language
    return office


def _digest(portal: Portal, clock: Clock) -> None:
    with portal.work() as work:
        tasks.digest(portal, work)
    clock.move(timedelta(minutes=1))
    run_due(portal, all_tasks(portal.timezone))


def _be_busy(portal: Portal, office: MadeOffice) -> None:
    with portal.work() as work:
        for number in range(50):
            work.audit(AuditDraft(office.id, office.leads[0].id, "note", detail={"n": number}))


def _body(message: EmailMessage) -> bytes:
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    # As it was written, before it travelled: a mail ends its last line.
    return body.replace(b"\r\n", b"\n").removesuffix(b"\n")


def _head(work: Work, slug: str) -> str:
    office = by_slug(work.db, slug)
    assert office is not None
    entry = trail.last(work.db, office.id)
    assert entry is not None
    return entry.entry_hash.hex()


def test_a_quiet_and_a_busy_office_get_the_same_mail(
    portal: Portal, clock: Clock, server: Server
) -> None:
    _office(portal, "quiet")
    _be_busy(portal, _office(portal, "busy"))
    _digest(portal, clock)
    with portal.work() as work:
        heads = [_head(work, slug).encode() for slug in ("quiet", "busy")]
    bodies = {_without(_body(message), heads) for _, message in server.taken}
    assert len(server.taken) == 6
    assert len(bodies) == 1
    assert {len(_body(message)) for _, message in server.taken} == {DIGEST_BYTES}
    assert len({message["Subject"] for _, message in server.taken}) == 1


def _without(body: bytes, heads: list[bytes]) -> bytes:
    for head in heads:
        body = body.replace(head, b"-" * _HEAD)
    return body


def test_a_day_on_which_nothing_happened_ends_the_trail_somewhere_else_too(
    portal: Portal, clock: Clock, server: Server
) -> None:
    _office(portal, "quiet")
    _digest(portal, clock)
    clock.move(timedelta(days=1))
    _digest(portal, clock)
    first, second = (
        {_body(message) for to, message in server.taken[start : start + 3]} for start in (0, 3)
    )
    assert len(server.taken) == 6
    assert first.isdisjoint(second)


def test_the_mail_is_of_one_size_in_every_language(
    portal: Portal, clock: Clock, server: Server
) -> None:
    _office(portal, "thai", "th")
    _office(portal, "english", "en")
    _digest(portal, clock)
    assert {len(_body(message)) for _, message in server.taken} == {DIGEST_BYTES}


def test_only_those_who_hold_keys_are_written_to(
    portal: Portal, clock: Clock, server: Server
) -> None:
    office = _office(portal, "office")
    with portal.work() as work:
        row = accounts.by_id(work.db, office.handlers[0].id)
        assert row is not None
        row.suspended_at = work.now
    _digest(portal, clock)
    to = {address for address, _ in server.taken}
    assert to == {f"{one.username}@example.org" for one in (*office.leads, *office.custodians)}


def test_the_mail_speaks_of_vetting_in_fixed_words_and_names_nobody(
    portal: Portal, clock: Clock, server: Server
) -> None:
    office = _office(portal, "office")
    newcomer = join(portal, office.id, "newcomer", frozenset({Role.HANDLER}))
    handler, until = office.handlers[0], clock.now.date() + timedelta(days=25)
    with portal.work() as work:
        line = replace(vetting_of(handler), valid_until=until)
        founding.admit(work, office.id, office.founded.root, [line])
    _digest(portal, clock)
    said = {to.partition("@")[0]: _body(message) for to, message in server.taken}
    assert {len(body) for body in said.values()} == {DIGEST_BYTES}
    for body in said.values():
        assert newcomer.display_name.encode() not in body
        assert handler.display_name.encode() not in body
    waits, own = b"Somebody waits to be vetted.", b"Your own vetting runs out within 30 days."
    assert {name for name, body in said.items() if waits in body} == {office.leads[0].username}
    assert {name for name, body in said.items() if own in body} == {handler.username}


def test_no_mail_names_a_second_person(portal: Portal, clock: Clock, server: Server) -> None:
    office = _office(portal, "office")
    _digest(portal, clock)
    for to, message in server.taken:
        text = message.as_string()
        assert not [one for one in office.people if f"{one.username}@" in text.replace(to, "")]


def test_a_mail_that_is_refused_goes_out_later_and_holds_up_no_other(
    portal: Portal, clock: Clock, server: Server
) -> None:
    _office(portal, "office")
    server.refuses = True
    _digest(portal, clock)
    assert server.taken == []
    server.refuses = False
    clock.move(timedelta(minutes=5))
    run_due(portal, all_tasks(portal.timezone))
    assert len(server.taken) == 3
    with portal.work() as work:
        assert list(work.db.scalars(select(Job))) == []


def test_a_digest_that_could_not_be_sent_is_not_followed_by_two(
    portal: Portal, clock: Clock, server: Server
) -> None:
    _office(portal, "office")
    server.refuses = True
    _digest(portal, clock)
    with portal.work() as work:
        tasks.digest(portal, work)
    server.refuses = False
    clock.move(timedelta(hours=7))
    run_due(portal, all_tasks(portal.timezone))
    assert len(server.taken) == 3


def test_the_head_that_a_mail_names_can_be_looked_up(
    portal: Portal, clock: Clock, server: Server
) -> None:
    office = _office(portal, "office")
    _digest(portal, clock)
    with portal.work() as work:
        head = _head(work, "office")
        assert audit.verify(work, office.id).finding is audit.Finding.INTACT
    assert all(head.encode() in _body(message) for _, message in server.taken)
