"""A real portal for the pages: SQLCipher and a folder, cheap stretching, one office."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Config, Cost, Limits
from tests.house.installation import installation
from wbportal.app import create_app
from wbportal.db.models import Base
from wbportal.db.offices import Office
from wbportal.domain.offices import OfficeKind
from wbportal.portal import Portal

HOST = "portal.example"
URL = f"https://{HOST}"
ONION = "http://abcdefghijklmnop.onion"
CHEAP = Cost(memory_kib=64, iterations=1)


class Browser(FlaskClient):
    """A browser that stays at one address."""

    url = URL

    def open(self, *args, **named) -> TestResponse:
        return super().open(*args, **({"base_url": self.url, "buffered": True} | named))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    given = Config.from_env(installation(tmp_path))
    return replace(
        given,
        public_urls=(URL, ONION),
        receipt_cost=CHEAP,
        passphrase_cost=CHEAP,
        limits=Limits(max_upload_bytes=1_000_000, max_files=3, min_free_bytes=1),
    )


@pytest.fixture
def portal(config: Config) -> Portal:
    portal = Portal.from_config(config)
    Base.metadata.create_all(portal.engine)
    yield portal
    portal.engine.dispose()


@pytest.fixture
def office(portal: Portal) -> UUID:
    return add_office(portal, "ombud")


@pytest.fixture
def app(config: Config, portal: Portal) -> Flask:
    return create_app(config, portal)


@pytest.fixture
def client(app: Flask) -> Browser:
    return client_of(app)


def client_of(app: Flask, url: str = URL) -> Browser:
    """Return a browser that talks to `url`."""
    app.test_client_class = Browser
    browser = app.test_client()
    browser.url = url
    return browser


def add_office(portal: Portal, slug: str, language: str = "th") -> UUID:
    """Found an office without any people."""
    row = Office(
        id=uuid4(),
        slug=slug,
        kind=OfficeKind.CSO,
        name_th=f"สำนักงาน {slug}",
        name_en=f"Office {slug}",
        contact_th="โทร 02 000 0000",
        contact_en="Telephone 02 000 0000",
        default_locale=language,
        opened_on=date(2026, 1, 1),
    )
    office_id = row.id
    with portal.work() as work:
        work.db.add(row)
    return office_id
