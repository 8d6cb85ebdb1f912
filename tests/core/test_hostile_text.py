"""What reads the words of sources, visitors and organizers takes time in proportion to them, whatever they repeat."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from alerts.render.height import pixels
from alerts.stories.people import plain_person
from alerts.stories.steps import plain
from spiders.kit.hosts import known
from spiders.kit.hour_words import in_digits
from spiders.kit.status_phrases import without_status
from spiders.sources.us_ny.memos import purpose
from tracker import redaction
from tracker.db.search_query import read_search
from tracker.errors import TrackerError
from tracker.records.off_names import plain_name
from tracker.records.text import clean_identifier
from tracker.rules.query import read_query

LETTERS = 40_000
SECONDS = 1.0
"""Of the processor. In proportion each takes some hundredths; with the square of the length, more than three."""
SEEDS = (
    "(",
    "( ",
    "[",
    "<",
    " ",
    "\t",
    ".",
    "a.",
    "_",
    "_a",
    "a_",
    "a.b_",
    "\u201c",
    "'",
    "@",
    "-",
    "*",
    "by ",
    ":",
    "|",
    "key",
    "a://",
)


@contextmanager
def seconds_of_processor(most: float) -> Iterator[None]:
    def over(_signal: int, _frame: object) -> None:
        raise AssertionError(f"more than {most} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "read",
    [
        pixels,
        plain_person,
        plain,
        known,
        clean_identifier,
        read_query,
        read_search,
        purpose,
        in_digits,
        redaction.address,
        redaction.line,
        without_status,
        plain_name,
    ],
)
def test_what_repeats_itself_is_read_in_proportion_to_its_length(read: Callable[[str], object]):
    most = 3_000 if read is read_query else LETTERS
    for seed in SEEDS:
        for end in ("", "!\n"):
            with suppress(TrackerError), seconds_of_processor(SECONDS):
                read((seed * most)[: most - 2] + end)
