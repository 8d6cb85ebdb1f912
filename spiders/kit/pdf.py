"""Read the text of a PDF page by page, in a process of its own with so much memory, so much time and so many pages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from spiders.kit.select import PageChanged

SECONDS: Final = 20
PAGES: Final = 400
BYTES: Final = 32 * 1024 * 1024
"""As much as a crawl takes of one answer."""


def pdf_pages(body: bytes, *, pages: int = PAGES, seconds: int = SECONDS, layout: bool = False) -> list[str]:
    """The text layer of the first pages, one text a page; raises PageChanged where the file cannot be read.

    A page without a text layer, such as a scan, is an empty text. With `layout` columns stay columns, by blanks between them.
    """
    if len(body) > BYTES:
        raise PageChanged(f"wanted a PDF of at most {BYTES:,} bytes, found {len(body):,}", kind="pdf")
    command = [sys.executable, "-m", "spiders.kit.pdf_child", str(pages), str(seconds), "layout" if layout else "plain"]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=2 * seconds, check=False)
    except subprocess.TimeoutExpired as problem:
        raise _too_long(seconds) from problem
    if done.returncode in {-9, -24}:  # killed by its limits
        raise _too_long(seconds)
    try:
        texts = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        texts = None
    if not isinstance(texts, list):
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:120]
        raise PageChanged(f"wanted a PDF, found one that cannot be read ({last or 'no reason told'})", kind="pdf")
    return [str(page) for page in texts]


def _too_long(seconds: int) -> PageChanged:
    return PageChanged(f"wanted a PDF that can be read within {seconds} seconds, found one that cannot", kind="pdf")
