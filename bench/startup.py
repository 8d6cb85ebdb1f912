"""`tracker --help`, against an interpreter that imports only what draws it: click and rich."""

from __future__ import annotations

import subprocess
import sys

from bench.report import Ratio, alternating, tell


def main() -> int:
    """Measure."""

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)

    run("-m", "tracker", "--help")  # compiled files are made now, not while we measure
    taken = alternating(9, ours=lambda: run("-m", "tracker", "--help"), peer=lambda: run("-c", "import click, rich"))
    return tell(
        [
            Ratio(
                name="tracker --help",
                ours=taken["ours"],
                peer=taken["peer"],
                unit="s",
                against='python -c "import click, rich"',
                at_most=2.0,
            )
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
