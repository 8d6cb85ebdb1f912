"""The testimony rules in force on this machine: the shipped ones with the operator's own."""

from __future__ import annotations

from tracker.settings import load
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import Rulebook


def own_rulebook() -> Rulebook:
    """The shipped rules with the operator's own, which stand in `testimony/` in the data folder."""
    return rulebook(load().data_dir / "testimony")
