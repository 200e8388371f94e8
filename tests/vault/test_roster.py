"""The signed roster: who may sign it, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import (
    HANDLER,
    LEAD,
    PEOPLE,
    PINNED,
    PUBLIC,
    ROOT,
    SECOND_LEAD,
    TODAY,
    damaged,
    entry,
    roster,
    secret,
    uuid,
)
from wbportal.vault.encoding import join, split, versioned
from wbportal.vault.errors import RosterRefused
from wbportal.vault.roster import (
    SignedRoster,
    cosign,
    sign_with_root,
    verify_proposal,
    verify_roster,
)
from wbportal.vault.signatures import RootKey

FIRST = roster(recovery_kem=PUBLIC[HANDLER].kem.raw)
SIGNED = SignedRoster(FIRST, (sign_with_root(FIRST, ROOT),)).to_bytes()
NEXT = roster(version=2, previous_hash=FIRST.hash(), entries=(entry(LEAD, "lead"),))


def by_leads(signed_roster, *holders):
    parts = (cosign(signed_roster, holder, PEOPLE[holder].signing) for holder in holders)
    return SignedRoster(signed_roster, tuple(parts)).to_bytes()


BY_LEADS = by_leads(NEXT, LEAD, SECOND_LEAD)


def test_the_root_signs_the_first_roster():
    assert verify_roster(SIGNED, None, PINNED, TODAY) == replace(
        FIRST, entries=tuple(sorted(FIRST.entries, key=lambda one: one.holder_id.bytes))
    )


def test_two_leads_sign_the_next_one():
    assert verify_roster(BY_LEADS, FIRST, PINNED, TODAY) == NEXT


def test_the_root_signs_the_next_one_too():
    signed = SignedRoster(NEXT, (sign_with_root(NEXT, ROOT),)).to_bytes()
    assert verify_roster(signed, FIRST, PINNED, TODAY) == NEXT


@given(damaged(SIGNED))
def test_a_damaged_roster_is_refused(changed):
    with pytest.raises(RosterRefused):
        verify_roster(changed, None, PINNED)


@given(damaged(BY_LEADS))
def test_a_damaged_roster_of_two_leads_is_refused(changed):
    with pytest.raises(RosterRefused):
        verify_roster(changed, FIRST, PINNED)


@pytest.mark.parametrize(
    "holders", [(), (LEAD,), (LEAD, LEAD), (LEAD, HANDLER), (HANDLER, SECOND_LEAD)]
)
def test_fewer_than_two_different_leads_are_not_enough(holders):
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(by_leads(NEXT, *holders), FIRST, PINNED)


def test_two_leads_cannot_sign_the_first_roster():
    with pytest.raises(RosterRefused):
        verify_roster(by_leads(FIRST, LEAD, SECOND_LEAD), None, PINNED)


def test_who_becomes_lead_only_now_cannot_sign():
    before = roster(entries=(entry(LEAD, "lead"), entry(SECOND_LEAD, "handler")))
    following = roster(version=2, previous_hash=before.hash())
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(by_leads(following, LEAD, SECOND_LEAD), before, PINNED)


def test_a_lead_whose_vetting_has_run_out_cannot_sign():
    yesterday = TODAY - timedelta(days=1)
    lapsed = entry(SECOND_LEAD, "lead", valid_until=yesterday)
    before = roster(entries=(entry(LEAD, "lead"), lapsed), issued_on=yesterday)
    following = roster(version=2, previous_hash=before.hash())
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(by_leads(following, LEAD, SECOND_LEAD), before, PINNED)
    backdated = replace(following, issued_on=yesterday - timedelta(days=1))
    with pytest.raises(RosterRefused, match="not the next"):
        verify_roster(by_leads(backdated, LEAD, SECOND_LEAD), before, PINNED)


def test_a_lead_cannot_sign_in_somebody_elses_name():
    forged = join(SECOND_LEAD.bytes, PEOPLE[LEAD].signing.cosigning().sign(NEXT.payload()))
    signed = SignedRoster(NEXT, (cosign(NEXT, LEAD, PEOPLE[LEAD].signing), forged)).to_bytes()
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(signed, FIRST, PINNED)


def test_a_signature_of_a_record_is_no_signature_of_a_roster():
    parts = tuple(
        join(holder.bytes, PEOPLE[holder].signing.sign(NEXT.payload()))
        for holder in (LEAD, SECOND_LEAD)
    )
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(SignedRoster(NEXT, parts).to_bytes(), FIRST, PINNED)


def test_each_half_of_the_roots_signature_is_needed():
    own, other = ROOT.sign(FIRST.payload()), RootKey(secret("other root")).sign(FIRST.payload())
    for signature in (own[:65] + other[65:], other[:65] + own[65:]):
        signed = versioned(join(FIRST.payload(), join(b"", signature)))
        with pytest.raises(RosterRefused, match="two leads"):
            verify_roster(signed, None, PINNED)


def test_another_root_than_the_pinned_one_is_refused():
    other = RootKey(secret("other root"))
    planted = replace(FIRST, root=other.public().raw)
    signed = SignedRoster(planted, (sign_with_root(planted, other),)).to_bytes()
    with pytest.raises(RosterRefused, match="another root"):
        verify_roster(signed, None, PINNED)


def test_signatures_that_do_not_count_do_no_harm():
    stranger = join(uuid("stranger").bytes, b"\x01signature")
    signed = SignedRoster(FIRST, (stranger, sign_with_root(FIRST, ROOT))).to_bytes()
    assert verify_roster(signed, None, PINNED).version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 1},
        {"version": 3},
        {"previous_hash": secret("another")},
        {"office_id": uuid("other office")},
        {"issued_on": TODAY - timedelta(days=1)},
    ],
)
def test_a_roster_that_is_not_the_next_one_is_refused(changes):
    other = replace(NEXT, **changes)
    signed = SignedRoster(other, (sign_with_root(other, ROOT),)).to_bytes()
    with pytest.raises(RosterRefused, match="not the next"):
        verify_roster(signed, FIRST, PINNED)


def test_a_later_roster_is_not_the_first():
    signed = SignedRoster(NEXT, (sign_with_root(NEXT, ROOT),)).to_bytes()
    with pytest.raises(RosterRefused, match="not the first"):
        verify_roster(signed, None, PINNED)


def test_a_roster_from_the_future_is_refused():
    with pytest.raises(RosterRefused, match="future"):
        verify_roster(SIGNED, None, PINNED, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    "entries",
    [
        (entry(LEAD, "lead"), entry(LEAD, "handler")),
        (entry(LEAD, "lead"), replace(entry(LEAD, "lead"), holder_id=uuid("twice"))),
        (entry(LEAD, "lead"), replace(entry(HANDLER, "lead"), holder_id=LEAD)),
        (entry(LEAD, "lead"), replace(entry(HANDLER), kem=PUBLIC[LEAD].kem.raw)),
        (replace(entry(LEAD, "lead"), kem=b"short"),),
        (replace(entry(LEAD, "lead"), verify=PUBLIC[LEAD].verify.raw[:32]),),
    ],
)
def test_a_malformed_roster_is_refused_even_if_the_root_signed_it(entries):
    bad = roster(entries=entries)
    with pytest.raises(RosterRefused, match="not a roster"):
        verify_roster(SignedRoster(bad, (sign_with_root(bad, ROOT),)).to_bytes(), None, PINNED)


@given(
    st.lists(st.text(max_size=20), max_size=3).map(tuple),
    st.frozensets(st.sampled_from(["lead", "handler", "custodian", "auditor", ""])),
    st.booleans(),
    st.dates(),
    st.text(max_size=20),
)
def test_an_entry_is_read_as_it_was_written(aliases, roles, first_reader, valid_until, name):
    written = replace(
        entry(HANDLER),
        aliases=aliases,
        roles=roles,
        first_reader=first_reader,
        valid_until=valid_until,
        name=name,
    )
    assert type(written).from_bytes(written.to_bytes()) == written


def test_a_roster_is_written_in_one_way_only():
    signature = sign_with_root(FIRST, ROOT)
    parts = split(FIRST.payload())
    reordered = join(*parts[:7], *reversed(parts[7:]))
    assert len(reordered) == len(FIRST.payload())
    with pytest.raises(RosterRefused, match="not a roster"):
        verify_roster(versioned(join(reordered, signature)), None, PINNED)


def test_absence_is_revocation():
    assert NEXT.entry(HANDLER) is None
    assert FIRST.entry(HANDLER) == entry(HANDLER, "handler")
    assert FIRST.leads(TODAY + timedelta(days=10_000)) == []


PROPOSED = by_leads(NEXT, LEAD)


def test_a_proposal_names_the_leads_who_signed_it_and_is_no_roster():
    proposal = verify_proposal(PROPOSED, FIRST, PINNED, TODAY)
    assert (proposal.roster, proposal.signers) == (NEXT, {LEAD})
    with pytest.raises(RosterRefused, match="two leads"):
        verify_roster(PROPOSED, FIRST, PINNED, TODAY)


def test_a_proposal_is_the_roster_once_another_lead_signed_the_same_bytes():
    signed = verify_proposal(PROPOSED, FIRST, PINNED, TODAY).and_by(
        SECOND_LEAD, PEOPLE[SECOND_LEAD].signing
    )
    assert verify_roster(signed.to_bytes(), FIRST, PINNED, TODAY) == NEXT


def test_the_same_lead_twice_or_somebody_else_makes_no_roster_of_it():
    proposal = verify_proposal(PROPOSED, FIRST, PINNED, TODAY)
    for who in (LEAD, HANDLER):
        signed = proposal.and_by(who, PEOPLE[who].signing).to_bytes()
        with pytest.raises(RosterRefused, match="two leads"):
            verify_roster(signed, FIRST, PINNED, TODAY)


@pytest.mark.parametrize("holders", [(), (HANDLER,)])
def test_what_no_lead_signed_is_no_proposal(holders):
    with pytest.raises(RosterRefused, match="no lead"):
        verify_proposal(by_leads(NEXT, *holders), FIRST, PINNED, TODAY)


def test_what_the_root_signed_needs_no_second_lead_and_is_no_proposal():
    signed = SignedRoster(NEXT, (sign_with_root(NEXT, ROOT),)).to_bytes()
    with pytest.raises(RosterRefused, match="no lead"):
        verify_proposal(signed, FIRST, PINNED, TODAY)


@given(damaged(PROPOSED))
def test_a_damaged_proposal_is_refused(changed):
    with pytest.raises(RosterRefused):
        verify_proposal(changed, FIRST, PINNED, TODAY)


def test_a_proposal_fits_the_roster_before_it_and_no_other():
    other = replace(NEXT, entries=FIRST.entries)
    with pytest.raises(RosterRefused):
        verify_proposal(PROPOSED, NEXT, PINNED, TODAY)
    with pytest.raises(RosterRefused):
        verify_proposal(PROPOSED, replace(FIRST, entries=other.entries[:1]), PINNED, TODAY)
