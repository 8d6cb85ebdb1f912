"""Say how the way of a measure ends: a nomination is confirmed or not, everything else passes or does not."""

from __future__ import annotations

from typing import Final

from alerts.render.message import Say, say

TOLD: Final = {"adopted": "confirmed", "failed": "not-confirmed"}
"""What readers are told of a nomination that came to these stages."""
_ENDS: Final = {
    "failed": say("It did not pass. A similar bill can come back in a later session."),
    "adopted": say("It was adopted. It goes no further: it states a view and makes no law."),
    "died": say("Its session ended without a decision on it. A similar bill can come back in a later session."),
}
_OF_NOMINATIONS: Final = {
    "failed": say("It was not confirmed."),
    "adopted": say("It was confirmed."),
    "died": say("Its session ended without a decision on it."),
}


def ends_of(measure: str) -> dict[str, Say]:
    """By stage, what is said when a measure of this kind ends there."""
    return _OF_NOMINATIONS if measure == "nomination" else _ENDS
