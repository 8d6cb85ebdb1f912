"""Take what nobody may read out of addresses and lines of text, in time in proportion to their length."""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = r"(?:(?=\w*(?:pass|pwd|secret|token|key|signature|credential))\w+|sig|auth|code)"
"""Parameters whose value lets in: `?password=` of libpq, the keys of services, signatures of stored files (`sig=`, `X-Amz-Signature=`)."""
_VALUE: Final = r"[^\s&\"'<>]+"
_ANY: Final = re.compile(rf"((?<!\w){_NAMES}=){_VALUE}", re.IGNORECASE)
_IN_TEXT: Final = re.compile(
    rf"((?<!\w)(?:(?=\w*pass(?:word|wd)?\s?=)\w+\s?|(?<=[?&;]){_NAMES}|(?<=[?&;]x-amz-)signature)=\s?){_VALUE}",
    re.IGNORECASE,
)
"""In a line, `key=` alone may be any word; after `?` or `&` it is a parameter."""
_RUN: Final = re.compile(r"\S+")
_TO_SIGN: Final = re.compile(r"(?<![^\s@])[^\s@]+@(?:[^\s@/]*@)*")
"""What stands before an @, begun where it can begin and nowhere inside; a password may have an @ of its own."""
_LOG_IN: Final = re.compile(r"//(?=[^/]*:)")
_MAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


def address(text: str) -> str:
    """An address as people may see it: user and password hidden up to its last @, and what parameters with telling names hold."""
    return _ANY.sub(r"\1***", _RUN.sub(lambda run: _without_user(run[0]), text))


def passwords(text: str) -> str:
    """A line without the passwords in its addresses and the values of telling parameters."""
    return _IN_TEXT.sub(r"\1***", _TO_SIGN.sub(lambda part: _without_log_in(part[0]), text))


def line(text: str) -> str:
    """A line of a log: no passwords, and nobody's mail address."""
    return _MAIL.sub("<address>", passwords(text))


def _without_user(run: str) -> str:
    begin, end = run.find("//"), run.rfind("@")
    return f"{run[: begin + 2]}***{run[end:]}" if 0 <= begin < end else run


def _without_log_in(part: str) -> str:
    at = _LOG_IN.search(part)
    return f"{part[: at.end()]}***@" if at else part
