"""The pages name what exists, and every setting has its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from config import Config
from tests.house.installation import installation
from tests.house.source import ROOT
from wbportal.cli import main

_PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(
    r"(?<![\w/.-])(?:wbportal|tests|templates|migrations|docs|bench|\.ci)/[\w./*-]*|config\.py"
)
_MAKE = re.compile(r"(?<!install -y )\bmake ([a-z][a-z-]*)\b")
_COMMAND = re.compile(r"(?<![/\w-])(?:flask|wbportal) ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
_VARIABLE = re.compile(r"\bWBPORTAL_[A-Z0-9_]+\b")


def _code(page: str) -> list[str]:
    """Everything a page sets as code: between backticks, and line by line in its blocks."""
    blocks = [line for block in _BLOCK.findall(page) for line in block.splitlines()]
    return [*blocks, *_CODE.findall(_BLOCK.sub("", page))]


def _missing_paths(page: str) -> set[str]:
    named = {path for code in _code(page) for path in _PATH.findall(code)}
    return {path for path in named if not list(ROOT.glob(path.rstrip("./") or path))}


def _broken_links(page: str, folder: Path) -> set[str]:
    return {link for link in _LINK.findall(page) if not (folder / link).exists()}


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def _unknown_targets(page: str) -> set[str]:
    return {target for code in _code(page) for target in _MAKE.findall(code)} - _targets()


def _commands(group: click.Command, before: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every command of ours, by its words: `("audit", "verify")`."""
    if not isinstance(group, click.Group):
        return {before}
    found = set()
    for name, command in group.commands.items():
        if command.callback is None or command.callback.__module__.startswith("wbportal"):
            found |= _commands(command, (*before, name))
    return found


def _unknown_commands(page: str, known: set[tuple[str, ...]]) -> set[str]:
    groups = {words[:1] for words in known if len(words) > 1}
    named = {tuple(words.split()) for code in _code(page) for words in _COMMAND.findall(code)}
    return {
        " ".join(words)
        for words in named
        if words not in known and not (words[:1] in known and words[:1] not in groups)
    }


class _Recording(Mapping[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)


@pytest.fixture(scope="module")
def settings() -> set[str]:
    """Every variable that Config reads."""
    environment = _Recording(installation(Path("/nowhere")))
    Config.from_env(environment)
    return {name for name in environment.asked if name.startswith("WBPORTAL_")}


@pytest.fixture(scope="module")
def known() -> set[tuple[str, ...]]:
    return _commands(main)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_what_exists(
    page: Path, known: set[tuple[str, ...]], settings: set[str]
) -> None:
    text = page.read_text("utf-8")
    assert _missing_paths(text) == set()
    assert _broken_links(text, page.parent) == set()
    assert _unknown_targets(text) == set()
    assert _unknown_commands(text, known) == set()
    assert set(_VARIABLE.findall(text)) - settings == set()


def test_a_page_that_names_what_is_not_there_is_seen() -> None:
    assert _missing_paths("see `wbportal/nowhere.py`") == {"wbportal/nowhere.py"}
    assert _missing_paths("see `wbportal/__init__.py`, `tests/*/test_docs.py`") == set()
    assert _missing_paths("install into `/opt/wbportal/bin`") == set()
    assert _broken_links("[here](nowhere.md)", ROOT) == {"nowhere.md"}
    assert _unknown_targets("```\nmake sandwich\n```") == {"sandwich"}
    assert _unknown_commands("`flask audit verify`", {("audit", "verify")}) == set()
    assert _unknown_commands("`wbportal serve now`", {("serve",)}) == set()
    assert _unknown_commands("`flask audit forget`", {("audit", "verify")}) == {"audit forget"}


def test_every_setting_is_explained_to_the_operator(settings: set[str]) -> None:
    explained = set(_VARIABLE.findall((ROOT / "docs/OPERATIONS.md").read_text("utf-8")))
    assert {
        name for name in settings - explained if not _is_file_of_another(name, settings)
    } == set()
    assert settings


def _is_file_of_another(name: str, settings: set[str]) -> bool:
    """`WBPORTAL_…_FILE` of a secret: explained once for all of them."""
    return name.removesuffix("_FILE") in settings - {name}


def test_every_command_is_explained_to_the_operator(known: set[tuple[str, ...]]) -> None:
    explained = (ROOT / "docs/OPERATIONS.md").read_text("utf-8")
    assert {" ".join(words) for words in known if " ".join(words) not in explained} == set()


def test_every_word_of_the_makefile_is_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    words = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE)) - {"help"}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert {word for word in words if f"make {word}" not in readme} == set()


def test_decisions_are_numbered_one_after_the_other_as_their_headings_say() -> None:
    pages = sorted((ROOT / "docs/decisions").iterdir())
    assert [page.name[:5] for page in pages] == [f"{n:04}-" for n in range(1, len(pages) + 1)]
    headings = [page.read_text("utf-8").partition(" ")[2].partition(".")[0] for page in pages]
    assert headings == [str(number) for number in range(1, len(pages) + 1)]
    assert len(pages) > 1


def test_the_changelog_names_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{version}]" in changelog or "## [Unreleased]" in changelog
