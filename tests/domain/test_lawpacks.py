"""Law packs as data: what may be quoted of each, and only once somebody answers for it."""

import pytest

from wbportal.domain.lawpacks import PACKS, Tag
from wbportal.domain.offices import OfficeKind


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.name)
def test_nothing_is_quoted_without_the_approval_of_this_version(pack):
    for version in (None, pack.version - 1, pack.version + 1):
        assert pack.shown(version) == ()


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.name)
def test_what_was_not_read_in_the_law_is_never_quoted(pack):
    tags = {rule.tag for rule in pack.shown(pack.version)}
    assert tags <= {Tag.PRIMARY, Tag.OURS}
    assert all(rule.source.strip() for rule in pack.clocks.values())


def test_a_pack_that_is_not_for_display_is_never_quoted():
    assert not PACKS["th-pacc"].for_display
    assert PACKS["th-pacc"].shown(PACKS["th-pacc"].version) == ()


def test_the_packs_say_what_the_law_says():
    nacc = PACKS["th-nacc"].clocks
    assert nacc["th.nacc.prelim"].days == 180
    assert nacc["th.nacc.panel"].months == 12
    assert nacc["th.nacc.total"].months == 24
    assert nacc["th.protection"].tag is Tag.SECONDARY
    assert PACKS["eu"].clocks["eu.feedback-external"].tag is Tag.SECONDARY
    assert PACKS["th-nacc"].binds == {OfficeKind.NACC}
    assert PACKS["house"].binds == set(OfficeKind)
    assert PACKS["eu"].binds == set()
