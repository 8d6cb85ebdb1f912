"""Run the measurements: `python -m bench [NAME …]`; each module of this package is one."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_MEASUREMENTS = {"__init__", "__main__", "loopback", "report"}


def main(names: list[str]) -> int:
    """Run each measurement in a process of its own, so that none warms up another; say which missed its limit."""
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_MEASUREMENTS)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"bench: no measurement {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    missed = []
    for name in names or known:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            missed.append(name)
    if missed:
        print(f"\nmissed a limit or failed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
