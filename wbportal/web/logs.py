"""What servers may write about requests: no address, no page, nothing of what was sent.

The servers' loggers are asked for by name, so that none of them has to be installed.
"""

import logging

_SERVERS = ("gunicorn.error", "werkzeug")
_TELLING = ("Invalid request from", "Error handling request", "Invalid request line")


class Discreet(logging.Filter):
    """Lets a server's line pass, without what it knows of a visitor."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "werkzeug" and record.levelno < logging.WARNING:
            return False  # its access log
        kind = record.exc_info[0] if record.exc_info else None
        if kind is not None or str(record.msg).startswith(_TELLING):
            what = kind.__name__ if kind is not None else "it could not be read"
            record.msg, record.args = f"A request failed: {what}", ()
            record.exc_info = record.exc_text = None
        return True


_DISCREET = Discreet()


def register() -> None:
    """Make the servers' logs discreet in this process; done twice, it does no more."""
    for name in _SERVERS:
        logging.getLogger(name).addFilter(_DISCREET)
