"""A reporter at a browser: writes, sends, notes the code, comes back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import text
from werkzeug.test import EnvironBuilder, TestResponse

from config import Limits
from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    found,
    make_app,
    make_config,
    make_portal,
    visit,
)
from tests.casework.scene import LEADS_ON, Scene, conclude
from wbportal.casework.assignment import PEOPLE
from wbportal.casework.desk import WORDS_AND_MOVES, Order
from wbportal.casework.dossier import open_dossier
from wbportal.casework.records import Entry
from wbportal.db import cases
from wbportal.db.cases import Case
from wbportal.domain.rules import Action
from wbportal.portal import Portal
from wbportal.vault.receipts import ReceiptCode

REPORT = "/o/office/report/"
NEW, PRESENT, CASE, CHANGE = "/receipt/new", "/receipt/", "/receipt/case", "/receipt/change"

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = re.compile(r'name="form" value="([^"]+)"')
_VERSION = re.compile(r'name="asked" value="([^"]+)"')
_GROUP = re.compile(r"<li>(\d{4})</li>")
_ASKED = re.compile(r'name="group_(\d)"')


@dataclass(slots=True)
class Town:
    """A portal with one office, on the web."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    app: Flask

    def reporter(self) -> "Reporter":
        return Reporter(visit(self.app))

    def same_person_elsewhere(self, reporter: "Reporter") -> "Reporter":
        """Return somebody with the same paper and another browser."""
        return Reporter(visit(self.app), reporter.paper)

    def case_of(self, reporter: "Reporter") -> Case:
        """Find the case that a paper opens."""
        keys = self.portal.keys
        stretched = ReceiptCode.parse(reporter.code).keys(keys.receipt_salt, keys.receipt_cost)
        with self.portal.work() as work:
            case = cases.by_receipt_lookup(work.db, stretched.lookup)
        assert case is not None
        return case

    def do(self, reporter: "Reporter", action: Action, **said: str) -> None:
        """Let the office's first lead do something to the reporter's case."""
        case_id, lead = self.case_of(reporter).id, self.office.leads[0].person
        order = Order(lang="en", **said)  # type: ignore[arg-type]  # a test says what it needs
        if action in LEADS_ON:
            scene = Scene(self.portal, self.clock, self.office)
            scene.prepare(lead, case_id, action, said.get("body", "the Auditor"))
        deed = {**WORDS_AND_MOVES, Action.CONCLUDE: conclude}[action]
        self.portal.perform(lambda work: deed(work, lead, case_id, order))

    def assign(self, reporter: "Reporter") -> None:
        order = Order(holder_id=self.office.handlers[0].id)
        case_id, lead = self.case_of(reporter).id, self.office.leads[0].person
        self.portal.perform(lambda work: PEOPLE[Action.ASSIGN](work, lead, case_id, order))

    def thread_of(self, reporter: "Reporter") -> list[Entry]:
        """Return the thread as the office's first lead reads it."""
        case_id, lead = self.case_of(reporter).id, self.office.leads[0].person
        dossier = self.portal.perform(lambda work: open_dossier(work, lead, case_id))
        return [one.entry for one in dossier.thread.written]

    def count(self, table: str) -> int:
        with self.portal.work() as work:
            return work.db.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - ours


@dataclass(slots=True)
class Reporter:
    """Somebody with a browser and, once it was noted, a code on paper."""

    browser: Browser
    paper: list[str] = field(default_factory=list, repr=False)

    def form(self) -> dict[str, str]:
        """Open the report form; return its hidden fields."""
        return hidden(self.browser.get(REPORT).text)

    def submit(self, form: Mapping[str, str], /, **fields: object) -> TestResponse:
        """Send a report form as it was opened, whatever comes back."""
        return post(self.browser, REPORT, {**form, **fields})

    def report(self, words: str = "The road was paid for twice.", **fields: object) -> None:
        """Write a report and send it."""
        response = self.submit(self.form(), text=words, **fields)
        assert response.status_code == 303, response.text
        assert response.location == NEW

    def read_code(self) -> TestResponse:
        """Copy the code from the page that shows it."""
        page = self.browser.get(NEW)
        self.paper = groups_on(page.text)
        assert len(self.paper) == 8
        return page

    def note(self, **instead: str) -> TestResponse:
        """Type the two groups that are asked for, or something else."""
        page = self.browser.get(NEW).text
        return post(self.browser, NEW, {**hidden(page), **self.answers(page), **instead})

    def answers(self, page: str) -> dict[str, str]:
        return {f"group_{n}": self.paper[int(n) - 1] for n in asked_on(page)}

    def has_reported(self, words: str = "The road was paid for twice.", **fields: object) -> None:
        """Send a report and note its code."""
        self.report(words, **fields)
        self.read_code()
        response = self.note()
        assert response.status_code == 303, response.text

    @property
    def code(self) -> str:
        return " ".join(self.paper)

    def come_back(self, typed: str | None = None) -> TestResponse:
        """Present the code in this browser; return the page of the case."""
        page = self.browser.get(PRESENT).text
        sent = post(self.browser, PRESENT, {**hidden(page), "code": typed or self.code})
        assert (sent.status_code, sent.location) == (303, CASE), sent.text
        return self.browser.get(CASE)

    def write(self, /, **fields: object) -> TestResponse:
        """Open the page of the case and send its form."""
        return post(self.browser, CASE, {**hidden(self.browser.get(CASE).text), **fields})


def make_town(
    home: Path, limits: Limits | None = None, *, officers: int = 0, receivers: int = 0
) -> Town:
    clock = Clock()
    config = make_config(home, limits=limits)
    portal = make_portal(home, clock, config)
    return Town(
        portal,
        clock,
        found(portal, officers=officers, receivers=receivers),
        make_app(portal, config),
    )


def hidden(page: str) -> dict[str, str]:
    """Return the token and, if the page has them, the number of its last form and what it asks."""
    found = {"form": _FORM.findall(page), "asked": _VERSION.findall(page)}
    return {"csrf_token": _TOKEN.findall(page)[-1]} | {
        name: values[-1] for name, values in found.items() if values
    }


def groups_on(page: str) -> list[str]:
    return _GROUP.findall(page)


def asked_on(page: str) -> list[str]:
    return _ASKED.findall(page)


def post(browser: Browser, path: str, fields: Mapping[str, object]) -> TestResponse:
    """Send exactly these fields, whatever comes back."""
    files = any(isinstance(one, (tuple, list)) for one in fields.values())
    builder = EnvironBuilder(
        path,
        base_url=browser.origin,
        method="POST",
        data=dict(fields),
        headers={"Sec-Fetch-Site": "same-origin", "Origin": browser.origin},
        content_type="multipart/form-data" if files else None,
    )
    environ = builder.get_environ()
    try:
        return browser.client.open(environ)
    finally:
        environ["wsgi.input"].close()  # a file on the disk, when there is much of it
        builder.close()
