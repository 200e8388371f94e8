"""Mails of a fixed size."""

import pytest

from wbportal.domain.notices import DIGEST_BYTES, NoticeTooLong, padded_body


@pytest.mark.parametrize("text", ["", "Please sign in.\n", "กรุณาเข้าสู่ระบบ\n", "x" * DIGEST_BYTES])
def test_every_body_has_the_same_size(text):
    body = padded_body(text)
    assert len(body.encode("utf-8")) == DIGEST_BYTES
    assert body.startswith(text)
    assert body.rstrip() == text.rstrip()


def test_padding_makes_no_line_too_long_for_mail():
    assert max(len(line) for line in padded_body("short\n").splitlines()) < 100


def test_a_body_that_does_not_fit_is_refused_rather_than_longer():
    with pytest.raises(NoticeTooLong):
        padded_body("ก" * DIGEST_BYTES)
