"""Tables in an archive that somebody damaged, locked or packed strangely cost themselves, and are told as such."""

from __future__ import annotations

import io
import zipfile

import pytest

from spiders.kit.delimited import Tables
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
