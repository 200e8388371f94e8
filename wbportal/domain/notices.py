"""What is sent to people by mail: fixed wording only, nothing of any case and no numbers.

A digest is the same size whatever it says, so that a mailbox, a mail server or
somebody looking over a shoulder learns nothing but that its owner works for an office.
"""

from enum import StrEnum


class Notice(StrEnum):
    """Every mail the portal can send; the template of each bears its name."""

    DIGEST = "digest"  # each working day: sign in and look


class NoticeTooLong(Exception):
    """A notice does not fit its fixed size: its wording must be cut, not its size raised."""


DIGEST_BYTES = 4096
"""Every digest body is padded to this size, in every language. Thai letters take three bytes."""


def padded_body(text: str) -> str:
    """Return `text` with blanks after it, so that it takes exactly DIGEST_BYTES as UTF-8.

    Lines of padding stay below the 998 characters of RFC 5322 §2.1.1. Raises NoticeTooLong.
    """
    missing = DIGEST_BYTES - len(text.encode("utf-8"))
    if missing < 0:
        raise NoticeTooLong("a digest does not fit its size")
    full_lines, rest = divmod(missing, _PADDING_LINE)
    return text + (" " * (_PADDING_LINE - 1) + "\n") * full_lines + " " * rest


_PADDING_LINE = 72
