"""Say to a reader in a sentence why the text of a bill could not be read; operators read the reason itself."""

from __future__ import annotations

import re
from typing import Final

_WHY: Final = (
    (
        r"found (?:401|403|429)\b|refuses programs|found a wall|asks for a password|a browser's scripts fill|not on the public internet",
        "the site of its publisher does not let programs read it.",
    ),
    (r"found (?:404|410)\b|found a page that says it is none", "the site of its publisher has nothing at its address."),
    (r"at most [\d,]+ bytes|too large|during decompression", "it is longer than what we read."),
    (
        r"\A(?:expected (?:an answer|status)|not fetched)|found an empty body|found one that ends in",
        "the site of its publisher did not answer when we last asked.",
    ),
    (r"\A(?:wanted|expected) ", "what its publisher shows holds no text that a program can read."),
)
"""Parts of what our readers say of a page that gave no text (`spiders/kit/errors.py`, `bill_text.py`, `pdf.py`), and the sentence."""


def why_unread(reason: str) -> str:
    """The sentence for a reason, one of a few that catalogs have; what a source says of its own files stands for itself."""
    return next((sentence for words, sentence in _WHY if re.search(words, reason)), reason)
