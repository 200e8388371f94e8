"""A figure beside its target and the limit that the machine set in the same run."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

MILLI = 1000.0
MB = 1_000_000
GB = 1_000_000_000


class Better(Enum):
    """Which side of its target a figure has to be on."""

    LESS = "≤"
    MORE = "≥"


@dataclass(frozen=True, slots=True)
class Target:
    """What we aim at; for many figures there is none."""

    better: Better
    value: float

    def is_met(self, value: float) -> bool:
        return value <= self.value if self.better is Better.LESS else value >= self.value


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: float
    unit: str
    target: Target | None = None
    limit: str = ""  # what the machine allows, measured in the same run; or what explains it

    @property
    def is_missed(self) -> bool:
        return self.target is not None and not self.target.is_met(self.value)


Bench = Callable[[], Iterator[Figure]]


def at_most(value: float) -> Target:
    return Target(Better.LESS, value)


def at_least(value: float) -> Target:
    return Target(Better.MORE, value)


def p50(times: Sequence[float]) -> float:
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def middle(runs: Iterable[float]) -> float:
    """Return the median of repeated short runs: what else the machine does comes and goes."""
    return statistics.median(runs)


def line(figure: Figure) -> str:
    """Write a figure as one line of the table."""
    target = ratio = ""
    if figure.target is not None:
        target = f"{figure.target.better.value} {_short(figure.target.value)}"
        ratio = f"{figure.value / figure.target.value:.2f} ×" if figure.target.value else ""
    verdict = "MISSED" if figure.is_missed else ""
    return (
        f"{figure.name:<46} {_short(figure.value):>10} {figure.unit:<10}"
        f" {target:>9} {ratio:>8} {verdict:<7} {figure.limit}"
    ).rstrip()


HEAD = f"{'figure':<46} {'value':>10} {'unit':<10} {'target':>9} {'ratio':>8} {'':<7} beside it"


def _short(value: float) -> str:
    if value == int(value):
        return f"{int(value)}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
