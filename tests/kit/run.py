"""Crawl the test sources in a process of their own, as `tracker crawl` crawls real ones."""

from __future__ import annotations

import json
from typing import Any

from tests.command import process
from tests.conftest import copied
from tracker.settings import load

NO_PACE = '{"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": false}'


def crawl(*names: str, **environment: str) -> list[dict[str, Any]]:
    """The summaries of one crawl; there is no detour unless `TRACKER_DETOUR` is given."""
    copied(load().url).dispose()
    done = process(*names, module="tests.kit.sources", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
