"""Split sessions and drafts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.samples import secret
from wbportal.vault.errors import Tampered
from wbportal.vault.keys import SymmetricKey
from wbportal.vault.sessions import SessionSecret

COOKIE = SessionSecret(secret("cookie"))
HALF = SymmetricKey(secret("server half"))
KINDS = ("handler", "pending", "reporter", "draft")


def test_the_same_halves_open_what_they_sealed():
    sealed = COOKIE.key("handler", HALF).seal(b"unlocked", b"session")
    assert SessionSecret(COOKIE.raw).key("handler", HALF).open(sealed, b"session") == b"unlocked"


@pytest.mark.parametrize(
    "key",
    [
        SessionSecret(secret("other")).key("handler", HALF),
        COOKIE.key("handler", SymmetricKey(secret("other"))),
        COOKIE.key("pending", HALF),
        COOKIE.draft("handler", HALF).key,
        HALF,
        SymmetricKey(COOKIE.raw),
    ],
)
def test_neither_half_nor_another_kind_opens_a_session(key):
    sealed = COOKIE.key("handler", HALF).seal(b"unlocked", b"session")
    with pytest.raises(Tampered):
        key.open(sealed, b"session")


def test_each_kind_and_each_cookie_has_an_id_of_its_own():
    cookies = (COOKIE, SessionSecret(secret("other")))
    ids = {cookie.session_id(kind) for cookie in cookies for kind in KINDS}
    assert len(ids) == 8
    assert {len(one) for one in ids} == {16}


@given(st.text(), st.text())
def test_two_forms_do_not_collide(one, other):
    drafts = (COOKIE.draft(one, HALF), COOKIE.draft(other, HALF))
    assert (drafts[0] == drafts[1]) == (one == other)
    assert len(drafts[0].id) == 16


def test_a_draft_needs_both_halves():
    draft = COOKIE.draft("1", HALF)
    others = [
        SessionSecret(secret("other")).draft("1", HALF),
        COOKIE.draft("1", SymmetricKey(secret("other"))),
    ]
    assert draft.id not in {other.id for other in others}
    assert draft.key not in [other.key for other in others]


def test_new_secrets_are_new():
    assert SessionSecret.generate() != SessionSecret.generate()
    assert len(SessionSecret.generate().raw) == 32
