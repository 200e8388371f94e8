"""Pages come in few sizes."""

import pytest

from wbportal.web.padding import pad


@pytest.mark.parametrize("length", [0, 1, 8179, 8180, 8181, 8191, 8192, 8193, 20_000])
def test_a_padded_page_is_a_multiple_of_its_step(length):
    padded = pad(b"x" * length, 8192)
    assert len(padded) % 8192 == 0
    assert padded.startswith(b"x" * length)
    assert len(padded) - length <= 8192 + 10


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/", "/o/ombud/", "/o/ombud/privacy", "/nowhere", "/?lang=th"])
def test_every_anonymous_page_is_padded(client, path):
    response = client.get(path)
    assert len(response.data) % 8192 == 0
    assert response.headers["Content-Length"] == str(len(response.data))


@pytest.mark.usefixtures("office")
def test_an_unknown_address_and_an_unknown_office_look_the_same(client):
    nowhere, nobody = client.get("/nowhere"), client.get("/o/nobody/")
    assert nowhere.status_code == nobody.status_code
    assert nowhere.data == nobody.data
