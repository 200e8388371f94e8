"""Ready-made installations: real SQLCipher, real keys, an office with people, browsers to drive.

    portal = make_portal(tmp_path)
    office = found(portal)                  # two leads, two handlers, two custodians, …
    app = make_app(portal)
    lead = office.leads[0]                  # .username .passphrase .totp_secret .keys
    browser = sign_in(app, lead)            # a Browser whose cookie jar holds a session
    browser.post("/desk/cases/…/note", {"text": "…"})   # fetches the CSRF token by itself

Stretching is cheap here, so that founding an office takes about a tenth of a second.
"""

import base64
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Config, Cost, Limits
from tests.snapshots import Snapshots
from wbportal.app import create_app
from wbportal.casework import account, founding, invitations, joining
from wbportal.casework.founding import Founded, OfficePlan, Vetting
from wbportal.casework.invitations import Invitee
from wbportal.casework.keyholders import Person
from wbportal.casework.shares import Quorum
from wbportal.db import accounts
from wbportal.db.models import METADATA
from wbportal.domain.offices import OfficeKind
from wbportal.domain.roles import Role
from wbportal.portal import Portal, Work
from wbportal.vault.people import PersonKeys, fingerprint_words

URL = "http://127.0.0.1:8000"
CHEAP = Cost(memory_kib=8, iterations=1)
BEGINNING = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # a Monday, ten o'clock in Bangkok


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = BEGINNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of an office, with all that they know and hold."""

    id: UUID
    office_id: UUID
    username: str
    display_name: str
    roles: frozenset[Role]
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)
    keys: PersonKeys = field(repr=False)

    @property
    def person(self) -> Person:
        """As who they act when a deed is called directly."""
        return Person(self.id, self.office_id, self.roles, self.keys)


@dataclass(frozen=True, slots=True)
class MadeOffice:
    """A founded office: what lies on paper, and its people."""

    id: UUID
    slug: str
    founded: Founded = field(repr=False)
    people: tuple[Somebody, ...]

    def with_role(self, role: Role) -> list[Somebody]:
        return [one for one in self.people if role in one.roles]

    @property
    def leads(self) -> list[Somebody]:
        return self.with_role(Role.LEAD)

    @property
    def handlers(self) -> list[Somebody]:
        return self.with_role(Role.HANDLER)

    @property
    def custodians(self) -> list[Somebody]:
        return self.with_role(Role.CUSTODIAN)

    @property
    def officers(self) -> list[Somebody]:
        return self.with_role(Role.PROTECTION)

    @property
    def receivers(self) -> list[Somebody]:
        return self.with_role(Role.INTAKE)

    @property
    def administrators(self) -> list[Somebody]:
        return self.with_role(Role.ADMINISTRATOR)

    @property
    def auditors(self) -> list[Somebody]:
        return self.with_role(Role.AUDITOR)


_SNAPSHOTS: Snapshots[MadeOffice] = Snapshots()


def make_config(home: Path, url: str = URL, limits: Limits | None = None) -> Config:
    """Return settings for an installation under `home`, with secrets and cheap stretching."""
    secret = _SNAPSHOTS.secrets_for(home)
    return Config(
        home=home,
        database_url=f"sqlite:///{home}/portal.sqlite",
        blob_url=f"file://{home}/blobs",
        roots_file=home / "roots.json",
        heads_file=home / "heads.jsonl",
        public_urls=(url,),
        root_secret=secret.root,
        pepper=secret.pepper,
        database_key=secret.database,
        receipt_salt=secret.salt,
        default_locale="en",
        limits=limits or Limits(min_free_bytes=0),
        receipt_cost=CHEAP,
        passphrase_cost=CHEAP,
    )


def make_portal(
    home: Path, clock: Callable[[], datetime] | None = None, config: Config | None = None
) -> Portal:
    """Make an installation with empty tables; the clock stands still unless one is given."""
    portal = Portal.from_config(config or make_config(home), clock or Clock())
    METADATA.create_all(portal.engine)
    return portal


def make_app(portal: Portal, config: Config | None = None) -> Flask:
    """Make the application around `portal`; CSRF stays on, and errors become pages."""
    return create_app(config or make_config(portal.home, portal.public_url), portal)


def found(  # noqa: PLR0913 - one number for each role
    portal: Portal,
    slug: str = "office",
    *,
    leads: int = 2,
    handlers: int = 2,
    custodians: int = 2,
    officers: int = 0,
    receivers: int = 0,
    administrators: int = 1,
    auditors: int = 1,
    recovery: Quorum | None = Quorum(2, 3),  # noqa: B008 - frozen
    kind: OfficeKind = OfficeKind.CSO,
) -> MadeOffice:
    """Found an office whose people have joined, enrolled a second factor and been vetted."""
    wanted = {
        Role.LEAD: leads,
        Role.HANDLER: handlers,
        Role.CUSTODIAN: custodians,
        Role.PROTECTION: officers,
        Role.INTAKE: receivers,
        Role.ADMINISTRATOR: administrators,
        Role.AUDITOR: auditors,
    }
    many = tuple(wanted.items())
    return _SNAPSHOTS.founded(
        portal,
        (slug, kind, recovery, many),
        lambda: _found(portal, slug, kind, recovery, many),
    )


def _found(
    portal: Portal,
    slug: str,
    kind: OfficeKind,
    recovery: Quorum | None,
    wanted: tuple[tuple[Role, int], ...],
) -> MadeOffice:
    with portal.work() as work:
        founded = founding.found_office(work, make_plan(slug, kind), recovery)
    people = join_all(
        portal,
        founded.office_id,
        {
            f"{slug}-{role}{number}": frozenset({role})
            for role, count in wanted
            for number in range(1, count + 1)
        },
    )
    vet(portal, founded, people)
    return MadeOffice(founded.office_id, slug, founded, people)


def make_plan(slug: str, kind: OfficeKind = OfficeKind.CSO) -> OfficePlan:
    return OfficePlan(
        slug=slug,
        kind=kind,
        name_th="สำนักงานตัวอย่าง",
        name_en=f"The {slug} bureau",
        contact_th="โทร. ๐๒ ๐๐๐ ๐๐๐๐",
        contact_en="Telephone 02 000 0000",
        default_locale="en",
    )


def join(portal: Portal, office_id: UUID, username: str, roles: frozenset[Role]) -> Somebody:
    """Invite somebody, and let them join and enrol; they are on no roster yet."""
    return join_all(portal, office_id, {username: roles})[0]


def join_all(
    portal: Portal, office_id: UUID, wanted: Mapping[str, frozenset[Role]]
) -> tuple[Somebody, ...]:
    """Let several people join, step by step, each step of all of them in one work."""
    passphrases = {username: f"tidy walnut {secrets.token_hex(8)}" for username in wanted}
    with portal.work() as work:
        codes = {
            username: invitations.invite(work, office_id, _invitee(username, roles)).code
            for username, roles in wanted.items()
        }
    with portal.work() as work:
        cookies = {
            name: joining.begin_joining(work, code or "").raw for name, code in codes.items()
        }
    with portal.work() as work:
        cookies = {
            name: joining.join_with(work, cookie, passphrases[name]).raw
            for name, cookie in cookies.items()
        }
    with portal.work() as work:
        return tuple(
            _enrolled(work, cookies[username], username, roles, passphrases[username])
            for username, roles in wanted.items()
        )


def _invitee(username: str, roles: frozenset[Role]) -> Invitee:
    return Invitee(username, f"Person {username.rpartition('-')[2]}", roles)


def _enrolled(
    work: Work, cookie: bytes, username: str, roles: frozenset[Role], passphrase: str
) -> Somebody:
    enrolment = account.enrolment(work, cookie)
    assert enrolment is not None
    accepted = account.accept_code(work, cookie, otp(enrolment.secret, work.now))
    row = accounts.by_username(work.db, username)
    assert row is not None
    # As if the code had been of long ago, so that a test may sign in at the same moment.
    row.totp_step = 0
    return Somebody(
        id=row.id,
        office_id=row.office_id,
        username=username,
        display_name=row.display_name,
        roles=roles,
        passphrase=passphrase,
        totp_secret=enrolment.secret,
        keys=PersonKeys(accepted.seed),
    )


def vetting_of(somebody: Somebody, until: date = date(2027, 12, 31)) -> Vetting:
    """Return what the root says of somebody; leads are first readers."""
    return Vetting(
        username=somebody.username,
        words=" ".join(fingerprint_words(somebody.keys.public())),
        roles=somebody.roles,
        position=f"Position of {somebody.display_name}",
        valid_until=until,
        first_reader=Role.LEAD in somebody.roles,
    )


def vet(portal: Portal, founded: Founded, people: tuple[Somebody, ...]) -> None:
    """Sign a roster on which these people stand too."""
    with portal.work() as work:
        founding.admit(
            work, founded.office_id, founded.root, [vetting_of(somebody) for somebody in people]
        )


def otp(secret: bytes, now: datetime) -> str:
    """Return what an authenticator shows at a moment."""
    return TOTP(secret, 6, SHA1(), 30).generate(int(now.timestamp())).decode()  # noqa: S303 - RFC 6238


_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class Browser:
    """A browser of the test client: it keeps cookies, and takes CSRF tokens from pages."""

    client: FlaskClient
    origin: str = URL

    def get(self, path: str, *, status: int | None = 200) -> TestResponse:
        response = self.client.get(path, base_url=self.origin)
        assert status is None or response.status_code == status, response.text
        return response

    def post(
        self,
        path: str,
        fields: Mapping[str, object],
        *,
        form: str | None = None,
        status: int | None = 303,
    ) -> TestResponse:
        """Send a form with its token, or else that of the page at `form` (or `path` itself).

        A file is a tuple of (stream, name, type), a field of several values a list.
        """
        token = fields.get("csrf_token") or self.token(form or path)
        body = {**fields, "csrf_token": token}
        response = self.client.post(
            path,
            data=body,
            base_url=self.origin,
            headers={"Sec-Fetch-Site": "same-origin", "Origin": self.origin},
            content_type="multipart/form-data" if has_files(fields) else None,
        )
        assert status is None or response.status_code == status, response.text
        return response

    def token(self, path: str) -> str:
        """Return the CSRF token on a page."""
        found = _TOKEN.search(self.client.get(path, base_url=self.origin).text)
        assert found is not None, f"there is no form on {path}"
        return found[1]


def has_files(fields: Mapping[str, object]) -> bool:
    return any(isinstance(one, tuple) for value in fields.values() for one in _each(value))


def _each(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else [value]


def visit(app: Flask, url: str = URL) -> Browser:
    """Open a browser without any cookie."""
    return Browser(app.test_client(), url)


def sign_in(app: Flask, somebody: Somebody, browser: Browser | None = None) -> Browser:
    """Sign somebody in, both factors over HTTP; return the browser they did it in."""
    browser = browser or visit(app)
    portal: Portal = app.extensions["wbportal"]
    known = {"username": somebody.username, "passphrase": somebody.passphrase}
    browser.post("/account/sign-in", known)
    now = portal.clock()
    browser.post("/account/second-factor", {"otp": fresh_otp(portal, somebody, now)})
    return browser


def fresh_otp(portal: Portal, somebody: Somebody, now: datetime) -> str:
    """Return a code that was not used yet, without waiting half a minute for it."""
    with portal.work() as work:
        row = accounts.by_id(work.db, somebody.id)
        assert row is not None
        row.totp_step = 0
    return otp(somebody.totp_secret, now)


def secret_of_page(page: str) -> bytes:
    """Return the secret that an enrolment page shows in groups."""
    found = re.search(r"data-secret[^>]*>([A-Z2-7 ]+)<", page)
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))
