"""What can be said of a vote by its numbers alone."""

from __future__ import annotations

from fractions import Fraction


def sure_result(yes: int, no: int, members: int, share: Fraction) -> str | None:
    """Pass or fail where no rule could say otherwise: `share` is the most of all members that one may ask."""
    if yes <= no:
        return "fail"
    return "pass" if yes > share * members else None
