"""What every response says to the browser about what it must not do."""

from flask import Flask, Response, request
from werkzeug.urls import iri_to_uri

from wbportal.web import audience, hosts
from wbportal.web.traits import current as traits

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

SCRIPTED_POLICY = f"{_POLICY}; script-src 'self'"
"""For the pages that ask for a passkey, which no browser does without a script; for no other."""

_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    # `no-referrer` would make browsers send `Origin: null` on our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "payment",
            "usb",
        )
    ),
}

_TWO_YEARS = 63_072_000  # seconds; what the preload list of browsers asks for
_STATIC_SECONDS = 3600


def register(app: Flask) -> None:
    """Set the headers on every response, error pages included."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    if traits().scripted:
        response.headers.setdefault("Content-Security-Policy", SCRIPTED_POLICY)
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if not traits().indexed or response.status_code >= 400:  # noqa: PLR2004 - HTTP's own border
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    _forbid_keeping(response)
    _set_transport(response)
    return response


def _forbid_keeping(response: Response) -> None:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}"
    else:
        # no-transform: a proxy that compresses would undo the padding.
        response.headers["Cache-Control"] = "no-store, no-transform"


def _set_transport(response: Response) -> None:
    here, onion = hosts.here(), hosts.hosts().onion()
    if here is None or here.is_onion:
        return
    if here.is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
    if onion is not None and response.mimetype == "text/html" and _may_move():
        path = iri_to_uri(request.full_path.removesuffix("?"))
        response.headers["Onion-Location"] = onion.origin + path


def _may_move() -> bool:
    """Tell whether nothing is lost by opening this page under the onion address instead.

    Text on a page stays behind, and so do cookies: without them no code is shown there.
    """
    return audience.current().is_anonymous and not traits().keeps_text
