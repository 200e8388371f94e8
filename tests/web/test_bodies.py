"""Reading bodies under watch."""

import socket
import threading
from io import BytesIO

import pytest
from gunicorn.http.errors import InvalidChunkSize
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

from wbportal.web.bodies import Body, Pace, Watch


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def body_of(content: bytes, **changed) -> Body:
    given = {"source": BytesIO(content), "most_bytes": 10**9, "pace": Pace(Clock())}
    return Body(**(given | changed))


def test_a_body_is_read_in_small_pieces_until_it_is_quick():
    body = body_of(bytes(1_000_000))
    assert len(body.read(1_000_000)) == 16 * 1024
    assert len(body.read(1_000_000)) == 256 * 1024


def test_a_body_that_slows_down_is_read_in_small_pieces_again():
    clock = Clock()

    class Slow(BytesIO):
        def read(self, size: int = -1) -> bytes:
            clock.now += 1
            return super().read(size)

    body = body_of(b"", source=Slow(bytes(1_000_000)), pace=Pace(clock))
    assert {len(body.read(1_000_000)) for _ in range(3)} == {16 * 1024}


def read_all(body: Body, *, into_file: bool) -> None:
    while piece := body.read(32 * 1024):
        body.went_into_file(len(piece) if into_file else 0)


def test_too_much_text_is_refused():
    body = body_of(bytes(9 * 1024 * 1024))
    with pytest.raises(RequestEntityTooLarge):
        read_all(body, into_file=False)


def test_what_goes_into_files_does_not_count_as_text():
    read_all(body_of(bytes(9 * 1024 * 1024)), into_file=True)


def test_more_than_all_files_at_their_largest_is_refused():
    body = body_of(bytes(100_000), most_bytes=50_000)
    with pytest.raises(RequestEntityTooLarge):
        read_all(body, into_file=True)


def test_a_body_that_ends_before_its_length_is_half_a_body():
    body = body_of(bytes(100), length=101)
    assert len(body.read(1000)) == 100
    with pytest.raises(ClientDisconnected):
        body.read(1000)


def test_a_body_of_its_length_ends():
    read_all(body_of(bytes(100), length=100), into_file=True)


def test_chunks_that_are_none_are_a_bad_request():
    class Chunked:
        def read(self, _size: int) -> bytes:
            raise InvalidChunkSize(b"zz")

    with pytest.raises(BadRequest):
        Body(Chunked(), 10, Pace(Clock())).read(1)


def test_a_broken_connection_is_a_client_that_left():
    class Broken:
        def read(self, _size: int) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ClientDisconnected):
        Body(Broken(), 10, Pace(Clock())).read(1)


def test_a_body_slower_than_a_kibibyte_a_second_is_cut_after_a_minute():
    clock = Clock()
    body = body_of(bytes(1000), pace=Pace(clock))
    clock.now = 59
    body.read(1)
    clock.now = 61
    with pytest.raises(ClientDisconnected):
        body.read(1)


def test_a_body_that_is_fast_enough_goes_on():
    clock = Clock()
    body = body_of(bytes(1_000_000), pace=Pace(clock))
    for minute in range(1, 4):
        for _ in range(4):
            body.read(16 * 1024)
        clock.now = minute * 60.0
        body.read(1)


def test_the_watch_wakes_up_a_reader_whose_sender_fell_silent():
    clock = Clock()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        body = Body(ours.makefile("rb", buffering=0), 1000, Pace(clock), None, ours)
        clock.now = 61
        with Watch(look_seconds=0.01).over(body):
            assert body.read(10) == b""


def test_the_watch_keeps_no_thread_when_nothing_is_read():
    watch = Watch(look_seconds=0.01)
    before = set(threading.enumerate())
    with watch.over(body_of(b"")):
        (thread,) = set(threading.enumerate()) - before
    thread.join(5)
    assert not thread.is_alive()
