"""What readers say of a flag is kept here and given to the trainer; a public list is compared by its ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.records import CONGRESS, bill
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.matching.comparing import compared, read_list
from tracker.matching.flagging import flag_changed
from tracker.matching.labels import keep_label, labeled_bills, stored_labels


@pytest.fixture
def stored(engine: Engine) -> Engine:
    visit = Visit(engine, "us-test", CONGRESS)
    visit.take(bill(1, title="Mental health parity for all", abstracts=(), subject=()))
    visit.take(bill(2, title="Roads", abstracts=(), subject=()))
    visit.finish()
    flag_changed(engine)
    return engine


def test_a_label_is_kept_once_and_can_be_changed(stored: Engine) -> None:
    assert keep_label(stored, "us/119/HR2", "mental-health", belongs=True)
    assert keep_label(stored, "us/119/HR2", "mental-health", belongs=False)
    assert keep_label(stored, "us/119/HR1", "parity", belongs=True)
    assert not keep_label(stored, "us/119/HR9", "parity", belongs=True)
    told = [(each["record_id"], each["topic"], each["belongs"]) for each in stored_labels(stored)]
    assert told == [("us/119/HR2", "mental-health", False), ("us/119/HR1", "parity", True)]
    (labeled,) = labeled_bills(stored, "mental-health")
    assert (labeled.document.id, labeled.wanted) == ("us/119/HR2", False)


@pytest.mark.parametrize(
    "table", ["id,name\nus/119/HR1,a\nus/119/HR2,b\nus/119/HR77,c\n", "us/119/HR1\nus/HR2\nus/119/H.R. 77\n"]
)
def test_a_public_list_is_compared_with_what_is_flagged(stored: Engine, tmp_path: Path, table: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(table)
    found = {row["id"]: row["tier"] for row in compared(stored, read_list(path, "id"), None)}
    assert list(found.values()) == ["flagged", "none", "not stored"]
    assert set(found) > {"us/119/HR1", "us/119/HR2"}


def test_a_list_without_its_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("bill,name\nHR1,a\n")
    with pytest.raises(UsageProblem, match="expected a column 'id', found bill, name"):
        read_list(path, "id")
