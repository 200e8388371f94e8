"""Epoch keys, grants, statements and changed codes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import (
    CASE,
    FIRST,
    HANDLER,
    IDENTITY,
    LEAD,
    PEOPLE,
    PUBLIC,
    REPORTER,
    SECOND,
    THREAD,
    damaged,
    secret,
    statement,
    uuid,
)
from wbportal.vault.epochs import (
    EpochKey,
    ReporterSuccession,
    decoy_wrap,
    read_statement,
    read_succession,
    unwrap_epoch,
)
from wbportal.vault.errors import Forged, Tampered, UnknownVersion, VaultError, WrongKey
from wbportal.vault.signatures import SigningKey

GRANT = FIRST.wrap(PUBLIC[LEAD].kem, LEAD)
COMMITMENT = FIRST.commitment()
SIGNED = statement().sign(REPORTER.signing, None)
FIRST_READ = read_statement(SIGNED)
NEXT = statement(
    epoch=2,
    commitment=SECOND.commitment(),
    previous_hash=FIRST_READ.hash,
    author_id=LEAD,
    reporter_kem=b"",
    reporter_verify=b"",
)
NEXT_SIGNED = NEXT.sign(PEOPLE[LEAD].signing, FIRST)
SEALED_PREVIOUS = SECOND.seal_previous(FIRST)
SUCCESSION = ReporterSuccession(
    CASE, 2, PUBLIC[HANDLER].kem.raw, SigningKey(secret("new code")).verify_key().raw
)
SIGNED_SUCCESSION = SUCCESSION.sign(REPORTER.signing)


def test_a_grant_opens_for_its_holder():
    assert unwrap_epoch(PEOPLE[LEAD].kem, GRANT, THREAD, 1, LEAD, COMMITMENT) == FIRST


@pytest.mark.parametrize(
    "place",
    [(IDENTITY, 1, LEAD), (THREAD, 2, LEAD), (THREAD, 1, HANDLER), (LEAD, 1, THREAD)],
)
def test_a_grant_of_another_place_does_not_open(place):
    with pytest.raises(WrongKey):
        unwrap_epoch(PEOPLE[LEAD].kem, GRANT, *place, COMMITMENT)


def test_somebody_elses_grant_does_not_open():
    with pytest.raises(WrongKey):
        unwrap_epoch(PEOPLE[HANDLER].kem, GRANT, THREAD, 1, LEAD, COMMITMENT)


@given(damaged(GRANT))
def test_a_damaged_grant_does_not_open(changed):
    with pytest.raises((WrongKey, UnknownVersion)):
        unwrap_epoch(PEOPLE[LEAD].kem, changed, THREAD, 1, LEAD, COMMITMENT)


def test_a_key_that_was_not_committed_to_is_refused():
    planted = EpochKey.generate(THREAD, 1).wrap(PUBLIC[LEAD].kem, LEAD)
    with pytest.raises(Tampered):
        unwrap_epoch(PEOPLE[LEAD].kem, planted, THREAD, 1, LEAD, COMMITMENT)


def test_a_key_of_another_length_is_refused():
    with pytest.raises(Tampered):
        EpochKey.committed(FIRST.secret + b"\0", THREAD, 1, COMMITMENT)


def test_a_decoy_is_as_long_as_a_grant_and_opens_for_nobody():
    decoy = decoy_wrap(THREAD, 1, LEAD)
    assert len(decoy) == len(GRANT)
    with pytest.raises(WrongKey):
        unwrap_epoch(PEOPLE[LEAD].kem, decoy, THREAD, 1, LEAD, COMMITMENT)


def test_a_newer_key_opens_the_one_before():
    assert SECOND.open_previous(SEALED_PREVIOUS, COMMITMENT) == FIRST


@given(damaged(SEALED_PREVIOUS))
def test_a_damaged_previous_key_does_not_open(changed):
    with pytest.raises(Tampered):
        SECOND.open_previous(changed, COMMITMENT)


@pytest.mark.parametrize(
    "other",
    [
        EpochKey(IDENTITY, 2, SECOND.secret),
        EpochKey(THREAD, 3, SECOND.secret),
        EpochKey(THREAD, 2, FIRST.secret),
    ],
)
def test_a_previous_key_opens_only_from_its_own_next_epoch(other):
    with pytest.raises(Tampered):
        other.open_previous(SEALED_PREVIOUS, COMMITMENT)


def test_a_previous_key_that_was_not_committed_to_is_refused():
    with pytest.raises(Tampered):
        SECOND.open_previous(SEALED_PREVIOUS, SECOND.commitment())


def test_only_the_key_before_can_be_sealed_as_previous():
    for other in (SECOND, EpochKey(IDENTITY, 1, FIRST.secret)):
        with pytest.raises(ValueError, match="epoch before"):
            SECOND.seal_previous(other)


def test_a_key_gives_different_keys_for_different_uses():
    derived = {FIRST.secret, COMMITMENT, FIRST.link_key(), FIRST.statement_key()}
    assert len(derived) == 4


def test_a_statement_is_read_as_it_was_written():
    assert FIRST_READ.statement == statement()
    FIRST_READ.verify(REPORTER.signing.verify_key(), None)
    assert FIRST_READ.is_by(REPORTER.signing.verify_key())


def test_a_later_statement_needs_its_author_and_the_key_before():
    read = read_statement(NEXT_SIGNED)
    read.verify(PUBLIC[LEAD].verify, FIRST)
    read.check_follows(FIRST_READ)
    with pytest.raises(Forged):
        read.verify(PUBLIC[HANDLER].verify, FIRST)
    assert not read.is_by(PUBLIC[HANDLER].verify)
    for key in (
        None,
        SECOND,
        EpochKey(THREAD, 1, SECOND.secret),
        EpochKey(IDENTITY, 1, FIRST.secret),
    ):
        with pytest.raises(Tampered):
            read.verify(PUBLIC[LEAD].verify, key)


@given(damaged(NEXT_SIGNED))
def test_a_damaged_statement_does_not_verify(changed):
    with pytest.raises(Tampered):
        read_statement(changed).verify(PUBLIC[LEAD].verify, FIRST)


@given(damaged(SIGNED))
def test_a_damaged_first_statement_does_not_verify(changed):
    with pytest.raises(Tampered):
        read_statement(changed).verify(REPORTER.signing.verify_key(), None)


@given(st.sampled_from(["case_id", "office_id", "compartment_id", "author_id", "kind", "epoch"]))
def test_no_field_of_a_statement_can_be_exchanged(field):
    other = {"kind": "identity", "epoch": 3}.get(field, uuid("other"))
    changed = replace(NEXT, **{field: other})
    forged = NEXT_SIGNED.replace(NEXT.payload(), changed.payload())
    assert forged != NEXT_SIGNED
    with pytest.raises(VaultError):
        read_statement(forged).verify(PUBLIC[LEAD].verify, FIRST)


@pytest.mark.parametrize(
    "changes",
    [
        {"case_id": uuid("other")},
        {"office_id": uuid("other")},
        {"compartment_id": IDENTITY},
        {"kind": "identity"},
        {"epoch": 3},
        {"previous_hash": secret("another hash")},
    ],
)
def test_a_statement_that_is_not_the_next_one_does_not_follow(changes):
    changed = replace(NEXT, **changes)
    key = EpochKey(changed.compartment_id, changed.epoch - 1, FIRST.secret)
    read = read_statement(changed.sign(PEOPLE[LEAD].signing, key))
    with pytest.raises(Tampered):
        read.check_follows(FIRST_READ)


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": 0},
        {"commitment": b"short"},
        {"previous_hash": secret("something before")},
        {"reporter_kem": b""},
        {"reporter_verify": b"short"},
    ],
)
def test_a_malformed_statement_is_not_signed(changes):
    with pytest.raises(ValueError, match="not a statement"):
        statement(**changes).sign(REPORTER.signing, None)


def test_a_first_statement_has_no_key_before_and_a_later_one_has():
    with pytest.raises(ValueError, match="epoch before"):
        statement().sign(REPORTER.signing, FIRST)
    for key in (None, SECOND):
        with pytest.raises(ValueError, match="epoch before"):
            NEXT.sign(PEOPLE[LEAD].signing, key)


def test_a_changed_code_is_vouched_for_by_the_code_before():
    read = read_succession(SIGNED_SUCCESSION)
    read.check(REPORTER.signing.verify_key())
    assert (read.case_id, read.generation) == (CASE, 2)
    assert (read.kem, read.verify) == (SUCCESSION.kem, SUCCESSION.verify)


def test_nobody_else_can_change_a_code():
    with pytest.raises(Forged):
        read_succession(SUCCESSION.sign(PEOPLE[LEAD].signing)).check(REPORTER.signing.verify_key())


@given(damaged(SIGNED_SUCCESSION))
def test_a_damaged_succession_does_not_count(changed):
    with pytest.raises(Tampered):
        read_succession(changed).check(REPORTER.signing.verify_key())


@pytest.mark.parametrize(
    "changes", [{"generation": 1}, {"generation": 0}, {"kem": b""}, {"verify": b"x" * 31}]
)
def test_a_malformed_succession_does_not_count(changes):
    with pytest.raises(Tampered):
        read_succession(replace(SUCCESSION, **changes).sign(REPORTER.signing))
