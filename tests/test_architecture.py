"""Each import contract fails when it is broken, and names what broke it; no function is tangled."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from radon.complexity import cc_visit
from radon.visitors import Function

ROOT = Path(__file__).resolve().parents[1]
BREAKS = {
    "Everything points at the core": ("tracker/records/text.py", "from alerts.channels import base"),
    "The rooms of the core stand on floors": ("tracker/records/text.py", "from tracker.web import cursors"),
    "The rooms of the alerts stand on floors": ("alerts/channels/base.py", "from alerts.delivery import outbox"),
    "The rooms of collecting stand on floors": ("spiders/kit/dates.py", "from spiders import registry"),
    "Within a room nothing needs what needs it": ("tracker/rules/syntax.py", "from tracker.rules import query"),
    "Decisions are pure": ("tracker/records/changes.py", "import subprocess"),
    "A source knows the kit, never another source": (
        "spiders/sources/us_wa/bills.py",
        "from spiders.sources.us_or import bills as others",
    ),
    "Only the kit fetches, and only Scrapy fetches": ("spiders/platforms/civic.py", "import urllib3"),
}
"""For each contract a file and the line that breaks it."""
NEW_ROOMS = {"tracker": "attic", "spiders": "cellar", "alerts": "porch"}


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and their contracts in a folder of their own, where they may be broken."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("tracker", "spiders", "alerts"):
        for file in (ROOT / name).rglob("*.py"):
            target = folder / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return folder


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_contract_has_a_line_that_breaks_it() -> None:
    assert sorted(BREAKS) == sorted(contracts())


@pytest.mark.slow
def test_contracts_that_are_broken_fail_by_name_and_a_new_room_must_say_where_it_stands(copy: Path) -> None:
    for place, line in BREAKS.values():
        file = copy / place
        before = file.read_text(encoding="utf-8")
        first = "from __future__ import annotations\n"
        file.write_text(before.replace(first, f"{first}{line}\n", 1), encoding="utf-8")
    for package, name in NEW_ROOMS.items():
        room = copy / package / name
        room.mkdir()
        (room / "__init__.py").write_text('"""Nobody said what this is."""\n', encoding="utf-8")
    done = linted(copy)
    assert done.returncode == 1
    assert [contract for contract in BREAKS if f"{contract} BROKEN" not in done.stdout] == []
    assert [name for name in NEW_ROOMS.values() if name not in done.stdout] == []


def grades(text: str) -> dict[str, int]:
    """How many ways lead through each function and method of a module."""
    return {block.fullname: block.complexity for block in cc_visit(text) if isinstance(block, Function)}


@pytest.fixture(scope="module")
def functions() -> dict[str, int]:
    files = [path for package in ("tracker", "spiders", "alerts", "tools") for path in (ROOT / package).rglob("*.py")]
    return {
        f"{path.relative_to(ROOT).as_posix()}::{name}": ways
        for path in files
        for name, ways in grades(path.read_text(encoding="utf-8")).items()
    }


def test_the_measure_counts_branches_of_functions_and_of_methods() -> None:
    branches = "".join(f"    if a == {number}: return {number}\n" for number in range(20))
    method = "class A:\n" + "".join(f"    {line}\n" for line in f"def g(self, a):\n{branches}".splitlines())
    assert grades(f"def f(a):\n{branches}\n{method}") == {"f": 21, "A.g": 21}


def test_no_function_is_as_tangled_as_grade_d(functions: dict[str, int]) -> None:
    assert len(functions) > 1_000
    assert {name: ways for name, ways in functions.items() if ways > 20} == {}


def test_each_function_of_grade_c_has_a_reason(functions: dict[str, int]) -> None:
    told = tomllib.loads((ROOT / "tests" / "complexity.toml").read_text(encoding="utf-8"))
    rooms = [room["where"] for room in told["room"]]
    explained = [name for reason in told["reason"] for name in reason["functions"]]
    tangled = {name: ways for name, ways in functions.items() if 10 < ways <= 20 and name not in explained}
    assert {name: ways for name, ways in tangled.items() if ways > 15} == {}
    assert [name for name in tangled if not any(fnmatch(name, room) for room in rooms)] == []
    assert sorted(set(explained)) == sorted(explained)


def test_reasons_are_of_functions_that_exist(functions: dict[str, int]) -> None:
    told = tomllib.loads((ROOT / "tests" / "complexity.toml").read_text(encoding="utf-8"))
    assert {name for reason in told["reason"] for name in reason["functions"]} - functions.keys() == set()
    assert [room["where"] for room in told["room"] if not any(fnmatch(name, room["where"]) for name in functions)] == []


def test_the_map_has_a_line_for_every_package_and_every_module_beside_them() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [ROOT / name for name in ("tracker", "spiders", "alerts")]
    rooms = [f"{path.parent.name}/" for package in packages for path in sorted(package.glob("*/__init__.py"))]
    modules = [path.name for package in packages for path in sorted(package.glob("*.py")) if path.name != "__init__.py"]
    assert [each for each in (*rooms, *modules) if f"`{each}`" not in text] == []


def test_each_file_that_the_way_through_the_code_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:tracker|spiders|alerts)/[\w./-]+)`", text)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_is_turned_into_a_number_is_asked_whether_it_is_one() -> None:
    """`isdigit` takes the signs ² and ① for digits, and `int` does not: what a stranger wrote would break what reads it."""
    places = (path for room in ("tracker", "spiders", "alerts", "tools") for path in (ROOT / room).rglob("*.py"))
    assert [path.name for path in places if ".isdigit(" in path.read_text(encoding="utf-8")] == []
