"""A real server and forms that hold too much: what fits is kept, and no memory is spent."""

from collections.abc import Iterator

import pytest

from bench.browser import hidden
from tests.journeys.wire import (
    CANARY,
    MULTIPART,
    REPORT,
    URLENCODED,
    Place,
    Wire,
    part,
    place,
    whole,
)

LARGEST_BYTES = 1_000_000
PIECE = b"z" * 65_536
GROWTH_BYTES = 64 * 1024 * 1024


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("large") / "home"
    with place(home, WBPORTAL_MAX_UPLOAD_BYTES=str(LARGEST_BYTES)) as found:
        yield found


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server whose disk has less room than its operator wants."""
    home = tmp_path_factory.mktemp("full") / "home"
    with place(home, WBPORTAL_MIN_FREE_BYTES=str(10**15)) as found:
        yield found


def _file(length: int, name: str = "proof.bin") -> bytes:
    return part("files", b"p" * length, name)


def _refused(here: Place, kind: str, first: bytes, path: str, length: int) -> None:
    wire = Wire.to(here, path)
    here.forget_peak()
    before = here.peak_bytes()
    headers = {"Content-Type": kind, "Content-Length": str(length)}
    pieces = (PIECE for _ in range(length // len(PIECE)))
    begun = {"urlencoded": b"&".join(f"{k}={v}".encode() for k, v in wire.fields.items())}
    head = wire.parts() if kind == MULTIPART else begun["urlencoded"] + b"&"

    def sent() -> Iterator[bytes]:
        yield head + first
        yield from pieces

    assert wire.say(headers, sent(), path)[0] == 413
    assert here.peak_bytes() - before < GROWTH_BYTES
    here.check_well()


@pytest.mark.parametrize("path", [REPORT, "/receipt/", "/account/sign-in"])
@pytest.mark.parametrize("kind", [MULTIPART, URLENCODED])
def test_six_hundred_megabytes_of_text_cost_no_memory(here: Place, path: str, kind: str) -> None:
    first = part("text", CANARY.encode())[:-2] if kind == MULTIPART else b"text="
    _refused(here, kind, first, path, 600_000_000)


def test_files_beyond_every_limit_are_refused_and_not_kept(here: Place) -> None:
    before = here.stored()
    first = part("files", CANARY.encode(), "a.bin")[:-2]
    _refused(here, MULTIPART, first, REPORT, 60_000_000)
    assert here.stored() == before


def test_of_twenty_one_files_twenty_are_kept_and_the_text(here: Place) -> None:
    wire, before = Wire.to(here), here.stored()
    files = [_file(1000, f"page{number}.jpg") for number in range(21)]
    status, page = wire.post(whole(wire.parts(text=CANARY), *files))
    assert status == 422
    assert CANARY in page
    assert "page19.jpg" in page
    assert "page20.jpg" not in page
    assert len(here.stored() - before) == 20
    here.check_well()


def test_beside_a_file_that_is_too_large_the_text_and_the_others_are_kept(here: Place) -> None:
    wire, before = Wire.to(here), here.stored()
    files = _file(LARGEST_BYTES + 1, "large.bin") + _file(LARGEST_BYTES, "small.bin")
    status, page = wire.post(whole(wire.parts(text=CANARY), files))
    assert status == 422
    assert CANARY in page
    assert "small.bin" in page
    assert "large.bin" not in page
    assert len(here.stored() - before) == 1
    here.check_well()
    again = wire.post(whole(wire.parts(text=CANARY)))
    assert again[0] == 303
    wire.browser.get("/receipt/new")


def test_on_a_full_disk_files_are_refused_and_text_is_taken(full: Place) -> None:
    wire = Wire.to(full)
    status, page = wire.post(whole(wire.parts(text=CANARY), _file(5000)))
    assert status == 422
    assert CANARY in page
    assert "no room for files" in page
    assert full.stored() == set()
    again = {**hidden(page), "text": CANARY}
    wire.browser.post(REPORT, again)
    wire.browser.get("/receipt/new")
    full.check_well()
