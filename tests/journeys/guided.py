"""Somebody who answers one question a page."""

from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.journeys.reporter import Reporter, hidden, post

REVIEW = "/o/office/report/review/"


def page(number: int) -> str:
    return f"/o/office/report/{number}/"


@dataclass(slots=True)
class Guided(Reporter):
    """A reporter on the pages that ask one question each."""

    def open(self, path: str) -> str:
        return self.browser.get(path).text

    def say(self, number: int, /, do: str = "next", **fields: object) -> TestResponse:
        """Open a page and send its form."""
        return self.say_on(self.open(page(number)), number, do, **fields)

    def say_on(
        self, shown: str, number: int, do: str = "next", /, **fields: object
    ) -> TestResponse:
        """Send the form of a page that was opened before, wherever the browser has been since."""
        return post(self.browser, page(number), {**hidden(shown), "do": do, **fields})

    def walk(self, answers: dict[int, dict[str, object]]) -> list[int]:
        """Answer page after page, as each leads to the next, and return which they were."""
        at, seen = page(1), []
        while at != REVIEW:
            number = int(at.split("/")[-2])
            seen.append(number)
            said = {"do": "next", **answers.get(number, {})}
            answer = self.say(number, str(said.pop("do")), **said)
            assert answer.status_code == 303, answer.text
            at = answer.location
        return seen

    def send(self) -> TestResponse:
        return post(self.browser, REVIEW, {**hidden(self.open(REVIEW)), "do": "send"})

    def has_noted(self) -> None:
        self.read_code()
        assert self.note().status_code == 303
