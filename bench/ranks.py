"""The Mann-Whitney U test: whether one of two sets of times tends to be longer than the other."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two-sided, by the normal approximation with ties corrected: good from 20 samples on."""

    p: float
    effect: float  # how often a time of the second set is the longer one; 0.5: no difference
    shift: float  # median of the second set less that of the first, seconds


def compare(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Compare two sets of times (Mann and Whitney 1947; ties as in Lehmann 1975, §1.4)."""
    n, m = len(first), len(second)
    pooled = sorted([(time, 0) for time in first] + [(time, 1) for time in second])
    rank_sum, ties, before = 0.0, 0, 0
    for _, group in groupby(pooled, key=lambda one: one[0]):
        same = [which for _, which in group]
        rank_sum += sum(same) * (before + (len(same) + 1) / 2)
        ties += len(same) ** 3 - len(same)
        before += len(same)
    u = rank_sum - m * (m + 1) / 2
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    z = abs(u - n * m / 2) / math.sqrt(variance) if variance else 0.0
    return Comparison(
        p=math.erfc(z / math.sqrt(2)),
        effect=u / (n * m),
        shift=statistics.median(second) - statistics.median(first),
    )
