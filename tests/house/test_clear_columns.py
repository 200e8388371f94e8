"""What stands in the clear is listed: a new column is sealed, or explained in the threat model."""

import re

from tests.house.source import ROOT
from wbportal.db.models import METADATA

_TABLE = re.compile(r"<!-- columns -->\n(.*)<!-- /columns -->", re.DOTALL)
_CODE = re.compile(r"`(\w+)`")
_CIPHERTEXT = ("sealed_", "wrapped_")


def _listed() -> dict[str, set[str]]:
    page = (ROOT / "docs/THREAT-MODEL.md").read_text("utf-8")
    found = _TABLE.search(page)
    assert found
    rows = [line.split("|") for line in found.group(1).splitlines() if line.startswith("| `")]
    return {_CODE.findall(row[1])[0]: set(_CODE.findall(row[2])) for row in rows}


def test_every_column_in_the_clear_is_in_the_threat_model() -> None:
    clear = {
        table.name: {c.name for c in table.columns if not c.name.startswith(_CIPHERTEXT)}
        for table in METADATA.tables.values()
    }
    assert clear == _listed()


def test_a_column_that_is_not_listed_would_be_seen() -> None:
    assert "receipt_code" not in _listed()["cases"]
    assert "receipt_lookup" in _listed()["cases"]
