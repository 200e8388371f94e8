"""Law packs as data: what may be quoted of each, and only once somebody answers for it."""

from dataclasses import replace
from datetime import date

import pytest

from wbportal.domain.lawpacks import PACKS, Library, Tag, needs_two_officers
from wbportal.domain.offices import OfficeKind


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.name)
def test_nothing_is_quoted_without_the_approval_of_this_version(pack):
    for version in (None, pack.version - 1, pack.version + 1):
        assert pack.shown(version) == ()


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.name)
def test_what_was_not_read_in_the_law_is_never_quoted(pack):
    tags = {rule.tag for rule in pack.shown(pack.version)}
    assert tags <= {Tag.PRIMARY, Tag.OURS}
    assert all(r.source.th and r.source.en and r.name.th for r in pack.clocks.values())


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


def test_a_clock_runs_only_in_offices_of_the_kind_that_it_binds():
    bound = {
        kind: {rule.key for pack in PACKS.values() for rule in pack.binding(kind)}
        for kind in OfficeKind
    }
    house = set(PACKS["house"].clocks)
    for_agencies = {"th.refer.police_nacc", "th.discipline", "th.agency136"}
    assert bound[OfficeKind.CSO] == bound[OfficeKind.COMPANY] == bound[OfficeKind.PACC] == house
    assert bound[OfficeKind.AGENCY] == house | for_agencies
    reviewed_by_law = (house - {"house.review"}) | set(PACKS["th-nacc"].clocks)
    assert bound[OfficeKind.NACC] == reviewed_by_law - for_agencies


def test_a_case_keeps_the_version_with_which_it_was_begun():
    first = PACKS["th-nacc"]
    second = replace(first, version=2, since=date(2027, 1, 1))
    library = Library([second, first])
    assert library.newest["th-nacc"] is second
    assert library.for_case("th-nacc", date(2026, 12, 31)) is first
    assert library.for_case("th-nacc", date(2027, 1, 1)) is second
    assert library.for_case("th-nacc", date(1999, 1, 1)) is first
    assert library.version("th-nacc", 1) is first
    with pytest.raises(KeyError):
        library.version("th-nacc", 3)


def test_two_officers_take_a_statement_only_where_a_pack_that_binds_says_so():
    kinds = {kind for kind in OfficeKind if needs_two_officers(kind)}
    assert kinds == {OfficeKind.NACC}
    rule = PACKS["th-nacc"].statement
    assert rule is not None
    assert rule.source.en
    assert rule.source.th
