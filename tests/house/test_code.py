"""The rules of the house that no linter knows."""

import ast
import re

import pytest

from tests.house.source import (
    ROOT,
    Rule,
    complaints,
    dotted,
    files_of_tests,
    functions,
    name_of,
    product_files,
)

_MAX_FILE_LINES = 400
_MAX_FUNCTION_LINES = 50
# A comment that silences a check, and nothing after it.
_SILENCED = re.compile(r"#\s*(type:\s*ignore(\[[^\]]*\])?|noqa(:[A-Z0-9, ]+)?)\s*$")

# Where an error of any kind must be met, because the process ends there.
_PROCESS_BOUNDARY = {
    "wbportal/jobs/queue.py": "a job that fails must not take the other jobs with it",
    "wbportal/portal/work.py": "whatever failed, what was stored is undone, and it is raised again",
}


def no_long_function(tree: ast.Module, _: str) -> list[str]:
    return [
        f"{node.lineno}: {node.name} has {length} lines"
        for node in functions(tree)
        for length in [(node.end_lineno or node.lineno) - node.lineno + 1]
        if length > _MAX_FUNCTION_LINES
    ]


def no_escape_from_types(tree: ast.Module, _: str) -> list[str]:
    return [
        f"{node.lineno}: imports {alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"typing", "typing_extensions"}
        for alias in node.names
        if alias.name in {"Any", "cast", "no_type_check"}
    ] + [
        f"{node.lineno}: uses {dotted(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and dotted(node) in {"typing.Any", "typing.cast", "t.Any", "t.cast"}
    ]


def no_import_inside(tree: ast.Module, _: str) -> list[str]:
    return [
        f"{node.lineno}: {function.name} imports"
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def no_broad_except(tree: ast.Module, path: str) -> list[str]:
    if path in _PROCESS_BOUNDARY:
        return []
    return [
        f"{node.lineno}: catches everything"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ] + [
        f"{node.lineno}: suppresses everything"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and name_of(node.func) == "suppress"
        and any(_is_broad(argument) for argument in node.args)
    ]


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    members = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(name_of(member) in {"Exception", "BaseException"} for member in members)


def only_access_opens_a_case(tree: ast.Module, path: str) -> list[str]:
    if path == "wbportal/casework/access.py":
        return []
    return [
        f"{node.lineno}: makes an OpenCase"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) == "OpenCase"
    ]


def only_work_commits(tree: ast.Module, path: str) -> list[str]:
    if path.startswith(("wbportal/portal", "migrations/")):
        return []
    return [
        f"{node.lineno}: commits"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "commit" or _begins_a_transaction(node.func))
    ]


def _begins_a_transaction(function: ast.Attribute) -> bool:
    """`with engine.begin():` commits at its end."""
    begins = function.attr in {"begin", "begin_nested"}
    return begins and name_of(function.value) in {"db", "session", "engine", "connection"}


def no_unexplained_ignore(_: ast.Module, path: str) -> list[str]:
    return _unexplained((ROOT / path).read_text("utf-8"))


def _unexplained(source: str) -> list[str]:
    """Name the lines whose `type: ignore` or `noqa` has no reason, behind it or above it."""
    lines = source.splitlines()
    return [
        f"{number}: silences a check without a reason"
        for number, line in enumerate(lines, 1)
        if _SILENCED.search(line) and not lines[number - 2].lstrip().startswith("# ")
    ]


def no_patch_of_our_own(tree: ast.Module, _: str) -> list[str]:
    return [
        f"{node.lineno}: {dotted(node.func)} replaces our own code"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            name_of(node.func) == "patch"
            or dotted(node.func).endswith(("patch.object", "patch.dict", "patch.multiple"))
            or (dotted(node.func).endswith("monkeypatch.setattr") and _ours(node))
        )
        and not _is_request(node)
    ]


def _ours(call: ast.Call) -> bool:
    """Tell whether the thing replaced is named as one of ours."""
    first = call.args[0] if call.args else None
    named = first.value if isinstance(first, ast.Constant) else dotted(first) if first else ""
    return str(named).startswith(("wbportal", "config"))


def _is_request(call: ast.Call) -> bool:
    """`client.patch("/path")` is HTTP, not a mock."""
    return dotted(call.func).split(".")[0] in {"client", "http"}


_PRODUCT: list[tuple[Rule, str]] = [
    (no_long_function, "def f():\n" + "    pass\n" * 50),
    (no_escape_from_types, "from typing import Any"),
    (no_escape_from_types, "from typing import cast"),
    (no_escape_from_types, "import typing\nx: typing.Any = 1"),
    (no_import_inside, "def f():\n    import os"),
    (
        no_import_inside,
        "class A:\n    def f(self):\n        if self:\n            from os import path",
    ),
    (no_broad_except, "try:\n    pass\nexcept Exception:\n    pass"),
    (no_broad_except, "try:\n    pass\nexcept:\n    pass"),
    (no_broad_except, "try:\n    pass\nexcept (OSError, BaseException) as e:\n    raise"),
    (no_broad_except, "with contextlib.suppress(Exception):\n    pass"),
    (only_access_opens_a_case, "case = OpenCase(row, role, key)"),
    (only_access_opens_a_case, "case = access.OpenCase(row, role, key)"),
    (only_work_commits, "def f(work):\n    work.db.commit()"),
    (only_work_commits, "with engine.begin() as connection:\n    pass"),
]
_TESTS: list[tuple[Rule, str]] = [
    (no_patch_of_our_own, 'with mock.patch("wbportal.portal.Portal"):\n    pass'),
    (no_patch_of_our_own, "patch.object(Portal, 'work')"),
    (no_patch_of_our_own, 'monkeypatch.setattr("wbportal.vault.keys.f", g)'),
    (
        no_patch_of_our_own,
        "def test(monkeypatch):\n    monkeypatch.setattr(wbportal.vault, 'f', g)",
    ),
]


@pytest.mark.parametrize(("rule", "bad"), _PRODUCT + _TESTS)
def test_each_rule_sees_what_it_forbids(rule: Rule, bad: str) -> None:
    assert rule(ast.parse(bad), "wbportal/casework/bad.py")


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _ in _PRODUCT))
def test_the_product_keeps_the_rules(rule: Rule) -> None:
    assert complaints(rule, product_files()) == []


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _ in _TESTS))
def test_the_tests_keep_the_rules(rule: Rule) -> None:
    assert complaints(rule, files_of_tests()) == []


@pytest.mark.parametrize("mark", ["type: ignore[arg-type]", "type: ignore", "noqa: S101"])
def test_a_silenced_check_needs_a_reason(mark: str) -> None:
    assert _unexplained(f"x = f()  # {mark}")
    assert not _unexplained(f"x = f()  # {mark}  # the stub is wrong")
    assert not _unexplained(f"x = f()  # {mark} - the stub is wrong")
    assert not _unexplained(f"# the stub is wrong\nx = f()  # {mark}")


def test_every_ignored_line_says_why() -> None:
    assert complaints(no_unexplained_ignore, [*product_files(), *files_of_tests()]) == []


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text("utf-8").splitlines())
        for file in [*product_files(), *files_of_tests()]
    }
    assert {name: n for name, n in lengths.items() if n > _MAX_FILE_LINES} == {}


@pytest.mark.parametrize("path", _PROCESS_BOUNDARY)
def test_each_exception_to_the_rule_is_still_needed(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert no_broad_except(tree, "elsewhere.py"), f"{path} catches nothing broad any more"
