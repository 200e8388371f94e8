"""The documents in which proofs of having reported are handed out: their words and their armour.

The words are part of the format: a document counts only if it is, to the letter, the one that its
proof gives. That is why they are in no catalogue, and why a changed word is a new version.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from datetime import date

from wbportal.domain.dates import BUDDHIST_ERA

STATEMENT, OPENING, KEY = "STATEMENT", "OPENING", "STATEMENT KEY"
_LINE_CHARS = 60  # two lines of a small phone
_SPACES = re.compile(r"[ \t\r\n]+")
_THAI_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_THAI = """\
{name_th} ขอยืนยันว่า
ได้รับเรื่องที่มีผู้แจ้งเข้ามา 1 เรื่อง ในวันที่ {day_th}

ข้อความนี้บอกเพียงเท่านี้ ไม่ได้บอกว่าใครเป็นผู้แจ้ง แจ้งเรื่องอะไร หรือเรื่องไปถึงไหนแล้ว
ใครได้ข้อความนี้ไปก็เปิดอ่านเรื่องที่แจ้งไม่ได้
ข้อความนี้ผูกไว้กับเรื่องตามที่ส่งเข้ามาครั้งแรก (ข้อความ คำตอบ และไฟล์) \
แต่จะแสดงได้ว่าแจ้งอะไรไว้ ก็ต่อเมื่อผู้แจ้งเลือกที่จะเปิดเผยเอง
ควรเก็บไว้ในที่ที่คนอื่นไม่เห็น เพราะใครพบเข้าก็จะรู้ว่ามีการแจ้งเรื่องกับที่นี่ในวันนั้น

"""

_ENGLISH = """\
{name_en} states:
We received one report on {day_en}.

This says only that. It does not say who reported, what was reported, or what became of it.
Whoever has this can't open the report.
It is tied to the report as it was first sent (text, answers and files). What was written can be \
shown only if the reporter chooses to reveal it.
Keep it where others don't see it: whoever finds it knows that somebody reported here on that day.

"""

_OPENING = """\
ข้อความนี้เปิดเผยว่าในเรื่องที่แจ้งเขียนอะไรไว้ ควรเก็บแยกจากหนังสือยืนยัน
ให้เฉพาะคนที่คุณต้องการให้รู้เท่านั้น เพราะใครมีทั้งสองอย่างก็แสดงต่อให้คนอื่นดูได้

This reveals what the report says. Keep it apart from the statement.
Give it only to somebody who shall know: whoever has both can show them to others, too.

{block}"""


def armoured(kind: str, content: bytes) -> str:
    """Write bytes as lines of letters between two marks."""
    text = b64encode(content).decode("ascii")
    lines = (text[start : start + _LINE_CHARS] for start in range(0, len(text), _LINE_CHARS))
    return "\n".join((_begin(kind), *lines, _end(kind), ""))


def unarmoured(kind: str, text: str) -> bytes | None:
    """Return what stands between the last pair of marks in a text; None if nothing does."""
    found = re.findall(f"{_begin(kind)}([A-Za-z0-9+/=\\s]*){_end(kind)}", text)
    try:
        return b64decode("".join(found[-1].split()), validate=True) if found else None
    except Error:
        return None


def claims(name_th: str, name_en: str, day: date) -> tuple[str, str]:
    """Return what a proof says, in Thai and in English; joined they stand above its lines."""
    day_th = f"{day.day} {_THAI_MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"
    day_en = f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return (
        _THAI.format(name_th=name_th, day_th=day_th),
        _ENGLISH.format(name_en=name_en, day_en=day_en),
    )


def opening_text(content: bytes) -> str:
    """Return the whole document of what opens a proof."""
    return _OPENING.format(block=armoured(OPENING, content))


def is_same(typed: str, written: str) -> bool:
    """Say whether a document came back whole: only where its lines break may differ."""
    return _words(typed) == _words(written)


def _words(text: str) -> list[str]:
    # Mail, editors and browsers break lines anew without being asked, and put a mark in front.
    return [word for word in _SPACES.split(text.removeprefix("\ufeff")) if word]


def _begin(kind: str) -> str:
    return f"-----BEGIN {kind}-----"


def _end(kind: str) -> str:
    return f"-----END {kind}-----"
