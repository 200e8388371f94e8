"""Few threads wait for heads that do not come, and none for long."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from wbportal.web.heads import Head, Places

Pair = tuple[socket.socket, socket.socket]
_WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    """Four connections: the server's end and the visitor's end of each."""
    with ExitStack() as held, socket.create_server(("127.0.0.1", 0)) as listening:
        made = []
        for _ in range(4):
            visitor = held.enter_context(socket.create_connection(listening.getsockname()))
            server = held.enter_context(listening.accept()[0])
            made.append((server, visitor))
        yield made


def _sent(pair: Pair, data: bytes) -> socket.socket:
    server, visitor = pair
    visitor.sendall(data)
    while data and len(server.recv(100_000, socket.MSG_PEEK)) < min(len(data), 60_000):
        time.sleep(0.01)
    return server


@pytest.mark.parametrize("sent", [_WHOLE, _WHOLE + b"and a body", b"\r\n\r\n"])
def test_a_whole_head_is_served_at_once_and_nothing_of_it_is_taken(pairs, sent):
    server = _sent(pairs[0], sent)
    assert Places(most_seconds=0).head_on(server) is Head.WHOLE
    assert server.recv(1000) == sent


def test_for_a_visitor_who_says_nothing_no_thread_waits(pairs):
    assert Places().head_on(pairs[0][0]) is Head.NOTHING


def test_whoever_hung_up_before_a_word_is_not_waited_for(pairs):
    server, visitor = pairs[0]
    visitor.close()
    assert Places().head_on(server) in {Head.WHOLE, Head.NOTHING}


def test_the_rest_of_a_head_is_waited_for(pairs):
    server, visitor = pairs[0]
    _sent(pairs[0], _WHOLE[:5])

    def send_on() -> None:
        for byte in _WHOLE[5:]:
            visitor.sendall(bytes([byte]))
            time.sleep(0.005)

    sending = threading.Thread(target=send_on)
    sending.start()
    assert Places().head_on(server) is Head.WHOLE
    sending.join()
    assert server.recv(1000) == _WHOLE


def test_half_a_head_is_waited_for_a_while_only(pairs):
    server = _sent(pairs[0], _WHOLE[:-1])
    begun = time.process_time()
    assert Places(most_seconds=0.3).head_on(server) is Head.HALF
    assert time.process_time() - begun < 0.2  # it sleeps


def test_half_a_head_whose_sender_hung_up_is_not_waited_for(pairs):
    server = _sent(pairs[0], _WHOLE[:-1])
    pairs[0][1].shutdown(socket.SHUT_WR)
    assert Places(most_seconds=1000).head_on(server) is Head.HALF


def test_a_head_without_end_is_not_waited_for(pairs):
    server = _sent(pairs[0], b"x" * 70_000)
    assert Places(most_seconds=1000).head_on(server) is Head.HALF


def test_the_newest_drives_out_the_oldest(pairs):
    places, ended = Places(width=2, most_seconds=1000), []
    threads = []
    for number, pair in enumerate(pairs):
        server = _sent(pair, b"GET / HT")

        def wait(number=number, server=server) -> None:
            places.head_on(server)
            ended.append(number)

        threads.append(threading.Thread(target=wait))
        threads[-1].start()
        time.sleep(0.05)
    for thread in threads[:2]:
        thread.join(10)
    assert sorted(ended) == [0, 1]
    for _, visitor in pairs:
        visitor.close()
    for thread in threads:
        thread.join(10)
    assert sorted(ended) == [0, 1, 2, 3]
