"""A real server and bodies that no browser sends: refused, and forgotten as if they never came."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests.journeys.wire import (
    BOUNDARY,
    CANARY,
    MULTIPART,
    REPORT,
    URLENCODED,
    Place,
    Wire,
    answer_on,
    part,
    place,
    whole,
)

FORMS = (REPORT, "/receipt/", "/account/sign-in")


@pytest.fixture(scope="module")
def served_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("bodies") / "home") as found:
        yield found


@pytest.fixture
def here(served_here: Place) -> Iterator[Place]:
    """Lend out the server, and look at it afterwards."""
    before = served_here.stored()
    yield served_here
    served_here.check_well()
    assert served_here.stored() == before


@pytest.fixture
def wire(here: Place) -> Wire:
    return Wire.to(here)


def _length(count: int) -> dict[str, str]:
    return {"Content-Type": MULTIPART, "Content-Length": str(count)}


@pytest.mark.parametrize("kept", [0.0, 0.05, 0.3, 0.6, 0.9, 0.9999])
def test_a_body_cut_off_anywhere_is_refused(wire: Wire, kept: float) -> None:
    body = whole(wire.parts(text=CANARY), part("files", CANARY.encode() * 9000, "a.bin"))
    cut = body[: int(len(body) * kept)]
    assert wire.say(_length(len(body)), [cut])[0] in {0, 400}
    assert wire.post(cut)[0] in {400, 422}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("boundary", ["another", '""', "", "x" * 5000, "ก", BOUNDARY[:-1], '"'])
def test_a_boundary_that_is_not_the_bodys_is_refused(here: Place, path: str, boundary: str) -> None:
    wire = Wire.to(here, path)
    body = whole(wire.parts(text=CANARY, code=CANARY), part("files", b"x" * 5000, "a.bin"))
    kind = f"multipart/form-data; boundary={boundary}".encode().decode("latin-1")
    assert wire.post(body, kind, path)[0] in {400, 413, 422}


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "9" * 30, "+5", "5, 6", "ten", ""])
def test_a_length_that_is_no_length_is_refused(wire: Wire, length: str) -> None:
    headers = {"Content-Type": MULTIPART, "Content-Length": length}
    assert wire.say(headers, [whole(wire.parts(text=CANARY))])[0] in {0, 400, 413}


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_a_length_that_is_too_large_makes_half_a_body(wire: Wire, kind: str) -> None:
    pairs = urlencode({**wire.fields, "text": CANARY}).encode()
    body = pairs if kind == URLENCODED else whole(wire.parts(text=CANARY))
    headers = {"Content-Type": kind, "Content-Length": str(len(body) + 1)}
    assert wire.say(headers, [body])[0] == 400


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_length_that_is_too_small_ends_the_body_there(wire: Wire, share: float) -> None:
    body = whole(wire.parts(text=CANARY), part("files", b"y" * 5000, "a.bin"))
    assert wire.say(_length(int(len(body) * share)), [body])[0] in {400, 422}


def test_two_lengths_or_none_are_no_length(wire: Wire) -> None:
    body = whole(wire.parts(text=CANARY))
    chunked = {"Transfer-Encoding": "chunked"}
    for headers in ({**_length(len(body)), "content-length": "3"}, _length(len(body)) | chunked):
        assert wire.say(headers, [body])[0] == 400
    assert wire.say({"Content-Type": MULTIPART}, [body])[0] in {400, 411, 422}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\nabc\r\n0\r\n\r\n",
        b"-1\r\nabc\r\n0\r\n\r\n",
        b"ffffffffffffffffff\r\nabc",
        b"3\r\nabcdef\r\n0\r\n\r\n",
        b"5\r\nab",
        b"1" * 100_000,
        b"3;" + b"x" * 100_000 + b"\r\nabc\r\n0\r\n\r\n",
        b"0\r\nX-Trailer: " + b"y" * 100_000,
        b"0\r\n\r\n",
        b"",
    ],
)
def test_chunks_that_make_no_sense_are_refused(here: Place, path: str, body: bytes) -> None:
    headers = {"Content-Type": MULTIPART, "Transfer-Encoding": "chunked"}
    assert Wire.to(here, path).say(headers, [body], path)[0] in {0, 400, 413, 422}


def test_a_form_in_chunks_is_read_or_refused_as_a_whole(wire: Wire) -> None:
    body = wire.parts(text=CANARY, do="keep")
    chunks = [b"%x\r\n%s\r\n" % (len(one), one) for one in (body[:99], body[99:], whole())]
    headers = {"Content-Type": MULTIPART, "Transfer-Encoding": "chunked"}
    status, page = wire.say(headers, [*chunks, b"0\r\n\r\n"])
    assert status == 422
    assert CANARY in page


@pytest.mark.parametrize("path", FORMS)
def test_ten_thousand_fields_are_refused(here: Place, path: str) -> None:
    wire = Wire.to(here, path)
    names = [f"field{number}" for number in range(10_000)]
    pairs = "&".join([*(f"{name}={CANARY[:4]}" for name in names)])
    assert wire.post(pairs.encode(), URLENCODED, path)[0] == 413
    parts = [part(name, b"x") for name in names]
    assert wire.post(whole(wire.parts(), *parts), MULTIPART, path)[0] == 413
    files = [part("files", b"x", f"{name}.txt") for name in names]
    assert wire.post(whole(wire.parts(), *files), MULTIPART, path)[0] == 413


@pytest.mark.parametrize(
    "name",
    [
        "text" + "[a]" * 5000,
        "text" + ".a" * 5000,
        "[" * 10_000,
        "text" * 10_000,
        "t" * 900_000,
        "../../text",
        "text\x00",
        "text\ttext",
        "__proto__",
        "__class__.__init__.__globals__",
        "csrf_token",
        "form",
        "",
    ],
)
def test_a_field_may_have_any_name(wire: Wire, name: str) -> None:
    status, page = wire.post(whole(wire.parts(text=CANARY, do="keep"), part(name, b"deep")))
    assert status in {400, 413, 422}
    assert status != 422 or CANARY in page


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"Content-Disposition: form-data",
        b"Content-Disposition: form-data; name=text; name=form",
        b"Content-Disposition: attachment; name=text",
        b'Content-Disposition: form-data; name="text"; filename="' + b"n" * 500_000 + b'"',
        b"Content-Disposition: form-data; name*=utf-8''te%FFxt",
        b'Content-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=utf-7',
        b'Content-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: base64',
        b"X: " + b"y" * 900_000,
        b"X: y\r\n" * 50_000,
        b"\xff\xfe\x00",
    ],
)
def test_a_part_may_have_any_head(wire: Wire, head: bytes) -> None:
    odd = f"--{BOUNDARY}\r\n".encode() + head + b"\r\n\r\n" + CANARY.encode() + b"\r\n"
    assert wire.post(whole(wire.parts(do="keep"), odd))[0] in {400, 413, 422}


@pytest.mark.parametrize("path", FORMS)
def test_a_body_without_end_is_refused(here: Place, path: str) -> None:
    wire = Wire.to(here, path)
    head = wire.parts() + part("text", CANARY.encode())[:-2]
    endless = (b"z" * 65_536 for _ in range(10_000))
    assert wire.say(_length(10**12), [head, *()] + [next(endless)] * 300, path)[0] == 413


def test_chunks_without_end_are_refused(wire: Wire) -> None:
    headers = {"Content-Type": MULTIPART, "Transfer-Encoding": "chunked"}
    first = wire.parts() + part("text", CANARY.encode())[:-2]
    chunks = (b"%x\r\n%s\r\n" % (len(one), one) for one in [first, *[b"z" * 65_536] * 300])
    assert wire.say(headers, chunks)[0] == 413


@pytest.mark.slow
def test_a_slow_body_is_waited_for_and_a_silent_one_is_cut(
    wire: Wire, rounds: Callable[[int], int]
) -> None:
    body = whole(wire.parts(text=CANARY, do="keep"))
    step = -(-len(body) // 20)
    pieces = [body[begin : begin + step] for begin in range(0, len(body), step)]
    headers = _length(len(body))
    with wire.begun(headers) as slow, wire.begun(headers) as silent:
        silent.sendall(body[:100])
        for piece in pieces:
            slow.sendall(piece)
            time.sleep(0.1)
        status, page = answer_on(slow)
        assert (status, CANARY in page) == (422, True)
        if rounds(1) > 1:  # it takes more than a minute
            silent.settimeout(90)
            assert answer_on(silent)[0] in {0, 400}


def test_bodies_where_none_belongs_are_not_read(here: Place) -> None:
    wire = Wire.to(here)
    for path in ("/", "/healthz", "/nowhere", "/static/portal.css", "/leave"):
        body = whole(part("text", CANARY.encode()), part("files", b"f" * 100_000, "a.bin"))
        assert wire.post(body, path=path)[0] in {200, 400, 404, 405}
