"""Quick exit."""

import pytest

from tests.web.conftest import ONION, client_of
from tests.web.forms import cookies_set
from wbportal.web.session import Cookie


def visitor(app, url):
    browser = client_of(app, url)
    prefix = "__Host-" if url.startswith("https") else ""
    for cookie in (Cookie.DRAFT, Cookie.REPORTER):
        browser.set_cookie(f"{prefix}{cookie.value.name}", "A" * 43, domain=url.partition("//")[2])
    return browser


@pytest.mark.parametrize("url", ["https://portal.example", ONION])
def test_leaving_expires_every_cookie_of_a_visit(app, url):
    response = visitor(app, url).post("/leave?lang=en")
    prefix = "__Host-" if url.startswith("https") else ""
    expired = cookies_set(response)
    for name in ("draft", "reporter"):
        assert "Max-Age=0" in expired[prefix + name]
        assert "SameSite=Strict" in expired[prefix + name]


@pytest.mark.parametrize("url", ["https://portal.example", ONION])
def test_whoever_only_saw_the_page_for_a_code_keeps_no_cookie(app, url):
    browser = client_of(app, url)
    given = cookies_set(browser.get("/receipt/"))
    expired = cookies_set(browser.post("/leave"))
    assert given.keys() == expired.keys() != set()
    assert all("Max-Age=0" in header for header in expired.values())


def test_over_https_the_browser_is_asked_to_drop_everything(app):
    response = visitor(app, "https://portal.example").post("/leave")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_the_page_left_behind_says_nothing(app):
    page = visitor(app, ONION).post("/leave?lang=en").text
    assert "report" not in page.lower()
    assert "href" not in page.partition("</head>")[2]


def test_another_site_cannot_make_a_browser_forget(client):
    # Its post carries no SameSite=Strict cookie.
    response = client.post("/leave")
    assert response.status_code == 200
    assert "Clear-Site-Data" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_another_site_that_says_so_is_refused(client):
    assert client.post("/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/o/ombud/", "/o/ombud/privacy", "/nowhere"])
@pytest.mark.usefixtures("office")
def test_the_button_is_on_every_page(client, path):
    assert 'action="/leave?lang=en"' in client.get(path + "?lang=en").text
