"""Where passkeys work, and what a form brings of one.

A passkey belongs to one host (its RP ID): one that was made at the public address is unknown at
the onion address. Browsers make none for a host that is a number.
"""

from base64 import urlsafe_b64decode

from wbportal.casework.passkeys import Answer
from wbportal.vault.passkeys import Site
from wbportal.web import hosts
from wbportal.web.session import Cookie, secret_of


def site() -> Site | None:
    """Return where a passkey of this address works; None if none can be made for it."""
    url = hosts.here()
    return Site(url.name, url.origin) if url is not None and url.is_named else None


def answer(text: str, prf: str = "") -> Answer | None:
    """Return what a form brings of a passkey; None if it brings nothing, or none works here."""
    here = site()
    if here is None or not text:
        return None
    return Answer(text, secret_of(Cookie.SESSION), here, _bytes(prf))


def _bytes(typed: str) -> bytes:
    try:
        return urlsafe_b64decode(typed + "=" * (-len(typed) % 4))
    except ValueError:
        return b""
