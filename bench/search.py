"""Searching 10,000 cases with twenty messages each, Thai and English, and opening a long one.

Forty cases are real, and the newest, so that they fill the page that is shown. The others are
copies with an index of their own, made of one of two hundred texts: a search reads nothing else
of them.
"""

import itertools
import os
import random
import time
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files
from uuid import UUID

from sqlalchemy import text

from bench.browser import Browser, Unexpected, hidden
from bench.figures import MILLI, Figure, at_most, p50, p95
from bench.many_cases import Indexed, fill
from bench.pages import memory_of
from bench.queue import of_path
from bench.reports import send_reports
from bench.serving import Installation, Server, installed, served
from bench.signing_in import sign_in
from tests.builders import Somebody
from wbportal.casework import access, queue
from wbportal.casework.dossier import open_dossier
from wbportal.casework.records import Entry, EntryType
from wbportal.db.indexes import layer_of
from wbportal.domain.compartments import Compartment
from wbportal.domain.searching import indexed
from wbportal.domain.sketches import sketch
from wbportal.portal import Work
from wbportal.vault.indexes import seal_index

_CASES, _REAL, _BODIES, _TIMES = 10_000, 40, 200, 5
_MESSAGES, _MESSAGE_WORDS, _LONG = 20, 60, 200
_KIB = 1024
_PAGE = "/desk/search/"
_RARE, _THAI = "periwinkle", "หอยสังข์"
_QUERIES = {
    "a word that stands nowhere": "xylophone",
    "a rare word": _RARE,
    "a rare Thai word": _THAI,
    "a word of all cases": "ที่",
    "three words of most": "ที่ การ and",
    "words in a row": f'"{_RARE} {_THAI}"',
    "a beginning": "periw*",
}


def figures() -> Iterator[Figure]:
    """Search as a lead does, over HTTP; then open a case with 200 messages."""
    random.seed(1)
    with installed(cheap=True) as here:
        lead = here.office.leads[0]
        fill(here, lead, _CASES - _REAL, whole=False, indexed=_indexes())
        _make_real(here, lead, _REAL, _MESSAGES)
        long = _make_real(here, lead, 1, _LONG)[0]
        yield from _on_disk(here)
        with served(here) as server:
            browser, _ = sign_in(server, lead)
            yield from memory_of(server, "before searches")
            for name, typed in _QUERIES.items():
                yield _of(f"search of {_CASES:,}, {name}", server, browser, typed)
            yield from memory_of(server, "after searches")
            yield of_path(
                f"a case with {_LONG} messages", server, browser, f"/desk/cases/{long}", None
            )


def _of(name: str, server: Server, browser: Browser, typed: str) -> Figure:
    token = hidden(browser.get(_PAGE).text)["csrf_token"]
    times, cpu, page = [], server.cpu_seconds(), ""
    for _ in range(_TIMES):
        begun = time.monotonic()
        page = browser.post(_PAGE, {"csrf_token": token, "words": typed}, status=200).text
        times.append(time.monotonic() - begun)
    if "Search once more" in page:
        raise Unexpected("not everything is indexed")
    cpu = (server.cpu_seconds() - cpu) / _TIMES
    beside = f"p95 {p95(times) * MILLI:.0f} ms; CPU {cpu * MILLI:.0f} ms; "
    shown = page.count('class="title"')
    beside += f"{shown} shown; load {os.getloadavg()[0]:.0f}"
    return Figure(name, p50(times) * MILLI, "ms", at_most(1000), beside)


def _on_disk(here: Installation) -> Iterator[Figure]:
    with here.portal.engine.connect() as connection:
        row = connection.execute(
            text("SELECT count(*), sum(length(sealed_piece)) FROM index_pieces")
        )
        pieces, size = row.one()
    beside = f"{pieces / _CASES:.1f} pieces a case; {_share():.0%} of the text as UTF-8"
    yield Figure("indexes on the disk, a case", size / _CASES / _KIB, "KiB", None, beside)


def _share() -> float:
    texts = _texts()
    return len(indexed(texts)) / sum(len(one.encode()) for one in texts)


def _indexes() -> Indexed:
    """Return what seals one of many bodies for a case."""
    bodies = [(sketch(body), body) for body in (indexed(_texts()) for _ in range(_BODIES))]
    return lambda case_id, key: [
        {"layer": layer_of(piece), "case_id": case_id, "piece": piece, "sealed_piece": sealed}
        for piece, sealed in enumerate(seal_index(key, case_id, *random.choice(bodies)))
    ]


def _make_real(here: Installation, lead: Somebody, count: int, messages: int) -> list[UUID]:
    """Let reports come in, with messages, one of which has what is rare; and index them."""
    made = [sent.case_id for sent in send_reports(here, count)]
    here.portal.perform(lambda work: queue.open_new(work, lead.person))
    for case_id in made:
        here.portal.perform(partial(_say, lead=lead, case_id=case_id, messages=messages))
        here.portal.perform(partial(open_dossier, who=lead.person, case_id=case_id))
    return made


def _say(work: Work, lead: Somebody, case_id: UUID, messages: int) -> None:
    opened = access.open_case(work, lead.person, case_id)
    for said in [*_texts()[: messages - 1], *_more(messages), f"a {_RARE} {_THAI} here"]:
        entry = Entry(EntryType.REPLY, said, "th", at=work.now)
        access.write(work, opened, Compartment.THREAD, entry)


def _more(messages: int) -> list[str]:
    return [_sentence() for _ in range(max(0, messages - 1 - _MESSAGES))]


def _texts() -> list[str]:
    return [_sentence() for _ in range(_MESSAGES)]


def _sentence() -> str:
    """Return a text in which words are as frequent as in any language (Zipf)."""
    words, weights, gap = random.choice(_LANGUAGES)
    return gap.join(random.choices(words, cum_weights=weights, k=_MESSAGE_WORDS))


def _language(
    package: str, name: str, first: Sequence[str], gap: str
) -> tuple[list[str], list[float], str]:
    found = files(package).joinpath(name).read_text("utf-8").split()
    random.Random(1).shuffle(found)
    words = [*first, *found]
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(words))))
    return words, weights, gap


_LANGUAGES = [
    _language("wbportal.domain", "data/thai_words.txt", ("ที่", "การ", "เป็น", "ของ"), ""),
    _language("wbportal.vault", "words.txt", ("the", "and", "of", "to"), " "),
]
