"""Parameters and locals say what a value is, not how we came by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[1]
NO_NAMES: Final = frozenset({"told", "found", "each", "asked", "kept", "left"})
"""Words that say how a value came here: `rows`, `match`, `bill` or `deadline` say what it is."""
OF_SCRAPY: Final = frozenset({("spiders/kit/spiders.py", "asked"), ("spiders/addresses.py", "asked")})
"""Scrapy hands these on by the names of the spiders' attributes."""


def bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a piece of code binds to values of its own, with their lines; fields of classes are none."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            for part in child.body:
                if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    yield from bound(ast.Module(body=[part], type_ignores=[]))
            continue
        if isinstance(child, ast.arg):
            yield child.arg, child.lineno
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id, child.lineno
        elif isinstance(child, ast.ExceptHandler) and child.name:
            yield child.name, child.lineno
        yield from bound(child)


def unsaid(file: str, text: str) -> list[str]:
    """Where a file binds such a name."""
    names = bound(ast.parse(text))
    return [f"{file}:{line}: {name}" for name, line in names if name in NO_NAMES and (file, name) not in OF_SCRAPY]


def test_such_names_are_seen_wherever_a_value_is_bound() -> None:
    text = (
        "class A:\n    kept: int = 0\n    def f(self, told):\n        left = [each for each in told]\n"
        "        try: g = lambda asked: asked\n        except OSError as found: pass\n"
    )
    assert [line.partition(": ")[2] for line in unsaid("a.py", text)] == ["told", "left", "each", "asked", "found"]


def test_parameters_and_locals_say_what_a_value_is() -> None:
    files = (file for room in ("tracker", "spiders", "alerts") for file in sorted((ROOT / room).rglob("*.py")))
    assert [line for file in files for line in unsaid(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))] == []
