"""Whom else one can turn to: numbers that were read somewhere, and never one's own office."""

import json

import pytest

from wbportal.domain.elsewhere import BODIES, bodies_besides, read_bodies
from wbportal.domain.lawpacks import Tag
from wbportal.domain.offices import OfficeKind


def test_every_number_says_where_and_when_it_was_read():
    assert BODIES
    for body in BODIES:
        assert body.source
        assert body.read_on.year >= 2026
        assert {"th", "en"} <= body.names.keys() & body.matters.keys()


@pytest.mark.parametrize("kind", OfficeKind)
def test_what_is_only_remembered_is_not_shown(kind):
    assert Tag.MEMORY in {body.tag for body in BODIES}
    assert Tag.MEMORY not in {body.tag for body in bodies_besides(kind)}


def test_an_office_does_not_name_itself():
    assert "nacc" in {body.key for body in bodies_besides(OfficeKind.CSO)}
    assert "nacc" not in {body.key for body in bodies_besides(OfficeKind.NACC)}


def test_a_number_that_is_none_is_refused():
    one = {
        "key": "x", "country": "TH", "kind": "x", "phone": "call us", "name": {}, "takes": {},
        "tag": "S", "source": "x", "read_on": "2026-11-28",
    }  # fmt: skip
    with pytest.raises(ValueError, match="number of x"):
        read_bodies(json.dumps({"bodies": [one]}))
