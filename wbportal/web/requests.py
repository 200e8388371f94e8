"""Requests whose bodies are read under watch, and whose files are sealed as they come."""

import time
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser

from wbportal.web import audience, current, traits
from wbportal.web.bodies import PIECE_BYTES, Body, Pace, Watch
from wbportal.web.floods import floods, is_newcomer
from wbportal.web.uploads import Discard, Received, Room, Uploads

_EXTENSION = "wbportal.requests"
_MAX_FIELD_BYTES = 4 * 1024 * 1024
_MAX_FIELDS = 1000

_Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How this process reads bodies."""

    room: Room
    watch: Watch


class FormParser(FormDataParser):
    """Werkzeug's parser, with limits where it has none: on forms without files."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> _Parsed:
        if mimetype == "application/x-www-form-urlencoded":
            stream = BytesIO(_read_fields(stream))
        if mimetype == "multipart/form-data":
            return self._parse_parts(stream, content_length, options or {})
        return super().parse(stream, mimetype, content_length, options)

    def _parse_parts(
        self, stream: IO[bytes], content_length: int | None, options: dict[str, str]
    ) -> _Parsed:
        # In larger pieces than Werkzeug's own 64 KiB: a third less time for a large file.
        parser = MultiPartParser(
            stream_factory=self.stream_factory,
            max_form_memory_size=self.max_form_memory_size,
            cls=self.cls,
            buffer_size=PIECE_BYTES,
            max_form_parts=self.max_form_parts,
        )
        boundary = options.get("boundary", "").encode("ascii")
        if not boundary:
            raise ValueError("no boundary")
        form, files = parser.parse(stream, boundary, content_length)
        return stream, form, files


class PortalRequest(Request):
    """A request as the portal reads it: whole or not at all (a body cut off is a 400)."""

    form_data_parser_class = FormParser

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        reading: Reading = current_app.extensions[_EXTENSION]
        body = self._watched_body(reading)
        try:
            with floods().bodies.mine().enter(), reading.watch.over(body):
                super()._load_form_data()
        except ValueError as error:
            raise BadRequest from error
        finally:
            # Nobody parses the rest of a body a second time, on the page about its error.
            self.__dict__.setdefault("form", MultiDict())
            self.__dict__.setdefault("files", MultiDict())

    @property
    def form_was_read(self) -> bool:
        return "form" in self.__dict__

    def _watched_body(self, reading: Reading) -> Body:
        body = Body(
            source=self.environ["wsgi.input"],
            most_bytes=reading.room.most_bytes,
            pace=Pace(time.monotonic),
            length=self.content_length,
            connection=self.environ.get("gunicorn.socket"),
        )
        self.environ["wsgi.input"] = body
        self._uploads = Uploads(reading.room, body.went_into_file, for_draft=is_newcomer())
        return body

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature, by keyword
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,  # noqa: ARG002 - as above
    ) -> IO[bytes]:
        if traits.current().reads_files:
            return self._uploads.glance()
        if not (traits.current().takes_files and _has_keeper()):
            return Discard(self._uploads.count)
        return self._uploads.sink(filename or "", content_type or "")

    def discard_uploads(self) -> None:
        """Remove the sealed files that no Work has kept."""
        if "_uploads" in self.__dict__:
            self._uploads.discard()


def register(app: Flask, room: Room) -> None:
    """Read every request of `app` this way."""
    app.request_class = PortalRequest
    app.extensions[_EXTENSION] = Reading(room, Watch())
    app.config.update(MAX_FORM_MEMORY_SIZE=_MAX_FIELD_BYTES, MAX_FORM_PARTS=_MAX_FIELDS)
    app.teardown_request(lambda _: _discard())


def form_was_read() -> bool:
    """Tell whether the body was read, or its reading failed; asking reads nothing."""
    return isinstance(request, PortalRequest) and request.form_was_read


def received(field: str) -> Received:
    """Return the files of one field: sealed, and gone at the end unless a Work keeps them."""
    return Received.of(request.files.getlist(field))


def _discard() -> None:
    if isinstance(request, PortalRequest):
        request.discard_uploads()


def _has_keeper() -> bool:
    # Whoever should be signed in and is not sends files for nobody.
    return audience.current().is_anonymous or current.person() is not None


def _read_fields(stream: IO[bytes]) -> bytes:
    pieces, length = [], 0
    while piece := stream.read(64 * 1024):
        pieces.append(piece)
        length += len(piece)
        if length > _MAX_FIELD_BYTES:
            raise RequestEntityTooLarge
    body = b"".join(pieces)
    if body.count(b"&") >= _MAX_FIELDS:
        raise RequestEntityTooLarge
    return body
