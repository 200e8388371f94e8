"""The source as the house rules see it: files, syntax trees and complaints."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "wbportal"

# A rule reads one module and returns its complaints; `path` is relative to the repository.
Rule = Callable[[ast.Module, str], list[str]]


def product_files() -> list[Path]:
    """Every Python file that runs in production."""
    return [ROOT / "config.py", *_python(PACKAGE), *_python(ROOT / "migrations")]


def files_of_tests() -> list[Path]:
    return [*_python(ROOT / "tests"), *_python(ROOT / "bench")]


def complaints(rule: Rule, files: Iterable[Path]) -> list[str]:
    """Apply `rule` to each file; a complaint reads `path:line: what`."""
    return [
        f"{relative}:{complaint}"
        for file in files
        for relative in [file.relative_to(ROOT).as_posix()]
        for complaint in rule(_tree(file), relative)
    ]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(node: ast.expr) -> str:
    """Return the last name of `a.b.c`, or of `c`; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` as written; empty if it is not a chain of names."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _python(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))
