"""Large files, both ways, and what the worker's memory does meanwhile."""

import re
import shutil
import time
from collections.abc import Iterator

from bench import limits
from bench.browser import Browser, File, Unexpected, hidden
from bench.figures import GB, MB, Figure, at_least, middle
from bench.serving import Server, installed, served
from bench.signing_in import sign_in

_REPORT = "/o/office/report/"
_RUNS = 3
_SMALL, _LARGE = 100 * MB, 2 * GB
_CASE = re.compile(r'href="(/desk/cases/[0-9a-f-]{36})"')
_FILE = r'href="(/desk/cases/[0-9a-f-]{{36}}/files/[0-9a-f-]{{36}})">{name}<'
# Beside the file itself: what the database and everything else may need meanwhile.
_ROOM = 2 * GB


def figures() -> Iterator[Figure]:
    """Report with files of 100 MB and, where the disk has room, 2 GB; let a lead fetch them."""
    with installed() as here, served(here) as server:
        lead, _ = sign_in(server, here.office.leads[0])
        idle = server.memory()
        yield from _both_ways(server, lead, _SMALL, idle)
        if shutil.disk_usage(here.home).free > _LARGE + _ROOM:
            yield from _both_ways(server, lead, _LARGE, idle)


def _both_ways(server: Server, lead: Browser, length: int, idle: int) -> Iterator[Figure]:
    size = f"{length / GB:g} GB" if length >= GB else f"{length // MB} MB"
    runs = _RUNS if length < GB else 1
    server.forget_peak()
    cpu = server.cpu_seconds()
    up = middle(_send(server, length) for _ in range(runs))
    cpu = (server.cpu_seconds() - cpu) / runs
    yield Figure(
        f"upload, {size}",
        up / MB,
        "MB/s",
        at_least(200),
        f"CPU alone {length / cpu / MB:.0f}; write and fsync {limits.sequential_write() / MB:.0f}",
    )
    yield _peak(server, f"upload, {size}, memory above idle", idle)
    address = _address(lead, _name(length))
    server.forget_peak()
    cpu = server.cpu_seconds()
    down = middle(_fetch(lead, address, length) for _ in range(runs))
    cpu = (server.cpu_seconds() - cpu) / runs
    yield Figure(
        f"download, {size}",
        down / MB,
        "MB/s",
        at_least(300),
        f"CPU alone {length / cpu / MB:.0f}; AES-256-GCM {limits.aes_gcm() / MB:.0f}",
    )
    yield _peak(server, f"download, {size}, memory above idle", idle)


def _peak(server: Server, name: str, idle: int) -> Figure:
    return Figure(name, max(0, server.memory("VmHWM") - idle) / MB, "MB", None, "peak, one worker")


def _send(server: Server, length: int) -> float:
    """Return bytes in a second, from the first one sent to the answer."""
    browser = server.browser()
    form = hidden(browser.get(_REPORT).text)
    fields = {**form, "text": "See the recording.", "do": "send"}
    begun = time.monotonic()
    browser.post_file(_REPORT, fields, File(_name(length), length))
    return length / (time.monotonic() - begun)


def _fetch(lead: Browser, address: str, length: int) -> float:
    form = hidden(lead.get(address).text)
    begun = time.monotonic()
    answer = lead.post(address, {**form, "copy": "original"}, status=200, keep=False)
    took = time.monotonic() - begun
    if answer.length != length:
        raise Unexpected(f"{answer.length} bytes came back of {length}")
    return length / took


def _name(length: int) -> str:
    return f"recording-{length}.bin"


def _address(lead: Browser, name: str) -> str:
    """Return the address of a file with this name."""
    link = re.compile(_FILE.format(name=re.escape(name)))
    for case in _CASE.findall(lead.get("/desk/").text):
        found = link.search(lead.get(case).text)
        if found is not None:
            return found[1]
    raise Unexpected(f"no case has the file {name}")
