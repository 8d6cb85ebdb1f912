"""Which version of a bill is the newest, by the lists that legislatures' sources tell."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.records.version_order import is_text, newest_first

LISTS = {
    "Colorado, dated": ("Final Act 2026-05-21; Revised 2026-05-12; Introduced 2026-01-14", "Final Act"),
    "Congress, dated in part": ("Enrolled Bill; Engrossed 2026-03-01; Introduced 2026-01-10", "Enrolled Bill"),
    "Connecticut": ("Public Act No. 26-6; File No. 721; File No. 232; Raised Bill", "Public Act No. 26-6"),
    "Connecticut, alive": ("File No. 378; ET Joint Favorable; Raised Bill", "File No. 378"),
    "Hawaii": ("HB1541_HD2; HB1541_HD1; HB1541", "HB1541_HD2"),
    "Hawaii, out of order": ("SB1321_SD2; SB1321; SB1321_SD1", "SB1321_SD2"),
    "Hawaii, conference": ("SB3204_CD1; SB3204_HD1; SB3204_SD1; SB3204", "SB3204_CD1"),
    "Indiana": ("Engrossed Senate Bill (H); Senate Bill (S); Introduced Senate Bill (S)", "Engrossed Senate Bill (H)"),
    "Kentucky": ("Current/Final; Introduced", "Current/Final"),
    "Louisiana": ("HB1 Engrossed; HB1 Original; House Committee Amendment, #18, Adopted", "HB1 Engrossed"),
    "Arizona": ("Introduced Version; House Engrossed Version; HOUSE - Health & Human Services", "House Engrossed Version"),
    "Nebraska": ("Introduced; Final Reading; Slip Law; DeBoer AM1189; Enrollment and Review ER69", "Slip Law"),
    "Wyoming": ("Introduced; Amendment HB0085HS001 (Standing Committee)", "Introduced"),
    "Washington": ("Substitute Bill; Second Substitute Bill; Bill", "Second Substitute Bill"),
    "Washington, passed": ("Engrossed Substitute Bill; Bill; Substitute Passed Legislature", "Substitute Passed Legislature"),
    "Utah": ("Introduced; Enrolled; Comparison to Original Bill; Substitute #1", "Enrolled"),
    "South Carolina": ("12/05/2024; 02/06/2025; 04/16/2025; Filed", "04/16/2025"),
    "Texas": ("Introduced; House Committee Report; Engrossed", "Engrossed"),
    "Florida": ("S 1362 Filed; S 1362 c1; S 1362 c2; S 1362 er", "S 1362 er"),
    "Ohio": ("As Introduced; As Re-Referred by the House Rules and Reference Committee", "As Re-Referred by the House Rules and Reference Committee"),
    "Maryland": ("First - Health - Amendments; Third - Health - Amendments", "Third - Health - Amendments"),
    "California": ("AB114; 01/08/25 - Introduced; 03/17/25 - Amended Assembly", "03/17/25 - Amended Assembly"),
    "Minnesota": ("Introduction 2025-03-07; 3rd Engrossment 2025-05-20; 1st Unofficial Engrossment 2025-05-08", "3rd Engrossment"),
    "Michigan": ("Substitute (H-2); Substitute (H-4); House Introduced Bill; As Passed by the House", "As Passed by the House"),
    "nothing is said": ("v1; v2; v3", "v3"),
    "a day that is none": ("13/45/2024; Filed", "13/45/2024"),
}  # fmt: skip


@pytest.mark.parametrize(("told", "newest"), LISTS.values(), ids=LISTS)
def test_the_newest_text_of_a_bill_is_known(told: str, newest: str):
    versions = []
    for entry in told.split("; "):
        note, _blank, day = entry.rpartition(" ")
        dated = day[:3] == "202" and day.count("-") == len("--")
        versions.append((note, dt.date.fromisoformat(day)) if dated else (entry, None))

    order = newest_first(versions)
    assert versions[order[0]][0] == newest
    assert sorted(order) == [*range(len(versions))]


def test_an_engrossment_with_amendments_is_a_text_and_an_amendment_is_none():
    assert is_text("FIRST ENGROSSMENT with Senate Amendments")
    assert not is_text("Senate Amendment 1")
    assert newest_first([]) == []
