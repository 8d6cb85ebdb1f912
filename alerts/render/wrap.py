"""Break lines of plain text where a person would; an address is never broken."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Final

WIDTH: Final = 76


@lru_cache(maxsize=8_192)
def wrapped(text: str, indent: int = 0, *, first: str | None = None) -> str:
    """The text in lines of at most 76 characters, each with `indent` blanks in front; `first` begins the first line."""
    blank = " " * indent
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=blank if first is None else first,
        subsequent_indent=blank,
        break_long_words=False,
        break_on_hyphens=False,
    )


def indented(text: str, indent: int = 2) -> str:
    """Running text with its paragraphs kept, wrapped and indented."""
    return "\n".join(wrapped(line, indent) if line.strip() else "" for line in text.split("\n"))
