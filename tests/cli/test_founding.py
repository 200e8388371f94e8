"""An office is founded, its people vetted and shut out, all from the terminal."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.builders import (
    Browser,
    Clock,
    found,
    join,
    make_app,
    make_portal,
    otp,
    secret_of_page,
    sign_in,
    visit,
)
from tests.casework.scene import make_scene
from tests.cli import typed_in
from wbportal.casework import handing, handovers, rosters, shares
from wbportal.casework.handovers import Plan
from wbportal.db import accounts, offices
from wbportal.domain.handovers import Kind
from wbportal.domain.roles import Role
from wbportal.portal import Portal
from wbportal.vault.people import fingerprint_words
from wbportal.vault.quorum import from_paper

PASSPHRASE = "seven green bottles by the canal"
PLAN = (
    *("--slug", "ombud", "--kind", "cso", "--default-locale", "th"),
    *("--name-th", "สำนักงาน", "--name-en", "The bureau"),
    *("--contact-th", "โทร. ๑๒๓", "--contact-en", "Telephone 123"),
    *("--lead", "malee", "--lead-name", "Malee"),
    *("--administrator", "anong", "--administrator-name", "Anong"),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(tmp_path: Path, clock: Clock) -> Portal:
    return make_portal(tmp_path, clock)


@pytest.fixture
def app(portal: Portal) -> Flask:
    return make_app(portal)


def _run(app: Flask, *arguments: str, typed: str = "", status: int = 0) -> Result:
    result = app.test_cli_runner().invoke(args=arguments, input=typed)
    assert result.exit_code == status, result.output
    return result


def _found(app: Flask, recovery: str = "2 of 3", wrong: Sequence[str] = ()) -> str:
    arguments = ("found-office", *PLAN, "--recovery", recovery)
    return typed_in.run(app, *arguments, wrong=wrong, status=0).output


_slips = typed_in.slips_of


def _code(output: str, name: str) -> str:
    found_code = re.search(rf"INVITATION for {name}.*?Code +(\S+)", output, re.DOTALL)
    assert found_code is not None
    return found_code[1]


def _join(app: Flask, clock: Clock, code: str) -> tuple[Browser, str]:
    """Join over HTTP; return the browser and the six words on the page."""
    browser = visit(app)
    browser.post("/account/join", {"code": code})
    browser.post("/account/join/passphrase", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    secret = secret_of_page(browser.get("/account/enrol").text)
    browser.post("/account/enrol", {"otp": otp(secret, clock.now)})
    words = re.search(r'lang="en"><strong>([^<]+)<', browser.get("/account/").text)
    assert words is not None
    return browser, words[1]


def test_from_nothing_to_a_vetted_administrator(app: Flask, clock: Clock) -> None:
    output = _found(app)
    root = _slips(output, "ROOT KEY")[0]
    browser, words = _join(app, clock, _code(output, "Anong"))
    browser.get("/admin/", status=403)
    typed = f"\nDirector\n\n{words}\n{root}\n"  # the roles as invited, no other names
    assert "Version 2" in _run(app, "admit", "anong", typed=typed).output
    browser.get("/admin/")


def test_the_printed_shares_open_what_recovery_locks(app: Flask, portal: Portal) -> None:
    shares = _slips(_found(app), "RECOVERY SHARE")
    assert len(shares) == 3
    with portal.work() as work:
        office = offices.by_slug(work.db, "ombud")
        assert office is not None
        current = rosters.history(work, office.id).current
    assert current.recovery_kem is not None
    assert len(from_paper(shares[:2])) == 32


@pytest.mark.parametrize("recovery", ["1 of 3", "4 of 3", "3 of 17", "some", "0 of 0"])
def test_a_quorum_that_cannot_be_is_refused(app: Flask, recovery: str) -> None:
    result = _run(app, "found-office", *PLAN, "--recovery", recovery, status=1)
    assert "Recovery is" in result.output


def test_without_recovery_no_share_is_printed_and_it_is_said_what_that_means(app: Flask) -> None:
    output = _found(app, "none")
    assert _slips(output, "RECOVERY SHARE") == []
    assert "stays shut for good" in output


def test_founding_says_what_an_office_with_one_lead_does_without(app: Flask) -> None:
    output = _found(app)
    for said in ("root key on paper", "about the lead", "--alternate", "takes two people"):
        assert said in output


def test_each_share_is_on_a_page_of_its_own_with_what_it_is_for(app: Flask) -> None:
    pages = [
        page for page in _found(app).split("\f") if "RECOVERY SHARE" in page and "Keeper" in page
    ]
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"RECOVERY SHARE {number} of 3" in page
        assert len(typed_in.words_of(page).split()) == 33
        for said in ("The bureau", "Of the key", "Any 2 of the 3", "Alone it opens nothing"):
            assert said in page
        assert "Signature" in page


def test_a_paper_that_is_wrong_is_told_by_the_place_of_the_word(app: Flask, portal: Portal) -> None:
    wrong = [" ".join(["academi", *["acid"] * 32]), "acid acid", " ".join(["xacademic"] * 33)]
    output = _found(app, wrong=wrong)
    assert "Look at word 2." in output
    assert "There are 33 words; 2 were typed." in output
    assert "Look at word 1. Is it academic" in output
    with portal.work() as work:
        assert offices.by_slug(work.db, "ombud") is not None


def test_a_ceremony_that_is_broken_off_leaves_no_office(app: Flask, portal: Portal) -> None:
    arguments = ["found-office", *PLAN, "--recovery", "2 of 3"]
    result = app.test_cli_runner().invoke(args=arguments, input="\n\nacid\n")
    assert result.exit_code == 1
    assert "ROOT KEY" in result.output
    with portal.work() as work:
        assert offices.all_offices(work.db) == []
    assert not (portal.home / "roots.json").exists()
    assert "founded" in _found(app)


def test_what_cannot_be_is_said_before_anything_is_put_on_paper(app: Flask) -> None:
    _found(app, "none")
    arguments = ["found-office", *PLAN, "--recovery", "none"]
    result = app.test_cli_runner().invoke(args=arguments, input="")
    assert result.exit_code == 1
    assert "short name is taken" in result.output
    assert "ROOT KEY" not in result.output


def test_the_trail_knows_the_shares_by_their_hashes_alone(app: Flask, portal: Portal) -> None:
    printed = _slips(_found(app), "RECOVERY SHARE")
    with portal.work() as work:
        office = offices.by_slug(work.db, "ombud")
        assert office is not None
        assert [shares.number_of(work, office.id, one) for one in printed] == [1, 2, 3]
        standing = shares.standing(work, office.id)
        assert standing is not None
        assert standing.proved_on == work.today


def test_wrong_words_stop_the_vetting(app: Flask, clock: Clock) -> None:
    output = _found(app)
    root = _slips(output, "ROOT KEY")[0]
    _, words = _join(app, clock, _code(output, "Anong"))
    other = " ".join(reversed(words.split()))
    result = _run(app, "admit", "anong", typed=f"\nDirector\n\n{other}\n{root}\n", status=1)
    assert "Stop here" in result.output


def test_a_mistyped_root_is_asked_for_again(app: Flask, clock: Clock) -> None:
    output = _found(app)
    root = _slips(output, "ROOT KEY")[0]
    _, words = _join(app, clock, _code(output, "Anong"))
    wrong = root.split()
    wrong[6] = "academic" if wrong[6] != "academic" else "acid"
    typed = f"\nDirector\n\n{words}\n{' '.join(wrong)}\n{root}\n"
    result = _run(app, "admit", "anong", typed=typed)
    assert "Look at word 7" in result.output
    assert "Version 2" in result.output
    # Two words, since one may by chance stand for somebody's keys, too.
    assert " ".join(root.split()[8:10]) not in result.output


def test_who_has_not_joined_cannot_be_vetted(app: Flask) -> None:
    _found(app)
    assert "has not joined" in _run(app, "admit", "malee", status=1).output
    assert "Nobody" in _run(app, "admit", "stranger", status=1).output


def test_somebody_is_taken_off_the_roster(app: Flask, portal: Portal) -> None:
    office = found(portal, leads=1, handlers=1, custodians=0, administrators=0, auditors=0)
    handler = office.handlers[0]
    browser = sign_in(app, handler)
    root = office.founded.root_words()
    assert "Version 3" in _run(app, "retire", handler.username, typed=f"{root}\n").output
    browser.get("/account/", status=303)


def test_nobody_is_taken_off_while_something_is_in_their_hands(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, leads=2)
    scene.report("a report")
    app, (first, second) = make_app(scene.portal), scene.office.leads
    root = scene.office.founded.root_words()
    refused = _run(app, "retire", first.username, status=1).output
    assert f"{first.username} has not handed everything over." in refused
    assert "would be left without a holder" not in refused
    with scene.portal.work() as work:
        wanted = Plan(Kind.LEAVING, second.id, first.id)
        handover_id = handovers.plan(work, first.person, wanted)
    handing.carry_on(scene.portal, first.person, handover_id)
    assert "Version 3" in _run(app, "retire", first.username, typed=f"{root}\n").output
    refused = _run(app, "retire", second.username, status=1).output
    assert "at least 1 cases would be left without a holder" in refused
    done = _run(app, "retire", "--even-so", second.username, typed=f"{root}\n").output
    assert "Version 4" in done


def test_somebody_is_suspended_and_let_in_again(app: Flask, portal: Portal) -> None:
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    browser = sign_in(app, office.leads[0])
    _run(app, "suspend", office.leads[0].username)
    browser.get("/account/", status=303)
    _run(app, "unsuspend", office.leads[0].username)
    sign_in(app, office.leads[0]).get("/account/")
    assert "Nobody" in _run(app, "suspend", "stranger", status=1).output


def test_a_second_factor_is_reset_only_after_a_yes(app: Flask, portal: Portal) -> None:
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    lead = office.leads[0]

    def has_one() -> bool:
        with portal.work() as work:
            row = accounts.by_id(work.db, lead.id)
            return row is not None and row.sealed_totp is not None

    _run(app, "reset-second-factor", lead.username, typed="n\n", status=1)
    assert has_one()
    _run(app, "reset-second-factor", lead.username, typed="y\n")
    assert not has_one()


def test_several_offices_have_to_be_told_apart(app: Flask, portal: Portal) -> None:
    for slug in ("one", "two"):
        found(portal, slug, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    assert "--office" in _run(app, "suspend", "one-lead1", status=1).output
    assert "Nobody" in _run(app, "suspend", "one-lead1", "--office", "two", status=1).output
    assert "no office" in _run(app, "suspend", "one-lead1", "--office", "three", status=1).output
    _run(app, "suspend", "one-lead1", "--office", "one")


def test_an_invitation_is_printed_and_works(app: Flask, portal: Portal, clock: Clock) -> None:
    found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    output = _run(app, "invite", "malee", "Malee S.", "--role", "handler").output
    browser, _ = _join(app, clock, _code(output, "Malee S."))
    browser.get("/account/")
    refused = _run(app, "invite", "malee", "Malee S.", "--role", "handler", status=1)
    assert "has this username" in refused.output


def test_several_people_are_vetted_with_one_signature(app: Flask, portal: Portal) -> None:
    office = found(portal, leads=1, handlers=0, custodians=0, administrators=0, auditors=0)
    people = [join(portal, office.id, name, frozenset({Role.LEAD})) for name in ("malee", "nok")]
    answers = "".join(
        f"\nOfficer\nMa, Nong {one.username}\ny\n{' '.join(fingerprint_words(one.keys.public()))}\n"
        for one in people
    )
    typed = f"{answers}{office.founded.root_words()}\n"
    output = _run(app, "admit", "malee", "nok", typed=typed).output
    assert "Version 3" in output
    with portal.work() as work:
        entry = rosters.history(work, office.id).entry(people[1].id)
    assert entry is not None
    assert entry.aliases == ("Ma", "Nong nok")
    assert entry.first_reader
