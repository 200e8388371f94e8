"""Static files: addresses with their content's hash, so that a new one is fetched at once.

Style sheets go out compressed to whoever takes that: a Thai form with its sheet then still weighs
less than 30 KB. They are the same for everybody, so their size tells nothing (pages, which are
padded, are never compressed).
"""

import gzip
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for

_HASH_CHARS = 8


def register(app: Flask) -> None:
    """Give templates `static_url(name)`, and compress style sheets once for all."""
    folder = Path(app.static_folder or "")
    contents = {file.name: file.read_bytes() for file in folder.iterdir()}
    versions = {
        name: sha256(content).hexdigest()[:_HASH_CHARS] for name, content in contents.items()
    }

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=versions[name])

    app.add_template_global(static_url)
    packed = {
        name: gzip.compress(content, mtime=0)
        for name, content in contents.items()
        if name.endswith(".css")
    }
    app.after_request(partial(_compress, packed))


def _compress(packed: Mapping[str, bytes], response: Response) -> Response:
    small = packed.get((request.view_args or {}).get("filename", ""))
    if request.endpoint != "static" or small is None or response.status_code != 200:  # noqa: PLR2004 - a whole file
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and request.method == "GET":
        response.direct_passthrough = False
        response.make_sequence()  # so that the file is closed that it was going to send
        response.set_data(small)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("ETag", None)  # it is the other form's
    return response
