"""End with the process that started us: a crawl whose worker was killed must not go on beside its successor.

The parent holds the other end of our standard input and never writes. When it ends, however it ends, the line breaks.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Final

VARIABLE: Final = "_TRACKER_LIFE_LINE"
"""Set by a parent that holds the other end of our standard input."""
STOP_WITHIN: Final = 15.0
"""Seconds for a clean stop; longer than a crawl promises to take."""


def hold_on() -> None:
    """Watch the line, where we have one, beside everything else we do."""
    if os.environ.pop(VARIABLE, None):
        threading.Thread(target=_watch, name="life line", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(STOP_WITHIN)
    os._exit(128 + signal.SIGTERM)
