"""What is said beside a code that was mistyped: where to look again, never what it should be."""

from flask_babel import gettext

from wbportal.vault import slips
from wbportal.vault.groups import GROUP_DIGITS
from wbportal.vault.slips import Kind, Slip

_MOST_TOLD = 3


def sentences(typed: str) -> list[str]:
    """Say what is wrong with a code that could not be read: one sentence a slip, at most three."""
    if not typed.strip():
        return [gettext("Please type your code: eight groups of four digits.")]
    return [_sentence(slip) for slip in slips.find(typed)[:_MOST_TOLD]]


def _sentence(slip: Slip) -> str:
    match slip.kind:
        case Kind.NOT_WHOLE:
            return gettext(
                "This is not a whole code. It has eight groups of four digits, 32 digits together."
            )
        case Kind.GROUPS:
            counted = gettext("We count %(count)s groups. A code has 8.", count=slip.count)
            return f"{counted} {_where(slip)}"
        case Kind.DIGITS:
            counted = gettext("We count %(count)s digits. A code has 32.", count=slip.count)
            return f"{counted} {_where(slip)}"
        case Kind.CHECK:
            together = gettext("These groups do not belong together: there is a slip in one.")
            return f"{together} {_where(slip)}"
        case Kind.SWAPPED:
            return _swapped(slip)
        case Kind.LENGTH | Kind.UNKNOWN_WORD | Kind.IMPOSSIBLE:
            return _in_group(slip)


def _where(slip: Slip) -> str:
    """Say which groups to look at first: those in which a common slip would explain it all."""
    if not slip.groups:
        return gettext("Please compare each group with what you noted.")
    if len(slip.groups) == 1:
        return gettext(
            "Look at group %(number)s first. If it is as you noted it, compare the others.",
            number=slip.groups[0] + 1,
        )
    return gettext(
        "Look at these groups first: %(numbers)s. If they are as you noted them, compare the"
        " others.",
        numbers=", ".join(str(group + 1) for group in slip.groups),
    )


def _swapped(slip: Slip) -> str:
    one, other = slip.groups
    return gettext(
        "These groups do not belong together. Perhaps groups %(one)s and %(other)s have changed"
        " places, or the digits where they meet. If not, compare each group with what you noted.",
        one=one + 1,
        other=other + 1,
    )


def _in_group(slip: Slip) -> str:
    number = slip.groups[0] + 1
    if slip.kind is Kind.IMPOSSIBLE:
        return gettext(
            "Group %(number)s cannot be right. Please compare it with what you noted.",
            number=number,
        )
    if slip.kind is Kind.UNKNOWN_WORD:
        return _unknown(number, slip.words)
    if slip.count < GROUP_DIGITS:
        return gettext("Group %(number)s is too short: every group has four digits.", number=number)
    return gettext("Group %(number)s is too long: every group has four digits.", number=number)


def _unknown(number: int, words: tuple[str, ...]) -> str:
    if not words:
        return gettext(
            "Group %(number)s is not a word of our list. Please compare it with what you noted.",
            number=number,
        )
    return gettext(
        "Group %(number)s is not a word of our list. Did you mean: %(words)s?",
        number=number,
        words=", ".join(words),
    )
