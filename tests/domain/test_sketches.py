"""What a sketch says is missing is missing: whatever a search finds, it lets through."""

from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.searching import Matcher, QueryRefused, indexed, read_query
from wbportal.domain.sketches import Sieve, sketch
from wbportal.vault.indexes import SKETCH_BYTES

TEXTS = [
    "นายสมชายจ่ายเงินค่าสะพานข้ามคลองแสนแสบสองครั้ง 1,250,000 บาท",
    "The marmalade factory was paid twice; call 081 234 5678.",
    "น้ำมัน กับ oil, ไม่มี receipt, X5abcdef, ABCกระดาษ",
    "",
]
NAMES = [("สมชาย ใจดี", "Somchai Jaidee", "เสี่ยมังกร"), ("alone",)]
QUERIES = [
    "แสนแสบ",
    "สะพาน",
    "กับ",
    "oil",
    "marmal*",
    "paid*",
    "fac*",
    "x5abcd*",
    "abcกระดาษ*",
    "สะพ*",
    '"paid twice"',
    '"oil ไม่มี"',
    "factory paid call",
    "1250000",
    "081-234-5678",
    "นายสมชาย",
]
BODY = indexed(TEXTS, NAMES)


def passes(typed: str, body: bytes) -> bool:
    return any(Sieve(read_query(typed)).looks(sketch(body)))


def test_a_sketch_lets_through_whatever_a_search_finds() -> None:
    for typed in QUERIES:
        matcher = Matcher(read_query(typed))
        seen = matcher.look(BODY)
        assert all(seen.counts), typed
        may_have, _ = Sieve(read_query(typed)).looks(sketch(BODY))
        assert may_have, typed
        assert matcher.begins_with_all(BODY), typed
        assert not matcher.begins_with_all(BODY[:2]), typed


def test_a_sketch_lets_through_who_goes_by_another_name() -> None:
    for typed in ("เสี่ยมังกร", "somchai jaidee paid", "สมชาย ใจดี xylophone"):
        assert Matcher(read_query(typed)).look(BODY).groups, typed
        assert Sieve(read_query(typed)).looks(sketch(BODY))[1], typed
    assert Sieve(read_query("alone")).looks(sketch(indexed(["alone"]))) == (True, False)


def test_a_sketch_keeps_back_nearly_all_that_has_it_not() -> None:
    for typed in ("xylophone", "หอยสังข์", "quay", "marmalade xylophone", '"paid thrice"', "lade*"):
        assert not passes(typed, BODY), typed


@given(st.lists(st.text(max_size=60), max_size=5), st.text(min_size=1, max_size=12))
def test_nothing_that_stands_in_a_text_is_kept_back(texts: list[str], typed: str) -> None:
    body = indexed([*texts, f"{texts[0] if texts else ''} {typed}"])
    for asked in (typed, f"{typed}*"):
        try:
            query = read_query(asked)
        except QueryRefused:
            return
        if all(Matcher(query).look(body).counts):
            assert Sieve(query).looks(sketch(body))[0]


def test_all_sketches_are_of_the_size_that_is_sealed() -> None:
    assert {len(sketch(indexed(texts))) for texts in ([], TEXTS)} == {SKETCH_BYTES}
