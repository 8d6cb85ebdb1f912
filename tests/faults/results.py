"""Gather what the tests of faults found, and write it where TRACKER_TEST_FAULT_RESULTS says.

A test tells `trials`, `lost`, `doubled` and `seconds` by pytest's `record_property`; one that tells nothing was one trial.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MATRIX = Path(__file__).with_name("matrix.toml")
VARIABLE = "TRACKER_TEST_FAULT_RESULTS"


def matrix() -> dict[str, dict[str, Any]]:
    """Each fault by its number: what happens, and the tests that make it happen."""
    return tomllib.loads(MATRIX.read_text(encoding="utf-8"))


def belongs(node: str, tests: Iterable[str]) -> bool:
    """Whether a test as pytest names it is one of these."""
    return any(node == each or node.startswith((f"{each}::", f"{each}[")) for each in tests)


@dataclass
class Results:
    """What was found of each fault so far."""

    found: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, node: str, told: dict[str, Any], *, passed: bool) -> None:
        """Count one test's outcome for each fault it belongs to."""
        for number, fault in matrix().items():
            if belongs(node, fault["tests"]):
                row = self.found.setdefault(number, {"trials": 0, "failed": 0, "lost": 0, "doubled": 0, "seconds": 0})
                row["trials"] += int(told.get("trials", 1))
                row["failed"] += not passed
                row["lost"] += int(told.get("lost", 0))
                row["doubled"] += int(told.get("doubled", 0))
                row["seconds"] = max(row["seconds"], float(told.get("seconds", 0)))

    def write(self, target: Path) -> None:
        """Put them beside what earlier runs found of other faults."""
        known = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
        text = json.dumps(dict(sorted((known | self.found).items())), indent=1)
        target.write_text(text + "\n", encoding="utf-8")


RESULTS = Results()


def pytest_runtest_logreport(report: Any) -> None:
    """Take down what a test told; with several processes the one that gathers hears of all."""
    if os.environ.get(VARIABLE) and report.when == "call" and report.outcome != "skipped":
        RESULTS.add(report.nodeid, dict(report.user_properties), passed=report.outcome == "passed")


def pytest_sessionfinish(session: Any) -> None:
    """Write, in the process that gathers."""
    target = os.environ.get(VARIABLE)
    if target and RESULTS.found and not hasattr(session.config, "workerinput"):
        RESULTS.write(Path(target))
