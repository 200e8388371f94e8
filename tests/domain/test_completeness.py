"""What is said about a report being enough: kindly, and never in the way."""

import pytest

from wbportal.domain.completeness import Part, Piece, completeness
from wbportal.domain.questionnaire import UNKNOWN

TEXT = "The road was paid for twice."
WHOLE = {"who": "the mayor", "place": "Nong Tor", "when": "2569", "evidence": "in the store"}


def _could_add(text, answers, files=0):
    return {piece for part in completeness(text, answers, files).parts for piece in part.could_add}


def test_a_whole_report_lacks_nothing():
    found = completeness(TEXT, WHOLE, 0)
    assert [part.part for part in found.parts] == [Part.WHO, Part.ACT, Part.EVIDENCE]
    assert found.there == 3
    assert _could_add(TEXT, WHOLE) == set()


def test_an_empty_report_could_have_everything_added():
    assert completeness("", {}, 0).there == 0
    assert _could_add(" \n", {}) == set(Piece)


@pytest.mark.parametrize(
    ("left_out", "piece"),
    [
        ("who", Piece.WHO),
        ("place", Piece.WHERE),
        ("when", Piece.WHEN),
        ("evidence", Piece.EVIDENCE),
    ],
)
def test_what_was_left_out_is_named(left_out, piece):
    answers = {key: value for key, value in WHOLE.items() if key != left_out}
    assert _could_add(TEXT, answers) == {piece}


def test_a_province_is_a_place_and_a_file_is_evidence():
    answers = {"who": "the mayor", "area": "TH-40", "when": "2569"}
    assert _could_add(TEXT, answers, files=1) == set()


def test_not_knowing_is_an_answer():
    found = completeness(TEXT, dict.fromkeys(WHOLE, UNKNOWN), 0)
    assert found.there == 3
    assert found.parts[1].unknown == (Piece.WHERE, Piece.WHEN)


def test_a_place_that_is_known_outweighs_a_province_that_is_not():
    found = completeness(TEXT, {**WHOLE, "area": UNKNOWN}, 0)
    assert found.parts[1].unknown == ()
