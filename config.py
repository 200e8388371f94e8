"""Everything that may differ between two installations, read once from the environment."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DEFAULT_LANGUAGE = "th"
_SECRET_BYTES = 32
_SALT_BYTES = 16
# 16 random bytes have fewer distinct values than this about once in 10^12 tries.
_FEWEST_VALUES = 8


class Refused(Exception):
    """These settings do not allow a start; the message says why in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one Argon2id derivation takes (RFC 9106 §3.1)."""

    memory_kib: int
    iterations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is taken in."""

    max_upload_bytes: int = 500_000_000  # a file
    max_files: int = 20  # a form
    max_text_chars: int = 100_000  # a field
    draft_disk_share: float = 0.2  # of the blob store's disk, for all reports not sent yet
    min_free_bytes: int = 1_000_000_000  # with less, files are refused and text is still taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where notices go out; without a host they go to the folder `outbox` at home."""

    sender: str = "wbportal@localhost"
    host: str = ""
    port: int = 587
    security: str = "starttls"  # or tls, or none
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotating:
    """Where a secret lies that another one may follow."""

    file: Path | None = None  # None: it stands in a variable, where nobody can exchange it
    following: bytes | None = field(default=None, repr=False)  # of a rotation that has not ended

    @property
    def next_file(self) -> Path | None:
        """Where the one that follows lies until everything opens with it."""
        return None if self.file is None else _next_to(self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One installation's settings; every field has its unit in its name or its type."""

    home: Path
    database_url: str = field(repr=False)  # sqlite:////var/lib/…; others hold a password
    blob_url: str  # file:///var/lib/wbportal/blobs
    roots_file: Path  # the fingerprint of each office's root; outside the database
    heads_file: Path  # the newest audit entry and roster seen; outside the database
    public_urls: tuple[str, ...]  # the first one stands in notices
    root_secret: bytes = field(repr=False)  # 32 bytes; the server's own keys derive from it
    pepper: bytes = field(repr=False)  # 32 bytes around every locked key; may be rotated
    database_key: bytes = field(repr=False)  # 32 bytes; may be rotated
    receipt_salt: bytes  # 16 bytes, public; changing it orphans every receipt code
    pepper_rotation: Rotating = Rotating()
    database_key_rotation: Rotating = Rotating()
    demo: bool = False
    default_locale: str = _DEFAULT_LANGUAGE
    timezone: str = "Asia/Bangkok"  # where a day begins
    limits: Limits = Limits()
    mail: Mail = Mail()
    receipt_cost: Cost = Cost(memory_kib=19 * 1024, iterations=2)  # about 20 ms
    passphrase_cost: Cost = Cost(memory_kib=64 * 1024, iterations=3)  # about 155 ms

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts, with port where there is one, under which requests are answered."""
        return tuple(urlsplit(url).netloc for url in self.public_urls)

    @property
    def unfinished_rotations(self) -> tuple[str, ...]:
        """The secrets whose rotation was cut off; everything opens meanwhile."""
        found = {"pepper": self.pepper_rotation, "database-key": self.database_key_rotation}
        return tuple(name for name, rotating in found.items() if rotating.following is not None)

    @property
    def is_https(self) -> bool:
        """Whether every public address is reached through TLS, so that cookies may demand it."""
        return all(url.startswith("https://") for url in self.public_urls)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the `WBPORTAL_…` variables. Raises Refused.

        A secret is 64 hex digits (the receipt salt 32), in a variable, in the file that the
        variable with `_FILE` behind its name names, or else in `$WBPORTAL_HOME/secrets`.
        """
        read = _Environment(env)
        home = Path(read.text("HOME", "/var/lib/wbportal")).absolute()
        demo = read.text("DEMO", "0") == "1"
        return cls(
            home=home,
            database_url=read.text("DATABASE_URL", f"sqlite:///{home}/portal.sqlite"),
            blob_url=read.text("BLOB_URL", f"file://{home}/blobs"),
            roots_file=Path(read.text("ROOTS_FILE", f"{home}/roots.json")),
            heads_file=Path(read.text("HEADS_FILE", f"{home}/heads.jsonl")),
            public_urls=_public_urls(read, demo=demo),
            root_secret=read.key("ROOT_SECRET", home, _SECRET_BYTES),
            pepper=read.key("PEPPER", home, _SECRET_BYTES),
            database_key=read.key("DATABASE_KEY", home, _SECRET_BYTES),
            receipt_salt=read.key("RECEIPT_SALT", home, _SALT_BYTES),
            pepper_rotation=read.rotating("PEPPER", home),
            database_key_rotation=read.rotating("DATABASE_KEY", home),
            demo=demo,
            default_locale=read.one_of("DEFAULT_LOCALE", _languages()),
            timezone=_timezone(read.text("TIMEZONE", "Asia/Bangkok")),
            limits=_limits(read),
            mail=_mail(read),
        )


@dataclass(frozen=True, slots=True)
class _Environment:
    """The variables, by their names without the prefix; says which one cannot be used."""

    env: Mapping[str, str] = field(repr=False)

    def text(self, name: str, default: str) -> str:
        return self.env.get(f"WBPORTAL_{name}", "").strip() or default

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdigit():
            raise Refused(f"WBPORTAL_{name} is not a whole number.")
        return int(text)

    def share(self, name: str, default: float) -> float:
        try:
            share = float(self.text(name, str(default)))
        except ValueError:
            share = 0
        if not 0 < share <= 1:
            raise Refused(f"WBPORTAL_{name} is not a share between 0 and 1.")
        return share

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """Return the choice that was made, the first one by default."""
        choice = self.text(name, choices[0])
        if choice not in choices:
            raise Refused(f"WBPORTAL_{name} is none of {', '.join(choices)}.")
        return choice

    def secret(self, name: str, default: Path | None = None) -> str:
        """Return what the variable says, or what is in the file that it or `default` names."""
        value, path = self.text(name, ""), self.text(f"{name}_FILE", "")
        if value and path:
            raise Refused(f"WBPORTAL_{name} and WBPORTAL_{name}_FILE are both set.")
        if value:
            return value
        file = Path(path) if path else default
        if file is None or (not path and not file.exists()):
            return ""
        try:
            return file.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise Refused(f"The file that should hold WBPORTAL_{name} cannot be read.") from error

    def key(self, name: str, home: Path, length: int) -> bytes:
        """Return random bytes. Raises Refused if they are missing, of a wrong length or weak."""
        text = self.secret(name, _secret_file(name, home))
        if not text:
            raise Refused(f"WBPORTAL_{name} is missing: set it, or WBPORTAL_{name}_FILE.")
        return _key(name, text, length)

    def rotating(self, name: str, home: Path) -> Rotating:
        """Say where a key lies, and which one is to follow it. Raises Refused."""
        if self.text(name, ""):
            return Rotating()
        named = self.text(f"{name}_FILE", "")
        file = Path(named) if named else _secret_file(name, home)
        if not _next_to(file).exists():
            return Rotating(file=file)
        try:
            text = _next_to(file).read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise Refused(f"The file of the next WBPORTAL_{name} cannot be read.") from error
        return Rotating(file=file, following=_key(name, text, _SECRET_BYTES))


def _secret_file(name: str, home: Path) -> Path:
    return home / "secrets" / name.lower().replace("_", "-")


def _next_to(file: Path) -> Path:
    return file.with_name(f"{file.name}-next")


def _key(name: str, text: str, length: int) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != length:
        raise Refused(f"WBPORTAL_{name} is not {length * 2} hex digits.")
    if len(set(key)) < _FEWEST_VALUES:
        raise Refused(f"WBPORTAL_{name} is weak: it was not drawn at random.")
    return key


def _limits(read: _Environment) -> Limits:
    default = Limits()
    return Limits(
        max_upload_bytes=read.number("MAX_UPLOAD_BYTES", default.max_upload_bytes),
        max_files=read.number("MAX_FILES", default.max_files),
        max_text_chars=read.number("MAX_TEXT_CHARS", default.max_text_chars),
        draft_disk_share=read.share("DRAFT_DISK_SHARE", default.draft_disk_share),
        min_free_bytes=read.number("MIN_FREE_BYTES", default.min_free_bytes),
    )


def _mail(read: _Environment) -> Mail:
    default = Mail()
    mail = Mail(
        sender=read.text("MAIL_FROM", default.sender),
        host=read.text("SMTP_HOST", default.host),
        port=read.number("SMTP_PORT", default.port),
        security=read.one_of("SMTP_SECURITY", ("starttls", "tls", "none")),
        username=read.text("SMTP_USERNAME", default.username),
        password=read.secret("SMTP_PASSWORD"),
    )
    if mail.password and mail.security == "none" and not _is_loopback(mail.host):
        raise Refused("WBPORTAL_SMTP_SECURITY is none: the mail password would travel in clear.")
    return mail


def _languages() -> tuple[str, ...]:
    catalogues = Path(__file__).parent / "wbportal" / "translations"
    translated = {path.parent.name for path in catalogues.glob("*/LC_MESSAGES")}
    return _DEFAULT_LANGUAGE, *sorted(translated - {_DEFAULT_LANGUAGE} | {"en"})


def _public_urls(read: _Environment, *, demo: bool) -> tuple[str, ...]:
    default = f"http://127.0.0.1:{read.env.get('PORT', '8000')}" if demo else ""
    urls = tuple(url.rstrip("/") for url in read.text("PUBLIC_URLS", default).split())
    if not urls:
        raise Refused("WBPORTAL_PUBLIC_URLS is missing: list the addresses of this portal.")
    for url in urls:
        _check_public(url)
    return urls


def _check_public(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port == 0 or parts.scheme not in {"http", "https"} or url != _origin(url):
        raise Refused("WBPORTAL_PUBLIC_URLS holds something that is not scheme://host[:port].")
    if parts.scheme == "http" and not (host.endswith(".onion") or _is_loopback(host)):
        raise Refused(f"WBPORTAL_PUBLIC_URLS: {host} would be reached without TLS.")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(f"WBPORTAL_TIMEZONE: {name} is not known here.") from error
    return name
