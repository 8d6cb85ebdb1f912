"""Choose and read the extracted texts that govbot keeps beside a bill.

A text is named by the last part of its version's address and the version's name (`1234_As_Introduced_extracted.txt`; an
address without a dot in it becomes `bill_content`). It begins with a head of its own (`Title:`, `Source: versions - As
Introduced`, `Media Type:`) above a rule of equal signs, and is at times the shell of a page that only a browser fills.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from spiders.kit.errors import is_shell
from tracker.records.items import ScrapedBill, Version
from tracker.records.version_order import newest_first

ENDS: Final = "_extracted.txt"
_SHORTEST: Final = 80
"""Letters below which no words of a bill were extracted."""
_HEAD: Final = re.compile(r"\ATitle:[^\n]*\n(?:[^\n]*\n){1,8}?\n?={20,}[ \t]*\n")
_OF_THE_PAGE: Final = "Opens_in_a_new_window"


def newest_text(bill: ScrapedBill, files: Sequence[str]) -> str:
    """The file that holds the newest version that has one; where no name fits, the last in the order of names."""
    named = {file.rpartition("/")[2].removesuffix(ENDS).replace(_OF_THE_PAGE, ""): file for file in sorted(files)}
    for number in newest_first([(version.note, version.date) for version in bill.versions]):
        version = bill.versions[number]
        exact = [named[name] for name in _names(version) if name in named]
        alike = [file for name, file in named.items() if name.endswith(f"_{_safe(version.note)}")]
        for file in (*exact, *alike):
            return file
    return max(files)


def words(data: bytes) -> str | None:
    """The words of an extracted text without its head; None where it holds none of a bill."""
    if is_shell(data):
        return None
    text = _HEAD.sub("", data.decode("utf-8", "replace").replace("\r\n", "\n")).strip()
    return text if len(text) >= _SHORTEST else None


def _names(version: Version) -> list[str]:
    """What the text of a version may be called."""
    lasts = [link.url.rpartition("/")[2] for link in version.links]
    stems = [last.rpartition(".")[0] if "." in last else "bill_content" for last in lasts]
    note = _safe(version.note)
    return [f"{stem}_{note}" if note else stem for stem in stems]


def _safe(note: str) -> str:
    """A version's name as a part of the name of a file."""
    return re.sub(r"[-\s]+", "_", re.sub(r"[^\w\s-]", "", note).strip())
