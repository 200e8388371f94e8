"""A browser that costs next to nothing: plain sockets, a new connection for each request."""

import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = re.compile(r'name="form" value="([^"]+)"')
_FORM_TYPE = "application/x-www-form-urlencoded"
_BOUNDARY = "bench-5f1d0c7a3e"
_PIECE_BYTES = 1024 * 1024
_PATIENCE_SECONDS = 120


class Unexpected(Exception):
    """The portal did not answer as it must; what it said stands in the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a body only if it was kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    length: int  # of the body, kept or not
    head_length: int

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: `length` bytes of nothing in particular."""

    name: str
    length: int

    def pieces(self) -> Iterable[bytes]:
        piece = bytes(range(256)) * (_PIECE_BYTES // 256)
        whole, rest = divmod(self.length, _PIECE_BYTES)
        for _ in range(whole):
            yield piece
        yield piece[:rest]


@dataclass(slots=True)
class Browser:
    """One visitor: keeps cookies, and sends what a browser sends with a form."""

    origin: str
    cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, path: str, *, status: int = 200) -> Answer:
        """Ask for a page. Raises Unexpected if another status comes back."""
        return _expect(self._ask("GET", path, b""), status, path)

    def post(
        self, path: str, fields: Mapping[str, str], *, status: int = 303, keep: bool = True
    ) -> Answer:
        """Send a form. Raises Unexpected if another status comes back."""
        body = urlencode(fields).encode()
        return _expect(self._ask("POST", path, body, _FORM_TYPE, keep=keep), status, path)

    def post_file(self, path: str, fields: Mapping[str, str], file: File) -> Answer:
        """Send a form with one file in its field `files`. Raises Unexpected unless it is taken."""
        parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; '
        head += f'filename="{file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        before, after = b"".join(parts) + head.encode(), f"\r\n--{_BOUNDARY}--\r\n".encode()
        length = len(before) + file.length + len(after)
        with self._connected() as connection:
            kind = f"multipart/form-data; boundary={_BOUNDARY}"
            connection.sendall(self._head("POST", path, length, kind) + before)
            for piece in file.pieces():
                connection.sendall(piece)
            connection.sendall(after)
            answer = self._answer(connection, keep=True)
        return _expect(answer, 303, path)

    def _ask(
        self, method: str, path: str, body: bytes, kind: str = "", *, keep: bool = True
    ) -> Answer:
        with self._connected() as connection:
            connection.sendall(self._head(method, path, len(body), kind) + body)
            return self._answer(connection, keep=keep)

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.origin)
        address = (parts.hostname or "", parts.port or 80)
        connection = socket.create_connection(address, timeout=_PATIENCE_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _head(self, method: str, path: str, length: int, kind: str) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {urlsplit(self.origin).netloc}",
            "Connection: close",
            "Accept-Language: en",
        ]
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {'; '.join(pairs)}")
        if method == "POST":
            lines += [
                f"Content-Length: {length}",
                f"Content-Type: {kind}",
                f"Origin: {self.origin}",
                "Sec-Fetch-Site: same-origin",
            ]
        return "\r\n".join([*lines, "", ""]).encode()

    def _answer(self, connection: socket.socket, *, keep: bool) -> Answer:
        received = bytearray()
        while b"\r\n\r\n" not in received:
            piece = connection.recv(64 * 1024)
            if not piece:
                raise Unexpected("the connection was closed before an answer came")
            received += piece
        head, _, rest = bytes(received).partition(b"\r\n\r\n")
        status, headers = self._read_head(head.decode("latin-1"))
        pieces, length = [rest], len(rest)
        buffer = bytearray(256 * 1024)
        while count := connection.recv_into(buffer):
            length += count
            if keep:
                pieces.append(bytes(buffer[:count]))
        return Answer(status, headers, b"".join(pieces), length, len(head))

    def _read_head(self, head: str) -> tuple[int, dict[str, str]]:
        first, *lines = head.split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._remember(value)
            headers[name.lower()] = value
        return int(first.split(" ")[1]), headers

    def _remember(self, set_cookie: str) -> None:
        name, _, value = set_cookie.partition(";")[0].partition("=")
        if value:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)


def hidden(page: str) -> dict[str, str]:
    """Return the token and, if the page has them, the number of its last form."""
    tokens, numbers = _TOKEN.findall(page), _FORM.findall(page)
    if not tokens:
        raise Unexpected("there is no form on the page")
    return {"csrf_token": tokens[-1]} | ({"form": numbers[-1]} if numbers else {})


def _expect(answer: Answer, status: int, path: str) -> Answer:
    if answer.status != status:
        said = re.sub(r"<[^>]*>|\s+", " ", answer.body.decode(errors="replace"))
        raise Unexpected(f"{path} answered {answer.status}, not {status}: {said[:300]}")
    return answer


def _part(name: str, value: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n"
    return head.encode() + value + b"\r\n"
