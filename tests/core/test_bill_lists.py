"""A coalition works on one list: what is written by hand survives, groups exchange it, and nothing of it is lost on the way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_ingest import visit
from tests.records import bill, hearing
from tracker.cli.main import tracker
from tracker.db.engine import connect, reading
from tracker.errors import UsageProblem
from tracker.exports import list_rows
from tracker.exports.cells import csv_cell, plain_cell
from tracker.records.text import line
from tracker.settings import load
from tracker.subscriptions import bill_lists
from tracker.subscriptions.bill_lists import Listed

NOW = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
HAND = "# ours\nus/119/HR1  Bridges  # the first\n\nHB 12 support\nus/119/HR2 OPPOSE # no money\n"
notes = st.text(max_size=60)
listed = st.builds(
    Listed, st.from_regex(r"us(-[a-z]{2})?/[a-z0-9-]{1,9}/[HS]B[0-9]{1,4}", fullmatch=True),
    st.sampled_from(("", *bill_lists.POSITIONS)), notes,
)  # fmt: skip


def file(name: str = "bridges") -> Path:
    return load().data_dir / "lists" / f"{name}.txt"


def write(text: str, name: str = "bridges") -> None:
    file(name).parent.mkdir(parents=True, exist_ok=True)
    file(name).write_text(text)


@pytest.fixture
def stored() -> None:
    """Two bills, the first of which is heard."""
    engine = connect(load().url)
    visit(engine, [bill(1), bill(2, title="Highway Act"), hearing()])
    engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(tracker, ["list", *words], standalone_mode=False)


def code(result: Result) -> int:
    """The exit code that the program makes of it."""
    return getattr(result.exception, "exit_code", result.exit_code) if result.exception else result.return_value or 0


def test_a_list_written_by_hand_is_read_and_names_the_line_that_names_no_bill():
    write(HAND)
    found = bill_lists.read("bridges")
    assert found.bills == (Listed("us/119/HR1", "", "Bridges # the first"), Listed("us/119/HR2", "oppose", "no money"))
    assert found.unread == ("line 4: expected a bill such as us/119/HR1109 first, found 'HB 12 support'",)


def test_an_edit_keeps_every_line_that_it_does_not_mean_and_is_for_this_user_alone():
    write(HAND)
    bill_lists.put("bridges", [Listed("us/119/HR2", "support"), Listed("us/119/HR9", "watch", "new")])
    assert file().read_text() == HAND.replace("OPPOSE", "support") + "us/119/HR9 watch # new\n"
    assert file().stat().st_mode & 0o777 == 0o600
    assert bill_lists.take("bridges", ["us/119/HR2", "us/119/HR7"]).removed == ("us/119/HR2",)
    assert file().read_text() == HAND.replace("us/119/HR2 OPPOSE # no money\n", "us/119/HR9 watch # new\n")


@given(st.lists(listed, max_size=6, unique_by=lambda each: each.bill))
def test_what_is_put_on_a_list_is_read_back(bills):
    for path in (file("round"), file("other")):
        path.unlink(missing_ok=True)
    bill_lists.put("round", bills)
    kept = bill_lists.read("round")
    assert kept.unread == ()
    assert kept.bills == tuple(Listed(each.bill, each.position, line(each.note)) for each in bills)
    bill_lists.put("other", kept.bills)
    assert file("other").read_bytes() == file("round").read_bytes()


@given(notes)
def test_a_cell_comes_back_as_it_was_and_is_no_formula(note):
    cell = csv_cell(note)
    assert plain_cell(cell) == note
    assert not cell.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("name", ["", "Ä", "a/b", "../a", "a.b", "-a", "x" * 62])
def test_a_list_has_a_plain_name(name):
    with pytest.raises(UsageProblem, match="expected small letters"):
        bill_lists.new_name(name)


def test_bills_are_added_as_people_write_them_and_shown_with_what_comes_next(stored):
    added = run("add", "Bridges", "H.R. 1", "hr2", "us-or/2027R1/HB5", "--position", "support", "--note", "=ours")
    assert (code(added), added.stderr.strip()) == (0, "list bridges: 3 added")
    shown = run("show", "bridges", "--format", "json", "--as-of", "2026-11-23")
    first, second, third = json.loads(shown.stdout)
    assert (first["id"], first["position"], first["stage"], first["note"]) == (
        "us/119/HR1",
        "support",
        "in-committee",
        "=ours",
    )
    assert first["next_hearing"].startswith("2026-12")
    assert (second["title"], second["next_hearing"]) == ("Highway Act", None)
    assert (third["title"], third["reason"]) == (None, "no bill of us-or was read yet")
    assert "us-or/2027R1/HB5 is not held here: no bill of us-or was read yet" in shown.stderr
    assert "bridges" in run("show", "--format", "csv").stdout
    assert code(run("show", "brigdes")) == 2


def test_a_list_goes_to_another_group_and_back_with_what_it_holds(stored):
    run("add", "ours", "hr1", "--position", "oppose", "--note", "=HYPERLINK(1)")
    run("add", "ours", "us-or/2027R1/HB5")
    table = run("export", "ours")
    assert next(csv.DictReader(io.StringIO(table.stdout)))["note"] == "'=HYPERLINK(1)"
    path = load().data_dir / "theirs.csv"
    path.write_text(table.stdout)
    assert code(run("import", "theirs", str(path))) == 0
    assert bill_lists.read("theirs") == bill_lists.read("ours")


def test_a_bad_row_costs_one_row_and_is_named(stored):
    path = load().data_dir / "theirs.csv"
    path.write_text("Bill;Position;Note\nHR 1;Support;first\nus/119;;\nHR 2;maybe;\n;;\nus/119/HR99999;;not ours\n")
    done = run("import", "theirs", str(path))
    assert code(done) == 3
    assert "row 3: " in done.stderr
    assert "row 4: position: expected support, oppose, watch or nothing, found 'maybe'" in done.stderr
    assert "2 rows could not be read" in done.stderr
    assert [each.bill for each in bill_lists.read("theirs").bills] == ["us/119/HR1", "us/119/HR99999"]
    path.write_bytes(b"\xff\xfe\x00")
    assert code(run("import", "theirs", str(path))) == 2


def test_a_quotation_mark_that_is_never_closed_is_told(stored):
    path = load().data_dir / "theirs.csv"
    rows = ['HR 1,support,"so we ""say"", all"', 'HR 2,watch,the "old" one', 'HR 3,watch,"open', "HR 4,oppose,gone"]
    path.write_text("\n".join(["bill,position,note", *rows]))
    done = run("import", "theirs", str(path))
    assert (code(done), "row 4: a quotation mark that is never closed" in done.stderr) == (3, True)
    listed = bill_lists.read("theirs").bills
    assert [(each.bill, each.note) for each in listed] == [
        ("us/119/HR1", 'so we "say", all'),
        ("us/119/HR2", 'the "old" one'),
    ]


def test_what_is_not_on_the_list_is_named_when_it_is_to_be_taken_off(stored):
    run("add", "ours", "hr1")
    done = run("remove", "ours", "HR 1", "hr2")
    assert (code(done), bill_lists.bills("ours")) == (3, [])
    assert "not on the list ours: us/119/HR2" in done.stderr


def test_no_bill_of_a_session_that_was_read_is_told_as_such(stored):
    with reading(connect(load().url)) as connection:
        (row,) = list_rows.rows(connection, [Listed("us/119/HR77")], NOW)
    assert row["reason"] == "it is not among the 2 bills of us that were read of the session 119"


def test_lists_that_disagree_ask_for_nothing():
    write("us/119/HR1 support\nus/119/HR2 oppose\nus/119/HR3 watch\n")
    write("us/119/HR1 oppose\n", "other")
    assert bill_lists.positions(("list:bridges", "search:roads")) == {"us/119/HR1": "support", "us/119/HR2": "oppose"}
    assert bill_lists.positions(("list:bridges", "list:other")) == {"us/119/HR2": "oppose"}
