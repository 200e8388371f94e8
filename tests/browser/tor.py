"""A whole Tor network that never leaves this machine, with an onion service in it.

Three authorities agree on who is there, three relays carry what is sent, the service stands in
front of a portal with the settings that docs/OPERATIONS.md gives to operators, and a client
leads a browser to it. Each binds what it sends to loopback: nothing can go elsewhere.
"""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.browser.serving import free_port

_PATIENCE_SECONDS = 240.0
_LOOK_EVERY_SECONDS = 0.5
_LOOK_FOR_SECONDS = 30.0  # a circuit that is not built by then is given up, and another one tried
_OPERATIONS = Path(__file__).parents[2] / "docs/OPERATIONS.md"

# tor(1), "Testing network options"; nothing is reached but this machine.
_EVERYBODY = """
TestingTorNetwork 1
AssumeReachable 1
OutboundBindAddress 127.0.0.1
ExitRelay 0
AvoidDiskWrites 1
"""
_RELAY = """
SocksPort 0
Address 127.0.0.1
ORPort 127.0.0.1:{or_port}
"""
# Ten seconds are the shortest that authorities may vote in; the first votes are faster.
_AUTHORITY = """
DirPort 127.0.0.1:{dir_port}
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo nobody@localhost
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteExit *
"""
# What `--list-fingerprint` wants to see in an authority's settings; it looks at none of them.
_NO_AUTHORITY = f"nobody orport=1 v3ident={'A' * 40} 127.0.0.1:1 {'A' * 40}"


@dataclass(frozen=True, slots=True)
class Onion:
    """An onion service that is there, and the client by which a browser reaches it."""

    host: str
    socks_port: int
    folder: Path
    pids: tuple[int, ...]

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def wait(self) -> None:
        """Wait until the service can be reached through the network."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_reached():
            assert time.monotonic() < deadline, f"no way to the onion service: {self.log()}"
            time.sleep(_LOOK_EVERY_SECONDS)

    def _is_reached(self) -> bool:
        """Ask the client for a connection by name (RFC 1928 §3, §4; 5, 0 is success)."""
        name = self.host.encode("ascii")
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.socks_port)) as client:
            client.settimeout(_LOOK_FOR_SECONDS)
            client.sendall(b"\5\1\0" + b"\5\1\0\3" + bytes([len(name)]) + name + b"\0\x50")
            return client.recv(2) == b"\5\0" and client.recv(2) == b"\5\0"
        return False

    def log(self) -> str:
        """Return the last thing that each part of the network had to say."""
        logs = sorted(self.folder.glob("*/log"))
        return "\n".join(f"{log.parent.name}: {log.read_text()[-300:]}" for log in logs)

    def connections(self) -> set[str]:
        """Return the far ends of all its connections, as hex (proc_pid_net(5))."""
        mine = {
            entry.readlink().name
            for pid in self.pids
            for entry in Path(f"/proc/{pid}/fd").iterdir()
            if entry.is_symlink()
        }
        rows = [
            line.split()
            for table in ("tcp", "tcp6", "udp", "udp6")
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        ]
        return {row[2].split(":")[0] for row in rows if f"socket:[{row[9]}]" in mine}


@contextmanager
def onion_service(folder: Path, port: int) -> Iterator[Onion]:
    """Run the network, with an onion service in front of a port of this machine.

    Its address is known at once; when it can be reached, `wait` tells. All of it ends with the
    block.
    """
    folder.chmod(0o700)
    authorities = [_Authority.made(folder / f"authority{number}") for number in range(3)]
    known = _EVERYBODY + "".join(authority.line for authority in authorities)
    socks_port = free_port()
    with ExitStack() as running:
        pids = [
            running.enter_context(_tor(folder / name, known + options))
            for name, options in (
                *((one.folder.name, one.options) for one in authorities),
                *((f"relay{n}", _RELAY.format(or_port=free_port())) for n in range(3)),
                ("onion", operators_settings(folder / "onion/service", port)),
                ("client", f"SocksPort 127.0.0.1:{socks_port}\n"),
            )
        ]
        host = _read(folder / "onion/service/hostname")
        yield Onion(host, socks_port, folder, tuple(pids))


def operators_settings(folder: Path, port: int) -> str:
    """Return the settings that docs/OPERATIONS.md gives, with a folder and a port of ours."""
    part = _OPERATIONS.read_text("utf-8").partition("### Tor\n")[2]
    settings = part.partition("```\n")[2].partition("```")[0]
    for theirs, ours in (
        ("/var/lib/tor/wbportal/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("Log warn syslog\n", ""),
    ):
        assert settings.count(theirs) == 1, f"{theirs} is not in docs/OPERATIONS.md"
        settings = settings.replace(theirs, ours)
    return settings


@dataclass(frozen=True, slots=True)
class _Authority:
    folder: Path
    options: str
    line: str  # by which everybody knows it

    @classmethod
    def made(cls, folder: Path) -> "_Authority":
        """Draw its keys."""
        or_port, dir_port = free_port(), free_port()
        keys = folder / "keys"
        keys.mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)
        generate = ["tor-gencert", "--create-identity-key", "-m", "1", "--passphrase-fd", "0"]
        _run(*generate, "-a", f"127.0.0.1:{dir_port}", folder=keys)
        certificate = (keys / "authority_certificate").read_text("ascii")
        identity = re.findall(r"^fingerprint ([0-9A-F]{40})$", certificate, re.MULTILINE)[0]
        settings = folder / "torrc.keys"
        settings.write_text(
            f"{_EVERYBODY}DataDirectory {folder}\nNickname {folder.name}\nORPort {or_port}\n"
            f"DirAuthority {_NO_AUTHORITY}\n"
        )
        said = _run(*_command(settings), "--list-fingerprint", folder=folder)
        fingerprint = said.split("\n")[-2].partition(" ")[2].replace(" ", "")
        return cls(
            folder,
            _RELAY.format(or_port=or_port) + _AUTHORITY.format(dir_port=dir_port),
            f"DirAuthority {folder.name} orport={or_port} no-v2 v3ident={identity}"
            f" 127.0.0.1:{dir_port} {fingerprint}\n",
        )


@contextmanager
def _tor(folder: Path, options: str) -> Iterator[int]:
    """Run one tor, and end it."""
    folder.mkdir(exist_ok=True, mode=0o700)
    settings = folder / "torrc"
    settings.write_text(
        f"{options}\nDataDirectory {folder}\nNickname {folder.name}\nLog notice file {folder}/log\n"
    )
    process = subprocess.Popen(_command(settings))
    try:
        yield process.pid
        assert process.poll() is None, f"{folder.name} ended: {_read(folder / 'log')[-900:]}"
    finally:
        process.kill()  # not in order, but at once: nothing that it could still do is of use
        process.wait()


def _command(settings: Path) -> list[str]:
    # None of the machine's own settings; what it has to say is in its log.
    return ["tor", "--quiet", "--defaults-torrc", "/dev/null", "-f", str(settings)]


def _run(*command: str, folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, input="passphrase\n", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def _read(file: Path) -> str:
    """Return what a file holds as soon as it is there."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file.parent.name} wrote no {file.name}"
        time.sleep(_LOOK_EVERY_SECONDS)
    return file.read_text("ascii").strip()
