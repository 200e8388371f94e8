"""A server is killed again and again while reports with files arrive: what was promised is kept."""

import os
import random
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from sqlalchemy import select, text

from bench.browser import Answer, Browser, File, Unexpected, hidden
from bench.serving import Installation, Server, installed, served
from wbportal.casework import drafts, files
from wbportal.casework.dossier import open_dossier
from wbportal.casework.drafts import Stage
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.records import EntryType, FileSlip
from wbportal.db import cases
from wbportal.db.blobs import Blob
from wbportal.db.cases import Case
from wbportal.portal import Work
from wbportal.vault.receipts import ReceiptCode, ReceiptKeys

_SENDERS = 3
_SAVE_FIRST = 0.5  # of the reports
_GROUP = re.compile(r"<li>(\d{4})</li>")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a page with a code said has arrived."""

    code: str = field(repr=False)
    words: str
    file_bytes: int


@dataclass(slots=True)
class Senders:
    """People who report one after the other, whether or not there is a server."""

    here: Installation
    drawn: random.Random
    kept: list[Promise] = field(default_factory=list)
    saved: list[Promise] = field(default_factory=list)  # before they were sent
    unexpected: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._send_on) for _ in range(_SENDERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _send_on(self) -> None:
        while not self.over.is_set():
            try:
                self._send()
            except (OSError, ValueError):
                time.sleep(0.02)  # nobody answers, or stopped in the middle of an answer
            except Unexpected as error:
                if "closed before" not in str(error):
                    self.unexpected.append(str(error))

    def _send(self) -> None:
        browser, words = Browser(self.here.url), f"report {self.drawn.getrandbits(64):x}"
        form = _whole(browser.get("/o/office/report/"))
        length = self.drawn.randrange(1, 700_000)
        said, file = {**hidden(form), "text": words}, File("proof.bin", length)
        if self.drawn.random() < _SAVE_FIRST:
            browser.post_file("/o/office/report/", {**said, "do": "save"}, file)
            groups = _GROUP.findall(_whole(browser.get("/o/office/report/save/")))
            self.saved.append(Promise(" ".join(groups), words, length))
            browser.post("/o/office/report/", {**said, "do": "send"})
        else:
            browser.post_file("/o/office/report/", said, file)
        groups = _GROUP.findall(_whole(browser.get("/receipt/new")))
        self.kept.append(Promise(" ".join(groups), words, length))


def _whole(answer: Answer) -> str:
    """Return a page. Raises ConnectionError if its sender died in the middle of it."""
    if answer.length != int(answer.headers["content-length"]):
        raise ConnectionError
    return answer.text


@pytest.mark.slow
def test_every_code_that_was_shown_opens_its_whole_report(rounds: Callable[[int], int]) -> None:
    moments = random.Random(11)  # noqa: S311 - moments that can be tried again
    with installed() as here:
        senders = Senders(here, random.Random(12))  # noqa: S311 - as above
        with senders.at_work(), served(here) as server:
            for _ in range(rounds(50)):
                _kill_after(server, senders, moments.uniform(0, 0.4))
            senders.over.set()
        assert senders.unexpected == []
        assert len(senders.kept) >= rounds(50)
        for promise in senders.kept:
            _check_promise(here, promise)
        assert senders.saved
        for promise in senders.saved:
            _check_saved(here, promise)
        _check_no_half_case(here)
        _check_no_orphan(here)


def _kill_after(server: Server, senders: Senders, seconds: float) -> None:
    """Kill every process that answers requests; the one above them starts new ones.

    One report has to come through first, so that none of the moments lies in the starting.
    """
    so_far, deadline = len(senders.kept), time.monotonic() + 60
    while len(senders.kept) == so_far:
        assert time.monotonic() < deadline, "no report comes through any more"
        time.sleep(0.01)
    time.sleep(seconds)
    for pid in server.workers():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _check_saved(here: Installation, promise: Promise) -> None:
    """What was saved is there whole, or has become a case: never both, and never neither."""
    code = _keys_of(here, promise)
    with here.portal.work() as work:
        draft = drafts.under(work, code.draft)
        assert draft is not None
        is_sent = cases.by_receipt_lookup(work.db, code.lookup) is not None
        assert is_sent == (draft.stage is Stage.SPENT)
        if not is_sent:
            assert draft.typed["text"] == [promise.words]
            _check_file(work, *draft.files, promise)
    if is_sent:
        _check_promise(here, promise)


def _keys_of(here: Installation, promise: Promise) -> ReceiptKeys:
    keys = here.portal.keys
    return ReceiptCode.parse(promise.code).keys(keys.receipt_salt, keys.receipt_cost)


def _check_promise(here: Installation, promise: Promise) -> None:
    code = _keys_of(here, promise)
    with here.portal.work() as work:
        case = cases.by_receipt_lookup(work.db, code.lookup)
        assert case is not None, "a code that was shown opens nothing"
        dossier = open_dossier(work, CodeHolder(case.id, code), case.id)
        entries = [one.entry for one in dossier.thread.written]
        assert entries[0].text == promise.words
        [slip] = [entry.file for entry in entries if entry.file is not None]
        _check_file(work, slip, promise)


def _check_file(work: Work, slip: FileSlip, promise: Promise) -> None:
    assert slip.length == promise.file_bytes
    with files.opened_chunks(work, slip) as chunks:
        assert sha256(b"".join(chunks)).digest() == slip.sha256
    assert slip.sha256 == _hash_of(promise.file_bytes)


def _hash_of(length: int) -> bytes:
    return sha256(b"".join(File("", length).pieces())).digest()


def _check_no_half_case(here: Installation) -> None:
    lead = here.office.leads[0].person
    with here.portal.work() as work:
        ids = list(work.db.scalars(select(Case.id)))
        assert work.db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert work.db.execute(text("PRAGMA foreign_key_check")).all() == []
    assert ids
    for case_id in ids:
        dossier = here.portal.perform(
            lambda work, case_id=case_id: open_dossier(work, lead, case_id)
        )
        types = [one.entry.type for one in dossier.thread.written]
        assert types[0] is EntryType.REPORT
        assert EntryType.FILE in types


def _check_no_orphan(here: Installation) -> None:
    here.portal.sweep(everything=True)
    on_disk = {blob.key for blob in here.portal.blobs.stored()}
    with here.portal.work() as work:
        named = set(work.db.scalars(select(Blob.name)))
    assert on_disk == named
