"""A row that lacks what its reader looks up costs itself, and says what it lacks."""

from __future__ import annotations

import pytest

from spiders.kit.spiders import SourceSpider, why
from tracker.records.items import NothingHere, Unreadable

CODES = {"H": "lower"}
KINDS = [
    (lambda row: CODES[row["code"]], "expected something under 'code', found nothing"),
    (lambda row: CODES[row["chamber"]], "expected something under 'Q', found nothing"),
    (lambda row: row["parts"][3], "expected more parts than were found"),
    (lambda row: int(row["chamber"]), "invalid literal for int() with base 10: 'Q'"),
]


@pytest.mark.parametrize(("look", "told"), KINDS)
def test_a_row_that_lacks_something_is_told_with_what_it_lacks(look, told):
    def read(row):
        look(row)
        yield NothingHere(reason="never")

    row = {"chamber": "Q", "parts": []}
    assert list(SourceSpider.row(SourceSpider, read, row, excerpt="Q,")) == [Unreadable(reason=told, excerpt="Q,")]


def test_a_fault_of_ours_is_no_fault_of_a_row():
    def read(row):
        yield row.absent

    with pytest.raises(AttributeError):
        list(SourceSpider.row(SourceSpider, read, {}))


def test_what_a_page_says_is_never_repeated_at_length():
    assert len(why(KeyError("x" * 10_000))) < 200
