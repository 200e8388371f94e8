"""Every field behind sign-in under fire: refused or kept, never a failure, never told back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.builders import (
    Browser,
    Clock,
    MadeOffice,
    Somebody,
    found,
    make_app,
    make_portal,
    otp,
    sign_in,
    visit,
)
from tests.hostile import HOSTILE, RAW
from wbportal.casework import invitations
from wbportal.casework.invitations import Invitee
from wbportal.domain.roles import Role
from wbportal.domain.texts import TextRefused, clean_line
from wbportal.portal import Portal

CANARY = "opal heron quarry"
_REFUSED = {400, 404, 413, 422}
_LATER = timedelta(seconds=61)  # longer than any delay after failures
_FORMS = ("/account/sign-in", "/account/join", "/account/passphrase", "/admin/invite")


@dataclass(slots=True)
class House:
    """An office and its application, which the tests of this file share."""

    portal: Portal
    clock: Clock
    office: MadeOffice
    app: Flask
    _guests: int = 0
    _browsers: dict[UUID, tuple[Browser, str]] = field(default_factory=dict, repr=False)

    def at_the_door(self, path: str = "/account/sign-in") -> "Visitor":
        browser = visit(self.app)
        return Visitor(browser, browser.token(path))

    def signed_in(self, somebody: Somebody) -> "Visitor":
        browser = sign_in(self.app, somebody)
        return Visitor(browser, browser.token("/account/"))

    def joining(self) -> "Visitor":
        """Let one more guest show their invitation."""
        self._guests += 1
        invitee = Invitee(f"guest{self._guests}", "A Guest", frozenset({Role.HANDLER}))
        with self.portal.work() as work:
            code = invitations.invite(work, self.office.id, invitee).code
        guest = self.at_the_door("/account/join")
        assert guest.send("/account/join", {"code": code}).status_code == 303
        return guest

    @property
    def newest_guest(self) -> str:
        return f"guest{self._guests}"

    def counted(self, *tables: str) -> list[int]:
        with self.portal.work() as work:
            return [
                work.db.scalar(text(f"SELECT count(*) FROM {name}")) or 0  # noqa: S608 - ours
                for name in tables
            ]


@dataclass(slots=True)
class Visitor:
    """A browser with a token, which is good for every form."""

    browser: Browser
    token: str = field(repr=False)

    def send(self, path: str, fields: Mapping[str, object]) -> TestResponse:
        answer = self.browser.client.post(
            path, data={"csrf_token": self.token, **fields}, base_url=self.browser.origin
        )
        assert answer.status_code < 500, (path, answer.text[:300])
        assert CANARY not in (answer.text if answer.status_code != 303 else answer.location)
        return answer

    def get(self, path: str, query: Mapping[str, str] | None = None) -> TestResponse:
        answer = self.browser.client.get(path, query_string=query, base_url=self.browser.origin)
        assert answer.status_code < 500, (path, answer.text[:300])
        return answer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    clock = Clock()
    portal = make_portal(tmp_path_factory.mktemp("home"), clock)
    office = found(portal, leads=2, handlers=1, custodians=0, administrators=1, auditors=1)
    yield House(portal, clock, office, make_app(portal))
    portal.engine.dispose()


@pytest.fixture
def lead(house: House) -> Somebody:
    return house.office.leads[0]


def _is_kept(value: str, page: str) -> bool:
    try:
        first = clean_line(value, 200).split(" ")[0][:20]
    except TextRefused:
        return True  # nothing that a page could show
    return not first.isalnum() or first in page


def test_a_name_at_the_door_may_be_anything(house: House) -> None:
    door = house.at_the_door()
    before = house.counted("sessions", "accounts")
    for value in HOSTILE:
        given = {"username": value, "passphrase": f"{CANARY}{value[:500]}"}
        answer = door.send("/account/sign-in", given)
        assert answer.status_code == 422
        assert _is_kept(value, answer.text), value[:50]
        house.clock.move(_LATER)
    assert house.counted("sessions", "accounts") == before


def test_a_passphrase_at_the_door_may_be_anything(house: House, lead: Somebody) -> None:
    door = house.at_the_door()
    before = house.counted("sessions", "accounts")
    for number, value in enumerate(HOSTILE):
        typed = f"{CANARY}{value}" if number % 2 else value
        given = {"username": lead.username, "passphrase": typed}
        assert door.send("/account/sign-in", given).status_code == 422
        house.clock.move(_LATER)
    assert house.counted("sessions", "accounts") == before
    right = {"username": lead.username, "passphrase": lead.passphrase}
    assert door.send("/account/sign-in", right).status_code == 303


def test_a_code_of_the_second_factor_may_be_anything(house: House, lead: Somebody) -> None:
    door, in_all = house.at_the_door(), house.counted("accounts")
    for number, value in enumerate(HOSTILE):
        if number % 4 == 0:  # a fifth one would ask for the passphrase again
            known = {"username": lead.username, "passphrase": lead.passphrase}
            assert door.send("/account/sign-in", known).status_code == 303
        typed = value if number % 2 else f"{CANARY}{value}"
        answer = door.send("/account/second-factor", {"otp": typed})
        assert answer.status_code == 422, value[:50]
        assert house.portal.home.name not in answer.text
        house.clock.move(_LATER)
    assert door.get("/account/").location == "/account/sign-in"
    assert house.counted("accounts") == in_all


def test_the_first_code_of_a_new_factor_may_be_anything(house: House) -> None:
    for number, value in enumerate(HOSTILE[::4]):
        if number % 4 == 0:
            guest = house.joining()
            chosen = dict.fromkeys(("passphrase", "again"), "tidy walnut of the harbour")
            assert guest.send("/account/join/passphrase", chosen).status_code == 303
        answer = guest.send("/account/enrol", {"otp": value})
        assert answer.status_code == 422
        assert "data-secret" in answer.text  # still there to be scanned
        house.clock.move(_LATER)


def test_an_invitations_code_may_be_anything(house: House) -> None:
    door = house.at_the_door("/account/join")
    before = house.counted("sessions", "accounts", "invitations")
    for number, value in enumerate(HOSTILE):
        typed = f"{CANARY}{value}" if number % 2 else value
        assert door.send("/account/join", {"code": typed}).status_code == 422
    assert house.counted("sessions", "accounts", "invitations") == before


def test_a_passphrase_that_is_taken_is_the_one_that_opens(house: House) -> None:
    guest, taken = house.joining(), 0
    for value in HOSTILE:
        for chosen in (value[:999], f"{CANARY}{value}"):
            both = {"username": "somebody-else", "passphrase": chosen, "again": chosen}
            answer = guest.send("/account/join/passphrase", both)
            assert answer.status_code in {303, 422}
            if answer.status_code == 303:
                taken += 1
                known = {"username": house.newest_guest, "passphrase": chosen}
                assert guest.send("/account/sign-in", known).status_code == 303
                guest = house.joining()
    assert taken > len(HOSTILE) // 2


def test_changing_a_passphrase_takes_anything_for_the_old_one(house: House) -> None:
    me = house.office.handlers[0]
    here = house.signed_in(me)
    new = f"{CANARY} by the canal"
    for number, value in enumerate(HOSTILE[::2]):
        if number % 20 == 19:
            here = house.signed_in(me)  # half an hour is over
        given = {"old": value, "passphrase": new, "again": new, "username": value}
        assert here.send("/account/passphrase", given).status_code == 422
        house.clock.move(_LATER)
    house.signed_in(me)


def test_changing_a_passphrase_takes_anything_for_the_new_one(house: House) -> None:
    me = house.office.handlers[0]
    here, now = house.signed_in(me), me.passphrase
    for value in HOSTILE[1::2]:
        new = f"{value}{CANARY}"
        answer = here.send("/account/passphrase", {"old": now, "passphrase": new, "again": new})
        assert answer.status_code in {303, 422}
        now = new if answer.status_code == 303 else now
    back = {"old": now, "passphrase": me.passphrase, "again": me.passphrase}
    assert here.send("/account/passphrase", back).status_code == 303


def test_language_and_sessions_may_be_anything(house: House, lead: Somebody) -> None:
    here, there = house.signed_in(lead), house.signed_in(lead)
    for value in HOSTILE:
        chosen = here.send("/account/language", {"language": value})
        assert chosen.status_code == 303
        answer = here.send("/account/sessions", {"session": value})
        assert answer.status_code in {303, 404}
    assert '<html lang="en"' in here.get("/account/").text
    assert there.get("/account/").status_code == 200


def test_an_invitation_takes_anything_and_is_whole_or_not_there(house: House) -> None:
    here = house.signed_in(house.office.administrators[0])
    for number, value in enumerate(HOSTILE):
        before = house.counted("accounts", "invitations")
        wanted = {"username": f"taker{number}", "display_name": value, "roles": "handler"}
        answer = here.send("/admin/invite", wanted)
        assert answer.status_code in {303, 422}
        made = int(answer.status_code == 303)
        after = house.counted("accounts", "invitations")
        assert after == [count + made for count in before]
        assert made or f"taker{number}" in answer.text
    shown = here.get("/admin/people/").text
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("fields", [("username",), ("roles",), ("username", "roles")])
def test_who_is_invited_as_what_may_be_anything(house: House, fields: tuple[str, ...]) -> None:
    here = house.signed_in(house.office.administrators[0])
    for value in HOSTILE:
        good = {"username": "somkid", "display_name": "Kept Words", "roles": "handler"}
        answer = here.send("/admin/invite", {**good, **dict.fromkeys(fields, value)})
        if answer.status_code == 303:
            assert fields == ("username",)
            assert here.get(answer.location).status_code == 200
        else:
            assert answer.status_code == 422
            assert "Kept Words" in answer.text


@pytest.mark.parametrize("path", _FORMS)
def test_a_token_may_be_anything_and_opens_nothing(house: House, path: str) -> None:
    here = house.signed_in(house.office.administrators[0])
    before = house.counted("accounts", "invitations", "sessions")
    for value in HOSTILE[::4]:
        given = {"username": "somkid", "display_name": "Somkid", "roles": "handler"}
        secret = dict.fromkeys(("passphrase", "again", "old", "code"), CANARY)
        answer = here.send(path, {**given, **secret, "csrf_token": value})
        assert answer.status_code in {400, 422}
    assert house.counted("accounts", "invitations", "sessions") == before


def test_no_part_of_an_address_is_a_failure(house: House, lead: Somebody) -> None:
    people = [house.signed_in(one) for one in (house.office.administrators[0], lead)]
    people.append(house.at_the_door())
    for value in HOSTILE[::2]:
        part = quote(value[:300] or "x", safe="")
        for path in (
            f"/admin/people/{part}",
            f"/admin/invitations/{part}",
            f"/desk/cases/{part}",
            f"/o/{part}/",
            f"/{part}",
        ):
            for who in people:
                assert who.get(path).status_code in {303, 308, 400, 403, 404}


def test_no_part_of_a_forms_address_is_a_failure(house: House, lead: Somebody) -> None:
    administrator, desk = house.signed_in(house.office.administrators[0]), house.signed_in(lead)
    for value in HOSTILE[::4]:
        part = quote(value[:300] or "x", safe="")
        paths = (f"/admin/people/{part}/suspend", f"/admin/people/{lead.id}/{part}")
        answers = [administrator.send(path, {}) for path in paths]
        paths = (f"/desk/cases/{lead.id}/{part}", f"/desk/cases/{lead.id}/files/{part}")
        answers += [desk.send(path, {"copy": value[:300]}) for path in paths]
        assert {one.status_code for one in answers} <= {400, 404, 405}


def test_no_question_in_an_address_is_a_failure(house: House, lead: Somebody) -> None:
    auditor, desk = house.signed_in(house.office.auditors[0]), house.signed_in(lead)
    for value in (one for one in HOSTILE if len(one) < 10_000):
        asked = {"before": value, "lang": value, "destroyed": value, "count": value}
        assert auditor.get("/admin/audit/", asked).status_code == 200
        for path in ("/account/", "/desk/destroyed"):
            assert desk.get(path, asked).status_code in {200, 303, 404}


def test_a_number_of_an_entry_may_be_of_any_size(house: House) -> None:
    auditor = house.signed_in(house.office.auditors[0])
    for number in (-(2**63) - 1, -1, 0, 1, 2**31, 2**63 - 1, 2**63, 10**40):
        assert auditor.get("/admin/audit/", {"before": str(number)}).status_code == 200


def test_cookies_and_headers_may_hold_anything(house: House) -> None:
    browser = visit(house.app)
    for value in HOSTILE[::2]:
        shown = value.encode("ascii", "ignore").decode()[:2000].strip()
        if not shown.isprintable():
            continue
        cookie = shown.replace(";", "")
        headers = {
            "Cookie": "; ".join(f"{name}={cookie}" for name in ("session", "device", "csrf")),
            **dict.fromkeys(("Accept-Language", "Range", "If-None-Match", "Accept"), shown),
            **dict.fromkeys(("If-Modified-Since", "X-Forwarded-For", "Referer"), shown),
        }
        for path in ("/account/sign-in", "/account/second-factor", "/account/", "/desk/", "/"):
            answer = browser.client.get(path, base_url=browser.origin, headers=headers)
            assert answer.status_code in {200, 303}


@pytest.mark.parametrize("name", ["Origin", "Sec-Fetch-Site", "Host", "Content-Type"])
def test_what_a_browser_tells_may_be_anything(house: House, name: str) -> None:
    here = house.at_the_door()
    for value in HOSTILE[::3]:
        shown = value.encode("ascii", "ignore").decode()[:2000].strip()
        if shown.isprintable() and shown:
            body = {"csrf_token": here.token, "username": "a", "passphrase": CANARY}
            answer = here.browser.client.post(
                "/account/sign-in",
                data="&".join(f"{key}={quote(text)}" for key, text in body.items()),
                headers={"Content-Type": "application/x-www-form-urlencoded", name: shown},
                base_url=here.browser.origin,
            )
            assert answer.status_code in {400, 404, 421, 422}
            assert CANARY not in answer.text


@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text_are_no_failure(house: House, raw: bytes) -> None:
    here = house.signed_in(house.office.administrators[0])
    own = ("/account/language", "/account/sessions", "/account/sign-out")
    head = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    token = f"csrf_token={here.token}&".encode()
    for path in (*_FORMS, *own, "/account/join/passphrase", "/account/second-factor"):
        fields = b"&".join(name + b"=" + raw for name in (b"username", b"passphrase", b"code"))
        for kind, body in (
            ("application/x-www-form-urlencoded", token + fields),
            ("multipart/form-data; boundary=x", head + raw + b"\r\n--x--\r\n"),
            ("multipart/form-data; boundary=" + "y" * 5000, head + raw),
            ("application/json", b'{"username": ["' + raw),
        ):
            if path == "/account/sign-out" and kind.startswith("app"):
                continue  # it would be right to end the session
            answer = here.browser.client.post(
                path, data=body, content_type=kind, base_url=here.browser.origin
            )
            assert answer.status_code in {*_REFUSED, 303}
    assert here.get("/account/").status_code == 200


def test_after_all_that_people_still_sign_in(house: House, lead: Somebody) -> None:
    assert otp(lead.totp_secret, house.clock.now).isdigit()
    for somebody in house.office.people:
        house.signed_in(somebody)
