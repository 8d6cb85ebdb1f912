"""One reason not to believe a visit, and from how many records on something says more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FEW: Final = 5
"""Fewer records than this may do anything together: a board moves all of its three meetings."""
SOME: Final = 8
"""Fewer records than this may change their words together: a committee with seven hearings moves to another building."""
HALF: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One reason not to believe a visit. `holds`: what it says is not stored; else only what is absent means nothing."""

    words: str
    holds: bool = True
    less: bool = False
    """It tells less than before; told for weeks, less is what the source tells."""
    once: bool = False
    """It may well be true: believed when the next visit says the same."""
