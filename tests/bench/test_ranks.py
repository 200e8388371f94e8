"""The rank test sees what differs, and nothing where nothing does."""

import random

import pytest

from bench.ranks import compare


def test_it_agrees_with_a_published_example() -> None:
    # Hollander and Wolfe, Nonparametric Statistical Methods, §4.1: U = 35, so z = 10 / √66.7.
    at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    before = [1.15, 0.88, 0.90, 0.74, 1.21]
    found = compare(before, at_term)
    assert found.effect * 50 == pytest.approx(35)
    assert found.p == pytest.approx(0.2207, abs=0.0005)


def test_ties_count_half() -> None:
    assert compare([1.0, 2.0], [1.0, 2.0]).effect == 0.5


def test_all_alike_is_no_difference() -> None:
    assert compare([3.0] * 30, [3.0] * 40).p == 1.0


def test_five_hundred_samples_show_a_small_shift() -> None:
    draw = random.Random(1)  # noqa: S311 - numbers to compare
    one = [draw.gauss(20, 2) for _ in range(500)]
    other = [draw.gauss(20.8, 2) for _ in range(500)]
    found = compare(one, other)
    assert found.p < 0.001
    assert found.effect > 0.55
    assert found.shift > 0


def test_no_shift_is_rarely_taken_for_one() -> None:
    draw = random.Random(2)  # noqa: S311 - as above
    values = [
        compare([draw.random() for _ in range(60)], [draw.random() for _ in range(60)]).p
        for _ in range(200)
    ]
    assert sum(p < 0.05 for p in values) < 20
