"""What people type for a code: any digits, any signs, any order of mistakes in spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbportal.vault.errors import NotACode
from wbportal.vault.groups import as_digits, can_be, single, split
from wbportal.vault.receipts import ReceiptCode
from wbportal.vault.words import ENGLISH, INDEX, UNSAID, spelling

CODES = (
    st.integers(0, 7776**7 - 1)
    .map(ReceiptCode)
    .filter(lambda code: UNSAID.isdisjoint(code.indexes()))
)
SIGNS = st.text(
    " \t\r\n-.,;/|_*()[]'\"\N{EN DASH}\N{EM DASH}\N{NO-BREAK SPACE}\N{BULLET}", max_size=3
)
UNSEEN = st.text("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c", max_size=2)
SCRIPTS = st.sampled_from(
    ["0123456789", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"]
)
LOOKALIKES = {"0": "0oO", "1": "1lIi", "5": "5sS", "8": "8bB", "2": "2zZ"}
THAI_KEYS = dict(zip("1234567890 ", "ๅ/-ภถุึคตจ ", strict=True))


@st.composite
def as_typed(draw: st.DrawFn, code: ReceiptCode) -> str:
    """Each digit or letter as somebody might type it, with signs and nothings in between."""
    typed = ""
    for digits, word in zip(code.groups(), code.words(), strict=True):
        said = (
            word
            if draw(st.booleans())
            else digits.translate(str.maketrans("0123456789", draw(SCRIPTS)))
        )
        typed += draw(SIGNS) + "".join(
            draw(st.sampled_from([letter, letter.upper()])) + draw(UNSEEN) for letter in said
        )
    return typed + draw(SIGNS)


@given(CODES, st.data())
def test_a_code_is_read_through_any_signs_scripts_and_cases(code, data):
    assert ReceiptCode.parse(data.draw(as_typed(code))) == code


@given(CODES, st.sampled_from([1, 2, 3, 5, 7, 8, 16]))
def test_digits_may_be_cut_up_anyhow(code, length):
    digits = "".join(code.groups())
    cut = " ".join(digits[at : at + length] for at in range(0, 32, length))
    assert ReceiptCode.parse(cut) == code


@given(CODES, st.data())
def test_letters_beside_digits_count_as_the_digits_they_look_like(code, data):
    groups = []
    for group in code.groups():
        kept = data.draw(st.integers(0, 3))  # one stays a digit
        groups.append(
            "".join(
                digit if at == kept else data.draw(st.sampled_from(LOOKALIKES.get(digit, digit)))
                for at, digit in enumerate(group)
            )
        )
    typed = " ".join(groups)
    words = {spelling(group)[:4] for group in groups} & {*INDEX, "oil", "boil"}
    assert words or ReceiptCode.parse(typed) == code


@pytest.mark.parametrize(("typed", "read"), [("OOOO", "0000"), ("llll", "1111"), ("12O4", "1204")])
def test_a_group_of_one_letter_is_digits(typed, read):
    assert single(typed) == as_digits(typed) == read


@pytest.mark.parametrize("word", ["oil", "boil", "silo", "boss", "blob"])
def test_a_word_of_the_list_is_never_taken_for_digits(word):
    assert single(word.upper()) == word
    assert as_digits(word) is None


@pytest.mark.parametrize("typed", ["12q4", "g123", "12a4", "7776", "7747", "123", "12345", "", "x"])
def test_what_could_be_two_things_is_none(typed):
    assert single(typed) is None


@given(
    CODES,
    st.sampled_from(
        ["code:", "Code : ", "My code is ", "รหัส: ", "รหัสของฉันคือ ", "CODE=", "code：", "receipt\n"]
    ),
    st.booleans(),
)
def test_words_before_a_code_are_no_part_of_it(code, before, thai):
    typed = " ".join(code.groups())
    typed = typed.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) if thai else typed
    assert ReceiptCode.parse(before + typed) == code


@given(CODES)
def test_words_of_the_list_are_never_left_out(code):
    words = code.words()
    assert ReceiptCode.parse(": ".join(words)) == code
    with pytest.raises(NotACode):
        split(f"{ENGLISH[0]}: {' '.join(code.groups())}")
    with pytest.raises(NotACode):
        split(f"{ENGLISH[0]} {' '.join(code.groups())}")


@given(CODES, st.sampled_from(["", " ", "ข"]))
def test_a_keyboard_left_in_thai_is_undone(code, between):
    pressed = between.join("".join(map(THAI_KEYS.get, group)) for group in code.groups())
    # Codes of nothing but 2 and 3 give no Thai letter; nobody will ever draw one.
    assert ReceiptCode.parse(pressed) == code
    assert single(pressed.replace("ข", " ")[:4].strip()) in {code.groups()[0], None}


@given(st.text())
def test_any_text_is_read_or_refused(typed):
    single(typed)
    with pytest.raises(NotACode):
        split(typed)


def test_groups_that_are_never_drawn_are_known():
    assert [can_be(group) for group in ("0000", "7775", "7776", "7747")] == [
        True,
        True,
        False,
        False,
    ]
