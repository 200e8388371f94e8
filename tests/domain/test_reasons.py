"""The codes that an action may give as its reason."""

from dataclasses import replace

import pytest

from wbportal.domain.offices import OfficeKind
from wbportal.domain.reasons import NotAReason, Reason, read_reason, reasons
from wbportal.domain.rules import Action, Facts

NOT_ASKED = Facts(has_owner=True)
ASKED = Facts(has_owner=True, asked=True, incomplete=True)
WITH_REASON = [
    Action.ASK, Action.REFER, Action.DECLINE, Action.CONCLUDE, Action.REOPEN, Action.DESTROY,
    Action.PROPOSE_DESTRUCTION, Action.REQUEST_IDENTITY, Action.DOWNLOAD,
]  # fmt: skip


@pytest.mark.parametrize("kind", OfficeKind)
@pytest.mark.parametrize("action", WITH_REASON)
def test_what_needs_a_reason_has_some_in_every_office(action, kind):
    codes = reasons(action, kind, NOT_ASKED)
    assert len(codes) >= 2
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("action", sorted(set(Action) - set(WITH_REASON)))
def test_what_needs_no_reason_has_none(action):
    assert reasons(action, OfficeKind.NACC, ASKED) == ()


def test_every_code_is_of_use_somewhere():
    used = {
        code for action in Action for kind in OfficeKind for code in reasons(action, kind, ASKED)
    }
    assert used == set(Reason)


def test_that_a_report_is_anonymous_is_never_a_reason():
    assert not [code for code in Reason if "anonym" in code]


@pytest.mark.parametrize("kind", OfficeKind)
def test_insufficient_detail_exists_only_after_a_check_and_after_the_reporter_was_asked(kind):
    for facts in (NOT_ASKED, replace(ASKED, incomplete=False), replace(ASKED, asked=False)):
        with pytest.raises(NotAReason):
            read_reason("insufficient-detail", Action.DECLINE, kind, facts)

    given = read_reason("insufficient-detail", Action.DECLINE, kind, ASKED)
    assert given is Reason.INSUFFICIENT_DETAIL


@pytest.mark.parametrize("kind", [OfficeKind.CSO, OfficeKind.COMPANY, OfficeKind.AGENCY])
def test_only_a_commission_finds_grounds(kind):
    with pytest.raises(NotAReason):
        read_reason("grounds-found", Action.CONCLUDE, kind, ASKED)


@pytest.mark.parametrize("code", ["", "spam\0", "SPAM", "ชี้มูล", "not-ours", "x" * 10_000])
def test_a_strange_code_is_refused(code):
    with pytest.raises(NotAReason):
        read_reason(code, Action.DESTROY, OfficeKind.CSO, ASKED)
