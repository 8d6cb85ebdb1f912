"""Crawl the test sources in a process of their own, as `tracker crawl` crawls real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.conftest import ROOT, copied
from tracker.settings import load

NO_PACE = '{"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": false}'


def crawl(*names: str, **environment: str) -> list[dict[str, Any]]:
    """The summaries of one crawl; there is no detour unless `TRACKER_DETOUR` is given."""
    copied(load().url).dispose()
    done = subprocess.run(
        [sys.executable, "-m", "tests.kit.sources", *names],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
