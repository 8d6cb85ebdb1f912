"""Utah: what was recorded of its bills' texts, and what a text may do wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.sources.us_ut import reading
from tests.conftest import ROOT
from tests.states.visits import pack, spider, visit

NOW = "2026-11-20T12:00:00-07:00"
TEXTS = ROOT / "tests/sources/us-ut-bills/2026-11-20-two-texts"
URL = "https://le.utah.gov/Session/2026/bills/enrolled/HB0041.xml"


def test_every_recorded_text_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ut.warc.gz", "ut-le/")
    seen = visit(spider("us-ut-bills", NOW, recording=held), held)

    assert seen.faults == []
    folders = {folder.name for folder in (recordings / "state/ut-le/text").iterdir()}
    assert {bill.identifier for bill in seen.bills} == folders
    assert len(seen.bills) == len(folders)
    assert all(bill.text and bill.versions[0].date for bill in seen.bills)
    for file in (recordings / "state/ut-le/text").glob("*/*.xml"):
        markup = file.read_text(encoding="utf-8")
        bill = reading.bill(file.read_bytes(), URL)
        assert f">{bill.title}</st>" in markup
        assert re.search(r' sponsor="([^"]*)"', markup)[1] == bill.sponsorships[0].name


def test_of_two_texts_of_a_bill_the_enrolled_one_counts(tmp_path: Path):
    introduced = URL.replace("enrolled", "introduced")
    (tmp_path / "MANIFEST.tsv").write_text(f"path\turl\nt/a.xml\t{URL}\nt/b.xml\t{introduced}\n", encoding="utf-8")
    (tmp_path / "t").mkdir()
    body = (TEXTS / "HB0041.xml").read_bytes()
    (tmp_path / "t/a.xml").write_bytes(body)
    (tmp_path / "t/b.xml").write_bytes(body.replace(b'subVer="-2" minVer="2"', b'subVer="0" minVer="0"'))
    held = pack(tmp_path, tmp_path / "ut.warc.gz", "t/")

    bills = visit(spider("us-ut-bills", NOW, recording=held), held).bills
    assert [bill.versions[0].note for bill in bills] == ["Enrolled"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</leg>", b""),
        (b"<leg ", b"<!DOCTYPE leg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><page "),
        (b'billnum="HB0041"', b'billnum="Bill 41"'),
        (b'sess="2026GS"', b""),
        (b'subVer="-2"', b'subVer="last"'),
        (b"Crisis Line Amendments", b""),
        (b"03-06-26", b"13-36-26"),
    ],
)
def test_a_changed_text_is_told(old: bytes, new: bytes):
    body = (TEXTS / "HB0041.xml").read_bytes()
    assert old in body
    with pytest.raises(PageChanged):
        reading.bill(body.replace(old, new), URL)


def test_a_long_text_is_whole_and_each_subsection_begins_a_line():
    body = (TEXTS / "HB0041.xml").read_bytes()
    parts = "".join(
        f"<subsection><display>({number})</display>The crisis line answers <bold>call</bold> {number}.</subsection>"
        for number in range(1, 201)
    )
    text = reading.bill(body.replace(b"</section>", f"{parts}</section>".encode()), URL).text

    assert text is not None
    lines = [line for line in text.splitlines() if line.startswith("(")]
    assert lines == [f"({number}) The crisis line answers call {number}." for number in range(1, 201)]


def test_a_text_in_the_encoding_it_declares_is_read_too():
    text = (TEXTS / "HB0041.xml").read_text(encoding="utf-8")

    assert reading.bill(text.encode("utf-16"), URL) == reading.bill(text.encode(), URL)
