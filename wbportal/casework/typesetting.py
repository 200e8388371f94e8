"""Papers set in pages: a PDF whose Thai is shaped and broken between words, made in a sandbox.

What is set is what people wrote, and shaping it is the work of native code: so it is done where
files are cleaned, in memory, without a disk or a network.
"""

from pathlib import Path

from wbportal.casework import sandbox
from wbportal.casework.cleaning import NotCleaned, is_available
from wbportal.casework.errors import Refused
from wbportal.casework.papers import Marks, Paper
from wbportal.casework.records import canonical
from wbportal.casework.sandbox import NoSandbox, Program

_HERE = Path(__file__).parent
_CHILD = Program(_HERE / "typesetter_child.py", seen=((_HERE / "fonts", "/fonts"),))
_MOST_BYTES = 16_000_000  # of text; about five thousand pages


def typeset(paper: Paper, marks: Marks) -> bytes:
    """Return a PDF of a paper, one copy after the other; 0.4 s, and 50 ms a page.

    Raises Refused: "no-sandbox", or "too-large-to-print".
    """
    if not is_available():
        raise Refused(NotCleaned.NO_SANDBOX)
    wanted = canonical(
        {
            **paper.to_json(),
            "secrecy": marks.secrecy,
            "recipient": marks.recipient,
            "copies": list(marks.copies),
            "page": list(marks.page),
        }
    )
    if len(wanted) > _MOST_BYTES:
        raise Refused("too-large-to-print")
    try:
        status, out = sandbox.run(_CHILD, wanted)
    except NoSandbox as error:
        raise Refused(NotCleaned.NO_SANDBOX) from error
    if status != 0 or len(out) > _CHILD.most_bytes:
        raise Refused("too-large-to-print")
    return out
