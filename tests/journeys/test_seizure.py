"""A full story is told; then everything that lies on the machine is searched and tried."""

import html
import json
import logging
import random
import re
import tempfile
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from config import Config
from tests.builders import Clock, found, make_app, make_config, make_portal, sign_in, visit
from tests.journeys.locks import locks_of
from tests.journeys.reporter import CASE, Reporter, Town, groups_on, hidden, post
from tests.journeys.seized import decrypted, everything_in, keys_lying_there, search
from wbportal.casework.dossier import open_dossier
from wbportal.casework.keyholders import CodeHolder
from wbportal.casework.proof_documents import read_opening, read_statement
from wbportal.domain.rules import Action
from wbportal.vault.receipts import ReceiptCode, ReceiptKeys

SAVE = "/o/office/report/save/"
FOUNDED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
REPORTER_AT = datetime(2026, 11, 23, 3, 17, 41, 123457, tzinfo=UTC)
RETURNED_AT = datetime(2026, 11, 24, 5, 29, 53, 654321, tzinfo=UTC)
STAFF_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(slots=True)
class Story:
    """What was said, and to whom; all of it must be nowhere."""

    town: Town
    config: Config
    canaries: dict[str, str | bytes] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    spooled: list[Path] = field(default_factory=list)
    visit_secret: bytes = b""

    def keys_of(self, who: Reporter) -> ReceiptKeys:
        keys = self.town.portal.keys
        return ReceiptCode.parse(who.code).keys(keys.receipt_salt, keys.receipt_cost)

    def canary(self, name: str, words: str = "") -> str:
        said = f"{words}{name}-{random.Random(name).getrandbits(64):016x}"  # noqa: S311 - a mark
        self.canaries[name] = said
        return said


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    home, spool = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("spool")
    log = _Log()
    logging.getLogger().addHandler(log)
    # An operator in search of a fault may let everything be logged, the database's talk too.
    loggers = (logging.getLogger(), logging.getLogger("sqlalchemy"))
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    before, tempfile.tempdir = tempfile.tempdir, str(spool)
    try:
        told = _tell(home)
        told.logged, told.spooled = log.lines, list(spool.rglob("*"))
        yield told
    finally:
        tempfile.tempdir = before
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        logging.getLogger().removeHandler(log)


