from __future__ import annotations

import io
import zipfile

import pytest

from spiders.kit import archive


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return out.getvalue()


def members(data: bytes, limit: int = archive.MEMBER_LIMIT) -> list[archive.Member]:
    return list(archive.zip_members(io.BytesIO(data), what="BILLSTATUS-116-hr.zip", limit=limit))


def test_files_come_one_by_one() -> None:
    assert members(packed({"a/": b"", "a/b.xml": b"<b/>", "c.xml": b"<c/>"})) == [
        archive.Member("a/b.xml", b"<b/>"),
        archive.Member("c.xml", b"<c/>"),
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found nothing"),
        (b"<!DOCTYPE html><html>Oops</html>", "found an HTML page"),
        (b"not a zip", "found something else"),
        (packed({"a.xml": b"<a/>" * 1000})[:-30], "cut off or damaged"),
        (packed({}), "found none"),
    ],
)
def test_what_is_no_zip_is_told(data: bytes, told: str) -> None:
    (only,) = members(data)
    assert only.data is None
    assert only.fault is not None
    assert "BILLSTATUS-116-hr.zip: expected" in only.fault
    assert told in only.fault


def test_a_bomb_is_told_before_it_is_unpacked() -> None:
    (only,) = members(packed({"bomb.xml": b"\0" * (archive.MEMBER_LIMIT + 1)}))
    assert only.fault is not None
    assert "found a bomb" in only.fault


def test_a_file_that_is_too_large_costs_only_itself() -> None:
    first, second = members(packed({"large.xml": bytes(range(256)), "small.xml": b"<a/>"}), limit=100)
    assert first.fault is not None
    assert "expected at most 100 bytes" in first.fault
    assert second.data == b"<a/>"


def test_a_damaged_file_costs_only_itself() -> None:
    data = bytearray(packed({"a.xml": b"<a>" + b"x" * 50 + b"</a>", "b.xml": b"<b/>"}, zipfile.ZIP_STORED))
    data[data.index(b"xxxx")] = ord("y")
    first, second = members(bytes(data))
    assert first.fault is not None
    assert "a.xml: expected a readable file" in first.fault
    assert second.data == b"<b/>"
