"""The addresses this installation answers to: a configured list, never what a request claims."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Request, abort, current_app, redirect, request
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

_EXTENSION = "wbportal.hosts"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """One address of the portal: scheme and host, with the port if it is not the usual one."""

    scheme: str
    host: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `https://host[:port]`. Raises ValueError if it is anything more or less."""
        parts = urlsplit(url.strip())
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
            raise ValueError("a public URL is http(s)://host[:port]")
        if parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError("a public URL has no path: the portal owns its host")
        return cls(parts.scheme, _without_default_port(parts.scheme, parts.netloc))

    @property
    def origin(self) -> str:
        """What a browser sends as `Origin` from this address."""
        return f"{self.scheme}://{self.host}"

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"

    @property
    def is_onion(self) -> bool:
        return self.name.endswith(".onion")

    @property
    def name(self) -> str:
        """The host without its port."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_named(self) -> bool:
        """Whether it is a name and no number."""
        try:
            ip_address(self.name)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class Hosts:
    """Every public address, the preferred one first."""

    urls: tuple[PublicUrl, ...]

    @classmethod
    def parse(cls, urls: Iterable[str]) -> Self:
        """Read the configured list. Raises ValueError on a bad address or an empty list."""
        parsed = tuple(PublicUrl.parse(url) for url in urls)
        if not parsed:
            raise ValueError("at least one public URL is needed")
        return cls(parsed)

    def of(self, req: Request) -> PublicUrl | None:
        """Return the address that a request was sent to, or None if it is not one of ours.

        The scheme comes from the list: behind a proxy the connection itself says http.
        """
        claimed = str(req.environ.get("HTTP_HOST", ""))
        return next(
            (url for url in self.urls if _without_default_port(url.scheme, claimed) == url.host),
            None,
        )

    def is_ours(self, origin: str) -> bool:
        return any(url.origin == origin for url in self.urls)

    def onion(self) -> PublicUrl | None:
        """Return the onion address, if there is one."""
        return next((url for url in self.urls if url.is_onion), None)


def register(app: Flask, hosts: Hosts) -> None:
    """Refuse, with 400, every request for a host that is not on the list."""
    app.extensions[_EXTENSION] = hosts
    app.before_request(_refuse_strangers)
    app.before_request(_stay_here)


def hosts() -> Hosts:
    """Return the configured addresses."""
    found: Hosts = current_app.extensions[_EXTENSION]
    return found


def here() -> PublicUrl | None:
    """Return the address this request was sent to, None for a host that is about to be refused."""
    return hosts().of(request)


def is_https() -> bool:
    """Tell whether the browser reached us over https."""
    url = here()
    return url is not None and url.is_https


def _refuse_strangers() -> None:
    if here() is None:
        abort(400)


def _stay_here() -> Response | None:
    """Answer an address that lacks its last slash by a path: behind TLS the router says http."""
    asked = request.routing_exception
    if not isinstance(asked, RequestRedirect):
        return None
    parts = urlsplit(asked.new_url)
    path = "/" + parts.path.lstrip("/")  # two slashes would begin the name of another host
    return redirect(urlunsplit(("", "", path, parts.query, "")), asked.code)


def _without_default_port(scheme: str, host: str) -> str:
    return host.lower().removesuffix(_DEFAULT_PORTS[scheme])
