"""Write what a case says now as what we agree it says: `python -m tests.states.accept FOLDER ...`, then read the diff."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.states.visits import in_a_sentence, reviewed, shown, told_by


def main(folders: list[str]) -> int:
    code = 0
    for name in folders:
        folder = Path(name).resolve()
        told = told_by(folder)
        found = told.found
        refusals = list(reviewed(folder, found).refusals)
        if len(told.faults) == len(found):
            refusals.append(f"nothing was read; `tracker sources try` names {len(found)} faults")
        for line in refusals:
            print(f"refused: {line}", file=sys.stderr)
        if refusals:
            code = 1
            continue
        outcomes = json.dumps(shown(found), indent=1, ensure_ascii=False)
        (folder / "expected.json").write_text(f"{outcomes}\n", encoding="utf-8")
        print(f"{name}: {len(found)} outcomes")
    return code


if __name__ == "__main__":
    sys.exit(in_a_sentence(main, sys.argv[1:]))
