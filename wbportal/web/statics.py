"""Addresses of static files, with their content's hash, so that a new one is fetched at once."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

_HASH_CHARS = 8


def register(app: Flask) -> None:
    """Give templates `static_url(name)`."""
    folder = Path(app.static_folder or "")
    versions = {
        file.name: sha256(file.read_bytes()).hexdigest()[:_HASH_CHARS] for file in folder.iterdir()
    }

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=versions[name])

    app.add_template_global(static_url)
