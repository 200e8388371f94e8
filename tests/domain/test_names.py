"""Names in free text against the people of an office."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wbportal.domain.names import Mention, Person, mentions

SOMCHAI = Person("somchai", "นายสมชาย ใจดี", "ผู้อำนวยการกองคลัง", ("หนุ่ย", "Somchai"))
SUDARAT = Person("sudarat", "น.ส.สุดารัตน์ แก้วกาญจนา", "เจ้าหน้าที่รับเรื่อง", ("แอน",))
JANE = Person("jane", "Ms Jane Porter", "Head of Planning and Budget", ("Janey", "บ้านเลขที่ ๑๒"))
WICHAI = Person("wichai", "พ.ต.อ. วิชัย รักเรียน", "หัวหน้างานสืบสวน")
OFFICE = (SOMCHAI, SUDARAT, JANE, WICHAI)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("สมชาย ใจดี", "somchai"),
        ("สมชายใจดี", "somchai"),
        ("นาย  สม\u200bชาย\u00a0ใจดี", "somchai"),
        ("กำนันสมชาย ใจดี", "somchai"),
        ("พี่หนุ่ย", "somchai"),
        ("SOMCHAI", "somchai"),
        ("ผู้อำนวยการกองคลัง", "somchai"),
        ("ผอ.กองคลัง", "somchai"),
        ("ผอ. กองคลัง", "somchai"),
        ("อย่าให้คุณสมชาย ใจดี ที่กองพัสดุเห็น", "somchai"),
        ("นางสาวสุดารัตน์ แก้วกาญจนา", "sudarat"),
        ("จนท.รับเรื่อง", "sudarat"),
        ("Mrs. JANE PORTER", "jane"),
        ("jane  porter.", "jane"),
        ("head of planning and budget", "jane"),
        ("บ้านเลขที่ 12", "jane"),
        ("พันตำรวจเอกวิชัย รักเรียน", "wichai"),
        ("ดร.วิชัย รักเรียน", "wichai"),
    ],
)
def test_a_name_a_nickname_or_a_position_written_out_is_certain(written, key):
    assert mentions(written, OFFICE) == (Mention(written, certain=frozenset({key})),)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("คุณสมชาย", "somchai"),
        ("ใจดี", "somchai"),
        ("ส. ใจดี", "somchai"),
        ("สมชย ใจดี", "somchai"),
        ("สมช้าย ใจดี", "somchai"),
        ("somchay", "somchai"),
        ("ผอ.", "somchai"),
        ("คนที่ชื่อหนุ่ยในกองคลัง", "somchai"),
        ("รอง ผอ.กองคลัง", "somchai"),
        ("สุดารัต", "sudarat"),
        ("Jane", "jane"),
        ("Mrs Porter", "jane"),
        ("Mr Poter", "jane"),
        ("somebody in planning", "jane"),
        ("หัวหน้า", "wichai"),
    ],
)
def test_a_part_of_a_name_or_a_slip_of_the_pen_is_possible(written, key):
    assert mentions(written, OFFICE) == (Mention(written, possible=frozenset({key})),)


@pytest.mark.parametrize(
    "written",
    ["นายก อบต.", "ผู้อำนวยการโรงเรียน", "สมหญิง", "ช่างรังวัดที่รับผิดชอบตำบลนี้", "the mayor", "Mr Smith"],
)
def test_a_stranger_is_nobody_here_and_stays_unresolved(written):
    (mention,) = mentions(written, OFFICE)
    assert mention == Mention(written)
    assert not mention.is_resolved


@pytest.mark.parametrize("written", ["", "  \n ", "...", "\u200b", "- \n1. ", ",;\n"])
def test_nothing_written_is_nobody(written):
    assert mentions(written, OFFICE) == ()


def test_everybody_on_a_list_is_compared():
    written = "1. พี่หนุ่ย\n2) Jane Porter, สมหญิง; - แอน"
    assert [(mention.text, set(mention.may_mean)) for mention in mentions(written, OFFICE)] == [
        ("พี่หนุ่ย", {"somchai"}),
        ("Jane Porter", {"jane"}),
        ("สมหญิง", set()),
        ("แอน", {"sudarat"}),
    ]


def test_people_joined_by_and_are_told_apart_but_a_position_with_and_is_one():
    both = mentions("Jane Porter and หนุ่ย", OFFICE)
    assert [mention.certain for mention in both] == [{"jane"}, {"somchai"}]
    assert len(mentions("Head of Planning and Budget", OFFICE)) == 1


def test_two_of_the_same_name_are_both_meant():
    namesake = Person("other", "นางสมชาย ใจดี")
    (mention,) = mentions("สมชาย ใจดี", (SOMCHAI, namesake))
    assert mention.certain == {"somchai", "other"}
    assert mention.is_resolved


def test_a_nickname_that_may_be_somebody_elses_name_is_not_resolved():
    other = Person("other", "นายหนุ่ย แซ่ลิ้ม")
    (mention,) = mentions("หนุ่ย", (SOMCHAI, other))
    assert mention.certain == {"somchai"}
    assert mention.possible == {"other"}
    assert not mention.is_resolved
    assert mention.may_mean == {"somchai", "other"}


@pytest.mark.parametrize(
    "written", ["ก,ข\n" * 250, "นาย" * 330, "สมชัย ใจดำ and " * 60, "ab " * 330]
)
def test_a_long_list_is_compared_in_few_pieces(written):
    assert 1 <= len(mentions(written, OFFICE)) <= 100


def test_a_name_at_the_end_of_a_long_list_is_not_overlooked():
    listed = mentions(
        "\n".join([*(f"คนที่ {number}" for number in range(60)), "Jane Porter"]), OFFICE
    )
    assert len(listed) == 20
    assert "jane" in listed[-1].may_mean


@given(st.text(max_size=60))
def test_whatever_is_written_is_compared_without_failing(written):
    for mention in mentions(written, OFFICE):
        assert mention.may_mean <= {person.key for person in OFFICE}
        assert not mention.certain & mention.possible


NAMES = st.text("กขคงจชตถทนบปผพมยรลวสหอะาิีุู", min_size=3, max_size=8)


@given(NAMES, NAMES, st.sampled_from(["นาย", "นางสาว ", "ดร.", "พ.ต.ท.", "คุณ", "ผอ. ", ""]))
def test_a_full_name_is_certain_under_any_title(first, last, title):
    people = (Person("k", f"นาง{first} {last}"),)
    assert all("k" in mention.certain for mention in mentions(f"{title}{first} {last}", people))


@example("๑. A")  # as a line of a list begins
@given(st.text("กขคงเแำ็่้์ิุ๑๒นสabcABCé .", min_size=1, max_size=12))
def test_an_alias_as_it_stands_on_the_list_is_always_certain(alias):
    people = (Person("k", "นายสมชาย ใจดี", aliases=("พี่ใหญ่", alias)),)
    assert all(mention.certain == {"k"} for mention in mentions(alias, people))
