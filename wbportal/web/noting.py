"""A code on a page, until two groups of it prove that it was noted."""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext

from wbportal.vault.receipts import ReceiptCode
from wbportal.web.forms import Form
from wbportal.web.locale import language

_MOST_TYPED_CHARS = 500  # a long word with room for anybody's spacing


class GroupsForm(Form):
    """The two groups that prove that a code was noted."""

    def __init__(self, groups: Sequence[int]) -> None:
        super().__init__()
        self.groups = groups

    def typed(self) -> dict[int, str]:
        """Return what was typed, by the position (0 to 7) of the group."""
        return {
            index: request.form.get(_field(index), "")[:_MOST_TYPED_CHARS] for index in self.groups
        }

    def fields(self) -> list[tuple[str, int]]:
        """Return the name of each field with the position of its group: people count from 1."""
        return [(_field(index), index + 1) for index in self.groups]

    def complain(self, wrong: frozenset[int]) -> None:
        """Say which groups do not fit."""
        self.form_errors = [_did_not_fit(index) for index in sorted(wrong)]


def words_of(code: ReceiptCode) -> Sequence[str]:
    """Return a code in words, where the language of the page has a list of them."""
    return code.words() if language() == "en" else ()


def _field(index: int) -> str:
    return f"group_{index + 1}"


def _did_not_fit(index: int) -> str:
    return gettext("What you typed for group %(number)s does not fit.", number=index + 1)
