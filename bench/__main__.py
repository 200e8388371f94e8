"""`python -m bench [name …]`: measure all of it, or what is named; `-m bench.timing` compares."""

import os
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType

from bench import (
    codes,
    doors,
    due,
    files,
    limits,
    lists,
    pages,
    queue,
    rotation,
    search,
    signing_in,
    submissions,
    timing,
    trail,
)
from bench.figures import HEAD, Bench, line

_BENCHES: Mapping[str, Bench] = MappingProxyType(
    {
        "limits": limits.figures,
        "pages": pages.figures,
        "submissions": submissions.figures,
        "codes": codes.figures,
        "sign-in": signing_in.figures,
        "doors": doors.figures,
        "queue": queue.figures,
        "search": search.figures,
        "due": due.figures,
        "lists": lists.figures,
        "files": files.figures,
        "rotation": rotation.figures,
        "trail": trail.figures,
        "timing": timing.figures,
    }
)


def main(names: list[str]) -> int:
    """Measure, print each figure as it comes, and say at the end which missed their target."""
    unknown = [name for name in names if name not in _BENCHES]
    if unknown:
        print(f"There is no {unknown[0]}: choose from {', '.join(_BENCHES)}.", file=sys.stderr)
        return 2
    begun, missed = time.monotonic(), []
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"{os.cpu_count()} cores; load before the start: {load}")
    print(HEAD)
    for name in names or _BENCHES:
        for figure in _BENCHES[name]():
            print(line(figure), flush=True)
            missed += [figure.name] if figure.is_missed else []
    print(f"{time.monotonic() - begun:.0f} s.")
    if missed:
        print(f"Missed: {'; '.join(missed)}. bench/README.md says where the time goes.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
