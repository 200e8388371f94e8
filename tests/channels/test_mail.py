"""Letters go out as plain text, over TLS unless told otherwise, and say nothing of the machine."""

import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from wbportal.channels import Letter, NotDelivered
from wbportal.channels.letters import compose
from wbportal.channels.mail import SmtpChannel
from wbportal.channels.outbox import OutboxChannel

LETTER = Letter(
    to="somchai@office.example",
    subject="สรุปประจำวัน",
    text="มีงานรออยู่\n",
    at=datetime(2026, 3, 14, 1, 0, tzinfo=UTC),
)


class _Mailbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []

    async def handle_DATA(self, _server, _session, envelope: Envelope) -> str:  # noqa: N802 - the name is the protocol's
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> _Mailbox:
    return _Mailbox()


@pytest.fixture
def port(mailbox: _Mailbox) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=number)
    controller.start()
    yield number
    controller.stop()


def _parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _channel(port: int, security: str = "none") -> SmtpChannel:
    return SmtpChannel("portal@office.example", "127.0.0.1", port, security)


def test_a_letter_arrives_as_it_was_written(mailbox: _Mailbox, port: int) -> None:
    _channel(port).send(LETTER)
    (envelope,) = mailbox.received
    assert envelope.rcpt_tos == ["somchai@office.example"]
    assert isinstance(envelope.content, bytes)
    message = _parsed(envelope.content)
    assert message["Subject"] == "สรุปประจำวัน"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == ["มีงานรออยู่"]
    assert message.get_content_type() == "text/plain"


def test_a_server_without_tls_gets_no_letter_that_wants_it(mailbox: _Mailbox, port: int) -> None:
    with pytest.raises(NotDelivered):
        _channel(port, "starttls").send(LETTER)
    assert mailbox.received == []


def test_a_server_that_is_not_there_is_named_without_its_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotDelivered) as caught:
            _channel(taken.getsockname()[1]).send(LETTER)
    assert "office.example" not in str(caught.value)


def test_a_letter_says_nothing_of_the_machine_that_sends_it() -> None:
    message = compose(LETTER, "portal@office.example")
    assert socket.gethostname() not in message.as_string()
    assert message["Message-ID"].endswith("@office.example>")


def test_the_size_of_a_letter_depends_on_its_text_alone() -> None:
    def size(text: str) -> int:
        letter = Letter(to="a@b.example", subject="x", text=text, at=LETTER.at)
        return len(compose(letter, "portal@office.example").as_bytes())

    assert size("x" * 500 + "\n") == size("y" * 500 + "\n")


@pytest.mark.parametrize(
    "to", ["", "somchai", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<>"]
)
def test_an_address_that_is_none_gets_no_letter(to: str) -> None:
    with pytest.raises(NotDelivered):
        compose(Letter(to=to, subject="x", text="y", at=LETTER.at), "portal@office.example")


def test_a_subject_cannot_add_a_header() -> None:
    letter = Letter(to="a@b.example", subject="x\r\nBcc: c@d.example", text="y", at=LETTER.at)
    with pytest.raises(NotDelivered):
        compose(letter, "portal@office.example")


def test_a_password_does_not_stand_in_the_representation() -> None:
    channel = SmtpChannel("a@b.example", "mail", 587, "tls", "portal", "open sesame")
    assert "sesame" not in repr(channel)


def test_the_outbox_keeps_letters_that_a_mail_program_opens(tmp_path: Path) -> None:
    channel = OutboxChannel("portal@office.example", tmp_path / "outbox")
    channel.send(LETTER)
    channel.send(LETTER)
    files = list((tmp_path / "outbox").iterdir())
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert _parsed(files[0].read_bytes()).get_content().splitlines() == ["มีงานรออยู่"]


def test_an_outbox_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(NotDelivered):
        OutboxChannel("portal@office.example", tmp_path / "outbox").send(LETTER)
