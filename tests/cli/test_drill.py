"""The yearly drill: enough shares prove the key, too few or wrong ones do not; no case opens."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.builders import make_app, make_plan
from tests.casework.scene import Scene, make_scene
from wbportal.casework import founding, shares
from wbportal.casework.errors import Refused
from wbportal.casework.shares import Quorum, ShareProblem
from wbportal.cli.ceremony import PROBLEMS
from wbportal.cli.condition import CHECKS
from wbportal.db import audit
from wbportal.vault.quorum import read_paper

YEAR = timedelta(days=366)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path, leads=1, handlers=0, custodians=0, recovery=Quorum(3, 5))


@pytest.fixture
def app(scene: Scene) -> Flask:
    return make_app(scene.portal)


def _drill(app: Flask, *lines: str, one: bool = False) -> Result:
    arguments = ["recovery-drill", *(["--one"] if one else [])]
    return app.test_cli_runner().invoke(args=arguments, input="".join(f"{x}\n" for x in lines))


def _entries(scene: Scene, deed: str) -> list[str]:
    with scene.portal.work() as work:
        return [one.detail for one in audit.of_deed(work.db, scene.office.id, deed)]


def _drill_problem(scene: Scene) -> str | None:
    (check,) = [one for one in CHECKS if one.name == "drill"]
    return check.problem(scene.portal)


def test_three_of_five_shares_are_a_good_drill_and_stand_in_the_trail_by_number(
    scene: Scene, app: Flask
) -> None:
    printed = scene.office.founded.recovery_shares
    case_id = scene.report()
    done = _drill(app, printed[4], printed[0], printed[2])
    assert done.exit_code == 0, done.output
    assert "The drill is good: the shares 1, 3, 5" in done.output
    assert _entries(scene, "recovery-drill") == ['{"shares":[1,3,5]}']
    words = printed[0].split()[4:]
    assert not any(" ".join(pair) in done.output for pair in pairwise(words))
    with scene.portal.work() as work:
        assert audit.of_case(work.db, case_id) == []  # nothing of a case was touched


def test_two_shares_are_not_enough_and_the_same_one_twice_is_told(scene: Scene, app: Flask) -> None:
    printed = scene.office.founded.recovery_shares
    done = _drill(app, printed[0], printed[0], printed[1])
    assert done.exit_code == 1
    assert "Share 1 was typed already." in done.output
    assert _entries(scene, "recovery-drill") == []


def test_a_wrong_word_is_told_by_its_place(scene: Scene, app: Flask) -> None:
    printed = list(scene.office.founded.recovery_shares)
    slip, unknown = printed[0].split(), printed[0].split()
    slip[11] = "academic" if slip[11] != "academic" else "acid"
    unknown[3] = "academix"
    done = _drill(app, " ".join(slip), " ".join(unknown), "acid", *printed[:3])
    assert done.exit_code == 0
    assert "Look at word 12." in done.output
    assert "33 words; 1 were typed" in done.output


def test_shares_of_another_office_and_of_an_older_set_are_named(scene: Scene, app: Flask) -> None:
    with scene.portal.work() as work:
        other = founding.found_office(work, make_plan("other"), Quorum(3, 5))
    new, office_id = shares.draw(Quorum(3, 5)), scene.office.id
    old = scene.office.founded.recovery_shares
    with scene.portal.work() as work:
        for line, problem in (
            (other.recovery_shares[0], ShareProblem.OTHER_OFFICE),
            (new.shares[0], ShareProblem.UNKNOWN),
        ):
            with pytest.raises(Refused) as refused:
                shares.number_of(work, office_id, line)
            assert refused.value.reason == problem
    from_other = app.test_cli_runner().invoke(
        args=["recovery-drill", "--office", scene.office.slug],
        input=f"{other.recovery_shares[0]}\n" + "".join(f"{x}\n" for x in old[:3]),
    )
    assert PROBLEMS[ShareProblem.OTHER_OFFICE] in from_other.output
    assert from_other.exit_code == 0


def test_one_keeper_checks_one_share_and_enough_of_them_are_a_proof(
    scene: Scene, app: Flask
) -> None:
    printed = scene.office.founded.recovery_shares
    scene.clock.move(YEAR)
    assert "a year ago" in (_drill_problem(scene) or "")
    for number in (2, 4):
        done = _drill(app, printed[number - 1], one=True)
        assert f"Share {number} is genuine" in done.output
        assert _drill_problem(scene) is not None
    _drill(app, printed[3], one=True)
    assert _drill_problem(scene) is not None, "the same share twice is no third one"
    _drill(app, printed[4], one=True)
    assert _drill_problem(scene) is None
    strange = _drill(app, shares.draw(Quorum(3, 5)).shares[0], one=True)
    assert strange.exit_code == 1
    assert PROBLEMS[ShareProblem.UNKNOWN] in strange.output


def test_a_drill_over_a_year_ago_is_a_warning_until_the_next(scene: Scene, app: Flask) -> None:
    assert _drill_problem(scene) is None
    scene.clock.move(YEAR)
    assert "recovery-drill" in (_drill_problem(scene) or "")
    _drill(app, *scene.office.founded.recovery_shares[:3])
    assert _drill_problem(scene) is None


def test_a_published_hash_is_of_the_words_in_any_spelling() -> None:
    line = shares.draw(Quorum(2, 3)).shares[1]
    typed = " ".join(word[:4].upper() for word in line.split())
    assert read_paper(typed).commitment() == read_paper(line).commitment()
    assert read_paper(line).number == 2
