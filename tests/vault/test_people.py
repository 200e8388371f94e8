"""A person's keys and their fingerprint."""

import pytest

from tests.vault.samples import HANDLER, LEAD, PEOPLE, PUBLIC, secret
from wbportal.vault.people import (
    PersonKeys,
    PersonPublic,
    fingerprint_matches,
    fingerprint_words,
)


def test_the_same_seed_is_the_same_person():
    one, other = PersonKeys(secret("someone")), PersonKeys(secret("someone"))
    assert one.public() == other.public()
    assert one.state == other.state
    assert PersonKeys.generate().public() != PersonKeys.generate().public()


def test_a_person_has_three_different_keys():
    keys = PEOPLE[LEAD]
    assert len({keys.seed, keys.kem.seed, keys.signing.seed, keys.state.secret}) == 4


def test_a_fingerprint_is_six_words_of_both_keys():
    own, other = PUBLIC[LEAD], PUBLIC[HANDLER]
    words = fingerprint_words(own)
    assert len(words) == 6
    assert words != fingerprint_words(PersonPublic(other.kem, own.verify))
    assert words != fingerprint_words(PersonPublic(own.kem, other.verify))


@pytest.mark.parametrize("between", [" ", "", "-", "  \n"])
def test_a_fingerprint_is_recognised_however_it_is_typed(between):
    typed = between.join(fingerprint_words(PUBLIC[LEAD])).upper()
    assert fingerprint_matches(PUBLIC[LEAD], typed)
    assert not fingerprint_matches(PUBLIC[HANDLER], typed)


@pytest.mark.parametrize("kept", range(6))
def test_part_of_a_fingerprint_is_not_enough(kept):
    assert not fingerprint_matches(PUBLIC[LEAD], " ".join(fingerprint_words(PUBLIC[LEAD])[:kept]))
