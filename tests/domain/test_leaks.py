"""What may not leave is found however it is written, and nothing of it is left below a bar."""

from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.leaks import BAR, Kind, Place, Term, around, find, redact
from wbportal.domain.pointers import named, terms_in

# A term, and texts in which it stands, each with what is to be taken out of it.
FOUND = (
    # Thai is written without blanks, and with titles or without.
    (Kind.NAME, "สมชาย ใจดี", "เจอสมชายใจดีที่ตลาด", ["สมชายใจดี"]),
    (Kind.NAME, "สมชาย ใจดี", "นายสมชาย  ใจดี มา", ["สมชาย  ใจดี"]),
    (Kind.NAME, "นายสมชาย ใจดี", "คุณสมชายบอกว่าใจดีมาก", ["สมชาย", "ใจดี"]),
    (Kind.NAME, "นาย สมชาย ใจดี", "พ.ต.อ.สมชาย\nใจดี", ["สมชาย\nใจดี"]),
    (Kind.NAME, "ดร. สมชาย ใจดี", "สม\u200bชาย", ["สม\u200bชาย"]),
    # Tone marks are easily mistyped; ำ is one letter or two.
    (Kind.NAME, "บัณฑิต เชี่ยวชาญ", "บัณฑิตเชียวชาญ", ["บัณฑิตเชียวชาญ"]),
    (Kind.NAME, "สัมฤทธิ์", "สัมฤทธิ", ["สัมฤทธิ"]),
    (Kind.NAME, "อำนาจ รุ่งเรือง", "อ\u0e4d\u0e32นาจ", ["อ\u0e4d\u0e32นาจ"]),
    # Latin letters: capitals, accents, hyphens and apostrophes.
    (Kind.NAME, "Somchai Jaidee", "then SOMCHAI-JAIDEE's wife", ["SOMCHAI-JAIDEE"]),
    (Kind.NAME, "Mr Somchai Jaidee", "Somchai and Mrs Jaidee", ["Somchai", "Jaidee"]),
    (Kind.NAME, "José Peña", "Jose\u0301 Pena", ["Jose\u0301 Pena"]),
    (Kind.NAME, "Ann Lee", "Ann is planning; Lee is sleeping", ["Ann", "Lee"]),
    # Positions, shortened or written out.
    (Kind.POSITION, "ผู้อำนวยการกองช่าง", "ผอ.กองช่าง และ ผอ กองช่าง", ["ผอ.กองช่าง", "ผอ กองช่าง"]),
    (Kind.POSITION, "ผอ.กองช่าง", "ผู้อำนวยการกองช่างสั่ง", ["ผู้อำนวยการกองช่าง"]),
    (Kind.POSITION, "Director of Roads", "the director  of roads", ["director  of roads"]),
    # Numbers, in digits of either kind, with the country's or without.
    (Kind.PHONE, "081-234-5678", "โทร ๐๘๑ ๒๓๔ ๕๖๗๘", ["๐๘๑ ๒๓๔ ๕๖๗๘"]),
    (Kind.PHONE, "๐๘๑๒๓๔๕๖๗๘", "+66 81 234 5678", ["66 81 234 5678"]),
    (Kind.PHONE, "+66812345678", "(081) 234-5678", ["081) 234-5678"]),
    (Kind.NUMBER, "1-2345-67890-12-3", "เลข ๑๒๓๔๕๖๗๘๙๐๑๒๓", ["๑๒๓๔๕๖๗๘๙๐๑๒๓"]),
    (Kind.EMAIL, "somchai@example.org", "to: Somchai@Example.ORG.", ["Somchai@Example.ORG"]),
    (Kind.FILE_NAME, "สัญญา จ้าง.pdf", "ดูสัญญาจ้างแล้ว", ["สัญญาจ้าง"]),
    (Kind.FILE_NAME, "IMG_2041.jpg", "in img_2041.JPG", ["img_2041.JPG"]),
    (Kind.WORD, "ร้านกาแฟหน้าศาล", "ที่ร้าน กาแฟหน้าศาล", ["ร้าน กาแฟหน้าศาล"]),
    (Kind.HANDLE, "@somchai_j", "line: @Somchai_J", ["Somchai_J"]),
)
# A term, and a text that only looks like it.
NOT_FOUND = (
    (Kind.NAME, "Ann Lee", "planning an annual fee"),
    (Kind.NAME, "แดง", "แด่ง"),  # another word: a tone counts in a short one
    (Kind.NAME, "สม", "เสมอ"),  # the vowel before it belongs to the syllable
    (Kind.NAME, "กา", "ก้าน กำ"),
    (Kind.PHONE, "081-234-5678", "รหัส 10812345678 และ 0812345679"),
    (Kind.NUMBER, "1234567890", "11234567890"),
    (Kind.NAME, "ก", "กก"),  # one letter points to nobody
    (Kind.WORD, "", "anything"),
)


def _taken(kind: Kind, term: str, text: str) -> list[str]:
    return [
        text[place.start : place.end]
        for leak in find([Term(kind, term)], [text])
        for place in leak.places
    ]


