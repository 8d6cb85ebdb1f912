"""Read what stands between two words of a query: NEAR/5, w/5, /s, SENT and what other systems taught people to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tracker.rules.syntax import Apart, Near, Node, Sentence

FARTHEST: Final = 1_000
"""Words that NEAR and PRE may reach over."""
NEAR_BY: Final = 10
"""Words that NEAR reaches over where no number says it, as in other search engines."""

LINK: Final = re.compile(
    r"(?P<apart>(?:BUT\s+|but\s+)?(?:NOT|Not|not)\s+)?(?:"
    r"(?P<name>NEAR|PRE|ADJ|ONEAR|WITHIN|Near|Pre|near|pre|adj|onear|within|[wW])/(?P<reach>[0-9A-Za-z]*)(?![\w*?])"
    r"|(?P<google>AROUND|Around|around|NEAR|Near|near)\((?P<around>[0-9]{1,6})\)"
    r"|(?P<bare>NEAR|ADJ|PRE|ONEAR|(?:near|Near|adj|Adj|pre|Pre|onear)(?=[0-9]))(?P<steps>[0-9]{0,6})(?![\w*?/:-])"
    r"|(?P<spelled>WITHIN\s+(?:[0-9]{1,6}|SENTENCE|PARAGRAPH)(?:\s+WORDS?)?(?:\s+OF)?|within\s+[0-9]{1,6}\s+(?:words?\s+)?of)(?![\w*?/:-])"
    r"|(?P<sign>[/+])(?P<far>[0-9]{1,6}|[sSpP])(?![\w*?])"
    r"|(?P<unit>SENT|PARA)(?![\w*?/:-]))"
)
_UNITS: Final = {"s": False, "sent": False, "sentence": False, "p": True, "para": True, "paragraph": True}
"""Whether the unit is a paragraph and no sentence."""
_ORDERED: Final = frozenset({"PRE", "ADJ", "ONEAR", "+"})


class NotALink(ValueError):
    """What stands between two words cannot be read; says what to write instead."""


@dataclass(frozen=True, slots=True)
class Link:
    """How two passages must stand to each other."""

    name: str
    distance: int = 0
    ordered: bool = False
    apart: bool = False
    paragraph: bool | None = None
    """In one paragraph, or in one sentence; None for a number of words."""

    def joined(self, first: Node, second: Node) -> Node:
        """Both, in that relation."""
        if self.apart:
            return Apart(first, second, self.distance)
        if self.paragraph is not None:
            return Sentence(first, second, ordered=self.ordered, paragraph=self.paragraph)
        return Near(first, second, self.distance, ordered=self.ordered)


def read_link(match: re.Match[str]) -> Link:
    """What a match of LINK means; raises NotALink."""
    apart = match["apart"] is not None
    name = (match["name"] or match["bare"] or match["sign"] or match["unit"] or "NEAR").upper()
    link_name = match[0].strip()
    ordered = name in _ORDERED
    if match["unit"]:
        if apart:
            raise NotALink(f"expected a number of words, as in NOT NEAR/5, found {link_name}")
        return Link(name, paragraph=name == "PARA")
    spelled = (match["spelled"] or "").split()[1:2]
    reach = next(filter(None, (match["reach"], match["steps"], match["far"], match["around"], *spelled)), "").lower()
    if reach in _UNITS and not apart:
        return Link(name, ordered=ordered, paragraph=_UNITS[reach])
    if not reach and match["bare"] and name != "PRE":
        return Link(name, distance=1 if name == "ADJ" else NEAR_BY, ordered=ordered, apart=apart)
    shown = {"W": "w", "WITHIN": "within"}.get(name, name)
    if not reach.isdecimal() or not 1 <= int(reach) <= FARTHEST:
        raise NotALink(f"expected a number from 1 to {FARTHEST} after {shown}/, found {reach or 'none'}")
    return Link(name, distance=int(reach), ordered=ordered, apart=apart)
