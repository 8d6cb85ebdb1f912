"""Make buttons that do it: a number that dials, a letter that is addressed and filled in."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from alerts.compose.letters import Letter

_NUMBER: Final = re.compile(r"(?<!\d)(?:\+?1[-. ]*)?\(?([2-9]\d\d)\)?[-. /]*(\d{3})[-. ]*(\d{4})(?!\d)")
_ADDRESSES: Final = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+(?:,[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+)*")
_LONGEST: Final = 1_800
"""Characters of an address of a letter; some mail apps cut longer ones."""


def tel(phone: str | None) -> str | None:
    """A number that a phone can dial at a tap: the first of ten digits that is given; None where none is."""
    match = _NUMBER.search(phone or "")
    return f"tel:+1{''.join(match.groups())}" if match else None


def plain_address(button: str) -> str:
    """Where a button leads, as text has it: a number to dial by its digits, a letter without what fills it in."""
    address = button.partition("?subject=")[0]
    digits = address.removeprefix("tel:+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if digits != address else address


def mailto(to: str, letter: Letter) -> str | None:
    """A letter to somebody in the reader's own mail app; None for what is no address. What does not fit stays on the page."""
    if not _ADDRESSES.fullmatch(to):
        return None
    subject = f"mailto:{to}?subject={quote(letter.subject)}"
    whole = f"{subject}&body={quote(letter.body.replace(chr(10), chr(13) + chr(10)))}"
    return whole if len(whole) <= _LONGEST else subject
