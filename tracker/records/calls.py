"""Know the address of a call: where a meeting is joined, and where nothing can be sent."""

from __future__ import annotations

import re
from typing import Final

CALL: Final = re.compile(
    r"https://(?:[\w.-]+\.)?(?:zoom(?:gov)?\.(?:us|com)/(?:[jw]|my|s|webinar/register)/|meet\.google\.com/|teams\.(?:microsoft|live)\.com/"
    r"(?:l/meetup-join|meet)/|webex\.com/)[^\s<>\"']+",
    re.IGNORECASE,
)
"""The address of a call on the systems that boards use; most write it among the words."""
