"""Connections end at once, and the answer arrives all the same."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from wbportal.web.closing import hang_up

Pair = tuple[socket.socket, socket.socket]
_ANSWER = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[Pair]:
    """The server's end and the visitor's end of one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        visitor = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
    with server, visitor:
        visitor.settimeout(10)
        yield server, visitor


def test_nobody_waits_for_a_visitor_who_does_not_hang_up(ends: Pair) -> None:
    server, visitor = ends
    server.sendall(_ANSWER)
    begun = time.monotonic()
    hang_up(server)
    assert server.recv(1) == b""  # closing it has nothing to wait for either
    assert time.monotonic() - begun < 0.1
    assert visitor.recv(1000) == _ANSWER


def test_an_answer_arrives_though_its_body_was_not_read(ends: Pair) -> None:
    server, visitor = ends
    visitor.sendall(b"x" * 50_000)
    server.sendall(_ANSWER)
    hang_up(server)
    server.close()
    assert visitor.recv(1000) == _ANSWER
    assert visitor.recv(1000) == b""


def test_a_body_that_never_ends_is_read_for_a_while_only(ends: Pair) -> None:
    server, visitor = ends
    over = threading.Event()

    def send_on() -> None:
        while not over.is_set():
            try:
                visitor.sendall(b"x" * 1000)
            except OSError:
                return

    visitor.sendall(b"x")
    sending = threading.Thread(target=send_on)
    sending.start()
    begun = time.monotonic()
    hang_up(server)
    took = time.monotonic() - begun
    server.close()
    over.set()
    sending.join()
    assert took < 4


def test_a_connection_that_is_gone_is_no_trouble(ends: Pair) -> None:
    server, _ = ends
    server.close()
    hang_up(server)