class _Log(logging.Handler):
    """Keeps whatever anything logs, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _tell(home: Path) -> Story:
    clock, config = Clock(FOUNDED_AT), make_config(home)
    portal = make_portal(home, clock, config)
    told = Story(Town(portal, clock, found(portal), make_app(portal, config)), config)
    clock.now = REPORTER_AT
    here = _report(told)
    _leave_a_draft(told)
    _save_for_later(told)
    clock.now = STAFF_AT
    _work(told, here)
    clock.now = RETURNED_AT
    _return(told, here)
    _take_a_proof(told, here)
    _remember_keys(told, here)
    return told


def _report(told: Story) -> Reporter:
    here = told.town.reporter()
    questions = (
        *("who", "place", "when", "how_known", "evidence", "others_know", "urgency_text"),
        "must_not_see_text",
    )
    answers = {name: told.canary(name, "คำตอบ ") for name in questions}
    name, content = told.canary("file name"), told.canary("file", "เนื้อหา ").encode() * 40_000
    here.has_reported(
        told.canary("report", "เรื่องที่แจ้ง "),
        files=[(BytesIO(content), f"{name}.txt", "text/plain")],
        **answers,
    )
    return here


def _leave_a_draft(told: Story) -> None:
    """Somebody writes, adds a file, and never sends; somebody else never notes the code."""
    writer = told.town.reporter()
    name, content = told.canary("draft file name"), told.canary("draft file").encode() * 99
    kept = writer.submit(
        writer.form(),
        text=told.canary("draft", "ฉบับร่าง "),
        files=[(BytesIO(content), f"{name}.txt", "text/plain")],
        do="keep",
    )
    assert kept.status_code == 422
    hasty = told.town.reporter()
    hasty.report(told.canary("hasty report"))
    hasty.read_code()
    _remember_code(told, "code that was never noted", hasty)


def _save_for_later(told: Story) -> None:
    """Two save what they wrote and send nothing: one notes the code, the other has not yet."""
    for who in ("saver", "hasty saver"):
        here = told.town.reporter()
        name, content = told.canary(f"file name of a {who}"), told.canary(f"file of a {who}") * 99
        sent = here.submit(
            here.form(),
            text=told.canary(f"report of a {who}", "เก็บไว้ก่อน "),
            who=told.canary(f"answer of a {who}"),
            files=[(BytesIO(content.encode()), f"{name}.txt", "text/plain")],
            do="save",
        )
        assert sent.location == SAVE
        page = here.browser.get(SAVE).text
        here.paper = groups_on(page)
        _remember_code(told, f"code of a {who}", here)
        keys = told.keys_of(here)
        told.canaries |= {
            f"kem seed of a {who}": keys.kem.seed,
            f"signing seed of a {who}": keys.signing.seed,
            f"draft key of a {who}": keys.draft.key.secret,
        }
        if who == "saver":
            noted = {**hidden(page), **here.answers(page), "do": "note"}
            assert post(here.browser, SAVE, noted).status_code == 303


def _work(told: Story, here: Reporter) -> None:
    town = told.town
    lead, handler = town.office.leads[0], town.office.handlers[0]
    case_id = town.case_of(here).id
    desk = sign_in(town.app, lead)
    path = f"/desk/cases/{case_id}"
    page = desk.get(path).text
    assert str(told.canaries["report"]) in page
    for other in re.findall(r'href="(/desk/cases/[^"]+)"', desk.get("/desk/").text):
        desk.get(other)
    stranger = visit(town.app)
    stranger.post(
        "/account/sign-in",
        {"username": lead.username, "passphrase": told.canary("mistyped passphrase")},
        status=None,
    )
    town.do(here, Action.ACKNOWLEDGE, text=told.canary("acknowledgement"))
    if "unresolved" not in page:
        town.do(here, Action.NOTE, text=told.canary("note"))
    town.do(here, Action.REPLY, text=told.canary("reply", "คำตอบจากเรา "))
    told.canaries |= {
        "passphrase": lead.passphrase,
        "other passphrase": handler.passphrase,
        "second factor": lead.totp_secret,
        "seed of a lead": lead.keys.seed,
        "seed of a handler": handler.keys.seed,
        "root": town.office.founded.root.seed,
    }


def _return(told: Story, here: Reporter) -> None:
    elsewhere = told.town.same_person_elsewhere(here)
    assert str(told.canaries["reply"]) in elsewhere.come_back().text
    page = elsewhere.browser.get(CASE).text
    name, content = told.canary("second file name"), told.canary("second file").encode() * 99
    post(
        elsewhere.browser,
        CASE,
        {
            **hidden(page),
            "text": told.canary("message", "ข้อความ "),
            "files": [(BytesIO(content), f"{name}.txt", "text/plain")],
        },
    )
    assert str(told.canaries["message"]) in elsewhere.browser.get(CASE).text
    _act(told, elsewhere)
    told.visit_secret = _cookie(elsewhere, "reporter")
    told.canaries["half of a session"] = told.visit_secret
    wrong = told.town.reporter()
    post(
        wrong.browser,
        "/receipt/",
        {**hidden(wrong.browser.get("/receipt/").text), "code": told.canary("mistyped code")},
    )


def _take_a_proof(told: Story, here: Reporter) -> None:
    """Take a statement and its opening along, and let somebody else check both."""
    here.come_back()
    statement, opening = (
        html.unescape(
            post(here.browser, path, {**hidden(here.browser.get(path).text), **code}).text
        )
        for code in ({"code": here.code},)
        for path in ("/receipt/proof", "/receipt/proof/opening")
    )
    statement = statement[
        statement.index("-----BEGIN") : statement.index("END STATEMENT-----") + 18
    ]
    fields = {"statement": statement, "opening": opening}
    checked = post(visit(told.town.app), "/proof/", fields).text
    assert str(told.canaries["report"]) in checked
    told.canaries |= {
        "commitment": read_statement(statement).proof.commitment,
        "signature": read_statement(statement).signature[1:],
        "blinding": read_opening(opening).blinding,
        "armour of a statement": "-----BEGIN STATEMENT",
        "armour of an opening": "-----BEGIN OPENING",
    }


def _act(told: Story, here: Reporter) -> None:
    """Say everything that can be said apart from the conversation, and take a name back."""
    names = {name: told.canary(f"{name} of the reporter") for name in ("name", "text", "avoid")}
    spoken = {
        1: {"place": told.canary("corrected answer", "คำตอบใหม่ ")},
        2: {**names, "code": here.code},
        5: {"text": told.canary("retaliation", "ถูกย้าย "), "who": told.canary("who did it")},
        6: {"text": told.canary("objection")},
        7: {"text": told.canary("withdrawal"), "forced": "yes"},
        8: {},
    }
    for number, fields in spoken.items():
        path = f"/receipt/more/{number}/"
        form = hidden(here.browser.get(path).text)
        assert post(here.browser, path, {**form, **fields}).status_code == 303, number
    form = hidden(here.browser.get("/receipt/more/2/").text)
    again = {**form, "code": here.code, "do": "undo"}
    assert post(here.browser, "/receipt/more/2/", again).status_code == 303


def _cookie(who: Reporter, name: str) -> bytes:
    cookie = who.browser.client.get_cookie(name, domain="127.0.0.1")
    assert cookie is not None
    return urlsafe_b64decode(cookie.value + "=")


def _remember_code(told: Story, name: str, who: Reporter) -> None:
    code = ReceiptCode.parse(who.code)
    told.canaries |= {
        name: "".join(who.paper),
        f"{name}, spaced": " ".join(who.paper),
        f"{name}, hyphened": "-".join(who.paper),
        f"{name}, in words": " ".join(code.words()),
        f"{name}, as bytes": code.number.to_bytes(12, "big"),
        f"{name}, as a number": str(code.number),
    }


def _remember_keys(told: Story, here: Reporter) -> None:
    _remember_code(told, "code", here)
    portal, case, keys = told.town.portal, told.town.case_of(here), told.keys_of(here)
    told.canaries |= {
        "kem seed": keys.kem.seed,
        "signing seed": keys.signing.seed,
        "proof blind": keys.proof_blind,
    }
    holders = (told.town.office.leads[0].person, CodeHolder(case.id, keys))
    for number, who in enumerate(holders):
        opened = portal.perform(lambda work, who=who: open_dossier(work, who, case.id)).opened
        for kind, key in opened.keys.items():
            told.canaries[f"key of {kind} ({number})"] = key.secret
    with portal.work() as work:
        dossier = open_dossier(work, told.town.office.leads[0].person, case.id)
    for written in dossier.thread.written:
        if written.entry.file is not None:
            told.canaries[f"key of file {written.number}"] = written.entry.file.key


def test_the_search_finds_what_is_there() -> None:
    said = "สวัสดี canary/1"
    for place in (said.encode(), said.encode("utf-16-le"), b"zz" + said.encode().hex().encode()):
        assert search({"here": b"xx" + place + b"yy"}, {"one": said})
    assert not search({"here": b"nothing of the kind"}, {"one": said})


def test_no_word_lies_on_the_disk(story: Story) -> None:
    home = story.town.portal.home
    assert len(story.canaries) > 40
    assert search(everything_in(home), story.canaries) == []


def test_no_word_is_in_the_database_for_somebody_with_its_key(story: Story) -> None:
    places = decrypted(story.town.portal.home / "portal.sqlite", story.config.database_key)
    assert search(places, story.canaries) == []


def test_no_word_was_logged_or_spooled(story: Story) -> None:
    assert story.logged, "nothing was logged at all, so this proves nothing"
    assert search({"log": "\n".join(story.logged).encode()}, story.canaries) == []
    assert story.spooled == []


def test_no_act_of_a_reporter_has_a_time_finer_than_a_day(story: Story) -> None:
    places = decrypted(story.town.portal.home / "portal.sqlite", story.config.database_key)
    places |= {"log": "\n".join(story.logged).encode()}
    for moment in (REPORTER_AT, RETURNED_AT):
        for zone in (timedelta(), timedelta(hours=7)):
            local = moment + zone
            for shown in (f"{local:%H:%M}", f"{local:%H%M%S}", str(int(moment.timestamp()))):
                pattern = re.compile(rb"(?<!\d)" + shown.encode() + rb"(?!\d\d)")
                hits = [where for where, place in places.items() if _times(pattern, place)]
                assert hits == [], (shown, hits)
    staff = f"{STAFF_AT:%Y-%m-%d %H:%M}".encode()
    assert any(staff in place for place in places.values()), "no time at all would be found"
    for path in (story.town.portal.home / "blobs").rglob("*"):
        assert path.stat().st_mtime % 86_400 == 0, path


def _times(pattern: re.Pattern[bytes], place: bytes) -> list[bytes]:
    """Return matches that stand among readable characters: random bytes hold digits too."""
    return [
        place[match.start() - 6 : match.end() + 6]
        for match in pattern.finditer(place)
        if place[max(0, match.start() - 6) : match.end() + 3].isascii()
        and re.search(rb"[\d T:.-]{4}$", place[max(0, match.start() - 6) : match.end()])
        and re.search(rb"\d{4}-\d\d-\d\d[ T]$", place[max(0, match.start() - 11) : match.start()])
    ]


def test_nothing_tells_which_case_somebody_read(story: Story) -> None:
    """Of a reading stand who and when; of the case nothing, in whatever way it may be written."""
    with story.town.portal.engine.connect() as db:
        read = db.execute(
            text("SELECT actor_id, case_id, detail FROM audit_entries WHERE deed = 'read'")
        ).all()
        every = db.execute(text("SELECT id, reference FROM cases")).all()
    assert len(read) >= 3
    assert len(every) >= 2
    assert {case_id for _, case_id, _ in read} == {None}
    assert len({len(detail) for _, _, detail in read}) == 1
    places = {str(n): detail.encode() for n, (_, _, detail) in enumerate(read)}
    names = {f"case {n}": str(UUID(bytes=one)) for n, (one, _) in enumerate(every)}
    raw = {f"raw {n}": one for n, (one, _) in enumerate(every)}
    assert search(places, {**names, **raw}) == []
    sealed = {where: b64decode(json.loads(detail)["sealed"]) for where, detail in places.items()}
    assert search(sealed, {**names, **raw}) == []


def test_the_right_keys_would_open_it(story: Story) -> None:
    """What follows proves something only because a right key is noticed."""
    locks, half = locks_of(story.town.portal), story.town.portal.keys.session_half
    lead = story.town.office.leads[0].keys.seed
    assert {"grant", "memory"} <= set(locks.opened_by(lead, half))
    thread = story.canaries["key of thread (0)"]
    assert isinstance(thread, bytes)
    assert "record" in locks.opened_by(thread, half)
    cookie = story.visit_secret
    assert "session" in locks.opened_by(cookie, half)
    auditor = story.town.office.auditors[0].keys.seed
    assert set(locks.opened_by(auditor, half)) == {"key of readings"}
    for who in ("saver", "hasty saver"):
        saved = story.canaries[f"draft key of a {who}"]
        assert isinstance(saved, bytes)
        assert locks.opened_by(saved, half) == ["draft"]


def test_nothing_opens_with_any_key_that_lies_there(story: Story) -> None:
    locks, half = locks_of(story.town.portal), story.town.portal.keys.session_half
    keys = keys_lying_there(story.town.portal, story.config)
    assert len(keys) > 50
    assert [(key, what) for key in keys if (what := locks.opened_by(key, half))] == []
