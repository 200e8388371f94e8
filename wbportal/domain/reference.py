"""Case references: random, so that they tell neither how many cases there are nor their order.

Eight characters without look-alikes, in two groups: "K7M4-QXW9". About 8 × 10¹⁰ of them: a clash is
rare and the database's unique constraint finds it.
"""

import re
import secrets

# Digits and capitals without 0/O, 1/I/L, 5/S, 8/B, 2/Z and U/V: read aloud and copied by hand.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"

_GROUP_CHARS = 4
_GROUPS = 2
_SHAPE = re.compile(f"[{ALPHABET}]{{{_GROUP_CHARS}}}-[{ALPHABET}]{{{_GROUP_CHARS}}}")


def new_reference() -> str:
    """Return a fresh random reference."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(_GROUP_CHARS)) for _ in range(_GROUPS)
    )


def read_reference(typed: str) -> str | None:
    """Return the reference that was typed, in any case and with or without hyphen, or None."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    reference = f"{letters[:_GROUP_CHARS]}-{letters[_GROUP_CHARS:]}"
    return reference if _SHAPE.fullmatch(reference) else None
