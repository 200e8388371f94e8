"""What every response says to the browser, and what none says."""

import pytest

from tests.web.conftest import HOST, ONION, client_of

EVERY_PAGE = ["/", "/?lang=th", "/nowhere", "/o/nobody/", "/healthz", "/static/portal.css"]


@pytest.fixture(params=EVERY_PAGE)
def response(client, request):
    return client.get(request.param)


def test_nothing_runs_and_nothing_is_framed(response):
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert set(policy) == {
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }


def test_the_rest_of_what_a_strict_site_says(response):
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_nothing_names_the_server(response):
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.parametrize("path", ["/", "/nowhere", "/o/nobody/"])
def test_no_page_is_kept_or_changed_on_the_way(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store, no-transform"


@pytest.mark.usefixtures("office")
def test_only_first_pages_are_indexed(client):
    assert "X-Robots-Tag" not in client.get("/").headers
    assert "X-Robots-Tag" not in client.get("/o/ombud/").headers
    for path in ("/o/ombud/privacy", "/nowhere", "/o/nobody/", "/healthz"):
        assert "noindex" in client.get(path).headers["X-Robots-Tag"]


@pytest.mark.usefixtures("office")
def test_tor_browser_is_told_of_the_onion(client):
    assert client.get("/o/ombud/?lang=en").headers["Onion-Location"] == (
        f"{ONION}/o/ombud/?lang=en"
    )


@pytest.mark.parametrize("path", ["/o/ombud/report/", "/receipt/new", "/receipt/", "/receipt/case"])
def test_nobody_is_led_to_the_onion_away_from_their_text_or_code(client, path):
    assert "Onion-Location" not in client.get(path).headers


def test_an_address_in_thai_survives_the_way_to_the_onion(client):
    onion = client.get("/ก?q=ข").headers["Onion-Location"]
    assert onion == f"{ONION}/%E0%B8%81?q=%E0%B8%82"


def test_over_the_onion_there_is_no_talk_of_tls(app):
    headers = client_of(app, ONION).get("/").headers
    assert "Strict-Transport-Security" not in headers
    assert "Onion-Location" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "portal.example.evil.example", "", "a b", "a..b", "x" * 70, '"']
)
def test_a_stranger_host_is_refused(client, host):
    response = client.get("/", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_a_host_with_the_usual_port_is_ours(client):
    assert client.get("/", headers={"Host": "PORTAL.example:443"}).status_code == 200
    assert client.get("/", headers={"Host": "portal.example:8443"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/o/ombud", "/o/ombud/"),
        ("/receipt?lang=th", "/receipt/?lang=th"),
        ("/o//ombud/", "/o/ombud/"),
    ],
)
def test_redirects_stay_relative(client, path, to):
    # Behind a proxy the connection says http: an absolute address would leave TLS.
    response = client.get(path, base_url=f"http://{HOST}")
    assert response.headers["Location"] == to
    assert len(response.data) % 8192 == 0
