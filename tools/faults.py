"""Write the table of faults in docs/reliability.md from what their tests found, or say which tests those are.

`python tools/faults.py tests` names the tests, `python tools/faults.py table` writes the table.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "tests" / "faults" / "matrix.toml"
FOUND = ROOT / "docs" / "faults.json"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- faults -->\n", "<!-- /faults -->\n"


def table(matrix: dict[str, Any], found: dict[str, Any]) -> str:
    """Each fault with how often it was tried, what was lost and doubled, and how long recovery took at most."""
    lines = ["| | fault | trials | failed | lost | doubled | seconds to recover |", "|---|---|---|---|---|---|---|"]
    for number, fault in matrix.items():
        row = found.get(number)
        if row is None:
            lines.append(f"| {number} | {fault['fault']} | not played | | | | |")
            continue
        seconds = f"{row['seconds']:g}" if row["seconds"] else "–"
        counts = " | ".join(str(int(row[name])) for name in ("trials", "failed", "lost", "doubled"))
        lines.append(f"| {number} | {fault['fault']} | {counts} | {seconds} |")
    return "\n".join(lines) + "\n"


def written(page: str, rows: str) -> str:
    """The page with the table between its marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}{rows}{END}{after}"


def main(words: list[str]) -> int:
    """Do one of the two."""
    matrix = tomllib.loads(MATRIX.read_text(encoding="utf-8"))
    if words == ["tests"]:
        print(" ".join(sorted({test for fault in matrix.values() for test in fault["tests"]})))
        return 0
    if words == ["table"]:
        found = json.loads(FOUND.read_text(encoding="utf-8"))
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), table(matrix, found)), encoding="utf-8")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
