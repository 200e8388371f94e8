"""What one installation is made of."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from config import Config, Mail, Refused
from wbportal.blobs import BlobStore
from wbportal.blobs.local import LocalBlobs
from wbportal.channels import Channel
from wbportal.channels.mail import SmtpChannel
from wbportal.channels.outbox import OutboxChannel
from wbportal.db.engine import open_engine, open_sessions
from wbportal.portal import running
from wbportal.portal import sweep as sweeping
from wbportal.portal.counts import CountFile
from wbportal.portal.errors import StaleEpoch, StaleRoster
from wbportal.portal.heads import HeadFile
from wbportal.portal.parts import Parts, Turns
from wbportal.portal.roots import Roots
from wbportal.portal.uploads import Uploads
from wbportal.portal.work import Work, begin
from wbportal.vault.deployment import DeploymentKeys
from wbportal.vault.passphrases import Cost

_TRIES = 3
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal(Parts):
    """The long-lived parts of one installation; nothing is opened before it is used."""

    engine: Engine = field(repr=False)
    mail: Channel
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    home: Path
    public_url: str  # stands in notices
    default_locale: str
    demo: bool
    unfinished_rotations: tuple[str, ...]

    @classmethod
    def from_env(cls, env: Mapping[str, str], clock: Callable[[], datetime] | None = None) -> Self:
        """Put the parts together as `WBPORTAL_…` variables say. Raises Refused, DatabaseRefused."""
        return cls.from_config(Config.from_env(env), clock)

    @classmethod
    def from_config(cls, config: Config, clock: Callable[[], datetime] | None = None) -> Self:
        """Put the parts together. Raises Refused or DatabaseRefused."""
        engine = open_engine(
            config.database_url, config.database_key, config.database_key_rotation.following
        )
        blobs = _blob_store(config.blob_url)
        return cls(
            engine=engine,
            sessions=open_sessions(engine),
            blobs=blobs,
            uploads=Uploads(blobs),
            keys=_keys(config),
            roots=Roots(config.roots_file),
            heads=HeadFile(config.heads_file),
            counts=CountFile(config.heads_file.with_suffix(".counts.jsonl")),
            limits=config.limits,
            turns=Turns(needed=engine.dialect.name == "sqlite"),
            mail=_channel(config.mail, config.home),
            clock=clock or _now,
            timezone=ZoneInfo(config.timezone),
            home=config.home,
            public_url=config.public_urls[0],
            default_locale=config.default_locale,
            demo=config.demo,
            unfinished_rotations=config.unfinished_rotations,
        )

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Commit when the block ends, undo everything if it raises.

        Raises StaleEpoch, StaleRoster, StaleRow, AlreadyThere or Busy.
        """
        now = self.clock().astimezone(UTC)
        with begin(self, now, now.astimezone(self.timezone).date()) as work:
            yield work

    def perform(self, deed: Callable[[Work], _Result]) -> _Result:
        """Do a deed in a work of its own, again if keys or a roster changed under it.

        The deed is called up to three times, so what it does outside its work must bear that.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._once(deed)
            except (StaleEpoch, StaleRoster):
                continue
        return self._once(deed)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Say that a server or worker is using the data. Raises PortalRunning."""
        with running.sharing(self.home):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every server and worker out. Raises PortalRunning if one is there."""
        with running.alone(self.home):
            yield

    def sweep(self, *, everything: bool = False) -> int:
        """Delete blobs that no row names, and return how many.

        Those older than two days; with `everything` all of them, and PortalRunning is raised if
        a server is using them.
        """
        today = self.clock().astimezone(self.timezone).date()
        if not everything:
            return sweeping.sweep(self.blobs, self.sessions, today)
        with self.alone():
            return sweeping.sweep(self.blobs, self.sessions, today, everything=True)

    def _once(self, deed: Callable[[Work], _Result]) -> _Result:
        with self.work() as work:
            return deed(work)


def _now() -> datetime:
    return datetime.now(UTC)


def _keys(config: Config) -> DeploymentKeys:
    receipt, passphrase = config.receipt_cost, config.passphrase_cost
    return DeploymentKeys.from_root(
        config.root_secret,
        config.pepper,
        config.receipt_salt,
        next_pepper=config.pepper_rotation.following,
        receipt_cost=Cost(receipt.memory_kib, receipt.iterations),
        passphrase_cost=Cost(passphrase.memory_kib, passphrase.iterations),
    )


def _blob_store(url: str) -> BlobStore:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise Refused("WBPORTAL_BLOB_URL is not file:///a/folder.")
    return LocalBlobs(Path(unquote(parts.path)))


def _channel(mail: Mail, home: Path) -> Channel:
    if not mail.host:
        return OutboxChannel(mail.sender, home / "outbox")
    return SmtpChannel(
        mail.sender, mail.host, mail.port, mail.security, mail.username, mail.password
    )
