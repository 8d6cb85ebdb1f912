"""The table of faults says what their tests found, and names tests that exist."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.results import Results, belongs, matrix
from tools import faults


def test_each_fault_has_tests_and_each_of_them_exists():
    for number, fault in matrix().items():
        assert fault["tests"], number
        for test in fault["tests"]:
            file, _, name = test.partition("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert not name or name in names, test
    assert list(matrix()) == [f"R{number:02}" for number in range(1, len(matrix()) + 1)]


def test_the_page_shows_what_was_found():
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    found = json.loads((ROOT / "docs" / "faults.json").read_text(encoding="utf-8"))
    assert page == faults.written(page, faults.table(matrix(), found))
    assert [number for number, row in found.items() if row["failed"] or row["lost"]] == []
    assert set(found) <= set(matrix())


def test_results_are_counted_by_fault_and_kept_beside_those_of_other_runs(tmp_path: Path):
    results, target = Results(), tmp_path / "found.json"
    target.write_text('{"R01": {"trials": 3}, "R62": {"trials": 1}}', encoding="utf-8")
    (test,) = matrix()["R22"]["tests"]
    results.add(f"{test}[a]", {"trials": 5, "seconds": 2.5}, passed=True)
    results.add(test, {"doubled": 1, "seconds": 1}, passed=False)
    results.add("tests/other.py::test_x", {}, passed=False)
    results.write(target)
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found["R01"] == {"trials": 3}
    assert found["R22"] == {"trials": 6, "failed": 1, "lost": 0, "doubled": 1, "seconds": 2.5}
    assert not belongs("tests/a.py::test_one_more", ["tests/a.py::test_one"])
