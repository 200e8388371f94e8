"""The smallest environment that a portal starts in."""

import secrets
from pathlib import Path


def installation(home: Path) -> dict[str, str]:
    """Return the variables of a fresh installation at `home`, with secrets of its own."""
    return {
        "WBPORTAL_HOME": str(home),
        "WBPORTAL_PUBLIC_URLS": "https://portal.example",
        "WBPORTAL_ROOT_SECRET": secrets.token_hex(32),
        "WBPORTAL_PEPPER": secrets.token_hex(32),
        "WBPORTAL_DATABASE_KEY": secrets.token_hex(32),
        "WBPORTAL_RECEIPT_SALT": secrets.token_hex(16),
    }
