"""Files are sealed as they arrive, and gone at the end unless a Work names them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Blueprint, render_template_string, request

from config import Limits
from tests.web.conftest import URL, client_of
from tests.web.forms import hidden_fields
from wbportal.app import create_app
from wbportal.portal import Portal
from wbportal.vault.streams import FileKey, open_chunks
from wbportal.web.audience import Audience, mount
from wbportal.web.requests import received
from wbportal.web.traits import Traits, declare
from wbportal.web.uploads import Refusal, Room, Uploads

CANARY = b"the mayor took money, "
MULTIPART = "multipart/form-data; boundary=xyz"


@pytest.fixture
def seen():
    """What the view was given, and what it then found on the disk."""
    return {}


@pytest.fixture
def app(config, portal, seen):
    bp = Blueprint("up", __name__)

    @bp.get("/form")
    def form() -> str:
        return render_template_string(
            '{% from "macros/forms.html" import token with context %}{{ token() }}'
        )

    @bp.post("/files")
    @declare(Traits(keeps_text=True, takes_files=True))
    def take() -> str:
        seen["text"] = request.form.get("text")
        seen["received"] = received("files")
        seen["disk"] = stored(portal)
        seen["opened"] = [opened(portal, slip) for slip in seen["received"].slips]
        return "taken"

    @bp.post("/no-files")
    def refuse() -> str:
        seen["text"] = request.form.get("text")
        seen["received"] = received("files")
        seen["disk"] = stored(portal)
        return "taken"

    app = create_app(config, portal)
    mount(app, bp, Audience.PUBLIC)
    return app


def blob_files(portal: Portal) -> Iterator[Path]:
    return (path for path in portal.blobs.root.rglob("*") if path.is_file())


def stored(portal: Portal) -> bytes:
    return b"".join(path.read_bytes() for path in blob_files(portal))


def opened(portal: Portal, slip) -> bytes:
    with portal.blobs.read(slip.blob) as source:
        return b"".join(open_chunks(FileKey(slip.file_id, slip.key), source, slip.length))


@dataclass(frozen=True)
class Part:
    content: bytes
    name: str = "slip.jpg"
    media_type: str = "image/jpeg"


def multipart(fields: dict[str, str], *files: Part) -> bytes:
    disposition = "Content-Disposition: form-data; name="
    lines = []
    for name, value in fields.items():
        lines += ["--xyz", f'{disposition}"{name}"', "", value]
    whole = "\r\n".join([*lines, ""]).encode()
    for file in files:
        head = f'--xyz\r\n{disposition}"files"; filename="{file.name}"\r\n'
        whole += f"{head}Content-Type: {file.media_type}\r\n\r\n".encode()
        whole += file.content + b"\r\n"
    return whole + b"--xyz--\r\n"


def send(client, *parts: Part, path: str = "/files"):
    fields = hidden_fields(client.get("/form").text) | {"text": "ข้อความ"}
    return client.post(path, data=multipart(fields, *parts), content_type=MULTIPART)


@pytest.mark.parametrize("length", [1, 100, 16 * 1024, 700_000])
def test_a_file_arrives_whole_and_sealed(client, seen, length):
    content = (CANARY * (length // len(CANARY) + 1))[:length]
    send(client, Part(content, "/home/somchai/สลิป.jpg"))
    (slip,) = seen["received"].slips
    assert seen["opened"] == [content]
    assert (slip.length, slip.sha256) == (length, sha256(content).digest())
    assert (slip.name, slip.media_type) == ("สลิป.jpg", "image/jpeg")
    assert CANARY not in seen["disk"]
    assert seen["text"] == "ข้อความ"


def test_an_empty_file_is_a_file(client, seen):
    send(client, Part(b"", "empty.txt"))
    assert seen["opened"] == [b""]


def test_a_field_in_which_nothing_was_chosen_is_none(client, portal, seen):
    send(client, Part(b"", ""))
    assert seen["received"].slips == ()
    assert seen["received"].refusals == frozenset()
    assert list(blob_files(portal)) == []


def test_several_files_keep_their_order(client, seen):
    send(client, Part(b"1", "a"), Part(b"2", "b"), Part(b"3", "c"))
    assert seen["opened"] == [b"1", b"2", b"3"]


def test_what_no_work_named_is_gone_after_the_request(client, portal, seen):
    send(client, Part(CANARY))
    assert seen["disk"]
    assert list(blob_files(portal)) == []


def test_a_file_that_is_too_large_is_refused_and_the_rest_is_kept(client, seen):
    send(client, Part(bytes(1_000_001), "big"), Part(b"small", "small"))
    assert seen["received"].refusals == {Refusal.TOO_LARGE}
    assert [slip.name for slip in seen["received"].slips] == ["small"]
    assert seen["text"] == "ข้อความ"


def test_the_largest_allowed_file_is_taken(client, seen):
    send(client, Part(bytes(1_000_000)))
    assert seen["received"].refusals == frozenset()


def test_files_beyond_the_number_are_refused_and_the_rest_is_kept(client, seen):
    send(client, *(Part(b"x", str(number)) for number in range(5)))
    assert seen["received"].refusals == {Refusal.TOO_MANY}
    assert [slip.name for slip in seen["received"].slips] == ["0", "1", "2"]


def test_nothing_of_a_refused_file_stays(client, portal, seen):
    send(client, Part(bytes(1_000_001)))
    assert seen["disk"] == b""
    assert list(blob_files(portal)) == []


def test_a_view_that_takes_no_files_gets_none_and_nothing_is_written(client, seen):
    assert send(client, Part(CANARY), path="/no-files").text.startswith("taken")
    assert seen["received"].slips == ()
    assert seen["disk"] == b""
    assert seen["text"] == "ข้อความ"


@pytest.fixture
def limited(app, portal, config):
    """Return a browser of the same portal under other limits."""

    def under(**limits):
        changed = replace(portal, limits=Limits(**limits))
        other = create_app(config, changed)
        mount(other, app.blueprints["up"], Audience.PUBLIC)
        return client_of(other, URL)

    return under


def test_with_the_disk_nearly_full_files_are_refused_and_text_is_kept(limited, seen):
    send(limited(min_free_bytes=10**18), Part(CANARY))
    assert seen["received"].refusals == {Refusal.NO_ROOM}
    assert seen["text"] == "ข้อความ"
    assert seen["disk"] == b""


@pytest.mark.parametrize(("for_draft", "refusal"), [(True, Refusal.NO_ROOM), (False, None)])
def test_drafts_share_a_part_of_the_disk(portal, for_draft, refusal):
    small = replace(portal, limits=Limits(min_free_bytes=1, draft_disk_share=1e-12))
    uploads = Uploads(Room(small), lambda _: None, for_draft=for_draft)
    sink = uploads.sink("slip.jpg", "image/jpeg")
    sink.write(bytes(100_000))
    sink.seek(0)
    assert sink.refusal is refusal
    uploads.discard()


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_body_cut_off_is_refused_and_stores_nothing(client, portal, seen, kept):
    fields = hidden_fields(client.get("/form").text)
    body = multipart(fields, Part(CANARY * 1000))
    cut = body[: int(len(body) * kept)]
    for length in (len(body), len(cut)):  # cut on the way, or sent as if it were whole
        response = client.post(
            "/files",
            input_stream=BytesIO(cut),
            content_length=length,
            content_type=MULTIPART,
        )
        assert response.status_code == 400
    assert "received" not in seen
    assert list(blob_files(portal)) == []


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno header\r\n--x--"),
        ("application/x-www-form-urlencoded", b"text=\xff\xfe"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(client, media_type, body):
    response = client.post("/files", data=body, content_type=media_type)
    assert response.status_code in {400, 422}


@pytest.mark.parametrize("body", [b"a=" + b"x" * 5_000_000, b"a&" * 2000])
def test_a_form_without_files_has_limits_too(client, body):
    response = client.post("/files", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
