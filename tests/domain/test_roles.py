"""Which roles may meet in one person."""

from itertools import combinations

import pytest

from wbportal.domain.compartments import (
    HOLDERS,
    Compartment,
    given_at_intake,
    given_on_assignment,
    given_to_recovery,
    given_to_reporter,
    leads_keep_shares,
)
from wbportal.domain.roles import (
    COMBINATIONS,
    CONTENT,
    STAFF,
    Because,
    Meeting,
    Role,
    combination,
    conflicts,
    conflicts_in_case,
    in_charge,
)

_PAIRS = [frozenset(pair) for pair in combinations(Role, 2)]


@pytest.mark.parametrize("role", sorted(CONTENT))
def test_an_administrator_never_holds_content(role):
    assert conflicts({role, Role.ADMINISTRATOR}) == ((Role.ADMINISTRATOR, role),)


@pytest.mark.parametrize("role", sorted(STAFF - {Role.AUDITOR}))
def test_nobody_audits_themselves(role):
    assert conflicts({role, Role.AUDITOR}) == ((role, Role.AUDITOR),)


def test_the_table_has_every_pair_of_roles_once_and_nothing_else():
    assert sorted(map(sorted, (row.roles for row in COMBINATIONS))) == sorted(map(sorted, _PAIRS))


def test_every_reason_of_the_table_is_given_somewhere():
    assert {row.because for row in COMBINATIONS} == set(Because)


@pytest.mark.parametrize(
    "roles", [set(some) for n in range(len(Role)) for some in combinations(Role, n)]
)
def test_any_set_of_roles_conflicts_exactly_where_the_table_says(roles):
    rows = [row for row in COMBINATIONS if row.roles <= roles]
    never = {row.roles for row in rows if row.meeting is Meeting.NEVER}
    not_in_case = {row.roles for row in rows if row.meeting is not Meeting.FINE}
    assert {frozenset(pair) for pair in conflicts(roles)} == never
    assert {frozenset(pair) for pair in conflicts_in_case(roles)} == not_in_case


def test_a_row_is_the_same_from_either_side():
    for one, other in combinations(Role, 2):
        assert combination(one, other) is combination(other, one)


@pytest.mark.parametrize(
    ("roles", "keeps_share", "as_what"),
    [
        ({Role.HANDLER}, False, Role.HANDLER),
        ({Role.LEAD}, False, Role.LEAD),
        ({Role.LEAD, Role.HANDLER}, False, Role.HANDLER),
        ({Role.HANDLER, Role.CUSTODIAN}, False, Role.HANDLER),
        ({Role.HANDLER, Role.CUSTODIAN}, True, None),
        ({Role.LEAD, Role.HANDLER}, True, Role.LEAD),
        ({Role.LEAD}, True, Role.LEAD),
        ({Role.CUSTODIAN}, True, None),
        ({Role.CUSTODIAN}, False, None),
        ({Role.ADMINISTRATOR}, False, None),
        ({Role.PROTECTION}, False, None),
        ({Role.AUDITOR}, False, None),
    ],
)
def test_who_keeps_a_share_of_an_identity_is_in_charge_as_a_lead_or_not_at_all(
    roles, keeps_share, as_what
):
    assert in_charge(roles, keeps_share=keeps_share) is as_what


def test_a_lead_may_also_handle_or_keep_shares():
    assert conflicts({Role.LEAD, Role.HANDLER}) == ()
    assert conflicts({Role.LEAD, Role.CUSTODIAN}) == ()


def test_handler_and_custodian_may_meet_in_an_office_but_not_in_a_case():
    assert conflicts({Role.HANDLER, Role.CUSTODIAN}) == ()
    assert conflicts_in_case({Role.HANDLER, Role.CUSTODIAN}) == ((Role.HANDLER, Role.CUSTODIAN),)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_nobody_works_the_case_of_their_own_report(role):
    assert conflicts_in_case({Role.REPORTER, role}) == ((Role.REPORTER, role),)


@pytest.mark.parametrize("role", Role)
def test_one_role_alone_is_no_conflict(role):
    assert conflicts_in_case([role, role]) == ()


def test_every_compartment_has_its_holders():
    assert set(HOLDERS) == set(Compartment)


@pytest.mark.parametrize("role", sorted(set(Role) - CONTENT))
def test_only_content_roles_are_given_keys(role):
    assert given_at_intake(role) == ()
    assert given_on_assignment(role) == ()


def test_a_lead_reads_the_thread_from_the_first_day_and_a_handler_when_assigned():
    assert Compartment.THREAD in given_at_intake(Role.LEAD)
    assert given_at_intake(Role.HANDLER) == ()
    assert given_on_assignment(Role.HANDLER) == (Compartment.THREAD, Compartment.INVESTIGATION)


def test_who_receives_reports_reads_like_a_lead_from_the_first_day_and_protects_nobody():
    assert given_at_intake(Role.INTAKE) == (Compartment.THREAD, Compartment.INVESTIGATION)
    assert given_on_assignment(Role.INTAKE) == ()
    assert in_charge({Role.INTAKE}, keeps_share=False) is None
    for other in STAFF - {Role.INTAKE}:
        is_fine = other in {Role.LEAD, Role.HANDLER}
        assert (conflicts({Role.INTAKE, other}) == ()) is is_fine


def test_a_custodian_is_given_shares_of_the_identity_and_nothing_else():
    assert given_at_intake(Role.CUSTODIAN) == (Compartment.IDENTITY,)
    assert given_on_assignment(Role.CUSTODIAN) == ()
    assert HOLDERS[Compartment.IDENTITY].as_shares


def test_a_protection_officer_is_given_protection_and_nothing_else():
    assert given_at_intake(Role.PROTECTION) == (Compartment.PROTECTION,)
    assert given_on_assignment(Role.PROTECTION) == ()
    assert HOLDERS[Compartment.PROTECTION].instead == {Role.LEAD}


@pytest.mark.parametrize("role", [Role.LEAD, Role.HANDLER])
def test_who_protects_does_not_inquire(role):
    assert conflicts({role, Role.PROTECTION}) == ((role, Role.PROTECTION),)
    assert combination(role, Role.PROTECTION).because is Because.INQUIRY


def test_the_reporter_never_reads_the_investigation():
    assert set(given_to_reporter()) == set(Compartment) - {Compartment.INVESTIGATION}


def test_recovery_can_open_every_compartment():
    assert given_to_recovery() == tuple(Compartment)


@pytest.mark.parametrize(
    ("custodians", "leads_too"), [(0, True), (1, True), (2, False), (5, False)]
)
def test_an_office_short_of_custodians_uses_leads(custodians, leads_too):
    assert leads_keep_shares(custodians) is leads_too
