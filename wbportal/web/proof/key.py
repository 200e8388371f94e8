"""The key with which an office's statements are checked, for machines that are not here."""

from flask import render_template
from werkzeug.wrappers import Response

from wbportal.casework import proof_documents as documents
from wbportal.casework.offices import OfficeView, office_at
from wbportal.casework.proofs import office_key
from wbportal.vault.proofs import OfficeKey
from wbportal.web.current import portal
from wbportal.web.downloads import attachment
from wbportal.web.office import present
from wbportal.web.proof.blueprint import bp

_NAME = "key.txt"


@bp.get("/<slug>/")
def key(slug: str) -> str:
    """Show an office's key, and the words and digits that tell it from any other."""
    office, found = _find(slug)
    present(office)
    return render_template(
        "proof/key.html",
        words=found.words(),
        fingerprint=found.fingerprint().hex(),
        key=documents.write_key(found),
        command=f"wbportal proof verify FILE --key {_NAME}",
    )


@bp.get("/<slug>/key")
def key_file(slug: str) -> Response:
    """Hand out the key as a file."""
    content = documents.write_key(_find(slug)[1]).encode()
    return attachment(iter([content]), _NAME, len(content))


def _find(slug: str) -> tuple[OfficeView, OfficeKey]:
    with portal().work() as work:
        office = office_at(work, slug)
    return office, office_key(portal().keys, office.id)
