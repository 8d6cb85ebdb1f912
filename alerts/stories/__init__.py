"""Decide what is worth telling, for every reader at once.

A story is one item of a digest: a bill, a hearing or a rule-making, with everything that happened to it since the
reader was last told. Which stories a reader gets is decided in `alerts.compose.selection`, what they can do in `alerts.compose.actions`.
"""

from alerts.stories.model import PLACES, Event, HeardBill, Story
from alerts.stories.telling import Telling, tell

__all__ = ["PLACES", "Event", "HeardBill", "Story", "Telling", "tell"]
