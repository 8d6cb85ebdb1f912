"""Print what a case says now: `python -m tests.states.show FOLDER`; exit 1 where a row or page could not be read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.states.visits import in_a_sentence, reviewed, shown, told_by


def main(name: str) -> int:
    folder = Path(name).resolve()
    told = told_by(folder)
    print(json.dumps(shown(told.found), indent=1, ensure_ascii=False))
    faults = shown(told.faults)
    for each in faults:
        print(f"{each['is']}: {each.get('reason')}", file=sys.stderr)
    print(f"{len(told.found) - len(faults)} read, {len(faults)} faults", file=sys.stderr)
    found = reviewed(folder, told.found)
    for line in found.summary:
        print(line, file=sys.stderr)
    for line in found.refusals:
        print(f"refused: {line}", file=sys.stderr)
    return 1 if faults or found.refusals or not told.found else 0


if __name__ == "__main__":
    sys.exit(in_a_sentence(main, sys.argv[1]))
