"""What the machine allows: measured in the same run as what is compared with it."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.browser import Browser
from bench.figures import GB, MB, Figure
from bench.serving import free_port, wait_until_up
from wbportal.db.engine import open_engine
from wbportal.vault.passphrases import PASSPHRASE_COST, Cost, stretch
from wbportal.vault.receipts import ReceiptCode

_SECONDS = 1.0
_WRITE_BYTES = 500 * MB
_SALT = bytes(16)
_COST = Cost(memory_kib=19 * 1024, iterations=2)  # as config.py sets it for receipt codes


def figures() -> Iterator[Figure]:
    """Measure every limit; each takes about a second."""
    for cores in (1, 2):
        yield Figure(f"Argon2id of a code, {cores} at once", argon2id_rate(cores), "/s")
    yield Figure("Argon2id of a code, CPU", argon2id_cpu() * 1000, "ms")
    yield Figure("AES-256-GCM, one core", aes_gcm() / GB, "GB/s")
    yield Figure("sequential write and fsync", sequential_write() / MB, "MB/s")
    yield Figure("SQLCipher commits, WAL, FULL", sqlcipher_commits(), "/s")
    yield Figure("gunicorn gthread 2 × 64, empty page", empty_pages(), "/s")


@cache
def argon2id_cpu() -> float:
    """Return the CPU seconds of stretching one receipt code at its real cost."""
    begun = time.process_time()
    done = _count(_stretch)
    return (time.process_time() - begun) / done


@cache
def passphrase_cpu() -> float:
    """Return the CPU seconds of stretching one passphrase at its real cost."""
    begun = time.process_time()
    done = _count(lambda: stretch(b"x" * 32, _SALT, PASSPHRASE_COST))
    return (time.process_time() - begun) / done


@cache
def argon2id_rate(at_once: int) -> float:
    """Return how many codes are stretched in a second, `at_once` in parallel."""
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(_count(_stretch))) for _ in range(at_once)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / _SECONDS


@cache
def aes_gcm() -> float:
    """Return bytes sealed in a second by one core, in pieces of 1 MiB."""
    cipher, piece = AESGCM(bytes(32)), bytes(1024 * 1024)
    return _count(lambda: cipher.encrypt(os.urandom(12), piece, None)) * len(piece) / _SECONDS


@cache
def sequential_write() -> float:
    """Return bytes written and forced to the disk in a second, one file of 500 MB."""
    piece = bytes(1024 * 1024)
    with tempfile.NamedTemporaryFile(prefix="wbportal-bench-") as file:
        begun = time.monotonic()
        for _ in range(_WRITE_BYTES // len(piece)):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        return _WRITE_BYTES / (time.monotonic() - begun)


@cache
def sqlcipher_commits() -> float:
    """Return commits in a second, of one small row each, as the portal opens its database."""
    with tempfile.TemporaryDirectory(prefix="wbportal-bench-") as folder:
        engine = open_engine(f"sqlite:///{folder}/limit.sqlite", os.urandom(32))
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("CREATE TABLE rows (id BLOB PRIMARY KEY) WITHOUT ROWID")
            return (
                _count(lambda: cursor.execute("INSERT INTO rows VALUES (?)", (os.urandom(16),)))
                / _SECONDS
            )


@cache
def empty_pages() -> float:
    """Return pages in a second of a server that does nothing, asked by four of our clients."""
    with _empty_server() as url:
        stop, counts = time.monotonic() + 2 * _SECONDS, [0] * 4

        def ask(who: int) -> None:
            while time.monotonic() < stop:
                Browser(url).get("/")
                counts[who] += 1

        threads = [threading.Thread(target=ask, args=(who,)) for who in range(len(counts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (2 * _SECONDS)


@contextmanager
def _empty_server() -> Iterator[str]:
    port = free_port()
    options = [
        *("--worker-class", "gthread", "--workers", "2", "--threads", "64"),
        *("--worker-tmp-dir", "/dev/shm", "--no-control-socket"),  # noqa: S108 - the heartbeat's
        *("--log-level", "warning", "--bind", f"127.0.0.1:{port}", "bench.empty:app"),
    ]
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", *options])
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _count(deed: Callable[[], object]) -> int:
    done, stop = 0, time.monotonic() + _SECONDS
    while time.monotonic() < stop:
        deed()
        done += 1
    return done


def _stretch() -> None:
    ReceiptCode.generate().keys(_SALT, _COST)