def test_a_term_is_found_however_it_is_written() -> None:
    for kind, term, text, wanted in FOUND:
        assert _taken(kind, term, text) == wanted, (term, text)


def test_what_only_looks_like_a_term_is_left_alone() -> None:
    for kind, term, text in NOT_FOUND:
        assert _taken(kind, term, text) == [], (term, text)


def test_what_points_to_somebody_is_read_from_a_text() -> None:
    for text, wanted in (
        ("นายสมชายเรียกรับเงินจากผู้รับเหมา", {(Kind.NAME, "สมชาย")}),
        ("นายสมชาย ใจดี เป็นคนรับ", {(Kind.NAME, "สมชาย ใจดี")}),
        (
            "พ.ต.อ. สมศักดิ์ รักชาติ และนางสาวพรทิพย์ แสงทอง",
            {(Kind.NAME, "สมศักดิ์ รักชาติ"), (Kind.NAME, "พรทิพย์ แสงทอง")},
        ),
        ("ผอ.กองช่าง สั่งงาน", {(Kind.POSITION, "ผอ.กองช่าง")}),
        ("นายกเทศมนตรีไป", {(Kind.POSITION, "นายกเทศมนตรี")}),
        ("โทร ๐๘๑-๒๓๔-๕๖๗๘", {(Kind.PHONE, "๐๘๑-๒๓๔-๕๖๗๘")}),
        ("ส่งที่somchai@example.org", {(Kind.EMAIL, "somchai@example.org")}),
        ("บัตร 1-2345-67890-12-3", {(Kind.NUMBER, "1-2345-67890-12-3")}),
        ("บัญชี ๑๒๓-๔-๕๖๗๘๙-๐", {(Kind.NUMBER, "๑๒๓-๔-๕๖๗๘๙-๐")}),
        ("ไลน์ไอดี: som_chai", {(Kind.HANDLE, "som_chai")}),
        ("Mr. Somchai Jaidee came", {(Kind.NAME, "Somchai Jaidee")}),
        ("Then John P. Smith paid", {(Kind.NAME, "John P. Smith")}),
        ("the deputy mayor knew", {(Kind.POSITION, "deputy mayor")}),
    ):
        found = {(term.kind, term.text) for term in terms_in(text)}
        assert found == wanted, text


def test_an_answer_to_who_is_a_position_or_a_name() -> None:
    for said, kind in (
        ("ผู้อำนวยการกองช่าง หน่วยงานระดับจังหวัด", Kind.POSITION),
        ("the deputy mayor", Kind.NAME),
        ("Head of procurement", Kind.POSITION),
        ("สมชาย ใจดี", Kind.NAME),
    ):
        assert named(said) == Term(kind, said)


def test_sums_days_and_ordinary_words_point_to_nobody() -> None:
    for text in (
        "จ่าย ๑,๒๕๐,๐๐๐ บาท เมื่อ ๑๒ มีนาคม ๒๕๖๙ และ 01-02-2569",
        "คุณภาพงานไม่ดี นายจ้างไม่จ่าย",
        "On Monday the road in Chiang Mai was closed. They paid 1,250,000 baht.",
        "The line was long, and nobody came.",
    ):
        assert terms_in(text) == (), text


def test_the_longer_term_takes_the_place_of_what_stands_inside_it() -> None:
    terms = [Term(Kind.NAME, "ใจดี"), Term(Kind.NAME, "สมชาย ใจดี")]
    leaks = find(terms, ["สมชาย ใจดี", "ใจดีมาก"])
    assert {leak.term.text: leak.places for leak in leaks} == {
        "สมชาย ใจดี": (Place(0, 0, 10),),
        "ใจดี": (Place(1, 0, 4),),
    }


def test_a_bar_says_nothing_of_what_it_covers() -> None:
    texts = ["ให้นายสมชาย ใจดี โทร ๐๘๑๒๓๔๕๖๗๘ แล้ว", "ให้นายก โทร ๐๒ แล้ว"]
    text = texts[0]
    (name,), (phone,) = (leak.places for leak in find(terms_in(text), [text]))
    assert redact(text, [phone, name]) == f"ให้นาย{BAR} โทร {BAR} แล้ว"
    assert redact("กข คง", [Place(0, 0, 2), Place(0, 3, 5)]) == BAR  # one after the other
    assert redact("abc", []) == "abc"
    assert around("abcdefg", Place(0, 3, 4), 2) == ("bc", "d", "ef")


_LETTERS = st.text(alphabet="สมชายใจดีกขค่้ aBc-1๒.\n\u200b", max_size=60)


@given(before=_LETTERS, after=_LETTERS, name=st.sampled_from(["สมชาย ใจดี", "Somchai J", "ธวัชชัย"]))
def test_nothing_is_found_in_what_was_redacted(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    term = Term(Kind.NAME, name)
    leaks = find([term], [text])
    assert leaks
    clean = redact(text, leaks[0].places)
    assert find([term], [clean]) == ()
    assert name not in clean
