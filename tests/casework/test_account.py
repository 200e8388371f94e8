"""Joining with an invitation, and signing in with a passphrase and a code that counts once."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Clock, MadeOffice, Somebody, found, join, make_portal, otp
from wbportal.casework import account, invitations, joining, people, sessions
from wbportal.casework.errors import Refused
from wbportal.casework.invitations import Invitee, Unfit
from wbportal.casework.joining import NotJoined
from wbportal.casework.refusals import Refusal
from wbportal.casework.sessions import Step
from wbportal.db import accounts, audit
from wbportal.db import invitations as invitation_rows
from wbportal.domain.passphrases import PassphraseProblem
from wbportal.domain.roles import Role
from wbportal.portal import Portal, StaleRow

GOOD = "seven green bottles by the canal"
HANDLER = frozenset({Role.HANDLER})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def office(portal: Portal) -> MadeOffice:
    return found(portal, leads=1, handlers=1, custodians=0, administrators=1, auditors=0)


def _invite(portal: Portal, office: MadeOffice, by: Somebody | None = None) -> str:
    with portal.work() as work:
        invitee = Invitee("somchai", "Somchai J.", HANDLER)
        code = invitations.invite(work, office.id, invitee, by.person if by else None).code
    assert code is not None
    return code


def _begin(portal: Portal, code: str) -> bytes:
    with portal.work() as work:
        return joining.begin_joining(work, code).raw


def _join(portal: Portal, cookie: bytes, passphrase: str = GOOD) -> bytes:
    with portal.work() as work:
        return joining.join_with(work, cookie, passphrase).raw


def _passphrase(portal: Portal, somebody: Somebody, passphrase: str | None = None) -> bytes:
    with portal.work() as work:
        typed = somebody.passphrase if passphrase is None else passphrase
        return account.sign_in(work, somebody.username, typed).raw


def _code(portal: Portal, cookie: bytes, code: str) -> account.Accepted:
    with portal.work() as work:
        return account.accept_code(work, cookie, code)


def _deeds(portal: Portal, office: MadeOffice) -> list[str]:
    with portal.work() as work:
        return [entry.deed for entry in audit.entries(work.db, office.id)]


def test_an_invitation_is_read_as_people_type_it(portal: Portal, office: MadeOffice) -> None:
    code = _invite(portal, office)
    cookie = _begin(portal, f" {code.lower().replace('-', ' ')} ")
    with portal.work() as work:
        who = joining.joining(work, cookie)
    assert who == joining.Joining("somchai", "Somchai J.", (Role.HANDLER,))


def test_an_invitation_works_once(portal: Portal, office: MadeOffice) -> None:
    code = _invite(portal, office)
    first, second = _begin(portal, code), _begin(portal, code)
    _join(portal, first)
    with pytest.raises(Refused, match=NotJoined.ENDED):
        _join(portal, second)
    with pytest.raises(Refused, match=NotJoined.NO_INVITATION):
        _begin(portal, code)


def test_two_who_join_at_the_same_moment_are_one(portal: Portal, office: MadeOffice) -> None:
    code = _invite(portal, office)
    first, second = _begin(portal, code), _begin(portal, code)
    with pytest.raises(StaleRow), portal.work() as slower:  # noqa: PT012 - the commit raises
        joining.join_with(slower, first, GOOD)
        _join(portal, second)


def test_an_invitation_runs_out(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    code = _invite(portal, office)
    clock.move(timedelta(days=7))
    with pytest.raises(Refused, match=NotJoined.NO_INVITATION):
        _begin(portal, code)


def test_a_new_invitation_makes_the_one_before_void(portal: Portal, office: MadeOffice) -> None:
    before, after = _invite(portal, office), _invite(portal, office)
    with pytest.raises(Refused, match=NotJoined.NO_INVITATION):
        _begin(portal, before)
    _begin(portal, after)


def test_only_the_hash_of_a_code_is_kept(portal: Portal, office: MadeOffice) -> None:
    code = _invite(portal, office)
    with portal.work() as work:
        row = invitation_rows.of_office(work.db, office.id)
        kept = b"".join(one.code_hash for one in row)
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept


def test_only_who_made_an_invitation_can_see_its_code_again(
    portal: Portal, office: MadeOffice
) -> None:
    administrator = office.administrators[0]
    code = _invite(portal, office, administrator)
    other = join(portal, office.id, "another-administrator", frozenset({Role.ADMINISTRATOR}))
    with portal.work() as work:
        account_id = people.account_id_of(work, office.id, "somchai")
        invitation_id = invitations.open_invitations(work, office.id)[account_id]
        mine = invitations.shown_again(work, administrator.person, invitation_id)
        theirs = invitations.shown_again(work, other.person, invitation_id)
    assert mine is not None
    assert mine.code == code
    assert theirs is not None
    assert theirs.code is None


@pytest.mark.parametrize(
    ("invitee", "reason"),
    [
        (Invitee("ab", "A", HANDLER), Unfit.USERNAME),
        (Invitee("Upper", "A", HANDLER), Unfit.USERNAME),
        (Invitee("a b c", "A", HANDLER), Unfit.USERNAME),
        (Invitee("somchai", "", HANDLER), Unfit.NO_NAME),
        (Invitee("somchai", "A", frozenset()), Unfit.NO_ROLE),
        (Invitee("somchai", "A", frozenset({Role.REPORTER})), Unfit.NO_ROLE),
        (Invitee("somchai", "A", HANDLER | {Role.ADMINISTRATOR}), Unfit.ROLES_CONFLICT),
        (Invitee("office-lead1", "A", HANDLER), Unfit.TAKEN),
    ],
)
def test_who_cannot_be_invited(
    portal: Portal, office: MadeOffice, invitee: Invitee, reason: Unfit
) -> None:
    with pytest.raises(Refused, match=reason), portal.work() as work:
        invitations.invite(work, office.id, invitee)


@pytest.mark.parametrize(
    ("passphrase", "problem"),
    [
        ("too short", PassphraseProblem.TOO_SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", PassphraseProblem.REPEATED),
        ("somchai somchai j. office", PassphraseProblem.ABOUT_YOU),
    ],
)
def test_a_weak_passphrase_is_refused(
    portal: Portal, office: MadeOffice, passphrase: str, problem: PassphraseProblem
) -> None:
    cookie = _begin(portal, _invite(portal, office))
    with pytest.raises(Refused, match=problem):
        _join(portal, cookie, passphrase)
    _join(portal, cookie)  # and the invitation is still good


def test_signing_in_takes_both_factors(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    lead = office.leads[0]
    accepted = _code(portal, _passphrase(portal, lead), otp(lead.totp_secret, clock.now))
    with portal.work() as work:
        cookie = account.begin_session(work, accepted).raw
    with portal.work() as work:
        present = sessions.current_person(work, cookie)
    assert present is not None
    assert present.person == lead.person
    assert _deeds(portal, office)[-1] == "sign-in"


@pytest.mark.parametrize("passphrase", ["", "wrong", GOOD])
def test_a_wrong_passphrase_is_refused(portal: Portal, office: MadeOffice, passphrase: str) -> None:
    with pytest.raises(Refused, match=Refusal.WRONG):
        _passphrase(portal, office.leads[0], passphrase)


@pytest.mark.parametrize("username", ["nobody", "", "office-lead1\x00", "ไม่มี"])
def test_an_unknown_name_is_refused_in_the_same_words(
    portal: Portal,
    office: MadeOffice,  # noqa: ARG001 - there is somebody else
    username: str,
) -> None:
    with pytest.raises(Refused, match=Refusal.WRONG), portal.work() as work:
        account.sign_in(work, username, GOOD)


def test_who_was_invited_and_has_not_joined_cannot_sign_in(
    portal: Portal, office: MadeOffice
) -> None:
    _invite(portal, office)
    with pytest.raises(Refused, match=Refusal.WRONG), portal.work() as work:
        account.sign_in(work, "somchai", "")


def test_a_code_counts_once(portal: Portal, office: MadeOffice, clock: Clock) -> None:
    lead = office.leads[0]
    code = otp(lead.totp_secret, clock.now)
    _code(portal, _passphrase(portal, lead), code)
    again = _passphrase(portal, lead)
    with pytest.raises(Refused, match=Refusal.WRONG_CODE):
        _code(portal, again, code)
    clock.move(timedelta(seconds=30))
    _code(portal, again, otp(lead.totp_secret, clock.now))


def test_a_code_sent_twice_at_once_counts_once(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    first, second = _passphrase(portal, lead), _passphrase(portal, lead)
    code = otp(lead.totp_secret, clock.now)
    with pytest.raises(StaleRow), portal.work() as slower:  # noqa: PT012 - the commit raises
        account.accept_code(slower, first, code)
        _code(portal, second, code)


def test_a_spent_code_stays_spent_when_the_session_does_not_begin(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    code = otp(lead.totp_secret, clock.now)
    _code(portal, _passphrase(portal, lead), code)  # and no session is begun
    with pytest.raises(Refused, match=Refusal.WRONG_CODE):
        _code(portal, _passphrase(portal, lead), code)


def test_the_step_between_the_factors_opens_nothing(portal: Portal, office: MadeOffice) -> None:
    cookie = _passphrase(portal, office.leads[0])
    with portal.work() as work:
        assert sessions.current_person(work, cookie) is None
        assert joining.joining(work, cookie) is None
        assert account.enrolment(work, cookie) is None


def test_the_step_between_the_factors_ends_after_five_minutes(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    cookie = _passphrase(portal, lead)
    clock.move(timedelta(minutes=5))
    with pytest.raises(Refused, match=Refusal.ENDED):
        _code(portal, cookie, otp(lead.totp_secret, clock.now))


def test_after_five_wrong_codes_the_passphrase_is_asked_again(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    cookie = _passphrase(portal, lead)
    for _ in range(5):
        with pytest.raises(Refused, match=Refusal.WRONG_CODE):
            _code(portal, cookie, "000000")
        with portal.work() as work:
            account.note_wrong_code(work, cookie)
    with pytest.raises(Refused, match=Refusal.ENDED):
        _code(portal, cookie, otp(lead.totp_secret, clock.now))
    assert _deeds(portal, office).count("wrong-code") == 5


def test_a_failed_sign_in_is_written_without_what_was_typed(
    portal: Portal, office: MadeOffice
) -> None:
    typed = "my passphrase in the wrong field"
    for username in (office.leads[0].username, typed):
        with portal.work() as work:
            account.note_failed_sign_in(work, username, 0)
    with portal.work() as work:
        found = [(entry.deed, entry.detail) for entry in audit.entries(work.db, office.id)][-2:]
    assert [deed for deed, _ in found] == ["failed-sign-in"] * 2
    assert str(office.leads[0].id) in found[0][1]
    assert "passphrase" not in found[1][1]


def test_a_reset_factor_is_enrolled_anew_at_the_next_sign_in(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    with portal.work() as work:
        people.reset_second_factor(work, office.id, lead.id)
    cookie = _passphrase(portal, lead)
    with portal.work() as work:
        waiting = account.waiting(work, cookie)
        offered = account.enrolment(work, cookie)
    assert waiting is not None
    assert waiting.step is Step.ENROL
    assert offered is not None
    assert offered.secret != lead.totp_secret
    with pytest.raises(Refused, match=Refusal.WRONG_CODE):
        _code(portal, cookie, otp(lead.totp_secret, clock.now))
    _code(portal, cookie, otp(offered.secret, clock.now))
    assert _deeds(portal, office)[-2:] == ["reset-second-factor", "enrol-second-factor"]


def test_a_factor_that_was_enrolled_is_not_replaced_by_another_browser(
    portal: Portal, office: MadeOffice, clock: Clock
) -> None:
    lead = office.leads[0]
    with portal.work() as work:
        people.reset_second_factor(work, office.id, lead.id)
    cookies = [_passphrase(portal, lead), _passphrase(portal, lead)]
    with portal.work() as work:
        offers = [account.enrolment(work, cookie) for cookie in cookies]
    theirs, strangers = [offer.secret for offer in offers if offer is not None]
    _code(portal, cookies[0], otp(theirs, clock.now))
    clock.move(timedelta(seconds=30))
    with pytest.raises(Refused, match=Refusal.ENDED):
        _code(portal, cookies[1], otp(strangers, clock.now))


def test_the_secret_of_the_second_factor_is_sealed_for_its_owner(
    portal: Portal, office: MadeOffice
) -> None:
    lead = office.leads[0]
    with portal.work() as work:
        row = accounts.by_id(work.db, lead.id)
        assert row is not None
        kept = (row.sealed_totp or b"") + (row.locked_seed or b"")
    assert lead.totp_secret not in kept
    assert lead.keys.seed not in kept


def test_another_passphrase_locks_the_same_keys(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    with portal.work() as work:
        account.change_passphrase(work, lead.person, None, lead.passphrase, GOOD)
    with pytest.raises(Refused, match=Refusal.WRONG):
        _passphrase(portal, lead)
    cookie = _passphrase(portal, lead, GOOD)
    with portal.work() as work:
        pending = sessions.find_pending(work, cookie, Step.SECOND_FACTOR)
    assert pending is not None
    assert pending.secret == lead.keys.seed


def test_a_passphrase_is_changed_only_by_who_knows_it(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    with pytest.raises(Refused, match=Refusal.WRONG), portal.work() as work:
        account.change_passphrase(work, lead.person, None, "not the passphrase", GOOD)


def test_a_device_token_is_one_names_only(portal: Portal) -> None:
    token = account.device_token(portal.keys, " Lead ")
    assert account.is_known_device(portal.keys, "lead", token)
    assert not account.is_known_device(portal.keys, "other", token)
    assert not account.is_known_device(portal.keys, "lead", None)
    assert not account.is_known_device(portal.keys, "lead", bytes(32))


def test_a_device_token_is_known_before_its_name(portal: Portal) -> None:
    token = account.device_token(portal.keys, "lead")
    assert account.is_anybodys_device(portal.keys, token)
    flipped = [token[:i] + bytes([token[i] ^ 1]) + token[i + 1 :] for i in range(32)]
    for forged in (None, b"", token[:16], token[:31], bytes(32), *flipped):
        assert not account.is_anybodys_device(portal.keys, forged)


def test_ending_ones_own_sessions_is_in_the_trail(portal: Portal, office: MadeOffice) -> None:
    lead = office.leads[0]
    with portal.work() as work:
        here, there, last = (sessions.begin(work, lead.id, lead.keys.seed).raw for _ in range(3))
    with portal.work() as work:
        account.end_session(work, lead.person, sessions.session_id(there) or b"")
    with portal.work() as work:
        account.end_other_sessions(work, lead.person, here)
    with portal.work() as work:
        account.end_other_sessions(work, lead.person, here)
        account.end_session(work, lead.person, b"of nobody")
        assert sessions.current_person(work, here) is not None
        assert sessions.current_person(work, last) is None
    assert _deeds(portal, office)[-3:].count("end-session") == 2
