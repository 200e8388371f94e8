"""The list of what is due for a lead with many cases."""

from collections.abc import Iterator

from bench.figures import Figure
from bench.many_cases import fill
from bench.queue import of_page
from bench.serving import installed, served
from bench.signing_in import sign_in

_PLACES = {
    "first page": "/desk/due/",
    "overdue": "/desk/due/?when=overdue",
    "this week": "/desk/due/?when=week",
    "feedback alone": "/desk/due/?clock=house.feedback&when=overdue",
}


def figures() -> Iterator[Figure]:
    """Look at what is due in 10,000 cases, and in 100,000."""
    for count in (10_000, 100_000):
        with installed() as here:
            lead = here.office.leads[0]
            fill(here, lead, count, whole=count <= 10_000)
            with served(here) as server:
                browser, _ = sign_in(server, lead)
                for name, path in _PLACES.items():
                    yield from of_page(f"due in {count:,}, {name}", server, browser, path)
