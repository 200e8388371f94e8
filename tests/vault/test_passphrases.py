"""Seeds under a passphrase and a pepper."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import CHEAP, damaged, secret
from wbportal.vault.encoding import u32, versioned
from wbportal.vault.errors import Tampered, WrongKey
from wbportal.vault.passphrases import PASSPHRASE_COST, Cost, decoy_lock, lock, repepper, unlock

SEED, PEPPER, NEW_PEPPER = secret("seed"), secret("pepper"), secret("new pepper")
LOCKED = lock(SEED, "correct horse", PEPPER, CHEAP, b"holder")


@given(st.text(max_size=40), st.binary(max_size=16))
def test_a_seed_unlocks_with_its_passphrase(passphrase, context):
    locked = lock(SEED, passphrase, PEPPER, CHEAP, context)
    assert unlock(locked, passphrase, PEPPER, context) == SEED
    assert len(locked) == 113


@given(st.text(max_size=40).filter(lambda typed: typed != "correct horse"))
def test_another_passphrase_does_not_unlock(passphrase):
    with pytest.raises(WrongKey):
        unlock(LOCKED, passphrase, PEPPER, b"holder")


def test_a_passphrase_may_be_composed_in_another_way():
    locked = lock(SEED, "น้ำ é", PEPPER, CHEAP)
    assert unlock(locked, "น้ํา e\N{COMBINING ACUTE ACCENT}", PEPPER) == SEED


@given(damaged(LOCKED))
def test_a_damaged_locked_seed_does_not_unlock(changed):
    with pytest.raises(Tampered):
        unlock(changed, "correct horse", PEPPER, b"holder")


def test_somebody_elses_locked_seed_does_not_unlock():
    with pytest.raises(Tampered):
        unlock(LOCKED, "correct horse", PEPPER, b"another holder")


def test_without_the_pepper_a_passphrase_cannot_even_be_tried():
    with pytest.raises(Tampered):
        unlock(LOCKED, "correct horse", NEW_PEPPER, b"holder")


def test_the_pepper_rotates_without_the_passphrase():
    rotated = repepper(LOCKED, PEPPER, NEW_PEPPER, b"holder")
    assert unlock(rotated, "correct horse", NEW_PEPPER, b"holder") == SEED
    with pytest.raises(Tampered):
        unlock(rotated, "correct horse", PEPPER, b"holder")


@pytest.mark.parametrize("cost", [Cost(2**32 - 1, 3), Cost(64, 33), Cost(64, 0), Cost(0, 1)])
def test_a_planted_cost_is_refused_before_it_is_paid(cost):
    planted = versioned(u32(cost.memory_kib) + u32(cost.iterations) + LOCKED[9:])
    with pytest.raises(Tampered):
        unlock(planted, "correct horse", PEPPER, b"holder")


def test_a_cost_beyond_all_reason_cannot_be_asked_for():
    with pytest.raises(Tampered):
        lock(SEED, "correct horse", PEPPER, Cost(64, 33))


def test_a_decoy_looks_like_a_locked_seed_and_never_opens():
    decoy = decoy_lock(PEPPER, CHEAP)
    assert len(decoy) == len(LOCKED)
    assert decoy[:9] == LOCKED[:9]
    with pytest.raises(WrongKey):
        unlock(decoy, "correct horse", PEPPER)


def test_the_usual_cost_is_that_of_rfc_9106_and_is_paid():
    assert Cost(64 * 1024, 3) == PASSPHRASE_COST
    started = time.perf_counter()
    with pytest.raises(WrongKey):
        unlock(decoy_lock(PEPPER), "correct horse", PEPPER)
    assert time.perf_counter() - started > 0.02
