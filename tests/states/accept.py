"""Write what a case says now as what we agree it says: `python -m tests.states.accept FOLDER ...`, then read the diff."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.states.visits import case, reviewed, shown


def main(folders: list[str]) -> int:
    code = 0
    for name in folders:
        folder = Path(name).resolve()
        with tempfile.TemporaryDirectory() as scratch:
            found = case(folder, Path(scratch)).found
        refusals = reviewed(folder, found).refusals
        for line in refusals:
            print(f"refused: {line}", file=sys.stderr)
        if refusals:
            code = 1
            continue
        told = shown(found)
        (folder / "expected.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}: {len(told)} outcomes")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
