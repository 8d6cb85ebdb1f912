"""Print measurements as a table for people and as JSON for scripts."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """What was measured against whom; `at_most` or `at_least` is the promise."""

    name: str
    ours: float
    peer: float
    unit: str
    against: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def kept(self) -> bool:
        low, high = self.at_least, self.at_most
        return (low is None or self.ratio >= low) and (high is None or self.ratio <= high)


def tell(ratios: list[Ratio]) -> int:
    """Print all; the exit code is 1 when a promise is not kept."""
    for each in ratios:
        promise = (
            f"<= {each.at_most}"
            if each.at_most is not None
            else f">= {each.at_least}"
            if each.at_least is not None
            else ""
        )
        mark = "ok  " if each.kept else "MISS"
        print(
            f"{mark} {each.name:<52} {each.ours:>12.4f} {each.unit:<9} vs {each.peer:>12.4f} ({each.against})"
            f"  ratio {each.ratio:.3f} {promise}"
        )
    print(json.dumps([{**asdict(each), "ratio": each.ratio, "kept": each.kept} for each in ratios]))
    sys.stdout.flush()
    return 0 if all(each.kept for each in ratios) else 1


def alternating(rounds: int, **each: Callable[[], object]) -> dict[str, float]:
    """Median seconds of several functions, run in turn, so that a noisy moment hits all of them."""
    taken: dict[str, list[float]] = {name: [] for name in each}
    for _round in range(rounds):
        for name, function in each.items():
            gc.collect()
            start = time.perf_counter()
            function()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}
