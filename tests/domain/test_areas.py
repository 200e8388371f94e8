"""The provinces."""

import pytest

from wbportal.domain.areas import AREAS, areas_sorted


def test_there_are_77_first_level_units_each_with_its_codes():
    assert len(AREAS) == 77
    assert len({area.dopa_code for area in AREAS.values()}) == 77
    for code, area in AREAS.items():
        assert code == area.code
        assert area.code == f"TH-{area.dopa_code}"
        assert area.name("th")
        assert area.name("en").isascii()


def test_there_are_six_regions():
    assert len({area.region for area in AREAS.values()}) == 6


def test_names_follow_the_language():
    assert AREAS["TH-40"].name("th") == "ขอนแก่น"
    assert AREAS["TH-40"].name("en") == "Khon Kaen"
    assert AREAS["TH-40"].name("fr") == "Khon Kaen"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("ชัยภูมิ", "เชียงราย"), ("เชียงใหม่", "ตรัง"), ("อ่างทอง", "อำนาจเจริญ"), ("พะเยา", "เพชรบุรี"),
     ("แพร่", "มหาสารคาม")],
)  # fmt: skip
def test_thai_names_are_sorted_as_a_dictionary_sorts_them(earlier, later):
    names = [area.name_th for area in areas_sorted("th")]
    assert names.index(earlier) < names.index(later)


def test_english_names_are_sorted_by_the_alphabet():
    names = [area.name_en for area in areas_sorted("en")]
    assert names == sorted(names)
