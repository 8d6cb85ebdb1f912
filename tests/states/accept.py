"""Write what a case says now as what we agree it says: `python -m tests.states.accept FOLDER ...`, then read the diff."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.states.visits import case, shown


def main(folders: list[str]) -> None:
    for name in folders:
        folder = Path(name).resolve()
        with tempfile.TemporaryDirectory() as scratch:
            told = shown(case(folder, Path(scratch)).found)
        (folder / "expected.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}: {len(told)} outcomes")


if __name__ == "__main__":
    main(sys.argv[1:])
