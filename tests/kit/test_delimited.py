"""Tables in an archive that somebody damaged, locked or packed strangely cost themselves, and are told as such."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from spiders.kit import delimited
from spiders.kit.delimited import Tables, table
from spiders.kit.select import PageChanged

ROWS = b"`HB1`\t`Roads`\n" * 50


def packed(change) -> zipfile.ZipFile:
    """A ZIP of one table, its bytes changed before it is opened."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BILLS.dat", ROWS)
    bent = bytearray(raw.getvalue())
    change(bent, bent.index(b"PK\x01\x02"))
    return zipfile.ZipFile(io.BytesIO(bytes(bent)))


def damaged(raw: bytearray, _directory: int) -> None:
    raw[45] ^= 0xFF


def encrypted(raw: bytearray, directory: int) -> None:
    raw[6] |= 1
    raw[directory + 8] |= 1


def strangely_packed(raw: bytearray, directory: int) -> None:
    raw[8] = raw[directory + 10] = 97


def of_another_name(raw: bytearray, _directory: int) -> None:
    raw[30] = ord("X")


@pytest.mark.parametrize("change", [damaged, encrypted, strangely_packed, of_another_name])
def test_a_file_that_cannot_be_read_is_a_page_that_changed_and_no_fault_of_ours(change):
    tables = Tables(packed(change))
    with pytest.raises(PageChanged, match=r"BILLS\.dat: wanted a table"):
        list(tables.rows("BILLS.dat", "number", "title"))
    assert tables.data("BILLS.dat") is None


def test_a_sound_one_is_read_by_either_way():
    for files in (packed(lambda _raw, _directory: None), {"BILLS.dat": ROWS}):
        tables = Tables(files)
        assert list(tables.rows("bills.DAT", "number", "title")) == [{"number": "HB1", "title": "Roads"}] * 50
        assert tables.data("BILLS.dat") == ROWS
        assert tables.data("BILLS.dat", 10) is None


WHOLE = 'number,title,day\nHB1,Roads,2026-01-12\nHB2,"Care, at\nhome",2026-01-13'


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_table_is_whole_with_or_without_an_end_of_its_last_line(end: str):
    assert [row["number"] for row in table((WHOLE + end).encode(), "number")] == ["HB1", "HB2"]


@pytest.mark.parametrize("left", [WHOLE[:-11], WHOLE[: WHOLE.index("2,") + 1], WHOLE[: WHOLE.index("at")]])
def test_a_table_that_was_cut_within_a_row_is_told(left: str):
    with pytest.raises(PageChanged, match="wanted a whole table"):
        table(left.encode(), "number")


def test_columns_are_known_in_whichever_letters_and_those_of_the_very_name_first():
    data = b" NUMBER ,title,Title\nHB1,roads,Roads\n"
    assert table(data, "number", "Title") == [{"number": "HB1", "title": "roads", "Title": "Roads"}]


def test_a_short_row_that_ends_costs_nothing():
    assert len(table(f"{WHOLE}\nHB3,Schools\n".encode(), "number")) == 3


def test_a_table_that_a_server_packed_is_unpacked_and_a_cut_or_endless_one_is_told(monkeypatch: pytest.MonkeyPatch):
    packed = gzip.compress(b"a,b\n1,2\n")
    assert table(packed, "a", "b") == [{"a": "1", "b": "2"}]
    assert len(table(packed + gzip.compress(b"3,4\n"), "a", "b")) == 2
    monkeypatch.setattr(delimited, "MEMBER_LIMIT", 4)
    for data in (packed[:-9], packed, packed + b"cut", b"\x1f\x8bno"):
        with pytest.raises(PageChanged, match="gzip"):
            table(data, "a")
