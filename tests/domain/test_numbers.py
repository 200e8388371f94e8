"""Digits and money as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.domain.numbers import WrittenAmount, fold_digits, read_amount, thai_digits


@given(st.integers(min_value=0))
def test_thai_digits_fold_back(number):
    assert fold_digits(thai_digits(str(number))) == str(number)


def test_only_digits_are_folded():
    assert fold_digits("บ้านเลขที่ ๑๒/๓ ½ ② ١٢") == "บ้านเลขที่ 12/3 ½ ② 12"


@pytest.mark.parametrize(
    ("text", "baht"),
    [
        ("๑,๒๕๐,๐๐๐", 1_250_000),
        ("1.25 ล้าน", 1_250_000),
        ("๑.๒๕ ล้านบาท", 1_250_000),
        ("ราคา 1,347,500 บาท", 1_347_500),
        ("20,000 baht 'for tea'", 20_000),
        ("THB 20,000", 20_000),
        ("฿500", 500),
        ("500.-", 500),
        ("2.5 แสนบาท", 250_000),
        ("5 แสนล้าน", 500_000_000_000),
        ("3.4 million", 3_400_000),
        ("งบหัวละ 22 บาท", 22),
        ("12", 12),
        ("เครื่องคอมพิวเตอร์ 45 เครื่อง ราคา 1,347,500 บาท", 1_347_500),
    ],
)
def test_a_sum_is_read_in_baht(text, baht):
    assert read_amount(text).baht == Decimal(baht)


@pytest.mark.parametrize(
    "text", ["", "45 เครื่อง", "1,2,3", "1.2.3", "วันละพันบาท", "บ้านเลขที่ 12", "10 พ.ย. 2569"]
)
def test_what_is_no_sum_stays_as_written(text):
    assert read_amount(text) == WrittenAmount(text)


@pytest.mark.parametrize("text", ["about 38,000 baht", "ประมาณ 38,000 บาท", "38,000 กว่าบาท"])
def test_about_is_kept_beside_the_sum(text):
    assert read_amount(text).approximate


@given(st.integers(0, 10**12))
def test_every_sum_written_out_is_read(number):
    for written in (f"{number:,} บาท", f"{number} baht", thai_digits(f"฿{number:,}")):
        assert read_amount(written).baht == number


@given(st.text(alphabet="0123456789๐๑๒,. kmบาทล้านแสน฿THB-"))
def test_whatever_is_written_is_never_refused(text):
    assert read_amount(text).text == text
