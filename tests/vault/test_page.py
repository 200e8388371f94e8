"""docs/VAULT.md names every label that anything of the portal is bound by."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LABEL = re.compile(r'b"(wbportal [^"]+ v[0-9]+)"')


def test_every_label_stands_on_the_page():
    page = (ROOT / "docs/VAULT.md").read_text("utf-8")
    used = {
        label
        for file in (ROOT / "wbportal").rglob("*.py")
        for label in LABEL.findall(file.read_text("utf-8"))
    }
    assert len(used) > 15
    assert {label for label in used if f'"{label}"' not in page} == set()
