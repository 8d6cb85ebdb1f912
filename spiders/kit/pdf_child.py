"""Read the text layer of one PDF from standard input, in a process with so much memory and so much time; one JSON array of pages.

Run by `spiders.kit.pdf` alone. Whatever a hostile file does, it does it here: a bomb meets the limits, a crash ends this process.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from tracker.system import limit_this_process

MEMORY: Final = 1_200 * 1024 * 1024
LETTERS: Final = 2_000_000
"""Of all pages together."""


def main() -> None:
    """Read, and write what was read."""
    pages, seconds = int(sys.argv[1]), int(sys.argv[2])
    limit_this_process(cpu_seconds=seconds, memory_bytes=MEMORY, file_bytes=0)
    sys.stdout.write(json.dumps(_texts(sys.stdin.buffer, pages, layout=sys.argv[3] == "layout")))


def _texts(source: Any, most: int, *, layout: bool) -> list[str]:
    import io
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(source.read()), strict=False)
    texts: list[str] = []
    letters_left = LETTERS
    for number, page in enumerate(reader.pages):
        if number == most or letters_left <= 0:
            break
        try:
            text = page.extract_text(extraction_mode="layout" if layout else "plain")
        except Exception:  # noqa: BLE001 - a damaged page costs itself; the others may be sound
            text = ""
        texts.append(text[:letters_left])
        letters_left -= len(text)
    return texts


if __name__ == "__main__":
    main()
