"""Two hundred values that no honest person types, for every field of every form."""

import random
import string

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><script>1</script>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "{% include 'base.html' %}",
    "${7*7}",
    "#{7*7}",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[x]]>",
    "&lt;b&gt;",
    "&#0;",
    "<a href='//example.org'>x</a>",
)
_QUERIES = (
    "' OR '1'='1",
    "'; DROP TABLE cases; --",
    '" OR ""="',
    "1; SELECT pg_sleep(10)",
    "admin'--",
    "%' AND 1=1 --",
    "\\",
    "%",
    "_",
    "*",
)
_FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1+1")
_PATHS = (
    "../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "C:\\x",
    "file:///etc/passwd",
    "//host/share",
    "CON",
    "a/b/c",
    ".",
    "..",
    "~",
    "%2e%2e%2f",
    "%00",
    "x\x00.txt",
)
_CONTROLS = (
    "\x00",
    "a\x00b",
    "\x01",
    "\x1b[31mred\x1b[0m",
    "\x7f",
    "\x85",
    "\r\n\r\n",
    "a\r\nSet-Cookie: x=y",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\u200b" * 50,
    "\u202ereversed",
    "\u2066\u2067\u2069",
    "\U000e0041",
    "\U0010ffff",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)
_WRITING = (
    "สวัสดี",
    "ก็็็็็็็็็็็็็็็็็็็็",
    "๐๑๒๓๔๕๖๗๘๙",
    "مرحبا",
    "שלום",
    "你好",
    "Привет",
    "ελληνικά",
    "नमस्ते",
    "𝕿𝖍𝖊",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "👩‍👩‍👧‍👦" * 20,
    "e\u0301",
    "ß",
    "İ",
    "ǆ",
    "ﬁ",
    "Å",
    "㎏",
    "½",
    "ํา",
    "㍻",
    "²",
    "٣",
    "Ⅷ",
)
_NUMBERS = (
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "9" * 400,
    "0x10",
    "1_000",
    "1,000",
    "٣٤",
    "00000000",
    "3.14",
    "+5",
    "2147483648",
    "-9223372036854775809",
)
_TYPES = (
    "null",
    "None",
    "undefined",
    "true",
    "false",
    "[]",
    "{}",
    "[object Object]",
    '{"a": 1}',
    "a=b&c=d",
    "a;b",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "2026-13-45",
    "31/02/2569",
    "99:99",
    "0000-00-00",
)
_SIZES = (
    "",
    " ",
    "\t",
    "\n",
    " " * 5_000,
    "\n" * 5_000,
    "x" * 100_001,
    "ก" * 70_000,
    "a " * 60_000,
)


def _noise() -> tuple[str, ...]:
    """Return random texts, the same in every run."""
    draw = random.Random(20261123)  # noqa: S311 - no secret
    plain = ["".join(draw.choices(string.printable, k=draw.randint(1, 80))) for _ in range(30)]
    wild = [
        "".join(chr(draw.choice(_PLANES)) for _ in range(draw.randint(1, 40))) for _ in range(40)
    ]
    return (*plain, *wild)


_PLANES = [*range(0x20, 0x3000, 7), *range(0xE000, 0xFFFF, 31), *range(0x10000, 0x10FFFF, 4099)]

HOSTILE: tuple[str, ...] = (
    *_SCRIPTS,
    *_QUERIES,
    *_FORMULAS,
    *_PATHS,
    *_CONTROLS,
    *_WRITING,
    *_NUMBERS,
    *_TYPES,
    *_SIZES,
    *_noise(),
)
"""Empty, huge, nulls, other scripts, markup, queries, formulas, paths, wrong types, noise."""

RAW: tuple[bytes, ...] = (
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"%FF%FE",
    b"%ED%A0%80",
    b"%",
    b"%zz",
    b"\x00\x00",
    b"\x80" * 1000,
)
"""Bytes that are no text at all."""
